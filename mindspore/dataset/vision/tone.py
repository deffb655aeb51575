"""Transforms of tone: each channel value goes to another, by a table of 256 or by a histogram."""

from __future__ import annotations

from typing import Any

import numpy as np

from mindspore.dataset.core import draws
from mindspore.dataset.core.checks import check_int, check_number, told
from mindspore.dataset.vision.base import ImageTransform, check_probability, check_range


class _Tone(ImageTransform):
    """Shared checks of what works on 1 or 3 channels of bytes."""

    def _need_bytes(self, image: np.ndarray) -> None:
        self._need_image(image)
        self._need(
            image.dtype == np.uint8 and (image.ndim == 2 or image.shape[2] in (1, 3)),
            "a grey or RGB image of uint8",
            image,
        )


def _with_table(image: np.ndarray, table_of: Any) -> np.ndarray:
    """Send each channel through the table that `table_of` makes of it."""
    if image.ndim == 2:
        return table_of(image)[image]
    channels = [table_of(image[..., i])[image[..., i]] for i in range(image.shape[2])]
    return np.stack(channels, -1)


class Invert(_Tone):
    """Gives 255 - image.

    >>> import numpy as np
    >>> from mindspore.dataset import vision
    >>> vision.Invert()(np.full((1, 1, 3), 200, np.uint8)).tolist()
    [[[55, 55, 55]]]
    """

    def _apply(self, image: np.ndarray) -> np.ndarray:
        self._need_rgb(image)
        return (255 - image).astype(image.dtype)

    def _apply_pil(self, image: Any) -> Any:
        from PIL import ImageOps

        return ImageOps.invert(image)


class Equalize(_Tone):
    """Spreads the values of each channel evenly.

    >>> import numpy as np
    >>> from mindspore.dataset import vision
    >>> vision.Equalize()(np.array([[10, 20, 30]], np.uint8)).tolist()
    [[0, 128, 255]]
    """

    def _apply(self, image: np.ndarray) -> np.ndarray:
        self._need_bytes(image)
        return _with_table(image, _equalized)

    def _apply_pil(self, image: Any) -> Any:
        from PIL import ImageOps

        return ImageOps.equalize(image)


def _equalized(channel: np.ndarray) -> np.ndarray:
    counts = np.bincount(channel.ravel(), minlength=256)
    darkest = int(counts.nonzero()[0][0])
    above = channel.size - counts[darkest]
    if above == 0:
        return np.full(256, darkest, np.uint8)
    scale = np.float32(255.0) / np.float32(above)
    ranks = (np.cumsum(counts) - counts[darkest]).astype(np.float32)
    return np.clip(np.rint(ranks * scale), 0, 255).astype(np.uint8)


class AutoContrast(_Tone):
    """Stretches each channel to the whole range, after cutting off `cutoff` percent at both ends.

    Values in `ignore` do not count.

    >>> import numpy as np
    >>> from mindspore.dataset import vision
    >>> vision.AutoContrast()(np.array([[100, 110, 120]], np.uint8)).tolist()
    [[0, 127, 255]]
    """

    def __init__(self, cutoff: float = 0.0, ignore: Any = None) -> None:
        self.cutoff = check_number("cutoff", cutoff, 0, 50)
        if not cutoff < 50:
            raise ValueError(told("`cutoff` needs a percentage below 50", f"found {cutoff}"))
        values = [] if ignore is None else ignore
        values = list(values) if isinstance(values, (list, tuple)) else [values]
        self.ignore = [check_int("ignore", value, 0, 255) for value in values]

    def _apply(self, image: np.ndarray) -> np.ndarray:
        self._need_bytes(image)
        return _with_table(image, self._stretched)

    def _apply_pil(self, image: Any) -> Any:
        from PIL import ImageOps

        return ImageOps.autocontrast(image, self.cutoff, self.ignore or None)

    def _stretched(self, channel: np.ndarray) -> np.ndarray:
        counts = np.bincount(channel.ravel(), minlength=256)
        counts[self.ignore] = 0
        cut = int(counts.sum() * self.cutoff // 100)
        counts = _cut_front(_cut_front(counts, cut)[::-1], cut)[::-1]
        used = counts.nonzero()[0]
        values = np.arange(256)
        if len(used) < 2:
            return values.astype(np.uint8)
        low, high = int(used[0]), int(used[-1])
        scale = np.float32(255.0) / np.float32(high - low)
        stretched = values.astype(np.float32) * scale - np.float32(low) * scale
        return np.clip(np.trunc(stretched), 0, 255).astype(np.uint8)


def _cut_front(counts: np.ndarray, cut: int) -> np.ndarray:
    """Take `cut` away from the counts, beginning at the front."""
    counts = counts.copy()
    before = np.cumsum(counts) - counts
    counts -= np.clip(cut - before, 0, counts)
    return counts


class Posterize(_Tone):
    """Keeps the highest `bits` bits of each value.

    >>> import numpy as np
    >>> from mindspore.dataset import vision
    >>> vision.Posterize(1)(np.array([[100, 200]], np.uint8)).tolist()
    [[0, 128]]
    """

    def __init__(self, bits: int) -> None:
        self.bits = check_int("bits", bits, 0, 8)

    def _apply(self, image: np.ndarray) -> np.ndarray:
        return self._posterized(image, self.bits)

    def _posterized(self, image: np.ndarray, bits: int) -> np.ndarray:
        self._need_image(image)
        self._need(image.dtype in (np.uint8, np.int8), "an image of uint8", image)
        mask = np.array((0xFF << (8 - bits)) & 0xFF, np.uint8).view(image.dtype)
        return image & mask


class RandomPosterize(Posterize):
    """Keeps a number of bits drawn from `bits` (least, most).

    >>> import numpy as np
    >>> from mindspore.dataset import vision
    >>> vision.RandomPosterize((1, 1))(np.array([[100, 200]], np.uint8)).tolist()
    [[0, 128]]
    """

    def __init__(self, bits: Any = (8, 8)) -> None:
        pair = bits if isinstance(bits, (list, tuple)) else (bits, bits)
        for value in pair:
            check_int("bits", value, 1, 8)
        self._range = check_range("bits", pair, 1, 8)

    def _apply(self, image: np.ndarray) -> np.ndarray:
        return self._posterized(image, draws.integer(*self._range))


class Solarize(_Tone):
    """Inverts the values from the first to the second threshold, or from the only one on.

    >>> import numpy as np
    >>> from mindspore.dataset import vision
    >>> vision.Solarize(100)(np.array([[50, 200]], np.uint8)).tolist()
    [[50, 55]]
    """

    def __init__(self, threshold: Any) -> None:
        pair = threshold if isinstance(threshold, (list, tuple)) else (threshold, 255)
        self.threshold = check_range("threshold", pair, 0, 255)

    def _apply(self, image: np.ndarray) -> np.ndarray:
        return self._solarized(image, *self.threshold)

    def _solarized(self, image: np.ndarray, low: float, high: float) -> np.ndarray:
        self._need_image(image)
        self._need(image.ndim == 2 or image.shape[2] in (1, 3), "a grey or RGB image", image)
        chosen = image >= low
        if low != high:
            chosen &= image <= high
        return np.where(chosen, 255 - image, image).astype(image.dtype)


class RandomSolarize(Solarize):
    """Inverts the values between two thresholds drawn from `threshold` (least, most).

    >>> import numpy as np
    >>> from mindspore.dataset import vision
    >>> vision.RandomSolarize((100, 100))(np.array([[50, 200]], np.uint8)).tolist()
    [[50, 55]]
    """

    def __init__(self, threshold: Any = (0, 255)) -> None:
        for value in threshold if isinstance(threshold, (list, tuple)) else ():
            check_int("threshold", value, 0, 255)
        self._range = check_range("threshold", threshold, 0, 255)

    def _apply(self, image: np.ndarray) -> np.ndarray:
        low, high = sorted((draws.integer(*self._range), draws.integer(*self._range)))
        return self._solarized(image, low, high)


class AdjustGamma(_Tone):
    """Gives `gain * image ** gamma`, with values from 0 to 1.

    >>> import numpy as np
    >>> from mindspore.dataset import vision
    >>> vision.AdjustGamma(2.0)(np.array([[255, 128]], np.uint8)).tolist()
    [[255, 64]]
    """

    def __init__(self, gamma: float, gain: float = 1) -> None:
        self.gamma = check_number("gamma", gamma, 0)
        self.gain = check_number("gain", gain)

    def _apply(self, image: np.ndarray) -> np.ndarray:
        self._need_image(image)
        self._need(image.ndim == 2 or image.shape[2] in (1, 3), "a grey or RGB image", image)
        if image.dtype == np.uint8:
            return self._table()[image]
        bright = (self.gain * image.astype(np.float64)) ** self.gamma
        return np.clip(bright, 0, 1).astype(image.dtype)

    def _apply_pil(self, image: Any) -> Any:
        from PIL import Image

        return Image.fromarray(self._apply(np.array(image)))

    def _table(self) -> np.ndarray:
        bright = (255 + 1 - 1e-3) * self.gain * (np.arange(256) / 255.0) ** self.gamma
        return np.clip(np.trunc(bright), 0, 255).astype(np.uint8)


class _Sometimes(ImageTransform):
    """Does what another transform does with probability `prob`."""

    _inner: ImageTransform

    def __init__(self, prob: float = 0.5) -> None:
        self.prob = check_probability(prob)

    def _apply(self, image: np.ndarray) -> Any:
        self._need_image(image)
        return self._inner._one(image) if draws.chance(self.prob) else image

    def _apply_pil(self, image: Any) -> Any:
        return self._inner._one(image) if draws.chance(self.prob) else image


class RandomInvert(_Sometimes):
    """Inverts an image with probability `prob`.

    Examples:
        >>> import numpy as np
        >>> from mindspore.dataset import vision
        >>> image = np.full((4, 4, 3), 100, np.uint8)
        >>> vision.RandomInvert(1.0)(image).shape
        (4, 4, 3)
    """

    _inner = Invert()


class RandomEqualize(_Sometimes):
    """Equalizes an image with probability `prob`.

    Examples:
        >>> import numpy as np
        >>> from mindspore.dataset import vision
        >>> image = np.full((4, 4, 3), 100, np.uint8)
        >>> vision.RandomEqualize(1.0)(image).shape
        (4, 4, 3)
    """

    _inner = Equalize()


class RandomAutoContrast(_Sometimes):
    """Stretches the contrast of an image with probability `prob`.

    Examples:
        >>> import numpy as np
        >>> from mindspore.dataset import vision
        >>> image = np.full((4, 4, 3), 100, np.uint8)
        >>> vision.RandomAutoContrast(1.0)(image).shape
        (4, 4, 3)
    """

    def __init__(self, cutoff: float = 0.0, ignore: Any = None, prob: float = 0.5) -> None:
        super().__init__(prob)
        self._inner = AutoContrast(cutoff, ignore)
