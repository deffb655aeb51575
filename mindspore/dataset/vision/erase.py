"""Transforms that paint over parts of images."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from mindspore.dataset.core import draws
from mindspore.dataset.core.checks import check_bool, check_int, check_number, shown, told
from mindspore.dataset.vision.base import ImageTransform, check_probability, check_range


class Erase(ImageTransform):
    """Paints a rectangle of an RGB image in one colour.

    >>> import numpy as np
    >>> from mindspore.dataset import vision
    >>> vision.Erase(0, 0, 1, 1, 9)(np.zeros((1, 2, 3), np.uint8)).tolist()
    [[[9, 9, 9], [0, 0, 0]]]
    """

    def __init__(
        self,
        top: int,
        left: int,
        height: int,
        width: int,
        value: Any = 0,
        inplace: bool = False,
    ) -> None:
        self._corner = check_int("top", top, 0), check_int("left", left, 0)
        self._size = check_int("height", height, 1), check_int("width", width, 1)
        values = list(value) if isinstance(value, (list, tuple)) else [value] * 3
        self.value = [check_number("value", item, 0, 255) for item in values]
        if len(self.value) != 3:
            raise TypeError(told("`value` needs one number or three", f"found {shown(value)}"))
        self.inplace = check_bool("inplace", inplace)

    def _apply(self, image: np.ndarray) -> np.ndarray:
        self._need_rgb(image)
        result = image if self.inplace else image.copy()
        (top, left), (height, width) = self._corner, self._size
        result[top : top + height, left : left + width] = self.value
        return result


class CutOut(ImageTransform):
    """Paints `num_patches` squares of side `length` black, at random places.

    >>> import numpy as np
    >>> from mindspore.dataset import vision
    >>> vision.CutOut(2)(np.ones((4, 4, 1), np.uint8)).sum().item()
    12
    """

    def __init__(self, length: int, num_patches: int = 1, is_hwc: bool = True) -> None:
        self.length = check_int("length", length, 1)
        self.num_patches = check_int("num_patches", num_patches, 1)
        self.is_hwc = check_bool("is_hwc", is_hwc)

    def _apply(self, image: np.ndarray) -> np.ndarray:
        self._need(image.ndim == 3, "an image of three axes", image)
        result = image.copy()
        view = result if self.is_hwc else result.transpose(1, 2, 0)
        height, width = view.shape[:2]
        self._need(
            self.length <= min(height, width), f"an image of at least {self.length} pixels", image
        )
        for _ in range(self.num_patches):
            top = draws.integer(0, height - self.length)
            left = draws.integer(0, width - self.length)
            view[top : top + self.length, left : left + self.length] = 0
        return result


class RandomErasing(ImageTransform):
    """Paints a rectangle of random area (`scale`) and shape (`ratio`) with probability `prob`.

    Images are (channels, height, width) here: this transform comes behind ToTensor or HWC2CHW.
    `value` is a number, three, or "random" for noise.

    >>> import numpy as np
    >>> from mindspore.dataset import vision
    >>> vision.RandomErasing(0.0)(np.ones((3, 4, 4), np.float32)).min().item()
    1.0
    """

    def __init__(
        self,
        prob: float = 0.5,
        scale: Any = (0.02, 0.33),
        ratio: Any = (0.3, 3.3),
        value: Any = 0,
        inplace: bool = False,
        max_attempts: int = 10,
    ) -> None:
        self.prob = check_probability(prob)
        self.scale = check_range("scale", scale, 0)
        self.ratio = check_range("ratio", ratio, 0)
        if isinstance(value, str):
            if value != "random":
                raise ValueError(told("`value` needs numbers or 'random'", f"found {value!r}"))
        elif isinstance(value, (list, tuple)):
            if len(value) != 3:
                raise ValueError(told("`value` needs one number or three", f"found {value}"))
            for item in value:
                check_number("value", item, 0, 255)
        else:
            check_number("value", value, 0, 255)
        self.value = value
        self.inplace = check_bool("inplace", inplace)
        self.max_attempts = check_int("max_attempts", max_attempts, 1)

    def _apply_pil(self, image: Any) -> Any:
        if self.prob:
            raise TypeError(
                told(
                    "RandomErasing needs an array of (channels, height, width)",
                    "found a PIL image",
                    "write vision.ToTensor() before",
                )
            )
        return image

    def _apply(self, image: np.ndarray) -> np.ndarray:
        self._need_image(image)
        if not draws.chance(self.prob):
            return image
        self._need(image.ndim == 3, "an image of (channels, height, width)", image)
        part = self._part(*image.shape[1:])
        if part is None:
            return image
        top, left, height, width = part
        result = image if self.inplace else image.copy()
        place = result[:, top : top + height, left : left + width]
        if isinstance(self.value, str):
            place[...] = draws.generator().standard_normal(place.shape)
        elif isinstance(self.value, (list, tuple)):
            place[...] = np.asarray(self.value)[:, None, None]
        else:
            place[...] = self.value
        return result

    def _part(self, rows: int, columns: int) -> tuple[int, int, int, int] | None:
        for _ in range(self.max_attempts):
            area = rows * columns * draws.uniform(*self.scale)
            ratio = draws.uniform(*self.ratio)
            height, width = round(math.sqrt(area * ratio)), round(math.sqrt(area / ratio))
            if 0 < height < rows and 0 < width < columns:
                top = draws.integer(0, rows - height)
                return top, draws.integer(0, columns - width), height, width
        return None
