"""Transforms of colour: brightness, contrast, saturation, hue, sharpness, grey, HSV, order of
channels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from mindspore.dataset.core import draws
from mindspore.dataset.core.checks import check_bool, check_number, told
from mindspore.dataset.core.values import described
from mindspore.dataset.vision.base import (
    ImageTransform,
    check_choice,
    check_probability,
    check_range,
    is_pil,
    saturated,
)
from mindspore.dataset.vision.enums import ConvertMode


def grey(image: np.ndarray) -> np.ndarray:
    """Give the brightness (height, width) of an RGB image."""
    if image.dtype == np.uint8:
        wide = image.astype(np.int32)
        total = wide[..., 0] * 9798 + wide[..., 1] * 19235 + wide[..., 2] * 3735
        return ((total + (1 << 14)) >> 15).astype(np.uint8)
    return (image[..., :3] @ np.array([0.299, 0.587, 0.114], image.dtype)).astype(image.dtype)


def _blend(image: np.ndarray, other: Any, factor: float) -> np.ndarray:
    exact = np.float64 if image.dtype.kind in "iu" else image.dtype
    return saturated(image.astype(exact) * factor + other * (1 - factor), image.dtype)


def _enhanced(image: Any, kind: str, factor: float) -> Any:
    from PIL import ImageEnhance

    return getattr(ImageEnhance, kind)(image).enhance(factor)


def brightened(image: Any, factor: float) -> Any:
    """Scale the values of an image."""
    if is_pil(image):
        return _enhanced(image, "Brightness", factor)
    return saturated(image.astype(np.float32) * np.float32(factor), image.dtype)


def contrasted(image: Any, factor: float) -> Any:
    """Move the values of an image away from its mean brightness, or towards it."""
    if is_pil(image):
        return _enhanced(image, "Contrast", factor)
    mean = grey(image).mean(dtype=np.float64)
    # Bytes have a whole number for a mean.
    return _blend(image, np.rint(mean) if image.dtype.kind in "iu" else mean, factor)


def coloured(image: Any, factor: float) -> Any:
    """Move the values of an image away from their brightness, or towards it."""
    if is_pil(image):
        return _enhanced(image, "Color", factor)
    return _blend(image, grey(image)[..., None].astype(np.float64), factor)


def sharpened(image: Any, factor: float) -> Any:
    """Move the values of an image away from those of a smoothed image, or towards them."""
    if is_pil(image):
        return _enhanced(image, "Sharpness", factor)
    rows, columns = image.shape[:2]
    exact = np.float64 if image.dtype.kind in "iu" else image.dtype
    smooth = image.astype(exact)
    if rows > 2 and columns > 2:
        inner = 4 * smooth[1:-1, 1:-1]
        for y in range(3):
            for x in range(3):
                inner = inner + image[y : rows - 2 + y, x : columns - 2 + x]
        inner = inner / 13
        smooth[1:-1, 1:-1] = np.rint(inner) if image.dtype.kind in "iu" else inner
    return _blend(image, smooth, factor)


def hue_shifted(image: Any, factor: float) -> Any:
    """Turn the hues of an image by a share of the circle."""
    if is_pil(image):
        from PIL import Image

        hue, saturation, value = image.convert("HSV").split()
        turned = (np.array(hue).astype(np.int64) + int(factor * 255)) % 256
        hue = Image.fromarray(turned.astype(np.uint8), "L")
        return Image.merge("HSV", (hue, saturation, value)).convert(image.mode)
    if image.dtype != np.uint8:
        hue, saturation, value = np.moveaxis(rgb_to_hsv(image), -1, 0)
        turned = np.stack([(hue + factor) % 1.0, saturation, value], -1)
        return hsv_to_rgb(turned).astype(image.dtype)
    hue, saturation, value = _hsv_bytes(image)
    return _rgb_bytes((hue + int(factor * 255)) % 256, saturation, value)


def _hsv_bytes(image: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give hue, saturation and value in whole numbers below 256, as OpenCV rounds them."""
    red, green, blue = np.moveaxis(image.astype(np.int64), -1, 0)
    value = image.max(-1).astype(np.int64)
    spread = value - image.min(-1)
    of_value = np.rint((255 << 12) / np.maximum(value, 1)).astype(np.int64)
    of_spread = np.rint((256 << 12) / (6.0 * np.maximum(spread, 1))).astype(np.int64)
    turn = np.where(
        value == red,
        green - blue,
        np.where(value == green, blue - red + 2 * spread, red - green + 4 * spread),
    )
    hue = (turn * of_spread + (1 << 11)) >> 12
    return np.where(hue < 0, hue + 256, hue), (spread * of_value + (1 << 11)) >> 12, value


def _rgb_bytes(hue: np.ndarray, saturation: np.ndarray, value: np.ndarray) -> np.ndarray:
    rgb = _rgb_of_sixths(hue * (6 / 255.0), saturation / 255.0, value / 255.0)
    return np.clip(np.rint(rgb * 255), 0, 255).astype(np.uint8)


def _rgb_of_sixths(hue: np.ndarray, saturation: np.ndarray, value: np.ndarray) -> np.ndarray:
    sixth = np.floor(hue).astype(np.int64)
    part = hue - sixth
    low = value * (1 - saturation)
    falling = value * (1 - saturation * part)
    rising = value * (1 - saturation * (1 - part))
    levels = np.stack([value, low, falling, rising], -1)
    which = np.array([[0, 3, 1], [2, 0, 1], [1, 0, 3], [1, 2, 0], [3, 1, 0], [0, 1, 2]])
    return np.take_along_axis(levels, which[sixth % 6], -1)


def rgb_to_hsv(image: np.ndarray) -> np.ndarray:
    """Give hue, saturation (0 to 1) and value of an RGB array, channels last, as float64."""
    red, green, blue = np.moveaxis(image.astype(np.float64), -1, 0)
    value = image.max(-1).astype(np.float64)
    spread = value - image.min(-1)
    safe = np.where(spread > 0, spread, 1.0)
    turn = np.where(
        value == red,
        (green - blue) / safe,
        np.where(value == green, 2 + (blue - red) / safe, 4 + (red - green) / safe),
    )
    hue = np.where(spread > 0, turn / 6 % 1.0, 0.0)
    saturation = np.where(value > 0, spread / np.where(value > 0, value, 1.0), 0.0)
    return np.stack([hue, saturation, value], -1)


def hsv_to_rgb(image: np.ndarray) -> np.ndarray:
    """Give the RGB array of hue, saturation (0 to 1) and value, channels last, as float64."""
    hue, saturation, value = np.moveaxis(image.astype(np.float64), -1, 0)
    return _rgb_of_sixths(hue * 6, saturation, value)


class _Adjust(ImageTransform):
    """Applies one of the functions above with a fixed factor."""

    _function: Callable
    _any_channels = False
    _keeps_pil = True

    def _set(self, name: str, factor: float, low: float | None = 0, high: Any = None) -> None:
        self.factor = check_number(name, factor, low, high)

    def _apply(self, image: np.ndarray) -> np.ndarray:
        self._need_image(image)
        if not self._any_channels:
            self._need_rgb(image)
        return type(self)._function(image, self.factor)

    def _apply_pil(self, image: Any) -> Any:
        if not self._keeps_pil:
            return self._apply(np.array(image))
        return type(self)._function(image, self.factor)


class AdjustBrightness(_Adjust):
    """Scales the brightness; 1 changes nothing, 0 gives black.

    >>> import numpy as np
    >>> from mindspore.dataset import vision
    >>> vision.AdjustBrightness(2.0)(np.array([[50, 200]], np.uint8)).tolist()
    [[100, 255]]
    """

    _function = staticmethod(brightened)
    _any_channels = True

    def __init__(self, brightness_factor: float) -> None:
        self._set("brightness_factor", brightness_factor)

    def _apply(self, image: np.ndarray) -> np.ndarray:
        self._need_image(image)
        self._need(image.ndim == 2 or image.shape[2] in (1, 3), "a grey or RGB image", image)
        return brightened(image, self.factor)


class AdjustContrast(_Adjust):
    """Scales the contrast; 1 changes nothing, 0 gives even grey.

    Examples:
        >>> import numpy as np
        >>> from mindspore.dataset import vision
        >>> image = np.full((4, 4, 3), 100, np.uint8)
        >>> vision.AdjustContrast(0.5)(image).shape
        (4, 4, 3)
    """

    _function = staticmethod(contrasted)

    def __init__(self, contrast_factor: float) -> None:
        self._set("contrast_factor", contrast_factor)


class AdjustSaturation(_Adjust):
    """Scales the saturation; 1 changes nothing, 0 gives a grey image.

    Examples:
        >>> import numpy as np
        >>> from mindspore.dataset import vision
        >>> image = np.full((4, 4, 3), 100, np.uint8)
        >>> vision.AdjustSaturation(0.5)(image).shape
        (4, 4, 3)
    """

    _function = staticmethod(coloured)

    def __init__(self, saturation_factor: float) -> None:
        self._set("saturation_factor", saturation_factor)


class AdjustHue(_Adjust):
    """Turns the hues by a share of the circle, from -0.5 to 0.5.

    Examples:
        >>> import numpy as np
        >>> from mindspore.dataset import vision
        >>> image = np.full((4, 4, 3), 100, np.uint8)
        >>> vision.AdjustHue(0.1)(image).shape
        (4, 4, 3)
    """

    _function = staticmethod(hue_shifted)

    def __init__(self, hue_factor: float) -> None:
        self._set("hue_factor", hue_factor, -0.5, 0.5)


class AdjustSharpness(_Adjust):
    """Scales the sharpness; 1 changes nothing, 0 gives a smoothed image.

    Examples:
        >>> import numpy as np
        >>> from mindspore.dataset import vision
        >>> image = np.full((4, 4, 3), 100, np.uint8)
        >>> vision.AdjustSharpness(0.5)(image).shape
        (4, 4, 3)
    """

    _function = staticmethod(sharpened)
    _any_channels = True
    _keeps_pil = False

    def __init__(self, sharpness_factor: float) -> None:
        self._set("sharpness_factor", sharpness_factor)


def _factor_range(name: str, value: Any, middle: float = 1.0) -> tuple[float, float]:
    """Give (least, most) of a pair, or of how far a factor may lie from `middle`."""
    low = 0.0 if middle else -0.5
    high = None if middle else 0.5
    if isinstance(value, (list, tuple)):
        return check_range(name, value, low, high)
    check_number(name, value, 0, high)
    return max(low, middle - value), middle + value


class RandomColorAdjust(ImageTransform):
    """Changes brightness, contrast, saturation and hue by random factors, in random order.

    Each is (least, most), or a number for how far from 1 (hue: 0) the factor may lie.

    >>> import numpy as np
    >>> from mindspore.dataset import vision
    >>> op = vision.RandomColorAdjust(brightness=(2, 2))
    >>> op(np.full((1, 1, 3), 50, np.uint8)).tolist()
    [[[100, 100, 100]]]
    """

    def __init__(
        self,
        brightness: Any = (1, 1),
        contrast: Any = (1, 1),
        saturation: Any = (1, 1),
        hue: Any = (0, 0),
    ) -> None:
        steps = [
            (brightened, _factor_range("brightness", brightness), 1.0),
            (contrasted, _factor_range("contrast", contrast), 1.0),
            (coloured, _factor_range("saturation", saturation), 1.0),
            (hue_shifted, _factor_range("hue", hue, 0.0), 0.0),
        ]
        self._steps = [step for step in steps if step[1] != (step[2], step[2])]

    def _apply(self, image: np.ndarray) -> np.ndarray:
        self._need_rgb(image)
        return self._changed(image)

    def _apply_pil(self, image: Any) -> Any:
        return self._changed(image)

    def _changed(self, image: Any) -> Any:
        for function, (low, high), _ in draws.shuffled(self._steps):
            image = function(image, draws.uniform(low, high))
        return image


class RandomColor(ImageTransform):
    """Changes the saturation by a factor drawn from `degrees` (least, most).

    >>> import numpy as np
    >>> from mindspore.dataset import vision
    >>> vision.RandomColor((0, 0))(np.array([[[255, 0, 0]]], np.uint8)).tolist()
    [[[76, 76, 76]]]
    """

    def __init__(self, degrees: Any = (0.1, 1.9)) -> None:
        self.degrees = check_range("degrees", degrees, 0)

    def _apply(self, image: np.ndarray) -> np.ndarray:
        self._need_rgb(image)
        return coloured(image, draws.uniform(*self.degrees))

    def _apply_pil(self, image: Any) -> Any:
        return coloured(image, draws.uniform(*self.degrees))


class RandomSharpness(ImageTransform):
    """Changes the sharpness by a factor drawn from `degrees` (least, most).

    >>> import numpy as np
    >>> from mindspore.dataset import vision
    >>> vision.RandomSharpness((1, 1))(np.full((3, 3), 7, np.uint8)).mean().item()
    7.0
    """

    def __init__(self, degrees: Any = (0.1, 1.9)) -> None:
        self.degrees = check_range("degrees", degrees, 0)

    def _apply(self, image: np.ndarray) -> np.ndarray:
        self._need_image(image)
        return sharpened(image, draws.uniform(*self.degrees))

    def _apply_pil(self, image: Any) -> Any:
        return sharpened(image, draws.uniform(*self.degrees))


class RandomAdjustSharpness(ImageTransform):
    """Changes the sharpness by the factor `degree` with probability `prob`.

    Examples:
        >>> import numpy as np
        >>> from mindspore.dataset import vision
        >>> image = np.full((4, 4, 3), 100, np.uint8)
        >>> vision.RandomAdjustSharpness(0.5, 1.0)(image).shape
        (4, 4, 3)
    """

    def __init__(self, degree: float, prob: float = 0.5) -> None:
        self.degree = check_number("degree", degree, 0)
        self.prob = check_probability(prob)

    def _apply(self, image: np.ndarray) -> np.ndarray:
        self._need_image(image)
        return sharpened(image, self.degree) if draws.chance(self.prob) else image


class RandomLighting(ImageTransform):
    """Adds a random mix of the main colours of photographs, of strength `alpha`.

    Examples:
        >>> import numpy as np
        >>> from mindspore.dataset import vision
        >>> image = np.full((4, 4, 3), 100, np.uint8)
        >>> vision.RandomLighting(0.1)(image).shape
        (4, 4, 3)
    """

    _VALUES = np.array([55.46, 4.794, 1.148])
    _VECTORS = np.array(
        [[-0.5675, 0.7192, 0.4009], [-0.5808, -0.0045, -0.8140], [-0.5836, -0.6948, 0.4203]]
    )

    def __init__(self, alpha: float = 0.05) -> None:
        self.alpha = check_number("alpha", alpha, 0)

    def _apply(self, image: np.ndarray) -> np.ndarray:
        self._need_rgb(image)
        strength = np.array([draws.normal(0.0, self.alpha) for _ in range(3)])
        return saturated(image + self._VECTORS @ (self._VALUES * strength), image.dtype)

    def _apply_pil(self, image: Any) -> Any:
        from PIL import Image

        return Image.fromarray(self._apply(np.array(image)))


class Grayscale(ImageTransform):
    """Turns a PIL image grey, with 1 or 3 channels.

    >>> import numpy as np
    >>> from mindspore.dataset import vision
    >>> vision.Grayscale()(vision.ToPIL()(np.zeros((4, 5, 3), np.uint8))).mode
    'L'
    """

    def __init__(self, num_output_channels: int = 1) -> None:
        if num_output_channels not in (1, 3):
            raise ValueError(
                told("`num_output_channels` needs to be 1 or 3", f"found {num_output_channels}")
            )
        self.num_output_channels = num_output_channels

    def _apply(self, image: np.ndarray) -> Any:
        raise TypeError(
            told(
                f"{type(self).__name__} needs a PIL image",
                f"found {described(image)}",
                "write vision.ToPIL() before, or Decode(to_pil=True)",
            )
        )

    def _apply_pil(self, image: Any) -> Any:
        return _grey_pil(image, self.num_output_channels)


def _grey_pil(image: Any, channels: int) -> Any:
    from PIL import Image

    made = image.convert("L")
    return made if channels == 1 else Image.merge("RGB", (made, made, made))


class RandomGrayscale(Grayscale):
    """Turns a PIL image grey with probability `prob`; the number of channels stays."""

    def __init__(self, prob: float = 0.1) -> None:
        self.prob = check_probability(prob)

    def _apply_pil(self, image: Any) -> Any:
        if not draws.chance(self.prob):
            return image
        return _grey_pil(image, 1 if image.mode == "L" else 3)


class _Hsv(ImageTransform):
    _function: Callable

    def __init__(self, is_hwc: bool = False) -> None:
        self.is_hwc = check_bool("is_hwc", is_hwc)

    def _apply(self, image: np.ndarray) -> np.ndarray:
        axis = -1 if self.is_hwc else -3
        if image.ndim not in (3, 4) or image.shape[axis] != 3:
            raise TypeError(
                told(
                    f"{type(self).__name__} needs three channels, which stand "
                    + ("last" if self.is_hwc else "first"),
                    f"the image is {described(image)}",
                    "write is_hwc=True for images of (height, width, channels)"
                    if not self.is_hwc
                    else "",
                )
            )
        made = type(self)._function(np.moveaxis(image, axis, -1))
        return np.ascontiguousarray(np.moveaxis(made, -1, axis))


class RgbToHsv(_Hsv):
    """Gives hue, saturation and value of an RGB array or a batch of them."""

    _function = staticmethod(rgb_to_hsv)


class HsvToRgb(_Hsv):
    """Gives the RGB array of hue, saturation and value, or a batch of them."""

    _function = staticmethod(hsv_to_rgb)


class ConvertColor(ImageTransform):
    """Changes the order of channels, adds or drops the fourth, or makes or undoes grey.

    >>> import numpy as np
    >>> from mindspore.dataset import vision
    >>> op = vision.ConvertColor(vision.ConvertMode.COLOR_RGB2BGR)
    >>> op(np.array([[[1, 2, 3]]], np.uint8)).tolist()
    [[[3, 2, 1]]]
    """

    # How many channels go in, and which come out: 3 stands for an opaque fourth.
    _PLANS = {  # noqa: RUF012
        0: (3, [0, 1, 2, 3]),
        1: (4, [0, 1, 2]),
        2: (3, [2, 1, 0, 3]),
        3: (4, [2, 1, 0]),
        4: (3, [2, 1, 0]),
        5: (4, [2, 1, 0, 3]),
    }

    def __init__(self, convert_mode: ConvertMode) -> None:
        self.convert_mode = check_choice("convert_mode", convert_mode, ConvertMode)

    def _apply(self, image: np.ndarray) -> np.ndarray:
        self._need_image(image)
        mode = int(self.convert_mode)
        if mode in self._PLANS:
            return self._reordered(image, *self._PLANS[mode])
        if mode in (8, 9):
            self._need(image.ndim == 2 or image.shape[2] == 1, "a grey image", image)
            plane = image if image.ndim == 2 else image[..., 0]
            rgb = np.repeat(plane[..., None], 3, -1)
            return rgb if mode == 8 else self._reordered(rgb, 3, [0, 1, 2, 3])
        channels = 3 if mode in (6, 7) else 4
        self._need_channels(image, channels)
        rgb = image[..., :3]
        return grey(rgb[..., ::-1] if mode in (6, 10) else rgb)

    def _need_channels(self, image: np.ndarray, count: int) -> None:
        self._need(
            image.ndim == 3 and image.shape[2] == count, f"an image of {count} channels", image
        )

    def _reordered(self, image: np.ndarray, count: int, order: list[int]) -> np.ndarray:
        self._need_channels(image, count)
        if count == 3 and 3 in order:
            opaque = 1 if image.dtype.kind == "f" else np.iinfo(image.dtype).max
            fourth = np.full((*image.shape[:2], 1), opaque, image.dtype)
            image = np.concatenate([image, fourth], -1)
        return np.ascontiguousarray(image[..., order])
