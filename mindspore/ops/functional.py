"""The functions under their older path: `from mindspore.ops import functional as F`."""

from __future__ import annotations

from typing import Any


def __getattr__(name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(f"module 'mindspore.ops.functional' has no attribute '{name}'")
    import mindspore.ops as ops

    return getattr(ops, name)


def __dir__() -> list[str]:
    import mindspore.ops as ops

    return [name for name in dir(ops) if name[:1].islower()]
