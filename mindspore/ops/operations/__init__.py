"""The Primitive classes under their longer path: `from mindspore.ops import operations as P`."""

from __future__ import annotations

import importlib
from typing import Any

from mindspore.ops import _lookup


def __getattr__(name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(f"module 'mindspore.ops.operations' has no attribute '{name}'")
    if name.endswith("_ops"):
        try:
            return importlib.import_module(f"mindspore.ops.operations.{name}")
        except ModuleNotFoundError:
            pass
    import mindspore.ops as ops

    return getattr(ops, name)


def __dir__() -> list[str]:
    return [name for name in _lookup.names() if name[:1].isupper()]
