"""GaussianBlur: smooth an image by a bell curve."""

from __future__ import annotations

from typing import Any

import numpy as np

from mindspore.dataset.core.checks import check_int, check_number, told
from mindspore.dataset.vision.base import ImageTransform, saturated


class GaussianBlur(ImageTransform):
    """Smooths an image; `kernel_size` and `sigma` are one number, or (across, down).

    >>> import numpy as np
    >>> from mindspore.dataset import vision
    >>> vision.GaussianBlur((3, 1))(np.array([[0, 0, 0, 64, 0, 0, 0]], np.uint8)).tolist()
    [[0, 0, 15, 34, 15, 0, 0]]
    """

    def __init__(self, kernel_size: Any, sigma: Any = None) -> None:
        sizes = list(kernel_size) if isinstance(kernel_size, (list, tuple)) else [kernel_size] * 2
        for size in sizes:
            check_int("kernel_size", size, 1)
            if size % 2 == 0:
                raise ValueError(told("`kernel_size` needs odd numbers", f"found {kernel_size}"))
        sigmas = list(sigma) if isinstance(sigma, (list, tuple)) else [sigma] * 2
        if len(sizes) != 2 or len(sigmas) != 2:
            raise TypeError(told("`kernel_size` and `sigma` need one number or two"))
        for value in sigmas:
            if value is not None:
                check_number("sigma", value, 0)
        self.kernel_size, self.sigma = sizes, sigmas

    def _apply(self, image: np.ndarray) -> np.ndarray:
        self._need_image(image)
        result = image.astype(np.float64)
        for axis, size, sigma in zip((1, 0), self.kernel_size, self.sigma, strict=True):
            result = _smoothed(result, axis, _curve(size, sigma, image.dtype == np.uint8))
        if image.dtype == np.uint8:
            return np.clip(np.floor(result + 0.5), 0, 255).astype(np.uint8)
        return saturated(result, image.dtype)


def _curve(size: int, sigma: float | None, whole: bool) -> np.ndarray:
    """Give the weights of a bell curve; for bytes, in multiples of 1/256 that sum to 1."""
    if not sigma:
        sigma = ((size - 1) * 0.5 - 1) * 0.3 + 0.8
    places = np.arange(size) - (size - 1) / 2
    weights = np.exp(-(places**2) / (2 * sigma * sigma))
    weights /= weights.sum()
    if not whole:
        return weights
    # Rounding errors move on to the next weight, from both ends to the middle.
    rounded, error = np.zeros(size), 0.0
    for i in range(size // 2):
        exact = weights[i] * 256 + error
        rounded[i] = rounded[-1 - i] = np.rint(exact)
        error = exact - rounded[i]
    rounded[size // 2] = 256 - 2 * rounded[: size // 2].sum()
    return rounded / 256


def _smoothed(image: np.ndarray, axis: int, weights: np.ndarray) -> np.ndarray:
    reach = len(weights) // 2
    if not reach:
        return image
    widths = [(0, 0)] * image.ndim
    widths[axis] = (reach, reach)
    wide = np.pad(image, widths, mode="reflect" if image.shape[axis] > 1 else "edge")
    total = np.zeros_like(image)
    for i, weight in enumerate(weights):
        part = [slice(None)] * image.ndim
        part[axis] = slice(i, i + image.shape[axis])
        total += weight * wide[tuple(part)]
    return total
