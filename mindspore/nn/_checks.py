"""Checks of the arguments that layers are made with; each gives the value or raises."""

from typing import Any


def positive_int(value: Any, name: str) -> int:
    """An int above zero."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"`{name}` needs to be an int, but is {type(value).__name__}")
    if value <= 0:
        raise ValueError(f"`{name}` needs to be greater than 0, but is {value}")
    return value


def per_axis(value: Any, count: int, name: str, least: int = 1) -> tuple[int, ...]:
    """`count` ints, from one int or a tuple of them."""
    values = (value,) * count if isinstance(value, int) else value
    if not isinstance(values, (tuple, list)) or any(
        isinstance(n, bool) or not isinstance(n, int) for n in values
    ):
        raise TypeError(f"`{name}` needs to be an int or a tuple of {count} ints, but is {value!r}")
    if len(values) != count:
        raise ValueError(f"`{name}` needs {count} ints, but is {value!r}")
    if any(n < least for n in values):
        raise ValueError(f"`{name}` needs to be at least {least}, but is {value!r}")
    return tuple(values)


def one_of(value: Any, allowed: tuple, name: str) -> Any:
    """One of the values allowed."""
    if value not in allowed:
        shown = ", ".join(repr(item) for item in allowed)
        raise ValueError(f"`{name}` needs to be one of {shown}, but is {value!r}")
    return value


def boolean(value: Any, name: str) -> bool:
    """A bool."""
    if not isinstance(value, bool):
        raise TypeError(f"`{name}` needs to be a bool, but is {type(value).__name__}")
    return value


def probability(value: Any, name: str) -> float:
    """A number from 0 up to, without, 1."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError(f"`{name}` needs to be a float, but is {type(value).__name__}")
    if not 0 <= value < 1:
        raise ValueError(f"`{name}` needs to be in the range [0, 1), but is {value}")
    return float(value)
