"""Transforms made of transforms: one after another, some of them, one of them, in any order."""

from __future__ import annotations

from typing import Any

from mindspore.dataset.core import draws
from mindspore.dataset.core.checks import check_number, check_type, shown, told
from mindspore.dataset.core.values import to_column
from mindspore.dataset.transforms.base import Transform


class _Combined(Transform):
    def __init__(self, transforms: Any) -> None:
        check_type("transforms", transforms, list, "a list of transforms or functions")
        if not transforms:
            raise ValueError(told("`transforms` needs at least one transform", "found none"))
        for i, item in enumerate(transforms):
            if not callable(item):
                raise TypeError(
                    told(
                        "`transforms` needs transforms or functions",
                        f"transforms[{i}] is {shown(item)}",
                    )
                )
        self.transforms = list(transforms)

    def __call__(self, *inputs: Any) -> Any:
        """Apply the transforms to values."""
        # Values go in as they are: the first transform may be the user's own function.
        result = self._apply(*inputs)
        return result if _is_final(result) else _final(result)

    def _each(self, transforms: list, values: tuple) -> Any:
        for transform in transforms:
            result = transform(*values)
            values = result if isinstance(result, tuple) else (result,)
        return values if len(values) != 1 else values[0]


def _is_final(result: Any) -> bool:
    # PIL images stay what they are for a transform that follows.
    return hasattr(result, "getbands")


def _final(result: Any) -> Any:
    if isinstance(result, tuple):
        return tuple([to_column(value) for value in result])
    return to_column(result)


class Compose(_Combined):
    """Applies transforms one after another.

    >>> import numpy as np
    >>> from mindspore.dataset import transforms
    >>> transforms.Compose([lambda x: x + 1, transforms.TypeCast(np.float32)])(np.array(1)).item()
    2.0
    """

    def __init__(self, transforms: Any) -> None:
        super().__init__(transforms)
        if all(getattr(item, "batched", None) is not None for item in self.transforms):
            self.batched = self._batched

    def _apply(self, *values: Any) -> Any:
        return self._each(self.transforms, values)

    def _batched(self, *values: Any) -> Any:
        return self._each([item.batched for item in self.transforms], values)


class RandomApply(_Combined):
    """Applies all transforms with probability `prob`, else none.

    >>> from mindspore.dataset import transforms
    >>> transforms.RandomApply([lambda x: x + 1], prob=1.0)(1).item()
    2
    """

    def __init__(self, transforms: Any, prob: float = 0.5) -> None:
        super().__init__(transforms)
        self.prob = check_number("prob", prob, 0, 1)

    def _apply(self, *values: Any) -> Any:
        if draws.chance(self.prob):
            return self._each(self.transforms, values)
        return values if len(values) != 1 else values[0]


class RandomChoice(_Combined):
    """Applies one of the transforms, chosen at random.

    >>> from mindspore.dataset import transforms
    >>> transforms.RandomChoice([lambda x: x + 1, lambda x: x + 1])(1).item()
    2
    """

    def _apply(self, *values: Any) -> Any:
        return self._each([self.transforms[draws.integer(0, len(self.transforms) - 1)]], values)


class RandomOrder(_Combined):
    """Applies all transforms, in random order.

    >>> from mindspore.dataset import transforms
    >>> transforms.RandomOrder([lambda x: x + 1, lambda x: x + 2])(1).item()
    4
    """

    def _apply(self, *values: Any) -> Any:
        return self._each(draws.shuffled(self.transforms), values)
