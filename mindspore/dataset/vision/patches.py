"""SlicePatches: cut an image into a grid of parts."""

from __future__ import annotations

import numpy as np

from mindspore.dataset.core.checks import check_int
from mindspore.dataset.vision.base import ImageTransform, check_choice
from mindspore.dataset.vision.borders import pad_image
from mindspore.dataset.vision.enums import Border, SliceMode


class SlicePatches(ImageTransform):
    """Cuts an image into `num_height` times `num_width` parts, row by row.

    >>> import numpy as np
    >>> from mindspore.dataset import vision
    >>> len(vision.SlicePatches(2, 3)(np.zeros((4, 6, 3), np.uint8)))
    6
    """

    def __init__(
        self,
        num_height: int = 1,
        num_width: int = 1,
        slice_mode: SliceMode = SliceMode.PAD,
        fill_value: int = 0,
    ) -> None:
        self.num_height = check_int("num_height", num_height, 1)
        self.num_width = check_int("num_width", num_width, 1)
        self.slice_mode = check_choice("slice_mode", slice_mode, SliceMode)
        self.fill_value = check_int("fill_value", fill_value, 0, 255)

    def _apply(self, image: np.ndarray) -> tuple | np.ndarray:
        self._need_image(image)
        rows, columns = image.shape[:2]
        if self.slice_mode is SliceMode.PAD:
            height, width = -(-rows // self.num_height), -(-columns // self.num_width)
            sides = (0, 0, width * self.num_width - columns, height * self.num_height - rows)
            image = pad_image(image, sides, (self.fill_value,) * 3, Border.CONSTANT)
        else:
            height, width = rows // self.num_height, columns // self.num_width
        self._need(height > 0 and width > 0, "an image of as many pixels as parts", image)
        parts = [
            image[y * height : (y + 1) * height, x * width : (x + 1) * width].copy()
            for y in range(self.num_height)
            for x in range(self.num_width)
        ]
        return parts[0] if len(parts) == 1 else tuple(parts)
