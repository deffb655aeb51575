"""Reading pictures between their pixels: crops, grids, deformed kernels, linear resizing.

All of them make places (fractional rows and columns) and read there; start at `_read`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mindspore import _core
from mindspore._core import Tensor
from mindspore.common import dtype as mstype

_ops = _core.ops

__all__ = [
    "affine_grid",
    "crop_and_resize",
    "deformable_conv2d",
    "deformable_offsets",
    "grid_sample",
]


def _pixels(x: Tensor, places: list[Tensor]) -> Tensor:
    """Pixels of `x` (N, C, extents...) at whole places (N, P): (N, C, P), and 0 outside."""
    extents = x.shape[2:]
    flat: Any = None
    inside: Any = None
    for place, extent in zip(places, extents, strict=True):
        within = _ops.logical_and(place >= 0, place <= extent - 1)
        kept = _ops.cast(_ops.maximum(_ops.minimum(place, extent - 1), 0), mstype.int64)
        flat = kept if flat is None else flat * extent + kept
        inside = within if inside is None else _ops.logical_and(inside, within)
    n, c = x.shape[:2]
    wide = _ops.broadcast_to(_ops.expand_dims(flat, 1), (n, c, flat.shape[-1]))
    found = _ops.gather_elements(_ops.reshape(x, (n, c, -1)), 2, wide)
    return _ops.where(_ops.expand_dims(inside, 1), found, _ops.zeros_like(found))


def _read(x: Tensor, places: list[Tensor], nearest: bool) -> Tensor:
    """Elements of `x` (N, C, extents...) at places (N, P): (N, C, P); outside of it stand zeros."""
    if nearest:
        return _pixels(x, [_ops.round(place) for place in places])
    corners = [(None, [])]
    for place in places:
        low = _ops.floor(place)
        share = place - low
        corners = [
            (weight * part if weight is not None else part, [*at, where])
            for weight, at in corners
            for part, where in ((1 - share, low), (share, low + 1))
        ]
    total: Any = None
    for weight, at in corners:
        part = _pixels(x, at) * _ops.cast(_ops.expand_dims(weight, 1), x.dtype)
        total = part if total is None else total + part
    return total


def _crop_places(low: Tensor, high: Tensor, extent: int, count: int, second: bool) -> Tensor:
    """Where the rows of crops are read: (boxes, count)."""
    steps = _ops.cast(_ops.arange(0, count, 1), low.dtype)
    last = extent - 1
    if second:
        # The box, in whole pixels, is cut into `count` cells; each is read at its centre.
        start = _ops.expand_dims(_ops.trunc(low * extent), 1)
        end = _ops.maximum(_ops.expand_dims(_ops.trunc(high * extent), 1), start)
        middle = start + (steps + 0.5) * ((end - start + 1) / count) - 0.5
        within = _ops.minimum(_ops.maximum(middle, start), end)
        return _ops.minimum(_ops.maximum(within, 0.0), float(last))
    if count == 1:
        return _ops.expand_dims((low + high) * (0.5 * last), 1)
    step = (high - low) * (last / (count - 1))
    return _ops.expand_dims(low * last, 1) + steps * _ops.expand_dims(step, 1)


def crop_and_resize(
    image: Tensor,
    boxes: Tensor,
    box_indices: Tensor,
    crop_size: Sequence[int],
    method: str = "bilinear",
    extrapolation_value: float = 0.0,
) -> Tensor:
    """Cut boxes out of pictures and resize them to one size.

    Args:
        image: Tensor (N, height, width, channels) of any number dtype.
        boxes: Tensor (boxes, 4) of (y1, x1, y2, x2), where 0 is the first row or column and 1 the
            last one; y1 > y2 flips the crop.
        box_indices: Tensor (boxes,): the picture of each box.
        crop_size: Height and width of the crops.
        method: "bilinear", "nearest" or "bilinear_v2" (which reads the centres of cells).
        extrapolation_value: What stands outside of a picture.

    Returns:
        Tensor (boxes, *crop_size, channels), float32. Gradients reach `image`.

    Raises:
        TypeError: If `crop_size` is no pair of ints.
        ValueError: If a shape or `method` is another one.

    Supported modes: PyNative, graph.

    >>> from mindspore import Tensor, ops
    >>> image = ops.arange(16.0).reshape(1, 4, 4, 1)
    >>> crop = ops.crop_and_resize(image, Tensor([[0.0, 0.0, 1.0, 1.0]]), Tensor([0]), (2, 2))
    >>> print(crop.reshape(2, 2))
    [[ 0.  3.]
     [12. 15.]]
    """
    if method not in ("bilinear", "nearest", "bilinear_v2"):
        raise ValueError(
            f"`method` needs to be 'bilinear', 'nearest' or 'bilinear_v2', but is {method!r}"
        )
    if image.ndim != 4 or boxes.ndim != 2 or boxes.shape[1] != 4:
        raise ValueError(
            "crop_and_resize needs pictures with 4 axes and boxes of shape (boxes, 4), "
            f"found {image.shape} and {boxes.shape}"
        )
    if box_indices.ndim != 1 or box_indices.shape[0] != boxes.shape[0]:
        raise ValueError(
            f"crop_and_resize needs an index for each of {boxes.shape[0]} boxes, "
            f"found {box_indices.shape}"
        )
    if not isinstance(crop_size, (tuple, list)) or len(crop_size) != 2:
        raise TypeError(f"`crop_size` needs to be a pair of ints, but is {crop_size!r}")
    height, width = crop_size
    count = boxes.shape[0]
    pictures = _ops.transpose(image.astype(mstype.float32), (0, 3, 1, 2))
    rows_of, columns_of = image.shape[1:3]
    second = method == "bilinear_v2"
    y = _crop_places(boxes[:, 0], boxes[:, 2], rows_of, height, second)
    x = _crop_places(boxes[:, 1], boxes[:, 3], columns_of, width, second)
    inside = _ops.logical_and(
        _ops.expand_dims(_ops.logical_and(y >= 0, y <= rows_of - 1), 2),
        _ops.expand_dims(_ops.logical_and(x >= 0, x <= columns_of - 1), 1),
    )
    grid = (count, height, width)
    y = _ops.reshape(_ops.broadcast_to(_ops.expand_dims(y, 2), grid), (count, -1))
    x = _ops.reshape(_ops.broadcast_to(_ops.expand_dims(x, 1), grid), (count, -1))
    chosen = _ops.index_select(pictures, 0, _ops.cast(box_indices, mstype.int64))
    found = _ops.reshape(_read(chosen, [y, x], method == "nearest"), (count, -1, height, width))
    found = _ops.transpose(found, (0, 2, 3, 1))
    return _ops.where(_ops.expand_dims(inside, 3), found, float(extrapolation_value))


def affine_grid(theta: Tensor, size: Sequence[int], align_corners: bool = False) -> Tensor:
    """Make the grid for `grid_sample` that moves pictures by matrices.

    Args:
        theta: Tensor (N, 2, 3), or (N, 3, 4) for volumes: a matrix and a shift for each picture.
        size: Shape (N, C, height, width) or (N, C, depth, height, width) of what is made.
        align_corners: Whether -1 and 1 are the centres of the first and last pixel, not the edges.

    Returns:
        Tensor (N, height, width, 2) or (N, depth, height, width, 3) with the dtype of `theta`.

    Raises:
        ValueError: If `theta` and `size` do not fit.

    Supported modes: PyNative, graph.

    >>> from mindspore import Tensor, ops
    >>> same = Tensor([[[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]])
    >>> print(ops.affine_grid(same, (1, 1, 1, 2)))
    [[[[-0.5  0. ]
       [ 0.5  0. ]]]]
    """
    axes = len(size) - 2
    if axes not in (2, 3) or theta.shape != (size[0], axes, axes + 1):
        raise ValueError(
            "affine_grid needs `theta` of shape (N, 2, 3) with 4 extents, or (N, 3, 4) with 5, "
            f"found {theta.shape} and {tuple(size)}"
        )
    extents = tuple(size[2:])
    parts = []
    for axis in range(axes - 1, -1, -1):
        n = extents[axis]
        steps = _ops.cast(_ops.arange(0, n, 1), theta.dtype)
        line = steps * (2 / (n - 1)) - 1 if align_corners and n > 1 else (steps * 2 + 1) / n - 1
        if align_corners and n == 1:
            line = steps
        line = _ops.reshape(line, tuple(n if k == axis else 1 for k in range(axes)))
        parts.append(_ops.broadcast_to(line, extents))
    parts.append(_ops.ones_like(parts[0]))
    points = _ops.reshape(_ops.stack(parts, -1), (1, -1, axes + 1))
    moved = _ops.matmul(points, _ops.swapaxes(theta, 1, 2))
    return _ops.reshape(moved, (size[0], *extents, axes))


def _folded(place: Tensor, extent: int, align_corners: bool) -> Tensor:
    """Places outside mirrored into the picture."""
    if align_corners:
        low, span = 0.0, float(extent - 1)
    else:
        low, span = -0.5, float(extent)
    if span == 0:
        return _ops.zeros_like(place)
    away = _ops.abs(place - low)
    rest = away - _ops.floor(away / (2 * span)) * (2 * span)
    return _ops.minimum(rest, 2 * span - rest) + low


def _bounded(place: Tensor, extent: int, padding_mode: str, align_corners: bool) -> Tensor:
    if padding_mode == "zeros":
        return place
    if padding_mode == "reflection":
        place = _folded(place, extent, align_corners)
    return _ops.minimum(_ops.maximum(place, 0.0), float(extent - 1))


def grid_sample(
    input: Tensor,
    grid: Tensor,
    mode: str = "bilinear",
    padding_mode: str = "zeros",
    align_corners: bool = False,
) -> Tensor:
    """Read pictures or volumes at the places of a grid.

    Args:
        input: Tensor (N, C, height, width) or (N, C, depth, height, width) of floats.
        grid: Tensor (N, height', width', 2) of (x, y), or with 3 axes more of (x, y, z); -1 and 1
            are the two ends.
        mode: "bilinear" or "nearest".
        padding_mode: What stands outside: "zeros", "border" (the nearest pixel) or "reflection".
        align_corners: Whether -1 and 1 are the centres of the first and last pixel, not the edges.

    Returns:
        Tensor (N, C, height', width') or with a depth. Gradients reach both arguments.

    Raises:
        ValueError: If `mode`, `padding_mode` or the shapes are others.

    Supported modes: PyNative, graph.

    >>> from mindspore import Tensor, ops
    >>> image = Tensor([[[[1.0, 2.0], [3.0, 4.0]]]])
    >>> print(ops.grid_sample(image, Tensor([[[[0.0, 0.0]]]])))
    [[[[2.5]]]]
    """
    if mode not in ("bilinear", "nearest"):
        raise ValueError(f"`mode` needs to be 'bilinear' or 'nearest', but is {mode!r}")
    if padding_mode not in ("zeros", "border", "reflection"):
        raise ValueError(
            f"`padding_mode` needs to be 'zeros', 'border' or 'reflection', but is {padding_mode!r}"
        )
    axes = input.ndim - 2
    if axes not in (2, 3) or grid.ndim != input.ndim or grid.shape[-1] != axes:
        raise ValueError(
            "grid_sample needs 4 or 5 axes and a grid with as many places per point, "
            f"found {input.shape} and {grid.shape}"
        )
    points = _ops.reshape(grid, (grid.shape[0], -1, axes))
    places = []
    for axis in range(axes):
        extent = input.shape[2 + axis]
        at = points[:, :, axes - 1 - axis]
        ends = (at + 1) * ((extent - 1) / 2) if align_corners else ((at + 1) * extent - 1) / 2
        places.append(ends)

    read = [
        _bounded(place, extent, padding_mode, align_corners)
        for place, extent in zip(places, input.shape[2:], strict=True)
    ]
    found = _read(input, read, mode == "nearest")
    return _ops.reshape(found, (*input.shape[:2], *grid.shape[1:-1]))


def deformable_offsets(
    x: Tensor,
    offsets: Tensor,
    strides: Sequence[int],
    pads: Sequence[int],
    ksize: Sequence[int],
    dilations: Sequence[int] = (1, 1, 1, 1),
    data_format: str = "NCHW",
    deformable_groups: int = 1,
    modulated: bool = True,
) -> Tensor:
    """Lay out, for each place of a deformed kernel, the elements that it reads.

    `x` (N, C, H, W) becomes (N, C, H' * kernel height, W' * kernel width), on which a plain
    convolution with strides of the kernel's size is the deformed one.
    """
    kh, kw = ksize
    top, bottom, left, right = pads
    (sh, sw), (dh, dw) = strides[-2:], dilations[-2:]
    n, channels, height, width = x.shape
    rows = (height + top + bottom - (kh - 1) * dh - 1) // sh + 1
    columns = (width + left + right - (kw - 1) * dw - 1) // sw + 1
    groups, taps = deformable_groups, kh * kw
    parts = _ops.reshape(offsets, (n, 3 if modulated else 2, groups, taps, rows, columns))

    def base(count: int, stride: int, pad: int, k: int, dilation: int) -> tuple[Tensor, Tensor]:
        begin = _ops.cast(_ops.arange(0, count, 1), x.dtype) * stride - pad
        return begin, _ops.cast(_ops.arange(0, k, 1), x.dtype) * dilation

    at_y, tap_y = base(rows, sh, top, kh, dh)
    at_x, tap_x = base(columns, sw, left, kw, dw)
    tap_y = _ops.reshape(_ops.broadcast_to(_ops.reshape(tap_y, (kh, 1)), (kh, kw)), (taps, 1, 1))
    tap_x = _ops.reshape(_ops.broadcast_to(_ops.reshape(tap_x, (1, kw)), (kh, kw)), (taps, 1, 1))
    x_place = parts[:, 0] + (tap_x + at_x)
    y_place = parts[:, 1] + (tap_y + _ops.reshape(at_y, (rows, 1)))
    apart = _ops.reshape(x, (n * groups, channels // groups, height, width))
    flat = [_ops.reshape(place, (n * groups, -1)) for place in (y_place, x_place)]
    found = _ops.reshape(_read(apart, flat, False), (n, groups, -1, taps, rows, columns))
    if modulated:
        found = found * _ops.expand_dims(parts[:, 2], 2)
    found = _ops.reshape(found, (n, channels, kh, kw, rows, columns))
    return _ops.reshape(
        _ops.transpose(found, (0, 1, 4, 2, 5, 3)), (n, channels, rows * kh, columns * kw)
    )


def deformable_conv2d(
    x: Tensor,
    weight: Tensor,
    offsets: Tensor,
    kernel_size: Sequence[int],
    strides: Sequence[int],
    padding: Sequence[int],
    bias: Tensor | None = None,
    dilations: Sequence[int] = (1, 1, 1, 1),
    groups: int = 1,
    deformable_groups: int = 1,
    modulated: bool = True,
) -> Tensor:
    """Convolve with a kernel whose places move from output to output.

    Args:
        x: Tensor (N, C, H, W) of floats.
        weight: Tensor (out channels, C / groups, kernel height, kernel width).
        offsets: Tensor (N, 3 * deformable_groups * kernel height * kernel width, H', W'): how far
            each place moves along the width, then along the height, then how much it counts
            (without that third where `modulated` is False).
        kernel_size: Height and width of the kernel.
        strides: Four ints, the first two are 1.
        padding: Four ints: top, bottom, left, right.
        bias: Tensor (out channels,), or None.
        dilations: Four ints, the first two are 1.
        groups: Number of groups of channels that do not see each other.
        deformable_groups: Number of groups of channels that move together.
        modulated: Whether places are weighted.

    Returns:
        Tensor (N, out channels, H', W') with the dtype of `x`. Gradients reach all Tensors.

    Raises:
        ValueError: If `strides`, `padding` or `dilations` are not four, or `offsets` have another
            number of channels.

    Supported modes: PyNative, graph.

    >>> from mindspore import ops
    >>> x, weight = ops.ones((1, 1, 3, 3)), ops.ones((1, 1, 2, 2))
    >>> still = ops.zeros((1, 8, 2, 2))
    >>> four = (1, 1, 1, 1)
    >>> print(ops.deformable_conv2d(x, weight, still, (2, 2), four, (0, 0, 0, 0), modulated=False))
    [[[[4. 4.]
       [4. 4.]]]]
    """
    for name, value in (("strides", strides), ("padding", padding), ("dilations", dilations)):
        if len(value) != 4:
            raise ValueError(f"`{name}` needs four ints, found {value!r}")
    kh, kw = kernel_size
    wanted = (3 if modulated else 2) * deformable_groups * kh * kw
    if offsets.shape[1] != wanted:
        raise ValueError(
            f"deformable_conv2d needs `offsets` with {wanted} channels, found {offsets.shape[1]}"
        )
    laid = deformable_offsets(
        x, offsets, strides, padding, (kh, kw), dilations, "NCHW", deformable_groups, modulated
    )
    return _ops.conv2d(laid, weight, bias, (kh, kw), groups=groups)
