"""Transforms that change the size of images."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from mindspore.dataset.core import draws
from mindspore.dataset.core.checks import check_int, told
from mindspore.dataset.vision.base import (
    ImageTransform,
    check_choice,
    check_range,
    check_size,
    is_pil,
)
from mindspore.dataset.vision.borders import cut
from mindspore.dataset.vision.enums import Inter
from mindspore.dataset.vision.numbers import Decode
from mindspore.dataset.vision.resample import resize


def pil_filter(how: Inter) -> Any:
    """Give PIL's name for an interpolation."""
    from PIL import Image

    kinds = {
        Inter.NEAREST: Image.Resampling.NEAREST,
        Inter.ANTIALIAS: Image.Resampling.LANCZOS,
        Inter.BILINEAR: Image.Resampling.BILINEAR,
        Inter.BICUBIC: Image.Resampling.BICUBIC,
    }
    if how not in kinds:
        raise TypeError(
            told(
                "PIL images need NEAREST, ANTIALIAS, BILINEAR or BICUBIC as `interpolation`",
                f"found {how!r}",
            )
        )
    return kinds[how]


def resized(image: Any, size: tuple[int, int], how: Inter) -> Any:
    """Resize an array or a PIL image."""
    if is_pil(image):
        return image.resize(size[::-1], pil_filter(how))
    if how is Inter.ANTIALIAS:
        raise TypeError(
            told(
                "Inter.ANTIALIAS needs a PIL image",
                "found an array",
                "write vision.Decode(to_pil=True) or vision.ToPIL() before",
            )
        )
    if how is Inter.PILCUBIC:
        return _resized_by_pil(image, size)
    return resize(image, size, how)


def _resized_by_pil(image: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    from PIL import Image

    if image.ndim != 3 or image.shape[2] != 3 or image.dtype != np.uint8:
        raise RuntimeError(
            told(
                "Inter.PILCUBIC needs an RGB image of uint8",
                f"the image is {image.dtype} {image.shape}",
            )
        )
    return np.array(Image.fromarray(image).resize(size[::-1], Image.Resampling.BICUBIC))


def shape_of(image: Any) -> tuple[int, int]:
    """Give (height, width) of an array or a PIL image."""
    return (image.height, image.width) if is_pil(image) else image.shape[:2]


class Resize(ImageTransform):
    """Gives an image another size: (height, width), or an int for the shorter side.

    >>> import numpy as np
    >>> from mindspore.dataset import vision
    >>> vision.Resize((2, 3))(np.zeros((4, 5, 3), np.uint8)).shape
    (2, 3, 3)
    >>> vision.Resize(8, vision.Inter.NEAREST)(np.zeros((4, 5, 3), np.uint8)).shape
    (8, 10, 3)
    """

    def __init__(self, size: Any, interpolation: Inter = Inter.BILINEAR) -> None:
        self.size = check_size(size) if isinstance(size, (list, tuple)) else None
        self._shorter = 0 if self.size else check_int("size", size, 1)
        self.interpolation = check_choice("interpolation", interpolation, Inter)

    def _apply(self, image: Any) -> Any:
        if not is_pil(image):
            self._need_image(image)
        return resized(image, self.size or self._scaled(*shape_of(image)), self.interpolation)

    def _apply_pil(self, image: Any) -> Any:
        return self._apply(image)

    def _scaled(self, height: int, width: int) -> tuple[int, int]:
        short = self._shorter
        if height < width:
            return short, int(short / height * width)
        return int(short / width * height), short


class RandomResize(ImageTransform):
    """Gives an image another size, by an interpolation chosen at random.

    Examples:
        >>> import numpy as np
        >>> from mindspore.dataset import vision
        >>> image = np.full((4, 4, 3), 100, np.uint8)
        >>> vision.RandomResize(2)(image).shape
        (2, 2, 3)
    """

    def __init__(self, size: Any) -> None:
        self._resizes = [
            Resize(size, how) for how in (Inter.NEAREST, Inter.BILINEAR, Inter.BICUBIC, Inter.AREA)
        ]

    def _apply(self, image: np.ndarray) -> np.ndarray:
        return self._resizes[draws.integer(0, 3)]._apply(image)


class ResizedCrop(ImageTransform):
    """Cuts out a part and gives it another size.

    >>> import numpy as np
    >>> from mindspore.dataset import vision
    >>> vision.ResizedCrop(0, 0, 2, 2, (4, 4))(np.zeros((4, 5, 3), np.uint8)).shape
    (4, 4, 3)
    """

    def __init__(
        self,
        top: int,
        left: int,
        height: int,
        width: int,
        size: Any,
        interpolation: Inter = Inter.BILINEAR,
    ) -> None:
        self._part = (
            check_int("top", top, 0),
            check_int("left", left, 0),
            check_int("height", height, 1),
            check_int("width", width, 1),
        )
        self._resize = Resize(size, interpolation)

    def _apply(self, image: np.ndarray) -> np.ndarray:
        self._need_image(image)
        return self._resize._apply(cut("ResizedCrop", image, *self._part))


class RandomResizedCrop(ImageTransform):
    """Cuts out a part of random area (`scale` of the whole) and shape (`ratio`), and resizes it.

    >>> import numpy as np
    >>> from mindspore.dataset import vision
    >>> vision.RandomResizedCrop((8, 9))(np.zeros((20, 30, 3), np.uint8)).shape
    (8, 9, 3)
    """

    def __init__(
        self,
        size: Any,
        scale: Any = (0.08, 1.0),
        ratio: Any = (3.0 / 4.0, 4.0 / 3.0),
        interpolation: Inter = Inter.BILINEAR,
        max_attempts: int = 10,
    ) -> None:
        self.size = check_size(size)
        self.scale = check_range("scale", scale, 0)
        self.ratio = check_range("ratio", ratio, 0)
        if not (self.scale[1] > 0 and self.ratio[0] > 0):
            raise ValueError(
                told("`scale` and `ratio` need numbers above 0", f"found {scale} and {ratio}")
            )
        self.interpolation = check_choice("interpolation", interpolation, Inter)
        self.max_attempts = check_int("max_attempts", max_attempts, 1)

    def _apply(self, image: Any) -> Any:
        if not is_pil(image):
            self._need_image(image)
        top, left, height, width = self._part(*shape_of(image))
        if is_pil(image):
            part = image.crop((left, top, left + width, top + height))
        else:
            part = image[top : top + height, left : left + width]
        return resized(part, self.size, self.interpolation)

    def _apply_pil(self, image: Any) -> Any:
        return self._apply(image)

    def _part(self, height: int, width: int) -> tuple[int, int, int, int]:
        """Choose top, left, height and width of the part."""
        low, high = math.log(self.ratio[0]), math.log(self.ratio[1])
        for _ in range(self.max_attempts):
            area = height * width * draws.uniform(*self.scale)
            ratio = math.exp(draws.uniform(low, high))
            across, down = round(math.sqrt(area * ratio)), round(math.sqrt(area / ratio))
            if 0 < across <= width and 0 < down <= height:
                top = draws.integer(0, height - down)
                return top, draws.integer(0, width - across), down, across
        # No part fits: the largest one in the middle whose shape is allowed.
        across, down = width, height
        if width / height < self.ratio[0]:
            down = min(height, round(width / self.ratio[0]))
        elif width / height > self.ratio[1]:
            across = min(width, round(height * self.ratio[1]))
        return (height - down) // 2, (width - across) // 2, down, across


class RandomCropDecodeResize(RandomResizedCrop):
    """Decodes the bytes of an image file, and does what RandomResizedCrop does."""

    def __call__(self, *images: Any) -> Any:
        """Decode the bytes of an image file, cut out a part and resize it."""
        return super().__call__(*[Decode()(image) for image in images])
