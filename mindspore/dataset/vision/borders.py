"""Cutting and padding: crops at a place, in the middle, at random; borders."""

from __future__ import annotations

from typing import Any

import numpy as np

from mindspore.dataset.core import draws
from mindspore.dataset.core.checks import check_bool, check_int, check_type, pipeline_error, told
from mindspore.dataset.core.values import described
from mindspore.dataset.vision.base import ImageTransform, check_choice, check_fill, check_size
from mindspore.dataset.vision.enums import Border

_MODES: dict[Border, Any] = {
    Border.EDGE: "edge",
    Border.REFLECT: "reflect",
    Border.SYMMETRIC: "symmetric",
}


def pad_image(
    image: np.ndarray, sides: tuple[int, int, int, int], fill: tuple, mode: Border
) -> np.ndarray:
    """Put `sides` (left, top, right, bottom) pixels around an image."""
    left, top, right, bottom = sides
    widths = [(top, bottom), (left, right)] + [(0, 0)] * (image.ndim - 2)
    if mode is not Border.CONSTANT:
        return np.pad(image, widths, mode=_MODES[mode])
    shape = [size + sum(width) for size, width in zip(image.shape, widths, strict=True)]
    padded = np.empty(shape, image.dtype)
    padded[...] = colour_for(image, fill)
    padded[top : top + image.shape[0], left : left + image.shape[1]] = image
    return padded


def colour_for(image: np.ndarray, fill: tuple) -> Any:
    """Give as many values of the colour `fill` as the image has channels."""
    channels = image.shape[2] if image.ndim == 3 else 1
    if channels == 3:
        return np.array(fill[:3]).astype(image.dtype)
    if channels == 4:
        return np.array([*fill[:3], 0]).astype(image.dtype)
    return np.asarray(fill[0]).astype(image.dtype)


def check_sides(padding: Any) -> tuple[int, int, int, int]:
    """Give (left, top, right, bottom) of an int, a pair (left and right, top and bottom), or
    four."""
    if isinstance(padding, (list, tuple)):
        values = [check_int("padding", value, 0) for value in padding]
        if len(values) == 2:
            return values[0], values[1], values[0], values[1]
        if len(values) == 4:
            return values[0], values[1], values[2], values[3]
        raise ValueError(told("`padding` needs an int, two ints or four", f"found {padding}"))
    return (check_int("padding", padding, 0),) * 4


def centre_crop(image: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Cut `size` out of the middle; where the image is too small, put zeros around it."""
    lacking = [max(0, want - have) for want, have in zip(size, image.shape, strict=False)]
    if any(lacking):
        top, left = (lacking[0] + 1) // 2, (lacking[1] + 1) // 2
        sides = (left, top, lacking[1] - left, lacking[0] - top)
        image = pad_image(image, sides, (0, 0, 0), Border.CONSTANT)
    top = (image.shape[0] - size[0]) // 2
    left = (image.shape[1] - size[1]) // 2
    return image[top : top + size[0], left : left + size[1]].copy()


class _Geometric(ImageTransform):
    """Moves pixels and does not change them: what works on arrays works on PIL images."""

    def _apply_pil(self, image: Any) -> Any:
        from PIL import Image

        return Image.fromarray(self._apply(np.array(image)))


class CenterCrop(_Geometric):
    """Cuts a part out of the middle; where the image is too small, zeros stand around it.

    >>> import numpy as np
    >>> from mindspore.dataset import vision
    >>> vision.CenterCrop(2)(np.arange(16).reshape(4, 4)).tolist()
    [[5, 6], [9, 10]]
    """

    def __init__(self, size: Any) -> None:
        self.size = check_size(size)

    def _apply(self, image: np.ndarray) -> np.ndarray:
        self._need_image(image)
        return centre_crop(image, self.size)

    def _apply_pil(self, image: Any) -> Any:
        top = round((image.height - self.size[0]) / 2)
        left = round((image.width - self.size[1]) / 2)
        return image.crop((left, top, left + self.size[1], top + self.size[0]))


class Crop(ImageTransform):
    """Cuts out the part of `size` whose upper left corner is at `coordinates` (y, x).

    >>> import numpy as np
    >>> from mindspore.dataset import vision
    >>> vision.Crop((0, 1), 2)(np.arange(9).reshape(3, 3)).tolist()
    [[1, 2], [4, 5]]
    """

    def __init__(self, coordinates: Any, size: Any) -> None:
        check_type("coordinates", coordinates, (list, tuple), "a pair (y, x)")
        if len(coordinates) != 2:
            raise TypeError(told("`coordinates` needs a pair (y, x)", f"found {coordinates}"))
        top, left = (check_int("coordinates", value, 0) for value in coordinates)
        self.coordinates = (top, left)
        self.size = check_size(size)

    def _apply(self, image: np.ndarray) -> np.ndarray:
        self._need_image(image)
        return cut(type(self).__name__, image, *self.coordinates, *self.size)


def cut(name: str, image: np.ndarray, top: int, left: int, height: int, width: int) -> np.ndarray:
    """Cut a part out of an image that holds all of it."""
    if top + height > image.shape[0] or left + width > image.shape[1]:
        raise pipeline_error(
            f"{name} needs a part that lies in the image",
            f"the part ends at ({top + height}, {left + width}), the image is {described(image)}",
        )
    return image[top : top + height, left : left + width].copy()


class Pad(_Geometric):
    """Puts a border around an image: `padding` is an int, (left and right, top and bottom), or all
    four.

    >>> import numpy as np
    >>> from mindspore.dataset import vision
    >>> vision.Pad((1, 0))(np.array([[5, 6]])).tolist()
    [[0, 5, 6, 0]]
    """

    def __init__(
        self, padding: Any, fill_value: Any = 0, padding_mode: Border = Border.CONSTANT
    ) -> None:
        self.padding = check_sides(padding)
        self.fill_value = check_fill(fill_value)
        self.padding_mode = check_choice("padding_mode", padding_mode, Border)

    def _apply(self, image: np.ndarray) -> np.ndarray:
        self._need_image(image)
        return pad_image(image, self.padding, self.fill_value, self.padding_mode)


class PadToSize(ImageTransform):
    """Puts a border around an image to give it a size; `offset` (top, left) says where the image
    stands.

    Examples:
        >>> import numpy as np
        >>> from mindspore.dataset import vision
        >>> image = np.full((4, 4, 3), 100, np.uint8)
        >>> vision.PadToSize(6)(image).shape
        (6, 6, 3)
    """

    def __init__(
        self,
        size: Any,
        offset: Any = None,
        fill_value: Any = 0,
        padding_mode: Border = Border.CONSTANT,
    ) -> None:
        self.size = check_size(size)
        self.offset: tuple[int, int] | None = None
        if offset is not None:
            values = list(offset) if isinstance(offset, (list, tuple)) else [offset] * 2
            values = [check_int("offset", value, 0) for value in values]
            self.offset = (values[0], values[1]) if values else None
        self.fill_value = check_fill(fill_value)
        self.padding_mode = check_choice("padding_mode", padding_mode, Border)

    def _apply(self, image: np.ndarray) -> np.ndarray:
        self._need_image(image)
        lacking = [want - have for want, have in zip(self.size, image.shape, strict=False)]
        top, left = self.offset or (lacking[0] // 2, lacking[1] // 2)
        sides = (left, top, lacking[1] - left, lacking[0] - top)
        self._need(
            min(sides) >= 0, f"an image that fits into {self.size} at ({top}, {left})", image
        )
        return pad_image(image, sides, self.fill_value, self.padding_mode)


class RandomCrop(_Geometric):
    """Cuts out a part of `size` at a random place, after padding.

    `pad_if_needed` pads images that are too small; without it they are an error.

    >>> import numpy as np
    >>> from mindspore.dataset import vision
    >>> vision.RandomCrop(32, padding=4)(np.zeros((32, 32, 3), np.uint8)).shape
    (32, 32, 3)
    """

    def __init__(
        self,
        size: Any,
        padding: Any = None,
        pad_if_needed: bool = False,
        fill_value: Any = 0,
        padding_mode: Border = Border.CONSTANT,
    ) -> None:
        self.size = check_size(size)
        self.padding = None if padding is None else check_sides(padding)
        self.pad_if_needed = check_bool("pad_if_needed", pad_if_needed)
        self.fill_value = check_fill(fill_value)
        self.padding_mode = check_choice("padding_mode", padding_mode, Border)

    def _apply(self, image: np.ndarray) -> np.ndarray:
        self._need_image(image)
        if self.padding is not None:
            image = pad_image(image, self.padding, self.fill_value, self.padding_mode)
        height, width = self.size
        if self.pad_if_needed:
            down, across = max(0, height - image.shape[0]), max(0, width - image.shape[1])
            if down or across:
                sides = (across, down, across, down)
                image = pad_image(image, sides, self.fill_value, self.padding_mode)
        room = image.shape[0] - height, image.shape[1] - width
        self._need(
            min(room) >= 0,
            f"an image of at least {self.size}, its `size`",
            image,
            "write pad_if_needed=True, or a smaller size",
        )
        top, left = draws.integer(0, room[0]), draws.integer(0, room[1])
        return image[top : top + height, left : left + width].copy()


class _Crops(ImageTransform):
    def _parts(self, image: np.ndarray, size: tuple[int, int]) -> list[np.ndarray]:
        height, width = size
        rows, columns = image.shape[:2]
        name = type(self).__name__
        corners = [
            (0, 0),
            (0, columns - width),
            (rows - height, 0),
            (rows - height, columns - width),
        ]
        if rows < height or columns < width:
            cut(name, image, 0, 0, height, width)
        return [
            *[cut(name, image, y, x, height, width) for y, x in corners],
            centre_crop(image, size),
        ]

    def _apply_pil(self, image: Any) -> Any:
        from PIL import Image

        return tuple(Image.fromarray(part) for part in self._apply(np.array(image)))


class FiveCrop(_Crops):
    """Gives the four corners and the middle, as five images.

    >>> import numpy as np
    >>> from mindspore.dataset import vision
    >>> len(vision.FiveCrop(2)(np.zeros((4, 4, 3), np.uint8)))
    5
    """

    def __init__(self, size: Any) -> None:
        self.size = check_size(size)

    def _apply(self, image: np.ndarray) -> tuple:
        self._need_image(image)
        return tuple(self._parts(image, self.size))


class TenCrop(_Crops):
    """Gives the four corners and the middle of an image and of its mirror image, as ten images."""

    def __init__(self, size: Any, use_vertical_flip: bool = False) -> None:
        self.size = check_size(size)
        self.use_vertical_flip = check_bool("use_vertical_flip", use_vertical_flip)

    def _apply(self, image: np.ndarray) -> tuple:
        self._need_image(image)
        mirrored = image[::-1] if self.use_vertical_flip else image[:, ::-1]
        return tuple(self._parts(image, self.size) + self._parts(mirrored, self.size))
