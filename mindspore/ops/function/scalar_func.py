"""Python's arithmetic on numbers under the names that graphs use for it."""

from __future__ import annotations

import math
from typing import Any

from mindspore.common import dtype as mstype

__all__ = [
    "scalar_add",
    "scalar_cast",
    "scalar_div",
    "scalar_eq",
    "scalar_floordiv",
    "scalar_ge",
    "scalar_gt",
    "scalar_le",
    "scalar_log",
    "scalar_lt",
    "scalar_mod",
    "scalar_mul",
    "scalar_ne",
    "scalar_pow",
    "scalar_sub",
    "scalar_uadd",
    "scalar_usub",
]


def scalar_add(x: Any, y: Any) -> Any:
    """Add two numbers."""
    return x + y


def scalar_sub(x: Any, y: Any) -> Any:
    """Subtract a number."""
    return x - y


def scalar_mul(x: Any, y: Any) -> Any:
    """Multiply two numbers."""
    return x * y


def scalar_div(x: Any, y: Any) -> Any:
    """Divide by a number."""
    return x / y


def scalar_floordiv(x: Any, y: Any) -> Any:
    """Divide by a number, rounding down."""
    return x // y


def scalar_mod(x: Any, y: Any) -> Any:
    """Give the remainder of a division."""
    return x % y


def scalar_pow(x: Any, y: Any) -> Any:
    """Raise to a power."""
    return x**y


def scalar_eq(x: Any, y: Any) -> bool:
    """Tell whether two numbers are equal."""
    return x == y


def scalar_ne(x: Any, y: Any) -> bool:
    """Tell whether two numbers differ."""
    return x != y


def scalar_lt(x: Any, y: Any) -> bool:
    """Tell whether the first number is less."""
    return x < y


def scalar_le(x: Any, y: Any) -> bool:
    """Tell whether the first number is not greater."""
    return x <= y


def scalar_gt(x: Any, y: Any) -> bool:
    """Tell whether the first number is greater."""
    return x > y


def scalar_ge(x: Any, y: Any) -> bool:
    """Tell whether the first number is not less."""
    return x >= y


def scalar_uadd(x: Any) -> Any:
    """Give the number itself."""
    return +x


def scalar_usub(x: Any) -> Any:
    """Change the sign of a number."""
    return -x


def scalar_log(x: Any) -> float:
    """Give the natural logarithm of a number."""
    return math.log(x)


def scalar_cast(input_x: Any, input_y: mstype.Type) -> Any:
    """Convert a number to the Python type of a dtype.

    >>> import mindspore as ms
    >>> ms.ops.scalar_cast(2.7, ms.int64)
    2
    """
    return mstype.dtype_to_pytype(input_y)(input_x)
