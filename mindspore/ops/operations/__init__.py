"""The Primitive classes under their longer path: `from mindspore.ops import operations as P`."""

from __future__ import annotations

from typing import Any

from mindspore.ops import _lookup


def __getattr__(name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(f"module 'mindspore.ops.operations' has no attribute '{name}'")
    import mindspore.ops as ops

    return getattr(ops, name)


def __dir__() -> list[str]:
    return [name for name in _lookup.names() if name[:1].isupper()]
