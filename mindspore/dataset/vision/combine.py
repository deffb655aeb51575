"""Transforms made of image transforms: some of them at random, and policies of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from mindspore.dataset.core import draws
from mindspore.dataset.core.checks import check_int, check_type, shown, told
from mindspore.dataset.vision.base import ImageTransform, check_probability


class UniformAugment(ImageTransform):
    """Applies `num_ops` of the transforms, chosen at random, each with probability 1/2."""

    def __init__(self, transforms: Any, num_ops: int = 2) -> None:
        check_type("transforms", transforms, list, "a list of transforms")
        self.num_ops = check_int("num_ops", num_ops, 1)
        if len(transforms) < num_ops:
            raise ValueError(
                told(
                    "`num_ops` needs to be at most the number of transforms",
                    f"num_ops is {num_ops}, there are {len(transforms)} transforms",
                )
            )
        for item in transforms:
            if not callable(item):
                raise TypeError(told("`transforms` needs transforms", f"found {shown(item)}"))
        self.transforms = list(transforms)

    def _apply(self, image: Any) -> Any:
        for transform in draws.shuffled(self.transforms)[: self.num_ops]:
            if draws.chance(0.5):
                image = transform(image)
        return image

    def _apply_pil(self, image: Any) -> Any:
        return self._apply(image)


class RandomSelectSubpolicy(ImageTransform):
    """Applies one of the policies, chosen at random: lists of (transform, probability).

    >>> import numpy as np
    >>> from mindspore.dataset import vision
    >>> op = vision.RandomSelectSubpolicy([[(vision.Invert(), 1.0), (vision.Invert(), 1.0)]])
    >>> op(np.full((1, 1, 3), 7, np.uint8)).tolist()
    [[[7, 7, 7]]]
    """

    def __init__(self, policy: Any) -> None:
        check_type("policy", policy, list, "a list of lists of (transform, probability)")
        if not policy:
            raise ValueError(told("`policy` needs at least one list", "found none"))
        for steps in policy:
            check_type("policy", steps, list, "a list of lists of (transform, probability)")
            for step in steps:
                if not isinstance(step, tuple) or len(step) != 2 or not callable(step[0]):
                    raise TypeError(
                        told(
                            "`policy` needs pairs (transform, probability)", f"found {shown(step)}"
                        )
                    )
                check_probability(step[1])
        self.policy = policy

    def _apply(self, image: Any) -> Any:
        for transform, prob in self.policy[draws.integer(0, len(self.policy) - 1)]:
            if draws.chance(prob):
                image = transform(image)
        return image

    def _apply_pil(self, image: Any) -> Any:
        return self._apply(image)


class LinearTransformation(ImageTransform):
    """Flattens an image, subtracts `mean_vector`, multiplies by `transformation_matrix`.

    >>> import numpy as np
    >>> from mindspore.dataset import vision
    >>> op = vision.LinearTransformation(np.eye(4), np.ones(4))
    >>> op(np.arange(4.0).reshape(1, 2, 2)).tolist()
    [[[-1.0, 0.0], [1.0, 2.0]]]
    """

    def __init__(self, transformation_matrix: Any, mean_vector: Any) -> None:
        check_type("transformation_matrix", transformation_matrix, np.ndarray, "an array")
        check_type("mean_vector", mean_vector, np.ndarray, "an array")
        size = len(mean_vector)
        if transformation_matrix.shape != (size, size):
            raise ValueError(
                told(
                    "`transformation_matrix` needs to be square, as large as `mean_vector`",
                    f"found {transformation_matrix.shape} and {mean_vector.shape}",
                )
            )
        self.transformation_matrix = transformation_matrix
        self.mean_vector = mean_vector

    def _apply(self, image: np.ndarray) -> np.ndarray:
        self._need(image.size == len(self.mean_vector), f"{len(self.mean_vector)} values", image)
        flat = image.reshape(1, -1) - self.mean_vector
        return (flat @ self.transformation_matrix).reshape(image.shape)
