"""Transforms that work element by element: cast, one-hot, fill, compare."""

from __future__ import annotations

import operator as operators
from enum import IntEnum
from typing import Any

import numpy as np

from mindspore.dataset.core.checks import (
    check_int,
    check_number,
    check_type,
    pipeline_error,
    shown,
    told,
)
from mindspore.dataset.core.dtypes import numpy_dtype
from mindspore.dataset.transforms.base import Transform


class Relational(IntEnum):
    """How Mask compares: equal, not equal, greater, greater or equal, less, less or equal.

    Examples:
        >>> from mindspore.dataset import transforms
        >>> transforms.Relational.EQ.name
        'EQ'
    """

    EQ = 0
    NE = 1
    GT = 2
    GE = 3
    LT = 4
    LE = 5


_COMPARE = {
    Relational.EQ: operators.eq,
    Relational.NE: operators.ne,
    Relational.GT: operators.gt,
    Relational.GE: operators.ge,
    Relational.LT: operators.lt,
    Relational.LE: operators.le,
}


def is_text(value: np.ndarray) -> bool:
    """Tell whether an array holds texts or bytes."""
    return value.dtype.kind in "US"


def cast(value: np.ndarray, dtype: np.dtype, name: str) -> np.ndarray:
    """Cast numbers; what does not fit wraps silently, as in C."""
    if is_text(value) and dtype.kind not in "US":
        raise pipeline_error(
            f"{name} needs numbers to make {dtype} of them", f"the value is {value.dtype}"
        )
    with np.errstate(invalid="ignore", over="ignore"):
        return value.astype(dtype)


class TypeCast(Transform):
    """Casts to a MindSpore or NumPy dtype.

    >>> import numpy as np
    >>> from mindspore.dataset import transforms
    >>> transforms.TypeCast(np.int32)(np.array([1.7, -1.7])).tolist()
    [1, -1]
    """

    def __init__(self, data_type: Any) -> None:
        self._dtype = numpy_dtype("data_type", data_type)
        self.data_type = data_type

    def _apply(self, value: np.ndarray) -> np.ndarray:
        return cast(value, self._dtype, "TypeCast")

    batched = _apply


class OneHot(Transform):
    """Turns class numbers into one-hot vectors of their dtype; with `smoothing_rate`, into float64
    ones.

    >>> from mindspore.dataset import transforms
    >>> transforms.OneHot(4, smoothing_rate=0.1)(2).tolist()
    [0.025, 0.025, 0.925, 0.025]
    """

    def __init__(self, num_classes: int, smoothing_rate: float = 0.0) -> None:
        self.num_classes = check_int("num_classes", num_classes, 1)
        self.smoothing_rate = check_number("smoothing_rate", smoothing_rate, 0.0, 1.0)

    def _apply(self, value: np.ndarray) -> np.ndarray:
        coded = self._coded(value)
        return coded[0] if len(coded) == 1 else coded

    def batched(self, value: np.ndarray) -> np.ndarray:
        """Work on stacked rows."""
        coded = self._coded(value)
        if coded.shape[0] == len(value):
            return coded
        return coded.reshape(len(value), -1, self.num_classes)

    def _coded(self, value: np.ndarray) -> np.ndarray:
        if value.dtype.kind not in "iu":
            raise pipeline_error(
                "OneHot needs class numbers of an int dtype",
                f"the value is {value.dtype} {value.shape}",
            )
        flat = value.ravel()
        wrong = flat[(flat < 0) | (flat >= self.num_classes)]
        if wrong.size:
            raise pipeline_error(
                f"OneHot needs class numbers from 0 to {self.num_classes - 1}",
                f"found {wrong[0]}, `num_classes` is {self.num_classes}",
            )
        rate = self.smoothing_rate
        if rate:
            coded = np.full((len(flat), self.num_classes), rate / self.num_classes)
            on: Any = 1.0 - rate + rate / self.num_classes
        else:
            coded = np.zeros((len(flat), self.num_classes), value.dtype)
            on = 1
        coded[np.arange(len(flat)), flat] = on
        return coded


class Fill(Transform):
    """Gives an array of the same shape and dtype, filled with one value.

    >>> import numpy as np
    >>> from mindspore.dataset import transforms
    >>> transforms.Fill(2.7)(np.array([1, 2])).tolist()
    [2, 2]
    """

    def __init__(self, fill_value: Any) -> None:
        check_type("fill_value", fill_value, (str, float, bool, int, bytes), "a number or a text")
        self.fill_value = fill_value

    def _apply(self, value: np.ndarray) -> np.ndarray:
        if is_text(value) != isinstance(self.fill_value, (str, bytes)):
            raise pipeline_error(
                "Fill needs a text for texts and a number for numbers",
                f"the value is {value.dtype}, `fill_value` is {shown(self.fill_value)}",
            )
        if is_text(value):
            return np.full(value.shape, self.fill_value)
        return np.full(value.shape, cast(np.asarray(self.fill_value), value.dtype, "Fill"))

    batched = _apply


class Mask(Transform):
    """Compares each element with a constant; the result is a bool, or 0 and 1 of another `dtype`.

    >>> import numpy as np
    >>> from mindspore.dataset import transforms
    >>> transforms.Mask(transforms.Relational.GT, 2)(np.array([1, 2, 3])).tolist()
    [False, False, True]
    """

    def __init__(self, operator: Relational, constant: Any, dtype: Any = np.bool_) -> None:
        if not isinstance(operator, Relational):
            raise TypeError(told("`operator` needs a Relational", f"found {shown(operator)}"))
        check_type("constant", constant, (str, float, bool, int, bytes), "a number or a text")
        self.operator = operator
        self.constant = constant
        self._dtype = numpy_dtype("dtype", dtype)

    def _apply(self, value: np.ndarray) -> np.ndarray:
        if is_text(value) != isinstance(self.constant, (str, bytes)):
            raise pipeline_error(
                "Mask needs a text for texts and a number for numbers",
                f"the value is {value.dtype}, `constant` is {shown(self.constant)}",
            )
        return np.asarray(_COMPARE[self.operator](value, self.constant)).astype(self._dtype)

    batched = _apply
