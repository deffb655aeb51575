"""Functions with the argument names and defaults that many know: `dim`, `keepdim`, `correction`.

Each computes by the operators of `mindspore.ops`; what is called alike there is the same function.

    >>> from mindspore import Tensor, mint
    >>> print(mint.sum(Tensor([[1.0, 2.0]]), dim=1, keepdim=True))
    [[3.]]
"""

from __future__ import annotations

import importlib
from typing import Any

from mindspore.mint import _names

_PARTS = ("elements", "reductions", "moving", "making")
_MODULES = ("nn", "optim", "linalg", "special")


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return importlib.import_module(f"mindspore.mint.{name}")
    for part in _PARTS:
        module = importlib.import_module(f"mindspore.mint.{part}")
        if name in module.__all__:
            return getattr(module, name)
    if name in _names.SAME:
        from mindspore import ops

        return getattr(ops, name)
    raise AttributeError(f"module 'mindspore.mint' has no attribute '{name}'")


def __dir__() -> list[str]:
    found = {*_names.SAME, *_MODULES}
    for part in _PARTS:
        found.update(importlib.import_module(f"mindspore.mint.{part}").__all__)
    return sorted(found)
