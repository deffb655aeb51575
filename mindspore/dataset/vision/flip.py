"""Mirror images."""

from __future__ import annotations

from typing import Any

import numpy as np

from mindspore.dataset.core import draws
from mindspore.dataset.vision.base import ImageTransform, check_probability, is_pil


class HorizontalFlip(ImageTransform):
    """Mirrors left and right.

    >>> import numpy as np
    >>> from mindspore.dataset import vision
    >>> vision.HorizontalFlip()(np.array([[1, 2]])).tolist()
    [[2, 1]]
    """

    def _apply(self, image: np.ndarray) -> np.ndarray:
        self._need_image(image)
        return np.ascontiguousarray(image[:, ::-1])


class VerticalFlip(ImageTransform):
    """Mirrors top and bottom.

    >>> import numpy as np
    >>> from mindspore.dataset import vision
    >>> vision.VerticalFlip()(np.array([[1], [2]])).tolist()
    [[2], [1]]
    """

    def _apply(self, image: np.ndarray) -> np.ndarray:
        self._need_image(image)
        return np.ascontiguousarray(image[::-1])


class _RandomFlip(ImageTransform):
    _axis: int

    def __init__(self, prob: float = 0.5) -> None:
        self.prob = check_probability(prob)

    def __call__(self, *images: Any) -> Any:
        """Mirror all images or none."""
        if images and not draws.chance(self.prob):
            results = [self._checked(image) for image in images]
            return results[0] if len(results) == 1 else tuple(results)
        return super().__call__(*images)

    def _checked(self, image: Any) -> Any:
        if type(image) is np.ndarray:
            self._need_image(image)
            return image
        return image if is_pil(image) else np.asarray(self._one(image))

    def _apply(self, image: np.ndarray) -> np.ndarray:
        self._need_image(image)
        return np.ascontiguousarray(np.flip(image, self._axis))

    def _apply_pil(self, image: Any) -> Any:
        from PIL import Image

        kinds = Image.Transpose
        return image.transpose(kinds.FLIP_LEFT_RIGHT if self._axis else kinds.FLIP_TOP_BOTTOM)


class RandomHorizontalFlip(_RandomFlip):
    """Mirrors left and right with probability `prob`.

    >>> import numpy as np
    >>> from mindspore.dataset import vision
    >>> vision.RandomHorizontalFlip(1.0)(np.array([[1, 2]])).tolist()
    [[2, 1]]
    """

    _axis = 1


class RandomVerticalFlip(_RandomFlip):
    """Mirrors top and bottom with probability `prob`.

    >>> import numpy as np
    >>> from mindspore.dataset import vision
    >>> vision.RandomVerticalFlip(1.0)(np.array([[1], [2]])).tolist()
    [[2], [1]]
    """

    _axis = 0
