"""The base of image transforms, and the checks they share.

Images are arrays of (height, width) or (height, width, channels), or PIL images. A transform with
`_apply_pil` gives a PIL image for one; the others turn it into an array first. Sizes are (height,
width) everywhere.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from mindspore.dataset.core.checks import check_int, check_number, pipeline_error, shown, told
from mindspore.dataset.core.values import described, is_tensor
from mindspore.dataset.transforms.base import Transform


def is_pil(image: Any) -> bool:
    """Tell whether `image` is a PIL image, without importing PIL."""
    return hasattr(image, "getbands") and hasattr(image, "convert")


class ImageTransform(Transform):
    """What all image transforms share."""

    _apply_pil: Any = None

    def __call__(self, *images: Any) -> Any:
        """Apply the transform to an image; to several one by one."""
        if not images:
            raise RuntimeError(
                told(f"{type(self).__name__} needs an image to work on", "found none")
            )
        results = [self._one(image) for image in images]
        return results[0] if len(results) == 1 else tuple(results)

    def _one(self, image: Any) -> Any:
        if type(image) is np.ndarray:
            return self._apply(image)
        if is_pil(image):
            return (
                self._apply(np.array(image))
                if self._apply_pil is None
                else (self._apply_pil(image))
            )
        if is_tensor(image):
            return self._apply(image.asnumpy())
        raise TypeError(
            told(f"{type(self).__name__} needs an array or a PIL image", f"found {shown(image)}")
        )

    def _need(self, holds: bool, needed: str, image: np.ndarray, help: str = "") -> None:
        if not holds:
            raise pipeline_error(
                f"{type(self).__name__} needs {needed}", f"the image is {described(image)}", help
            )

    def _need_image(self, image: np.ndarray) -> None:
        self._need(
            image.ndim in (2, 3) and image.dtype.kind in "biuf",
            "an image of (height, width) or (height, width, channels)",
            image,
            "decode the file first: vision.Decode()" if image.ndim == 1 else "",
        )

    def _need_rgb(self, image: np.ndarray) -> None:
        self._need(
            image.ndim == 3 and image.shape[2] == 3, "an RGB image of (height, width, 3)", image
        )


def check_size(size: Any, name: str = "size") -> tuple[int, int]:
    """Give (height, width) of an int, for a square, or of a pair."""
    if isinstance(size, (list, tuple)):
        if len(size) != 2:
            raise TypeError(
                told(f"`{name}` needs an int or a pair (height, width)", f"found {shown(size)}")
            )
        return check_int(name, size[0], 1), check_int(name, size[1], 1)
    return (check_int(name, size, 1),) * 2


def check_probability(prob: Any) -> float:
    """Give `prob` if it is a number from 0 to 1."""
    return check_number("prob", prob, 0, 1)


def check_range(name: str, value: Any, low: float | None = None, high: Any = None) -> tuple:
    """Give a pair of numbers in order, of a pair."""
    if not isinstance(value, (list, tuple)) or len(value) != 2:
        raise TypeError(told(f"`{name}` needs a pair (least, most)", f"found {shown(value)}"))
    for item in value:
        check_number(name, item, low, high)
    if value[0] > value[1]:
        raise ValueError(
            told(f"`{name}` needs its first number to be at most its second", f"found {value}")
        )
    return tuple(value)


def check_fill(fill: Any, name: str = "fill_value") -> tuple[int, int, int]:
    """Give a colour of three of an int or three ints from 0 to 255."""
    if isinstance(fill, (list, tuple)):
        if len(fill) != 3:
            raise TypeError(told(f"`{name}` needs an int or three ints", f"found {shown(fill)}"))
        first, second, third = (check_int(name, item, 0, 255) for item in fill)
        return first, second, third
    return (check_int(name, fill, 0, 255),) * 3


def check_choice(name: str, value: Any, kind: type) -> Any:
    """Give `value` if it is one of an enum."""
    if not isinstance(value, kind):
        raise TypeError(told(f"`{name}` needs a value of {kind.__name__}", f"found {shown(value)}"))
    return value


def saturated(values: np.ndarray, dtype: np.dtype) -> np.ndarray:
    """Round to the nearest, ties to even, and keep to the range of an int dtype; floats only
    change dtype."""
    if dtype.kind not in "iu":
        return values.astype(dtype)
    limits = np.iinfo(dtype)
    return np.clip(np.rint(values), limits.min, limits.max).astype(dtype)
