"""Resizing arrays, with the rounding of OpenCV, which MindSpore uses.

A resize is two weighted sums, along x and then along y. `_weights` gives for each output place the
input places and their weights. Bytes are computed in whole numbers: weights are multiples of
1/2048.
"""

from __future__ import annotations

import numpy as np

from mindspore.dataset.vision.base import saturated
from mindspore.dataset.vision.enums import Inter

_ONE = 2048
_CUBIC = -0.75


def resize(image: np.ndarray, size: tuple[int, int], how: Inter) -> np.ndarray:
    """Give the image in another size, by NEAREST, BILINEAR, BICUBIC or AREA."""
    height, width = image.shape[:2]
    if (height, width) == tuple(size):
        return image.copy()
    if how is Inter.NEAREST:
        return image[_nearest(height, size[0])[:, None], _nearest(width, size[1])]
    smaller = size[0] <= height and size[1] <= width
    halved = (height, width) == (2 * size[0], 2 * size[1])
    if smaller and (how is Inter.AREA or (how is Inter.BILINEAR and halved)):
        return _mean(image, size)
    if image.dtype == np.uint8:
        return _resize_bytes(image, size, how)
    exact = np.float64 if image.dtype.kind in "iu" or image.dtype == np.float64 else np.float32
    values = image.astype(exact)
    for axis in (1, 0):
        places, weights = _weights(image.shape[axis], size[axis], how)
        values = _summed(values, places, weights.astype(exact), axis)
    return saturated(values, image.dtype)


def _nearest(old: int, new: int) -> np.ndarray:
    return np.minimum(np.floor(np.arange(new) * (old / new)).astype(np.int64), old - 1)


def _weights(old: int, new: int, how: Inter) -> tuple[np.ndarray, np.ndarray]:
    """Give the input places (new, k) and weights (new, k) of each output place."""
    scale = old / new
    at = np.arange(new)
    if how is Inter.AREA:
        first = np.floor(at * scale)
        part = (at + 1) - (first + 1) * (new / old)
        part = np.where(part <= 0, 0.0, part - np.floor(part))
    else:
        middle = ((at + 0.5) * scale - 0.5).astype(np.float32)
        first = np.floor(middle)
        part = middle - first
    first = first.astype(np.int64)
    if how is Inter.BICUBIC:
        places = first[:, None] + np.arange(-1, 3)
        return np.clip(places, 0, old - 1), cubic_weights(part)
    part = np.where((first < 0) | (first >= old - 1), 0, part)
    places = np.clip(first, 0, old - 1)[:, None] + np.array([0, 1])
    return np.minimum(places, old - 1), np.stack([1 - part, part], 1)


def cubic_weights(part: np.ndarray) -> np.ndarray:
    """Give the four weights of the cubic curve for places `part` behind the second."""
    a, x = np.float32(_CUBIC), part.astype(np.float32)
    one = np.float32(1)
    first = ((a * (x + one) - 5 * a) * (x + one) + 8 * a) * (x + one) - 4 * a
    second = ((a + 2) * x - (a + 3)) * x * x + one
    third = ((a + 2) * (one - x) - (a + 3)) * (one - x) * (one - x) + one
    return np.stack([first, second, third, one - first - second - third], 1)


def _summed(values: np.ndarray, places: np.ndarray, weights: np.ndarray, axis: int) -> np.ndarray:
    """Sum weighted rows (axis 0) or columns (axis 1) of an image."""
    inner = values.shape[2] if values.ndim == 3 else 1
    rest = values.shape[2:]
    flat = values.reshape(values.shape[0], -1)
    if axis == 1:
        # Columns and channels are one axis here, which NumPy gathers faster.
        places = (places[:, None] * inner + np.arange(inner)[:, None]).reshape(-1, places.shape[1])
        weights = np.repeat(weights, inner, 0)
    else:
        weights = weights[:, :, None]
    total = None
    for k in range(places.shape[1]):
        term = flat.take(places[:, k], axis) * weights[:, k]
        total = term if total is None else np.add(total, term, out=total)
    assert total is not None
    return total.reshape(total.shape[0], -1, *rest)


def _resize_bytes(image: np.ndarray, size: tuple[int, int], how: Inter) -> np.ndarray:
    places, weights = _weights(image.shape[1], size[1], how)
    rows = _summed(image, places, _whole(weights), 1)
    places, weights = _weights(image.shape[0], size[0], how)
    if how is Inter.BICUBIC:
        total = _summed(rows.astype(np.int64), places, _whole(weights).astype(np.int64), 0)
        return np.clip((total + (1 << 21)) >> 22, 0, 255).astype(np.uint8)
    # The sum along y drops low bits of each term, as the vector instructions do.
    whole = _whole(weights).reshape(size[0], 2, *[1] * (image.ndim - 1))
    rows >>= 4
    total = (whole[:, 0] * rows.take(places[:, 0], 0)) >> 16
    total += (whole[:, 1] * rows.take(places[:, 1], 0)) >> 16
    # Weights sum to one, so a result is a byte.
    return ((total + 2) >> 2).astype(np.uint8)


def _whole(weights: np.ndarray) -> np.ndarray:
    return np.rint(weights.astype(np.float32) * np.float32(_ONE)).astype(np.int32)


def _mean(image: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Make each output pixel the mean of the area it covers."""
    height, width = image.shape[:2]
    if height % size[0] == 0 and width % size[1] == 0:
        tall, wide = height // size[0], width // size[1]
        blocks = image.reshape(size[0], tall, size[1], wide, *image.shape[2:])
        total = blocks.sum((1, 3), dtype=np.int64 if image.dtype.kind in "iu" else image.dtype)
        if (tall, wide) == (2, 2) and image.dtype.kind in "iu":
            return ((total + 2) >> 2).astype(image.dtype)
        scale = np.float32(1.0 / (tall * wide))
        return saturated(total.astype(np.float32) * scale, image.dtype)
    values = image.astype(np.float32)
    values = np.tensordot(_cover(width, size[1]), values, (1, 1)).swapaxes(0, 1)
    values = np.tensordot(_cover(height, size[0]), values, (1, 0))
    return saturated(values, image.dtype)


def _cover(old: int, new: int) -> np.ndarray:
    """Give what share of each output place (rows) each input place (columns) has."""
    scale = old / new
    edges = np.arange(new + 1) * scale
    starts, ends = edges[:-1, None], np.minimum(edges[1:, None], old)
    places = np.arange(old)
    overlap = np.clip(np.minimum(ends, places + 1) - np.maximum(starts, places), 0, 1)
    return (overlap / overlap.sum(1, keepdims=True)).astype(np.float32)
