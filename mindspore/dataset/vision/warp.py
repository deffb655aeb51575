"""Moving the pixels of an array by an affine or a perspective map, with the rounding of OpenCV.

Places are computed in multiples of 1/32 of a pixel, and weights of bytes in multiples of 1/32768.
"""

from __future__ import annotations

import math

import numpy as np

from mindspore.dataset.vision.base import saturated
from mindspore.dataset.vision.enums import Inter
from mindspore.dataset.vision.resample import cubic_weights

_FINE = 32
_UNIT = 1 << 15


def rotation(center: tuple[float, float], degrees: float) -> np.ndarray:
    """Give the map (2 x 3) that turns counter-clockwise around `center` (x, y)."""
    angle = math.radians(degrees)
    cos, sin = math.cos(angle), math.sin(angle)
    x, y = center
    return np.array(
        [[cos, sin, (1 - cos) * x - sin * y], [-sin, cos, sin * x + (1 - cos) * y]], np.float64
    )


def inverted(matrix: np.ndarray) -> np.ndarray:
    """Give the map (2 x 3) back."""
    (a, b, c), (d, e, f) = matrix.tolist()
    scale = a * e - b * d
    scale = 1.0 / scale if scale else 0.0
    ai, bi, di, ei = e * scale, -b * scale, -d * scale, a * scale
    return np.array([[ai, bi, -ai * c - bi * f], [di, ei, -di * c - ei * f]])


def warp_affine(
    image: np.ndarray, back: np.ndarray, size: tuple[int, int], how: Inter, fill: tuple
) -> np.ndarray:
    """Give an image of `size`, whose pixel at (x, y) is the one of `image` at `back @ (x, y,
    1)`."""
    height, width = size
    rounding = 512 if how is Inter.NEAREST else 1024 // _FINE // 2
    x = np.arange(width)
    y = np.arange(height)[:, None]
    fine = []
    for row in back:
        along = np.rint(row[0] * x * 1024).astype(np.int64)
        down = np.rint((row[1] * y + row[2]) * 1024).astype(np.int64) + rounding
        fine.append(along + down)
    if how is Inter.NEAREST:
        return _picked(image, fine[0] >> 10, fine[1] >> 10, fill)
    return _mixed(image, fine[0] >> 5, fine[1] >> 5, how, fill)


def warp_perspective(
    image: np.ndarray, back: np.ndarray, size: tuple[int, int], how: Inter, fill: tuple
) -> np.ndarray:
    """Do the same with a perspective map (3 x 3)."""
    height, width = size
    x, y = np.arange(width), np.arange(height)[:, None]
    below = back[2, 0] * x + back[2, 1] * y + back[2, 2]
    unit = 1.0 if how is Inter.NEAREST else float(_FINE)
    factor = np.where(below != 0, unit / np.where(below != 0, below, 1), 0)
    across = np.rint((back[0, 0] * x + back[0, 1] * y + back[0, 2]) * factor).astype(np.int64)
    down = np.rint((back[1, 0] * x + back[1, 1] * y + back[1, 2]) * factor).astype(np.int64)
    if how is Inter.NEAREST:
        return _picked(image, across, down, fill)
    return _mixed(image, across, down, how, fill)


def perspective(start: list, end: list) -> np.ndarray:
    """Give the perspective map (3 x 3) that takes four points (x, y) to four others."""
    rows, right = [], []
    for (x, y), (u, v) in zip(start, end, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -x * u, -y * u])
        rows.append([0, 0, 0, x, y, 1, -x * v, -y * v])
        right += [u, v]
    solved = np.linalg.solve(np.array(rows, np.float64), np.array(right, np.float64))
    return np.append(solved, 1.0).reshape(3, 3)


def _fill_of(image: np.ndarray, fill: tuple) -> np.ndarray:
    channels = image.shape[2] if image.ndim == 3 else 1
    values = np.array((*fill, 0)[:channels] if channels > 1 else fill[:1])
    if channels > 4:
        values = np.full(channels, fill[0])
    return values if image.ndim == 3 else values[0]


def _picked(image: np.ndarray, x: np.ndarray, y: np.ndarray, fill: tuple) -> np.ndarray:
    """Give the pixels at whole places, and `fill` outside."""
    height, width = image.shape[:2]
    pixels = image.reshape(height * width, *image.shape[2:])
    # Unsigned, a negative place is a large one: one comparison finds both.
    outside = (x.astype(np.uint64) >= width) | (y.astype(np.uint64) >= height)
    places = y * width + x
    if outside.any():
        filled = np.broadcast_to(_fill_of(image, fill), (1, *image.shape[2:])).astype(image.dtype)
        pixels = np.concatenate([pixels, filled])
        places[outside] = height * width
    return pixels.take(places, axis=0)


def _mixed(image: np.ndarray, x: np.ndarray, y: np.ndarray, how: Inter, fill: tuple) -> np.ndarray:
    """Mix the pixels around places that are multiples of 1/32."""
    table = _table(how)
    count = table.shape[1]
    pixels, first, step = _surrounded(image, x >> 5, y >> 5, count, fill)
    across, down = table[x & 31], table[y & 31]
    is_byte = image.dtype == np.uint8
    exact = np.float64 if image.dtype == np.float64 else np.float32
    total: np.ndarray | None = None
    for j in range(count):
        for i in range(count):
            weight = down[..., j] * across[..., i]
            # Bytes are mixed in whole numbers: all sums fit 32 bits.
            weight = np.rint(weight * _UNIT).astype(np.int32) if is_byte else weight.astype(exact)
            term = pixels.take(first + (j * step + i), axis=0)
            term = term * (weight[..., None] if image.ndim == 3 else weight)
            total = term if total is None else np.add(total, term, out=total)
    assert total is not None
    if is_byte:
        return np.clip((total + _UNIT // 2) >> 15, 0, 255).astype(np.uint8)
    return saturated(total, image.dtype)


def _surrounded(
    image: np.ndarray, x: np.ndarray, y: np.ndarray, count: int, fill: tuple
) -> tuple[np.ndarray, np.ndarray, int]:
    """Put `count` pixels of `fill` around an image.

    Gives its pixels in one row, where in it the first of the pixels around each place stands, and
    how far its next line is from there.
    """
    height, width = image.shape[:2]
    wide = np.empty((height + 2 * count, width + 2 * count, *image.shape[2:]), image.dtype)
    wide[...] = _fill_of(image, fill).astype(image.dtype)
    wide[count:-count, count:-count] = image
    offset = count // 2 - 1
    # Places further outside than the border see nothing but it.
    left = np.clip(x - offset, -count, width) + count
    top = np.clip(y - offset, -count, height) + count
    step = width + 2 * count
    return wide.reshape(-1, *image.shape[2:]), top * step + left, step


def _table(how: Inter) -> np.ndarray:
    part = np.arange(_FINE, dtype=np.float32) / _FINE
    if how is Inter.BICUBIC:
        return cubic_weights(part)
    return np.stack([1 - part, part], 1)
