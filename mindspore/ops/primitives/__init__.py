"""Primitive classes that are written as classes, because they are more than one function.

`CLASSES` says in which module each stands; `mindspore.ops` looks them up by name.
"""

from __future__ import annotations

import importlib
from typing import Any

_MODULES = ("control", "custom", "groups", "drawing", "convolution", "transforms")


def find(name: str) -> Any:
    """Give the class of a name, or None."""
    for module in _MODULES:
        members = importlib.import_module(f"mindspore.ops.primitives.{module}")
        if name in members.__all__:
            return getattr(members, name)
    return None


def names() -> list[str]:
    """List all classes."""
    found: list[str] = []
    for module in _MODULES:
        found += importlib.import_module(f"mindspore.ops.primitives.{module}").__all__
    return found
