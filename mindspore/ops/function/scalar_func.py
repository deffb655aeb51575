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
    """Add two numbers.

    Examples:
        >>> from mindspore.ops import functional as F
        >>> F.scalar_add(2, 3)
        5
    """
    return x + y


def scalar_sub(x: Any, y: Any) -> Any:
    """Subtract a number.

    Examples:
        >>> from mindspore.ops import functional as F
        >>> F.scalar_sub(2, 3)
        -1
    """
    return x - y


def scalar_mul(x: Any, y: Any) -> Any:
    """Multiply two numbers.

    Examples:
        >>> from mindspore.ops import functional as F
        >>> F.scalar_mul(2, 3)
        6
    """
    return x * y


def scalar_div(x: Any, y: Any) -> Any:
    """Divide by a number.

    Examples:
        >>> from mindspore.ops import functional as F
        >>> F.scalar_div(3, 2)
        1.5
    """
    return x / y


def scalar_floordiv(x: Any, y: Any) -> Any:
    """Divide by a number, rounding down.

    Examples:
        >>> from mindspore.ops import functional as F
        >>> F.scalar_floordiv(7, 2)
        3
    """
    return x // y


def scalar_mod(x: Any, y: Any) -> Any:
    """Give the remainder of a division.

    Examples:
        >>> from mindspore.ops import functional as F
        >>> F.scalar_mod(7, 4)
        3
    """
    return x % y


def scalar_pow(x: Any, y: Any) -> Any:
    """Raise to a power.

    Examples:
        >>> from mindspore.ops import functional as F
        >>> F.scalar_pow(2, 3)
        8
    """
    return x**y


def scalar_eq(x: Any, y: Any) -> bool:
    """Tell whether two numbers are equal.

    Examples:
        >>> from mindspore.ops import functional as F
        >>> F.scalar_eq(2, 3)
        False
    """
    return x == y


def scalar_ne(x: Any, y: Any) -> bool:
    """Tell whether two numbers differ.

    Examples:
        >>> from mindspore.ops import functional as F
        >>> F.scalar_ne(2, 3)
        True
    """
    return x != y


def scalar_lt(x: Any, y: Any) -> bool:
    """Tell whether the first number is less.

    Examples:
        >>> from mindspore.ops import functional as F
        >>> F.scalar_lt(2, 3)
        True
    """
    return x < y


def scalar_le(x: Any, y: Any) -> bool:
    """Tell whether the first number is not greater.

    Examples:
        >>> from mindspore.ops import functional as F
        >>> F.scalar_le(2, 3)
        True
    """
    return x <= y


def scalar_gt(x: Any, y: Any) -> bool:
    """Tell whether the first number is greater.

    Examples:
        >>> from mindspore.ops import functional as F
        >>> F.scalar_gt(2, 3)
        False
    """
    return x > y


def scalar_ge(x: Any, y: Any) -> bool:
    """Tell whether the first number is not less.

    Examples:
        >>> from mindspore.ops import functional as F
        >>> F.scalar_ge(2, 3)
        False
    """
    return x >= y


def scalar_uadd(x: Any) -> Any:
    """Give the number itself.

    Examples:
        >>> from mindspore.ops import functional as F
        >>> F.scalar_uadd(2)
        2
    """
    return +x


def scalar_usub(x: Any) -> Any:
    """Change the sign of a number.

    Examples:
        >>> from mindspore.ops import functional as F
        >>> F.scalar_usub(2)
        -2
    """
    return -x


def scalar_log(x: Any) -> float:
    """Give the natural logarithm of a number.

    Examples:
        >>> from mindspore.ops import functional as F
        >>> F.scalar_log(1.0)
        0.0
    """
    return math.log(x)


def scalar_cast(input_x: Any, input_y: mstype.Type) -> Any:
    """Convert a number to the Python type of a dtype.

    >>> import mindspore as ms
    >>> ms.ops.scalar_cast(2.7, ms.int64)
    2
    """
    return mstype.dtype_to_pytype(input_y)(input_x)
