"""Transforms that turn, shear and distort images."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from mindspore.dataset.core import draws
from mindspore.dataset.core.checks import check_bool, check_number, shown, told
from mindspore.dataset.vision.base import (
    ImageTransform,
    check_choice,
    check_fill,
    check_probability,
    check_range,
    is_pil,
)
from mindspore.dataset.vision.enums import Inter
from mindspore.dataset.vision.scale import pil_filter, shape_of
from mindspore.dataset.vision.warp import (
    inverted,
    perspective,
    rotation,
    warp_affine,
    warp_perspective,
)


def _for_arrays(how: Inter) -> Inter:
    if how in (Inter.ANTIALIAS, Inter.PILCUBIC):
        raise TypeError(
            told(
                "an array needs NEAREST, BILINEAR, BICUBIC or AREA as interpolation",
                f"found {how!r}",
            )
        )
    return Inter.BILINEAR if how is Inter.AREA else how


def rotated(image: Any, degrees: float, how: Inter, expand: bool, center: Any, fill: tuple) -> Any:
    """Turn an array or a PIL image counter-clockwise."""
    if is_pil(image):
        colour = fill if len(image.getbands()) == 3 else fill[0]
        return image.rotate(degrees, pil_filter(how), expand, center, fillcolor=colour)
    height, width = image.shape[:2]
    forth = rotation(center or ((width - 1) / 2, (height - 1) / 2), degrees)
    size = (height, width)
    if expand:
        cos, sin = abs(forth[0, 0]), abs(forth[0, 1])
        down, across = height * cos + width * sin, height * sin + width * cos
        size = (round(down), round(across))
        forth[:, 2] += (across - width) / 2, (down - height) / 2
    return warp_affine(image, inverted(forth), size, _for_arrays(how), fill)


def _check_center(center: Any) -> tuple[float, float] | None:
    if center is None:
        return None
    if not isinstance(center, (list, tuple)) or len(center) != 2:
        raise TypeError(told("`center` needs a pair (x, y)", f"found {shown(center)}"))
    return check_number("center", center[0]), check_number("center", center[1])


def _check_degrees(degrees: Any) -> tuple[float, float]:
    if isinstance(degrees, (list, tuple)):
        return check_range("degrees", degrees)
    check_number("degrees", degrees, 0)
    return -degrees, degrees


class Rotate(ImageTransform):
    """Turns an image counter-clockwise.

    >>> import numpy as np
    >>> from mindspore.dataset import vision
    >>> vision.Rotate(180)(np.array([[1, 2], [3, 4]], np.uint8)).tolist()
    [[4, 3], [2, 1]]
    """

    def __init__(
        self,
        degrees: float,
        resample: Inter = Inter.NEAREST,
        expand: bool = False,
        center: Any = None,
        fill_value: Any = 0,
    ) -> None:
        self.degrees = check_number("degrees", degrees)
        self._rest = (
            check_choice("resample", resample, Inter),
            check_bool("expand", expand),
            _check_center(center),
            check_fill(fill_value),
        )

    def _apply(self, image: np.ndarray) -> np.ndarray:
        self._need_image(image)
        return rotated(image, self.degrees, *self._rest)


class RandomRotation(ImageTransform):
    """Turns an image by an angle drawn from `degrees`, (least, most) or an int d for (-d, d).

    >>> import numpy as np
    >>> from mindspore.dataset import vision
    >>> vision.RandomRotation(30)(np.zeros((4, 5, 3), np.uint8)).shape
    (4, 5, 3)
    """

    def __init__(
        self,
        degrees: Any,
        resample: Inter = Inter.NEAREST,
        expand: bool = False,
        center: Any = None,
        fill_value: Any = 0,
    ) -> None:
        self.degrees = _check_degrees(degrees)
        self._rest = (
            check_choice("resample", resample, Inter),
            check_bool("expand", expand),
            _check_center(center),
            check_fill(fill_value),
        )

    def _apply(self, image: Any) -> Any:
        if not is_pil(image):
            self._need_image(image)
        return rotated(image, draws.uniform(*self.degrees), *self._rest)

    def _apply_pil(self, image: Any) -> Any:
        return self._apply(image)


def affine_back(
    center: tuple[float, float], degrees: float, moved: tuple, scale: float, shear: tuple
) -> np.ndarray:
    """Give the way back (2 x 3) of: shear, scale and turn around `center`, then move."""
    angle = math.radians(degrees)
    sx, sy = math.radians(shear[0]), math.radians(shear[1])
    x, y = center
    a = math.cos(angle - sy) / math.cos(sy)
    b = -math.cos(angle - sy) * math.tan(sx) / math.cos(sy) - math.sin(angle)
    c = math.sin(angle - sy) / math.cos(sy)
    d = -math.sin(angle - sy) * math.tan(sx) / math.cos(sy) + math.cos(angle)
    back = np.array([[d, -b, 0.0], [-c, a, 0.0]]) / scale
    back[:, 2] = back[:, :2] @ np.array([-x - moved[0], -y - moved[1]]) + np.array([x, y])
    return back


def _warped(image: Any, parameters: tuple, how: Inter, fill: tuple) -> Any:
    height, width = shape_of(image)
    degrees, moved, scale, shear = parameters
    if is_pil(image):
        from PIL import Image

        # Here MindSpore shears along y the other way, and turns around another middle.
        center = (width * 0.5 + 0.5, height * 0.5 + 0.5)
        back = affine_back(center, degrees, moved, scale, (shear[0], -shear[1]))
        colour = fill if len(image.getbands()) == 3 else fill[0]
        return image.transform(
            image.size,
            Image.Transform.AFFINE,
            back.ravel().tolist(),
            pil_filter(how),
            fillcolor=colour,
        )
    back = affine_back(((width - 1) / 2, (height - 1) / 2), degrees, moved, scale, shear)
    return warp_affine(image, back, (height, width), _for_arrays(how), fill)


def sheared_and_moved(
    image: np.ndarray, shear: tuple[float, float], moved: tuple, how: Inter, fill: tuple
) -> np.ndarray:
    """Shear an array by angles along x and y, and move it by pixels."""
    return _warped(image, (0.0, moved, 1.0, shear), how, fill)


class Affine(ImageTransform):
    """Turns by `degrees`, moves by `translate` (shares of width and height), scales and shears an
    image.

    >>> import numpy as np
    >>> from mindspore.dataset import vision
    >>> vision.Affine(15, [0.1, 0.1], 1.2, [5, 5])(np.zeros((4, 5, 3), np.uint8)).shape
    (4, 5, 3)
    """

    def __init__(
        self,
        degrees: float,
        translate: Any,
        scale: float,
        shear: Any,
        resample: Inter = Inter.NEAREST,
        fill_value: Any = 0,
    ) -> None:
        self.degrees = check_number("degrees", degrees)
        if not isinstance(translate, (list, tuple)) or len(translate) != 2:
            raise TypeError(told("`translate` needs a pair", f"found {shown(translate)}"))
        self.translate = tuple(check_number("translate", value, -1, 1) for value in translate)
        self.scale = check_number("scale", scale)
        if not scale > 0:
            raise ValueError(told("`scale` needs a number above 0", f"found {scale}"))
        if not isinstance(shear, (list, tuple)):
            shear = (check_number("shear", shear), 0.0)
        if len(shear) != 2:
            raise TypeError(told("`shear` needs a number or a pair", f"found {shown(shear)}"))
        self.shear = tuple(check_number("shear", value, -180, 180) for value in shear)
        self.resample = check_choice("resample", resample, Inter)
        self.fill_value = check_fill(fill_value)

    def _apply(self, image: np.ndarray) -> np.ndarray:
        self._need_image(image)
        height, width = image.shape[:2]
        moved = (self.translate[0] * width, self.translate[1] * height)
        parameters = (self.degrees, moved, self.scale, self.shear)
        return _warped(image, parameters, self.resample, self.fill_value)


class RandomAffine(ImageTransform):
    """Turns, moves, scales and shears an image at random.

    `translate` holds the most, or (least x, most x, least y, most y), in shares of the size;
    `shear` a pair for x or four numbers.

    >>> import numpy as np
    >>> from mindspore.dataset import vision
    >>> op = vision.RandomAffine(15, translate=(-0.1, 0.1, 0, 0), scale=(0.9, 1.1))
    >>> op(np.zeros((4, 5, 3), np.uint8)).shape
    (4, 5, 3)
    """

    def __init__(
        self,
        degrees: Any,
        translate: Any = None,
        scale: Any = None,
        shear: Any = None,
        resample: Inter = Inter.NEAREST,
        fill_value: Any = 0,
    ) -> None:
        self.degrees = _check_degrees(degrees)
        self.translate = _four("translate", translate, -1, 1)
        self.scale = (1.0, 1.0) if scale is None else check_range("scale", scale, 0)
        if not self.scale[1] > 0:
            raise ValueError(told("`scale` needs numbers above 0", f"found {scale}"))
        if isinstance(shear, (int, float)) and not isinstance(shear, bool):
            check_number("shear", shear, 0)
            shear = (-shear, shear)
        self.shear = _four("shear", shear, -180, 180)
        self.resample = check_choice("resample", resample, Inter)
        self.fill_value = check_fill(fill_value)

    def _apply(self, image: Any) -> Any:
        if not is_pil(image):
            self._need_image(image)
        height, width = shape_of(image)
        x0, x1, y0, y1 = self.translate
        degrees = draws.uniform(*self.degrees)
        moved = (draws.uniform(x0, x1) * width, draws.uniform(y0, y1) * height)
        scale = draws.uniform(*self.scale)
        shear = (draws.uniform(*self.shear[:2]), draws.uniform(*self.shear[2:]))
        return _warped(image, (degrees, moved, scale, shear), self.resample, self.fill_value)

    def _apply_pil(self, image: Any) -> Any:
        return self._apply(image)


def _four(name: str, value: Any, low: float, high: float) -> tuple:
    if value is None:
        return (0.0, 0.0, 0.0, 0.0)
    if not isinstance(value, (list, tuple)) or len(value) not in (2, 4):
        raise TypeError(told(f"`{name}` needs two or four numbers", f"found {shown(value)}"))
    check_range(name, value[:2], low, high)
    if len(value) == 4:
        check_range(name, value[2:], low, high)
        return tuple(value)
    return (*value, 0.0, 0.0)


def _distorted(image: Any, start: list, end: list, how: Inter) -> Any:
    back = perspective(end, start)
    if is_pil(image):
        from PIL import Image

        factors = back.ravel()[:8].tolist()
        return image.transform(image.size, Image.Transform.PERSPECTIVE, factors, pil_filter(how))
    return warp_perspective(image, back, image.shape[:2], _for_arrays(how), (0, 0, 0))


class Perspective(ImageTransform):
    """Takes four points (x, y) of an image to four others.

    >>> import numpy as np
    >>> from mindspore.dataset import vision
    >>> corners = [[0, 0], [4, 0], [4, 3], [0, 3]]
    >>> vision.Perspective(corners, corners)(np.ones((4, 5), np.uint8)).sum().item()
    20
    """

    def __init__(
        self, start_points: Any, end_points: Any, interpolation: Inter = Inter.BILINEAR
    ) -> None:
        for name, points in (("start_points", start_points), ("end_points", end_points)):
            good = isinstance(points, (list, tuple)) and len(points) == 4
            if not good or any(len(point) != 2 for point in points):
                raise TypeError(told(f"`{name}` needs four points (x, y)", f"found {points!r}"))
        self.start_points, self.end_points = start_points, end_points
        self.interpolation = check_choice("interpolation", interpolation, Inter)

    def _apply(self, image: Any) -> Any:
        if not is_pil(image):
            self._need_image(image)
        return _distorted(image, self.start_points, self.end_points, self.interpolation)

    def _apply_pil(self, image: Any) -> Any:
        return self._apply(image)


class RandomPerspective(ImageTransform):
    """Moves the corners of an image at random, by at most `distortion_scale` of half its size."""

    def __init__(
        self,
        distortion_scale: float = 0.5,
        prob: float = 0.5,
        interpolation: Inter = Inter.BICUBIC,
    ) -> None:
        self.distortion_scale = check_number("distortion_scale", distortion_scale, 0, 1)
        self.prob = check_probability(prob)
        self.interpolation = check_choice("interpolation", interpolation, Inter)

    def _apply(self, image: Any) -> Any:
        if not is_pil(image):
            self._need_image(image)
        if not draws.chance(self.prob):
            return image
        height, width = shape_of(image)
        across = int(self.distortion_scale * (width // 2))
        down = int(self.distortion_scale * (height // 2))
        right, bottom = width - 1, height - 1
        start = [[0, 0], [right, 0], [right, bottom], [0, bottom]]
        end = []
        for x, y in start:
            dx, dy = draws.integer(0, across), draws.integer(0, down)
            end.append([x - dx if x else dx, y - dy if y else dy])
        return _distorted(image, start, end, self.interpolation)

    def _apply_pil(self, image: Any) -> Any:
        return self._apply(image)
