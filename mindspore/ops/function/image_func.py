"""Resizing by the Primitive classes' own rules, and colours.

Extents are known, so where each output pixel reads is known: an index and a share for each row and
column. `interpolate` is the newer function, with kernels of its own.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from mindspore import _core
from mindspore._core import Tensor

_ops = _core.ops

__all__ = [
    "adjust_hue",
    "adjust_saturation",
    "hsv_to_rgb",
    "resize_bicubic",
    "resize_bilinear",
    "resize_linear_1d",
    "resize_nearest_neighbor",
    "rgb_to_hsv",
]


def _places(extent: int, count: int, align_corners: bool, half_pixel: bool) -> np.ndarray:
    """Where each of `count` pixels reads along an axis."""
    if align_corners and half_pixel:
        raise ValueError("only one of `align_corners` and `half_pixel_centers` may be True")
    steps = np.arange(count)
    if align_corners and count > 1:
        return steps * np.float32((extent - 1) / (count - 1))
    scale = np.float32(extent / count)
    return (steps + 0.5) * scale - 0.5 if half_pixel else steps * scale


def _extents(size: Any, axes: int) -> tuple[int, ...]:
    found = tuple(int(n) for n in (size.asnumpy() if isinstance(size, Tensor) else size))
    if len(found) != axes or min(found) < 1:
        raise ValueError(f"`size` needs {axes} positive ints, found {found}")
    return found


def _linear(x: Tensor, axis: int, count: int, align_corners: bool, half_pixel: bool) -> Tensor:
    extent = x.shape[axis]
    at = np.clip(_places(extent, count, align_corners, half_pixel), 0, extent - 1)
    low = np.floor(at).astype(np.int64)
    high = np.minimum(low + 1, extent - 1)
    shape = tuple(count if k == axis else 1 for k in range(x.ndim))
    share = Tensor((at - low).astype(np.float32).reshape(shape)).astype(x.dtype)
    first = _ops.index_select(x, axis, Tensor(low))
    return first + (_ops.index_select(x, axis, Tensor(high)) - first) * share


def resize_bilinear(
    x: Tensor, size: Any, align_corners: bool = False, half_pixel_centers: bool = False
) -> Tensor:
    """Resize the last two of four axes linearly.

    >>> from mindspore import Tensor, ops
    >>> print(ops.ResizeBilinearV2()(Tensor([[[[1.0, 3.0]]]]), (1, 4)))
    [[[[1. 2. 3. 3.]]]]
    """
    if x.ndim != 4:
        raise ValueError(f"resizing needs a Tensor with 4 axes, found {x.shape}")
    height, width = _extents(size, 2)
    x = _linear(x, 2, height, align_corners, half_pixel_centers)
    return _linear(x, 3, width, align_corners, half_pixel_centers)


def resize_linear_1d(
    x: Tensor, size: Any, coordinate_transformation_mode: str = "align_corners"
) -> Tensor:
    """Resize the last of three axes linearly.

    >>> from mindspore import Tensor, ops
    >>> print(ops.ResizeLinear1D()(Tensor([[[1.0, 3.0]]]), (3,)))
    [[[1. 2. 3.]]]
    """
    align = coordinate_transformation_mode == "align_corners"
    if not align and coordinate_transformation_mode != "half_pixel":
        raise ValueError(
            "`coordinate_transformation_mode` needs to be 'align_corners' or 'half_pixel', "
            f"but is {coordinate_transformation_mode!r}"
        )
    (width,) = _extents(size, 1)
    return _linear(x, 2, width, align, not align)


def resize_nearest_neighbor(
    x: Tensor, size: Any, align_corners: bool = False, half_pixel_centers: bool = False
) -> Tensor:
    """Resize the last two of four axes by the nearest pixel.

    >>> from mindspore import Tensor, ops
    >>> print(ops.ResizeNearestNeighbor((1, 4))(Tensor([[[[1.0, 3.0]]]])))
    [[[[1. 1. 3. 3.]]]]
    """
    if x.ndim != 4:
        raise ValueError(f"resizing needs a Tensor with 4 axes, found {x.shape}")
    for axis, count in zip((2, 3), _extents(size, 2), strict=True):
        extent = x.shape[axis]
        at = _places(extent, count, align_corners, half_pixel_centers)
        if align_corners or half_pixel_centers:
            at = np.floor(at + 0.5)
        places = np.clip(np.floor(at), 0, extent - 1).astype(np.int64)
        x = _ops.index_select(x, axis, Tensor(places))
    return x


def _cubic(t: float, a: float) -> float:
    """Keys' kernel at a distance `t`."""
    t = abs(t)
    if t <= 1:
        return ((a + 2) * t - (a + 3)) * t * t + 1
    return ((a * t - 5 * a) * t + 8 * a) * t - 4 * a if t < 2 else 0.0


def _cubic_taps(extent: int, count: int, align_corners: bool, half_pixel: bool) -> list:
    """Which four pixels each output reads along an axis, and how much each counts."""
    rows = []
    for at in _places(extent, count, align_corners, half_pixel).tolist():
        low = math.floor(at)
        near = [low - 1, low, low + 1, low + 2]
        weights = [_cubic(at - place, -0.5 if half_pixel else -0.75) for place in near]
        if half_pixel:
            # Pixels outside do not count; the others count for more.
            inside = [0 <= place < extent for place in near]
            weights = [w if counts else 0.0 for w, counts in zip(weights, inside, strict=True)]
            whole = sum(weights)
            weights = [w / whole for w in weights]
        rows.append(([min(max(place, 0), extent - 1) for place in near], weights))
    return [([row[0][k] for row in rows], [row[1][k] for row in rows]) for k in range(4)]


def resize_bicubic(
    images: Tensor, size: Any, align_corners: bool = False, half_pixel_centers: bool = False
) -> Tensor:
    """Resize the last two of four axes by cubic curves.

    >>> from mindspore import ops
    >>> ops.ResizeBicubic()(ops.ones((1, 1, 2, 2)), (3, 5)).shape
    (1, 1, 3, 5)
    """
    for axis, count in zip((2, 3), _extents(size, 2), strict=True):
        shape = tuple(count if k == axis else 1 for k in range(4))
        total: Any = None
        for places, weights in _cubic_taps(
            images.shape[axis], count, align_corners, half_pixel_centers
        ):
            share = _ops.reshape(Tensor(weights, images.dtype), shape)
            part = _ops.index_select(images, axis, Tensor(places)) * share
            total = part if total is None else total + part
        images = total
    return images


def rgb_to_hsv(images: Tensor) -> Tensor:
    """Turn red, green and blue (the last axis, from 0 to 1) into hue, saturation and value.

    >>> from mindspore import Tensor, ops
    >>> print(ops.RGBToHSV()(Tensor([[[[0.0, 1.0, 0.0]]]])).reshape(3) * 3)
    [1. 3. 3.]
    """
    if images.shape[-1] != 3:
        raise ValueError(f"colours need a last axis of 3, found {images.shape}")
    r, g, b = (images[..., k] for k in range(3))
    value = _ops.maximum(_ops.maximum(r, g), b)
    span = value - _ops.minimum(_ops.minimum(r, g), b)
    zero = _ops.zeros_like(span)
    saturation = _ops.where(value > 0, span / _ops.where(value > 0, value, 1.0), zero)
    divisor = _ops.where(span > 0, span, 1.0) * 6
    of_blue = (r - g) / divisor + 4.0 / 6.0
    of_green = (b - r) / divisor + 2.0 / 6.0
    of_red = (g - b) / divisor
    hue = _ops.where(r == value, of_red, _ops.where(g == value, of_green, of_blue))
    hue = _ops.where(span > 0, hue, zero)
    return _ops.stack([_ops.where(hue < 0, hue + 1, hue), saturation, value], -1)


def hsv_to_rgb(x: Tensor) -> Tensor:
    """Turn hue, saturation and value (the last axis) into red, green and blue.

    >>> from mindspore import Tensor, ops
    >>> print(ops.HSVToRGB()(Tensor([[[[0.5, 1.0, 1.0]]]])))
    [[[[0. 1. 1.]]]]
    """
    if x.shape[-1] != 3:
        raise ValueError(f"colours need a last axis of 3, found {x.shape}")
    hue, saturation, value = (x[..., k] for k in range(3))
    chroma = saturation * value
    sixths = hue * 6

    def clipped(part: Tensor) -> Tensor:
        return _ops.minimum(_ops.maximum(part, 0.0), 1.0)

    shares = (
        clipped(_ops.abs(sixths - 3) - 1),
        clipped(2 - _ops.abs(sixths - 2)),
        clipped(2 - _ops.abs(sixths - 4)),
    )
    return _ops.stack([(share - 1) * chroma + value for share in shares], -1)


def adjust_hue(image: Tensor, delta: Any) -> Tensor:
    """Turn the hue of pictures (channels last) by `delta`, a share of the whole circle.

    >>> from mindspore import Tensor, ops
    >>> print(ops.AdjustHue()(Tensor([[[1.0, 0.0, 0.0]]]), 0.5))
    [[[0. 1. 1.]]]
    """
    colours = rgb_to_hsv(image)
    hue = colours[..., :1] + delta
    return hsv_to_rgb(_ops.concat([hue - _ops.floor(hue), colours[..., 1:]], -1))


def adjust_saturation(image: Tensor, scale: Any) -> Tensor:
    """Multiply the saturation of pictures (channels last).

    >>> from mindspore import Tensor, ops
    >>> print(ops.AdjustSaturation()(Tensor([[[1.0, 0.5, 0.5]]]), 0.0))
    [[[1. 1. 1.]]]
    """
    colours = rgb_to_hsv(image)
    saturation = _ops.minimum(_ops.maximum(colours[..., 1:2] * scale, 0.0), 1.0)
    return hsv_to_rgb(_ops.concat([colours[..., :1], saturation, colours[..., 2:]], -1))
