"""Transforms of batches that mix images, and their one-hot labels with them."""

from __future__ import annotations

from typing import Any

import numpy as np

from mindspore.dataset.core import draws
from mindspore.dataset.core.checks import check_number, pipeline_error
from mindspore.dataset.core.values import described, to_column
from mindspore.dataset.transforms.base import Transform
from mindspore.dataset.vision.base import check_choice, check_probability
from mindspore.dataset.vision.enums import ImageBatchFormat


class _Mix(Transform):
    def __call__(self, *inputs: Any) -> tuple[np.ndarray, np.ndarray]:
        """Mix a batch of images and their labels."""
        if len(inputs) != 2:
            raise pipeline_error(
                f"{type(self).__name__} needs the columns of images and of labels",
                f"found {len(inputs)} column(s)",
                'write map(op, input_columns=["image", "label"]) behind batch',
            )
        images, labels = (to_column(value) for value in inputs)
        fits = images.ndim == 4 and labels.ndim in (2, 3) and len(images) == len(labels)
        if not fits or labels.dtype.kind not in "iuf":
            raise pipeline_error(
                f"{type(self).__name__} needs a batch of images and one of one-hot labels",
                f"the images are {described(images)}, the labels are {described(labels)}",
                "write transforms.OneHot(...) for the labels, and batch, before",
            )
        return self._mixed(images, labels)

    def _mixed(self, images: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        raise AssertionError(f"{type(self).__name__} does nothing")


def _order(count: int) -> list[int]:
    return draws.shuffled(list(range(count)))


class MixUpBatch(_Mix):
    """Adds to each image and label another one of the batch, by a share drawn from Beta(alpha,
    alpha).

    >>> import numpy as np
    >>> from mindspore.dataset import vision
    >>> images, labels = np.zeros((2, 4, 4, 3), np.uint8), np.eye(2)
    >>> [x.shape for x in vision.MixUpBatch()(images, labels)]
    [(2, 4, 4, 3), (2, 2)]
    """

    def __init__(self, alpha: float = 1.0) -> None:
        self.alpha = check_number("alpha", alpha, 0)

    def _mixed(self, images: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        share = float(draws.generator().beta(self.alpha, self.alpha)) if self.alpha else 1.0
        order = _order(len(images))
        mixed = images * share + images[order] * (1 - share)
        return (
            mixed.astype(images.dtype),
            (labels * share + labels[order] * (1 - share)).astype(np.float32),
        )


class CutMixBatch(_Mix):
    """Puts a part of another image of the batch into each image, with probability `prob`.

    Labels mix by the areas.

    >>> import numpy as np
    >>> from mindspore.dataset import vision
    >>> op = vision.CutMixBatch(vision.ImageBatchFormat.NHWC)
    >>> [x.shape for x in op(np.zeros((2, 4, 4, 3), np.uint8), np.eye(2))]
    [(2, 4, 4, 3), (2, 2)]
    """

    def __init__(
        self, image_batch_format: ImageBatchFormat, alpha: float = 1.0, prob: float = 1.0
    ) -> None:
        check_choice("image_batch_format", image_batch_format, ImageBatchFormat)
        self.image_batch_format = image_batch_format
        self.alpha = check_number("alpha", alpha, 0)
        self.prob = check_probability(prob)

    def _mixed(self, images: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        order = _order(len(images))
        result, mixed = images.copy(), labels.astype(np.float32)
        last = self.image_batch_format is ImageBatchFormat.NHWC
        rows, columns = images.shape[1:3] if last else images.shape[2:]
        for i, j in enumerate(order):
            if not draws.chance(self.prob):
                continue
            share = float(draws.generator().beta(self.alpha, self.alpha)) if self.alpha else 1.0
            height, width = int(rows * (1 - share) ** 0.5), int(columns * (1 - share) ** 0.5)
            top, left = draws.integer(0, rows - height), draws.integer(0, columns - width)
            part = (slice(top, top + height), slice(left, left + width))
            place = (i, *part) if last else (i, slice(None), *part)
            source = (j, *part) if last else (j, slice(None), *part)
            result[place] = images[source]
            kept = 1 - height * width / (rows * columns)
            mixed[i] = labels[i] * kept + labels[j] * (1 - kept)
        return result, mixed
