"""Printing, order of effects, and Python's own functions as operators."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from mindspore._core import Tensor
from mindspore.common import dtype as mstype

__all__ = [
    "depend",
    "is_dynamic_sequence_element_unknown",
    "is_sequence_shape_unknown",
    "is_sequence_value_unknown",
    "isconstant",
    "make_list",
    "make_range",
    "make_tuple",
    "partial",
    "print_",
    "switch",
    "tail",
    "tuple_div",
    "tuple_getitem",
    "tuple_len",
    "typeof",
]


def _printed(value: Any) -> str:
    if isinstance(value, Tensor):
        return repr(value)
    return str(value)


def print_(*input_x: Any) -> int:
    """Print values, each on a line of its own.

    >>> from mindspore import ops
    >>> _ = ops.print_("loss", 3)
    loss
    3
    """
    for value in input_x:
        print(_printed(value), flush=True)
    return len(input_x)


def depend(value: Any, expr: Any) -> Any:
    """Give `value`, computed after `expr`: program order says the same.

    Examples:
        >>> from mindspore.ops import functional as F
        >>> F.depend(1, 2)
        1
    """
    return value


def partial(function: Callable, *args: Any, **kwargs: Any) -> Callable:
    """Fix the first arguments of a function, and arguments by name.

    Examples:
        >>> from mindspore.ops import functional as F
        >>> F.partial(max, 1)(2)
        2
    """
    return functools.partial(function, *args, **kwargs)


def isconstant(x: Any) -> bool:
    """Tell whether a value is known while compiling; without a graph everything is.

    Examples:
        >>> from mindspore.ops import functional as F
        >>> F.isconstant(1)
        True
    """
    return True


def is_sequence_shape_unknown(x: Any) -> bool:
    """Tell whether a sequence's length is unknown while compiling."""
    return False


is_sequence_value_unknown = is_sequence_shape_unknown
is_dynamic_sequence_element_unknown = is_sequence_shape_unknown


def make_tuple(*items: Any) -> tuple:
    """Put values into a tuple.

    Examples:
        >>> from mindspore.ops import functional as F
        >>> F.make_tuple(1, 2)
        (1, 2)
    """
    return items


def make_list(*items: Any) -> list:
    """Put values into a list.

    Examples:
        >>> from mindspore.ops import functional as F
        >>> F.make_list(1, 2)
        [1, 2]
    """
    return list(items)


def make_range(*limits: int) -> tuple[int, ...]:
    """Give the numbers of a range.

    Examples:
        >>> from mindspore.ops import functional as F
        >>> F.make_range(3)
        (0, 1, 2)
    """
    return tuple(range(*limits))


def tuple_getitem(values: tuple, index: int) -> Any:
    """Give an item of a tuple.

    Examples:
        >>> from mindspore.ops import functional as F
        >>> F.tuple_getitem((1, 2), 0)
        1
    """
    return values[index]


def tuple_len(values: tuple) -> int:
    """Count the items of a tuple.

    Examples:
        >>> from mindspore.ops import functional as F
        >>> F.tuple_len((1, 2))
        2
    """
    return len(values)


def tuple_div(x: tuple, y: tuple) -> tuple:
    """Divide item by item.

    Examples:
        >>> from mindspore.ops import functional as F
        >>> F.tuple_div((4, 6), (2, 3))
        (2, 2)
    """
    return tuple(a // b for a, b in zip(x, y, strict=True))


def tail(values: tuple) -> tuple:
    """Give all items but the first.

    Examples:
        >>> from mindspore.ops import functional as F
        >>> F.tail((1, 2, 3))
        (2, 3)
    """
    return values[1:]


def switch(condition: Any, if_true: Any, if_false: Any) -> Any:
    """Choose one of two values.

    Examples:
        >>> from mindspore.ops import functional as F
        >>> F.switch(True, 1, 2)
        1
    """
    return if_true if condition else if_false


def typeof(value: Any) -> Any:
    """Give the type of a value in MindSpore's words.

    Examples:
        >>> from mindspore.ops import functional as F
        >>> F.typeof(1)
        mindspore.int64
    """
    if isinstance(value, Tensor):
        return mstype.tensor_type
    return mstype.get_py_obj_dtype(value)
