"""Checks of arguments that programs written for MindSpore's layers call in their constructors.

Each gives the value back, or raises with what was needed and what was found.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

EQ, NE, LT, LE, GT, GE = 1, 2, 3, 4, 5, 6
INC_NEITHER, INC_LEFT, INC_RIGHT, INC_BOTH = 7, 8, 9, 10
IN, NOT_IN = 11, 12

_HOLDS: dict[int, Callable] = {
    EQ: lambda a, b: a == b,
    NE: lambda a, b: a != b,
    LT: lambda a, b: a < b,
    LE: lambda a, b: a <= b,
    GT: lambda a, b: a > b,
    GE: lambda a, b: a >= b,
    IN: lambda a, b: a in b,
    NOT_IN: lambda a, b: a not in b,
}
_WORDS = {
    EQ: "equal to {}",
    NE: "other than {}",
    LT: "less than {}",
    LE: "at most {}",
    GT: "greater than {}",
    GE: "at least {}",
    IN: "one of {}",
    NOT_IN: "none of {}",
}


def _called(arg_name: str | None, prim_name: str | None) -> str:
    where = f"{prim_name} needs " if prim_name else ""
    return f"{where}`{arg_name or 'value'}`" + (" to be" if prim_name else " needs to be")


def _typed(value: Any, types: type | tuple, words: str, arg: Any, prim: Any) -> Any:
    wrong_bool = isinstance(value, bool) and types is not bool
    if wrong_bool or not isinstance(value, types):
        found = type(value).__name__
        raise TypeError(f"{_called(arg, prim)} {words}, but it is {found}: {value!r}")
    return value


def check(
    arg_name: str,
    arg_value: Any,
    value_name: str,
    value: Any,
    rel: int = EQ,
    prim_name: str | None = None,
    excp_cls: type[Exception] = ValueError,
) -> Any:
    """Check a value against another one, which has a name."""
    if not _HOLDS[rel](arg_value, value):
        wanted = _WORDS[rel].format(f"`{value_name}`, {value}")
        raise excp_cls(f"{_called(arg_name, prim_name)} {wanted}, but it is {arg_value!r}")
    return arg_value


def _number(types: type | tuple, words: str, rel: int | None, bound: Any = 0) -> Callable:
    def run(value: Any, arg_name: Any = None, prim_name: Any = None) -> Any:
        _typed(value, types, words, arg_name, prim_name)
        if rel is not None and not _HOLDS[rel](value, bound):
            wanted = _WORDS[rel].format(bound)
            raise ValueError(
                f"{_called(arg_name, prim_name)} {words} {wanted}, but it is {value!r}"
            )
        return value

    run.__doc__ = f"Check {words}."
    return run


check_is_int = _number(int, "an int", None)
check_positive_int = _number(int, "an int", GT)
check_negative_int = _number(int, "an int", LT)
check_non_positive_int = _number(int, "an int", LE)
check_non_negative_int = _number(int, "an int", GE)
check_is_float = _number(float, "a float", None)
check_positive_float = _number(float, "a float", GT)
check_negative_float = _number(float, "a float", LT)
check_non_positive_float = _number(float, "a float", LE)
check_non_negative_float = _number(float, "a float", GE)


def check_int(
    arg_value: Any, value: Any, rel: int, arg_name: Any = None, prim_name: Any = None
) -> int:
    """Check an int against a bound."""
    return _number(int, "an int", rel, value)(arg_value, arg_name, prim_name)


def check_float(
    arg_value: Any, value: Any, rel: int, arg_name: Any = None, prim_name: Any = None
) -> float:
    """Check a float against a bound."""
    return _number(float, "a float", rel, value)(arg_value, arg_name, prim_name)


def check_equal_int(arg_value: Any, value: int, arg_name: Any = None, prim_name: Any = None) -> int:
    """Check that an int has a value."""
    return check_int(arg_value, value, EQ, arg_name, prim_name)


def check_bool(arg_value: Any, arg_name: Any = None, prim_name: Any = None) -> bool:
    """Check a bool."""
    return _typed(arg_value, bool, "a bool", arg_name, prim_name)


def _in_range(words: str, types: type | tuple) -> Callable:
    def run(
        value: Any, lower: Any, upper: Any, rel: int, arg_name: Any = None, prim_name: Any = None
    ) -> Any:
        _typed(value, types, words, arg_name, prim_name)
        above = value >= lower if rel in (INC_LEFT, INC_BOTH) else value > lower
        below = value <= upper if rel in (INC_RIGHT, INC_BOTH) else value < upper
        if not (above and below):
            opens = "[" if rel in (INC_LEFT, INC_BOTH) else "("
            closes = "]" if rel in (INC_RIGHT, INC_BOTH) else ")"
            raise ValueError(
                f"{_called(arg_name, prim_name)} in {opens}{lower}, {upper}{closes}, "
                f"but it is {value!r}"
            )
        return value

    run.__doc__ = f"Check that {words} lies in a range; `rel` says which ends belong to it."
    return run


check_int_range = _in_range("an int", int)
check_float_range = _in_range("a float", (int, float))


def check_string(
    arg_value: Any, valid_values: Any, arg_name: Any = None, prim_name: Any = None
) -> str:
    """Check that a str is one of several."""
    if not isinstance(arg_value, str) or arg_value not in valid_values:
        wanted = _WORDS[IN].format(valid_values)
        raise ValueError(f"{_called(arg_name, prim_name)} {wanted}, but it is {arg_value!r}")
    return arg_value


def check_value_type(
    arg_name: str, arg_value: Any, valid_types: Any, prim_name: str | None = None
) -> Any:
    """Check the type of a value; a bool is no int unless `bool` is named."""
    types = tuple(valid_types) if isinstance(valid_types, (list, tuple)) else (valid_types,)
    plain = tuple(type(None) if each is None else each for each in types)
    wrong_bool = isinstance(arg_value, bool) and bool not in plain
    if wrong_bool or not isinstance(arg_value, plain):
        words = " or ".join(each.__name__ for each in plain)
        found = type(arg_value).__name__
        raise TypeError(f"{_called(arg_name, prim_name)} {words}, but it is {found}")
    return arg_value


def check_isinstance(arg_name: str, arg_value: Any, classes: Any) -> Any:
    """Check that a value is an instance of classes."""
    if not isinstance(arg_value, classes):
        raise ValueError(
            f"{_called(arg_name, None)} an instance of {classes}, but it is "
            f"{type(arg_value).__name__}"
        )
    return arg_value


class Rel:
    """How two values compare, under the names that older programs use."""

    EQ, NE, LT, LE, GT, GE, IN, NOT_IN = EQ, NE, LT, LE, GT, GE, IN, NOT_IN
    INC_NEITHER, INC_LEFT, INC_RIGHT, INC_BOTH = INC_NEITHER, INC_LEFT, INC_RIGHT, INC_BOTH


class Validator:
    """The same checks, as older programs call them."""


for _name, _check in list(globals().items()):
    if _name.startswith("check") and inspect.isfunction(_check):
        setattr(Validator, _name, staticmethod(_check))
