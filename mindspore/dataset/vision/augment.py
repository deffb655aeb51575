"""Policies of augmentation from the literature: a few of the fourteen usual operations, of a given
strength."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from mindspore.dataset.core import draws
from mindspore.dataset.core.checks import check_int, told
from mindspore.dataset.vision.base import ImageTransform, check_choice, check_fill
from mindspore.dataset.vision.colour import brightened, coloured, contrasted, sharpened
from mindspore.dataset.vision.enums import Inter
from mindspore.dataset.vision.tone import AutoContrast, Equalize, Posterize, Solarize
from mindspore.dataset.vision.turn import rotated, sheared_and_moved

# What strength 1 means: degrees, shares of the image, changes of factors, bits lost.
_WIDE = {"shear": 0.99, "move": 32.0, "turn": 135.0, "factor": 0.99, "bits": 6}
_RAND = {"shear": 0.3, "move": 150.0 / 331.0, "turn": 30.0, "factor": 0.9, "bits": 4}


class _Policy(ImageTransform):
    """The operations, and how strong they are."""

    _most: dict[str, float]

    def __init__(self, bins: int, interpolation: Inter, fill_value: Any) -> None:
        self.num_magnitude_bins = check_int("num_magnitude_bins", bins, 2)
        self.interpolation = check_choice("interpolation", interpolation, Inter)
        self.fill_value = check_fill(fill_value)

    def _moved(self, image: np.ndarray, shear: tuple, move: tuple) -> np.ndarray:
        return sheared_and_moved(image, shear, move, self.interpolation, self.fill_value)

    def _pixels(self, share: float, size: int) -> int:
        # The wide policy says how many pixels, the other which share of the image.
        most = self._most["move"]
        return int(share * most * (size if most < 1 else 1))

    def _operations(self, strength: float, image: np.ndarray) -> list[Callable[[], np.ndarray]]:
        """Give the fourteen operations for a strength from 0 to 1."""
        most = self._most
        height, width = image.shape[:2]
        sign = -1 if draws.chance(0.5) else 1
        signed = strength * sign
        shear = float(np.degrees(np.arctan(signed * most["shear"])))
        factor = 1 + signed * most["factor"]
        turn = signed * most["turn"]
        bits = 8 - round(strength * most["bits"])
        return [
            lambda: image,
            lambda: self._moved(image, (shear, 0.0), (0, 0)),
            lambda: self._moved(image, (0.0, shear), (0, 0)),
            lambda: self._moved(image, (0.0, 0.0), (self._pixels(signed, width), 0)),
            lambda: self._moved(image, (0.0, 0.0), (0, self._pixels(signed, height))),
            lambda: rotated(image, turn, self.interpolation, False, None, self.fill_value),
            lambda: brightened(image, factor),
            lambda: coloured(image, factor),
            lambda: contrasted(image, factor),
            lambda: sharpened(image, factor),
            lambda: Posterize(bits)(image),
            lambda: Solarize(int(255 * (1 - strength)))(image),
            lambda: AutoContrast()(image),
            lambda: Equalize()(image),
        ]

    def _one_of_all(self, image: np.ndarray, magnitude: int) -> np.ndarray:
        strength = magnitude / (self.num_magnitude_bins - 1)
        operations = self._operations(strength, image)
        return operations[draws.integer(0, len(operations) - 1)]()

    def _need_bytes(self, image: np.ndarray) -> None:
        self._need_rgb(image)
        self._need(image.dtype == np.uint8, "an image of uint8", image)


class RandAugment(_Policy):
    """Applies `num_ops` operations chosen at random, all of strength `magnitude` of
    `num_magnitude_bins`.

    >>> import numpy as np
    >>> from mindspore.dataset import vision
    >>> vision.RandAugment()(np.zeros((4, 5, 3), np.uint8)).shape
    (4, 5, 3)
    """

    _most = _RAND

    def __init__(
        self,
        num_ops: int = 2,
        magnitude: int = 9,
        num_magnitude_bins: int = 31,
        interpolation: Inter = Inter.NEAREST,
        fill_value: Any = 0,
    ) -> None:
        super().__init__(num_magnitude_bins, interpolation, fill_value)
        self.num_ops = check_int("num_ops", num_ops, 0)
        self.magnitude = check_int("magnitude", magnitude, 0)
        if magnitude >= num_magnitude_bins:
            raise ValueError(
                told(
                    "`magnitude` needs to be less than `num_magnitude_bins`",
                    f"found {magnitude} and {num_magnitude_bins}",
                )
            )

    def _apply(self, image: np.ndarray) -> np.ndarray:
        self._need_bytes(image)
        for _ in range(self.num_ops):
            image = self._one_of_all(image, self.magnitude)
        return image


class TrivialAugmentWide(_Policy):
    """Applies one operation chosen at random, of a strength chosen at random.

    >>> import numpy as np
    >>> from mindspore.dataset import vision
    >>> vision.TrivialAugmentWide()(np.zeros((4, 5, 3), np.uint8)).shape
    (4, 5, 3)
    """

    _most = _WIDE

    def __init__(
        self,
        num_magnitude_bins: int = 31,
        interpolation: Inter = Inter.NEAREST,
        fill_value: Any = 0,
    ) -> None:
        super().__init__(num_magnitude_bins, interpolation, fill_value)

    def _apply(self, image: np.ndarray) -> np.ndarray:
        self._need_bytes(image)
        return self._one_of_all(image, draws.integer(0, self.num_magnitude_bins - 1))
