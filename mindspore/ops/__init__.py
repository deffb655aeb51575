"""Operators: functions of Tensors, and the Primitive classes of the same names.

    >>> from mindspore import Tensor, ops
    >>> print(ops.add(Tensor([1, 2]), 3), ops.Add()(Tensor([1, 2]), 3))
    [4 5] [4 5]

A name is looked up when it is first used; `dir(mindspore.ops)` lists them.
"""

from __future__ import annotations

import importlib
from typing import Any

from mindspore._core import Tensor
from mindspore.ops import _lookup, _tensor_methods
from mindspore.ops.composite import HyperMap, Map, MultitypeFuncGraph
from mindspore.ops.gradient import (
    GradOperation,
    HookBackward,
    InsertGradientOf,
    custom_vjp,
    derivative,
    grad,
    jacfwd,
    jacrev,
    jet,
    jvp,
    linearize,
    value_and_grad,
    vjp,
    vmap,
    with_bprop,
)
from mindspore.ops.primitive import (
    Primitive,
    PrimitiveWithCheck,
    PrimitiveWithInfer,
    _primexpr,
    constexpr,
    prim_attr_register,
)

_tensor_methods.install(Tensor)

__all__ = [
    "GradOperation",
    "HookBackward",
    "HyperMap",
    "InsertGradientOf",
    "Map",
    "MultitypeFuncGraph",
    "Primitive",
    "PrimitiveWithCheck",
    "PrimitiveWithInfer",
    "_primexpr",
    "constexpr",
    "custom_vjp",
    "derivative",
    "grad",
    "jacfwd",
    "jacrev",
    "jet",
    "jvp",
    "linearize",
    "prim_attr_register",
    "value_and_grad",
    "vjp",
    "vmap",
    "with_bprop",
]


# Older paths of the same names, loaded when they are used.
_MODULES = ("function", "functional", "operations")


def __getattr__(name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(f"module 'mindspore.ops' has no attribute '{name}'")
    if name in _MODULES:
        return importlib.import_module(f"mindspore.ops.{name}")
    value = _lookup.find(name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_lookup.names()})
