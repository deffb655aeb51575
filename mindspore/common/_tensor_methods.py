"""Methods of Tensor that are written in Python: thin, each one or two operators."""

from __future__ import annotations

from typing import Any


def install(tensor: type) -> None:
    """Adds the methods of this module to the type."""
    for name, value in _METHODS.items():
        if name not in vars(tensor):
            setattr(tensor, name, value)


def value(self: Any) -> Any:
    """Give the Tensor itself; a Parameter gives its content."""
    return self


_METHODS = {"value": value}
