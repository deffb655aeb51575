"""Functions behind older Primitive classes, made of other operators."""

from __future__ import annotations

import math
from typing import Any

from mindspore import _core
from mindspore._core import Tensor
from mindspore.common import dtype as mstype

_ops = _core.ops

__all__ = [
    "assert_all",
    "batch_to_space",
    "batch_to_space_nd",
    "confusion_matrix",
    "cross_product",
    "eps",
    "euclidean_norm",
    "extract_image_patches",
    "fill_diagonal",
    "fills",
    "float_status",
    "identity_n",
    "log_matrix_determinant",
    "matrix_determinant",
    "matrix_exp",
    "matrix_solve",
    "nth_element",
    "random_choice_with_mask",
    "roi_align",
    "segment_max",
    "segment_mean",
    "segment_min",
    "segment_prod",
    "segment_sum",
    "sigmoid_cross_entropy",
    "space_to_batch",
    "space_to_batch_nd",
    "square_sum_all",
    "truncated_normal",
]


def sigmoid_cross_entropy(logits: Tensor, label: Tensor) -> Tensor:
    """Give the cross entropy of each element's sigmoid.

    >>> from mindspore import Tensor, ops
    >>> print(ops.SigmoidCrossEntropyWithLogits()(Tensor([0.0]), Tensor([1.0])))
    [0.6931472]
    """
    return _ops.relu(logits) - logits * label + _ops.softplus(-_ops.abs(logits))


def confusion_matrix(
    labels: Tensor, predictions: Tensor, weights: Tensor | None = None, num_classes: int = 2,
    dtype: Any = "int32",
) -> Tensor:  # fmt: skip
    """Count how often each class was taken for each.

    >>> from mindspore import Tensor, ops
    >>> print(ops.ConfusionMatrix(2)(Tensor([0, 1, 1]), Tensor([0, 0, 1])))
    [[1 0]
     [1 1]]
    """
    kind = getattr(mstype, dtype) if isinstance(dtype, str) else dtype
    places = _ops.stack([labels, predictions], 1)
    counts = _ops.ones(labels.shape, kind) if weights is None else _ops.cast(weights, kind)
    return _ops.tensor_scatter_add(_ops.zeros((num_classes, num_classes), kind), places, counts)


def cross_product(input: Tensor, other: Tensor, dim: int = -65530) -> Tensor:
    """Give cross products along an axis; that default means the first axis of extent 3."""
    from mindspore import ops

    axis = input.shape.index(3) if dim == -65530 else dim
    return ops.cross(input, other, axis)


def _blocks(sizes: Any, axes: int) -> tuple[int, ...]:
    return (sizes,) * axes if isinstance(sizes, int) else tuple(sizes)


def space_to_batch_nd(input_x: Tensor, block_size: Any, paddings: Any) -> Tensor:
    """Move blocks of places into the batch, after padding with zeros.

    >>> from mindspore import Tensor, ops
    >>> x = Tensor([[[[1.0, 2.0], [3.0, 4.0]]]])
    >>> print(ops.SpaceToBatch(2, [[0, 0], [0, 0]])(x).reshape(-1))
    [1. 2. 3. 4.]
    """
    axes = len(paddings)
    sizes = _blocks(block_size, axes)
    lead = input_x.ndim - axes
    widths = [w for pair in reversed(list(paddings)) for w in pair]
    x = _ops.pad(input_x, tuple(widths)) if any(widths) else input_x
    shape: list[int] = list(x.shape[:lead])
    for extent, size in zip(x.shape[lead:], sizes, strict=True):
        if extent % size:
            raise ValueError(f"blocks of {size} need to fill an axis of {extent}")
        shape += [extent // size, size]
    apart = _ops.reshape(x, tuple(shape))
    inner = [lead + 2 * k + 1 for k in range(axes)]
    outer = [lead + 2 * k for k in range(axes)]
    moved = _ops.transpose(apart, (*inner, *range(lead), *outer))
    batch = math.prod(sizes) * x.shape[0]
    return _ops.reshape(moved, (batch, *x.shape[1:lead], *(shape[k] for k in outer)))


def batch_to_space_nd(input_x: Tensor, block_shape: Any, crops: Any) -> Tensor:
    """Move parts of the batch into blocks of places, and crop.

    >>> from mindspore import Tensor, ops
    >>> x = Tensor([[[[1.0]]], [[[2.0]]], [[[3.0]]], [[[4.0]]]])
    >>> print(ops.BatchToSpace(2, [[0, 0], [0, 0]])(x))
    [[[[1. 2.]
       [3. 4.]]]]
    """
    axes = len(crops)
    sizes = _blocks(block_shape, axes)
    lead = input_x.ndim - axes
    batch = input_x.shape[0] // math.prod(sizes)
    apart = _ops.reshape(input_x, (*sizes, batch, *input_x.shape[1:]))
    order = [axes + k for k in range(lead)]
    for k in range(axes):
        order += [axes + lead + k, k]
    moved = _ops.transpose(apart, tuple(order))
    extents = [n * size for n, size in zip(input_x.shape[lead:], sizes, strict=True)]
    x = _ops.reshape(moved, (batch, *input_x.shape[1:lead], *extents))
    for k, (before, after) in enumerate(crops):
        if before or after:
            x = _ops.narrow(x, lead + k, before, extents[k] - before - after)
    return x


space_to_batch, batch_to_space = space_to_batch_nd, batch_to_space_nd


def eps(x: Tensor) -> Tensor:
    """Give the least step above 1 of this dtype, in this shape."""
    bits = {mstype.float16: 10, mstype.float32: 23, mstype.float64: 52, mstype.bfloat16: 7}
    return _ops.full(x.shape, 2.0 ** -bits[x.dtype], dtype=x.dtype)


def euclidean_norm(x: Tensor, axes: Any = None, keep_dims: bool = False) -> Tensor:
    """Give the root of the sum of squares."""
    return _ops.sqrt(_ops.reduce_sum(_ops.square(x), axes, keep_dims))


def extract_image_patches(
    input_x: Tensor, ksizes: Any, strides: Any, rates: Any, padding: str = "VALID"
) -> Tensor:
    """Lay out the windows of (N, C, H, W) as channels.

    >>> from mindspore import ops
    >>> patches = ops.ExtractImagePatches([1, 1, 2, 2], [1, 1, 2, 2], [1, 1, 1, 1])
    >>> patches(ops.ones((1, 1, 4, 4))).shape
    (1, 4, 2, 2)
    """
    (kh, kw), (sh, sw), (rh, rw) = ksizes[2:], strides[2:], rates[2:]
    n, c, height, width = input_x.shape
    x, reach = input_x, ((kh - 1) * rh + 1, (kw - 1) * rw + 1)
    if padding.upper() == "SAME":
        pads = []
        for extent, step, size in ((height, sh, reach[0]), (width, sw, reach[1])):
            total = max((math.ceil(extent / step) - 1) * step + size - extent, 0)
            pads.append((total // 2, total - total // 2))
        x = _ops.pad(x, (*pads[1], *pads[0]))
    rows = (x.shape[2] - reach[0]) // sh + 1
    columns = (x.shape[3] - reach[1]) // sw + 1
    parts = [
        x[
            :,
            :,
            i * rh : i * rh + (rows - 1) * sh + 1 : sh,
            j * rw : j * rw + (columns - 1) * sw + 1 : sw,
        ]
        for i in range(kh)
        for j in range(kw)
    ]
    return _ops.reshape(_ops.stack(parts, 1), (n, kh * kw * c, rows, columns))


def fill_diagonal(input_x: Tensor, fill_value: float, wrap: bool = False) -> Tensor:
    """Set the main diagonal to a number.

    >>> from mindspore import ops
    >>> print(ops.FillDiagonal(5.0)(ops.zeros((2, 2))))
    [[5. 0.]
     [0. 5.]]
    """
    rows, columns = input_x.shape[0], math.prod(input_x.shape[1:])
    step = sum(math.prod(input_x.shape[k + 1 :]) for k in range(input_x.ndim))
    places = _ops.arange(0, rows * columns, 1)
    held = _ops.floor_mod(places, step) == 0
    if not wrap and input_x.ndim == 2:
        held = _ops.logical_and(held, places < columns * min(rows, columns))
    mask = _ops.reshape(held, input_x.shape)
    return _ops.masked_fill(input_x, mask, fill_value)


def fills(x: Tensor, value: Any) -> Tensor:
    """Give a Tensor of one value, in this shape and dtype."""
    return _ops.zeros_like(x) + (_ops.cast(value, x.dtype) if isinstance(value, Tensor) else value)


def float_status(x: Tensor) -> Tensor:
    """Give 1 where an element is infinite or NaN, else 0.

    >>> from mindspore import Tensor, ops
    >>> print(ops.FloatStatus()(Tensor([1.0, float("inf")])))
    [1.]
    """
    bad = _ops.logical_not(_ops.reduce_all(_ops.isfinite(x)))
    return _ops.reshape(bad.astype(mstype.float32), (1,))


def identity_n(x: Any) -> tuple:
    """Give the same Tensors."""
    return tuple(_ops.copy(each) for each in x)


def assert_all(condition: Any, input_data: Any, summarize: int = 3) -> None:
    """Raise unless the condition holds; show the first elements."""
    if bool(_ops.reduce_all(condition) if isinstance(condition, Tensor) else condition):
        return
    shown = [str(each.reshape((-1,))[:summarize].asnumpy()) for each in input_data]
    raise RuntimeError(f"the condition needs to hold; found {', '.join(shown)}")


def matrix_determinant(input: Tensor) -> Tensor:
    """Give determinants."""
    from mindspore import ops

    return ops.det(input)


def log_matrix_determinant(input: Tensor) -> tuple:
    """Give the sign of determinants, and the logarithm of their size."""
    from mindspore import ops

    return ops.slogdet(input)


def matrix_solve(matrix: Tensor, rhs: Tensor, adjoint: bool = False) -> Tensor:
    """Solve matrix @ x = rhs.

    >>> from mindspore import Tensor, ops
    >>> print(ops.MatrixSolve()(Tensor([[2.0, 0.0], [0.0, 4.0]]), Tensor([[2.0], [4.0]])))
    [[1.]
     [1.]]
    """
    from mindspore import ops

    return _ops.matmul(ops.inverse(matrix.mH if adjoint else matrix), rhs)


def matrix_exp(input: Tensor) -> Tensor:
    """Give exponentials of matrices: the sum of powers of a small part, squared again and again.

    >>> from mindspore import ops
    >>> print(ops.matrix_exp(ops.zeros((2, 2))))
    [[1. 0.]
     [0. 1.]]
    """
    size = input.shape[-1]
    part = input / 256.0
    total = _ops.eye(size, size, input.dtype) + part
    power = part
    for k in range(2, 13):
        power = _ops.matmul(power, part) / float(k)
        total = total + power
    for _ in range(8):
        total = _ops.matmul(total, total)
    return total


def nth_element(input: Tensor, n: Any, reverse: bool = False) -> Tensor:
    """Give the n-th smallest (or, `reverse`, greatest) of the last axis, from 0."""
    values = _ops.sort(input, -1, reverse)[0]
    return values[..., int(n)]


def random_choice_with_mask(
    input_x: Tensor, count: int = 256, seed: int = 0, seed2: int = 0
) -> tuple[Tensor, Tensor]:
    """Choose places at random where a mask is True; give them, and which of `count` are real.

    >>> from mindspore import Tensor, ops
    >>> places, real = ops.RandomChoiceWithMask(3)(Tensor([True, False, True]))
    >>> print(real)
    [ True  True False]
    """
    from mindspore.ops.function.random_func import rand

    flat = _ops.reshape(input_x, (-1,))
    score = rand(flat.size, seed=seed or None) + flat.astype(mstype.float32) * 2
    order = _ops.argsort(-score)
    if count > flat.size:
        order = _ops.concat([order, _ops.zeros((count - flat.size,), order.dtype)], 0)
    chosen = order[:count]
    real = _ops.arange(0, count, 1) < flat.astype(mstype.int64).sum()
    chosen = _ops.where(real, chosen, _ops.zeros_like(chosen))
    parts = []
    for extent in reversed(input_x.shape):
        parts.append(_ops.floor_mod(chosen, extent))
        chosen = _ops.floor_div(chosen, extent)
    return _ops.stack(parts[::-1], 1).astype(mstype.int32), real


def roi_align(
    features: Tensor, rois: Tensor, pooled_height: int, pooled_width: int, spatial_scale: float,
    sample_num: int = 2, roi_end_mode: int = 1,
) -> Tensor:  # fmt: skip
    """Read a grid of places in each region of interest, and give the mean of each cell.

    `rois` (R, 5) holds the number of the picture and (x0, y0, x1, y1).

    >>> from mindspore import Tensor, ops
    >>> align = ops.ROIAlign(1, 1, 1.0, 2)
    >>> print(align(ops.ones((1, 1, 4, 4)), Tensor([[0.0, 0.0, 0.0, 2.0, 2.0]])))
    [[[[1.]]]]
    """
    from mindspore.ops.function.sample_func import _read

    count, grid = rois.shape[0], (pooled_height * sample_num, pooled_width * sample_num)
    corners = rois[:, 1:] * spatial_scale
    ends = corners[:, 2:] + (spatial_scale if roi_end_mode == 1 else 0.0)
    sides = _ops.maximum(ends - corners[:, :2], 1.0)
    height, width = features.shape[2:]
    lines = []
    for axis, (cells, extent) in enumerate(((grid[0], height), (grid[1], width))):
        steps = (_ops.cast(_ops.arange(0, cells, 1), features.dtype) + 0.5) / cells
        start, side = corners[:, 1 - axis : 2 - axis], sides[:, 1 - axis : 2 - axis]
        line = start + steps * side
        # Just outside counts as the border; farther away nothing is there.
        near = _ops.logical_and(line >= -1.0, line <= float(extent))
        kept = _ops.minimum(_ops.maximum(line, 0.0), extent - 1.0)
        lines.append(_ops.where(near, kept, -10.0 * extent))
    y = _ops.broadcast_to(_ops.expand_dims(lines[0], 2), (count, *grid))
    x = _ops.broadcast_to(_ops.expand_dims(lines[1], 1), (count, *grid))
    owner = _ops.cast(rois[:, 0], mstype.int64)
    chosen = _ops.index_select(features, 0, owner)
    found = _read(chosen, [_ops.reshape(y, (count, -1)), _ops.reshape(x, (count, -1))], False)
    shape = (count, -1, pooled_height, sample_num, pooled_width, sample_num)
    return _ops.reduce_mean(_ops.reshape(found, shape), (3, 5))


def _segments(name: str, run: Any, empty: float) -> Any:
    def segment(input_x: Tensor, segment_ids: Tensor) -> Tensor:
        count = int(segment_ids[-1]) + 1
        found = run(input_x, segment_ids, count)
        if empty == 0:
            return found
        there = _ops.unsorted_segment_sum(
            _ops.ones(segment_ids.shape, mstype.int32), segment_ids, count
        )
        mask = _ops.reshape(there > 0, (count, *[1] * (input_x.ndim - 1)))
        return _ops.where(mask, found, _ops.full((), empty if empty == 1 else 0, dtype=found.dtype))

    segment.__name__ = segment.__qualname__ = name
    segment.__doc__ = f"Give `{name}` of the rows of each number in the sorted `segment_ids`."
    return segment


segment_sum = _segments("segment_sum", _ops.unsorted_segment_sum, 0)
segment_max = _segments("segment_max", _ops.unsorted_segment_max, -1)
segment_min = _segments("segment_min", _ops.unsorted_segment_min, -1)
segment_prod = _segments("segment_prod", _ops.unsorted_segment_prod, 1)


def segment_mean(input_x: Tensor, segment_ids: Tensor) -> Tensor:
    """Give the mean of the rows of each number in the sorted `segment_ids`.

    >>> from mindspore import Tensor, ops
    >>> print(ops.SegmentMean()(Tensor([1.0, 3.0, 5.0]), Tensor([0, 0, 1])))
    [2. 5.]
    """
    total = segment_sum(input_x, segment_ids)
    count = segment_sum(_ops.ones(segment_ids.shape, input_x.dtype), segment_ids)
    shape = (count.shape[0], *[1] * (input_x.ndim - 1))
    return total / _ops.reshape(_ops.maximum(count, 1.0), shape)


def square_sum_all(x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    """Give the sums of squares of two Tensors."""
    return _ops.reduce_sum(_ops.square(x)), _ops.reduce_sum(_ops.square(y))


def truncated_normal(
    shape: Any, dtype: Any = mstype.float32, seed: int = 0, seed2: int = 0
) -> Tensor:
    """Draw normal numbers between -2 and 2."""
    from mindspore.ops.function.random_func import rand

    low = 0.5 * math.erfc(2 / math.sqrt(2))
    share = rand(*shape, seed=seed or None) * (1 - 2 * low) + low
    return _ops.cast(_ops.erfinv(2 * share - 1) * math.sqrt(2), dtype)
