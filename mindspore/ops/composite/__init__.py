"""Functions on functions: `from mindspore.ops import composite as C`."""

from __future__ import annotations

from typing import Any

from mindspore.ops.composite.mapping import HyperMap, Map
from mindspore.ops.composite.multitype import MultitypeFuncGraph

__all__ = ["HyperMap", "Map", "MultitypeFuncGraph"]


def __getattr__(name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(f"module 'mindspore.ops.composite' has no attribute '{name}'")
    import mindspore.ops as ops

    return getattr(ops, name)
