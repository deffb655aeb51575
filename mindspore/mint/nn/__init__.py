"""Layers with the arguments and defaults that many know.

What `mindspore.nn` has with the same arguments is the same class; the others are made here of
`mint.nn.functional`.
"""

from __future__ import annotations

import importlib
from typing import Any

from mindspore.mint.nn import functional

_SAME = frozenset(
    [
        "AdaptiveAvgPool1d", "AdaptiveAvgPool2d", "AdaptiveAvgPool3d",
        "AdaptiveMaxPool2d", "BCELoss",
        "ConstantPad1d", "ConstantPad2d", "ConstantPad3d", "CosineEmbeddingLoss",
        "CrossEntropyLoss", "Embedding", "Flatten", "Identity", "L1Loss", "MSELoss",
        "MaxUnpool2d", "Mish", "NLLLoss", "PixelShuffle", "ReflectionPad1d",
        "ReflectionPad2d", "ReflectionPad3d", "ReplicationPad1d", "ReplicationPad2d",
        "ReplicationPad3d", "SoftMarginLoss", "Upsample",
        "ZeroPad2d", "Tanh", "Sigmoid",
    ]
)  # fmt: skip


def __getattr__(name: str) -> Any:
    for part in ("layers", "activations"):
        module = importlib.import_module(f"mindspore.mint.nn.{part}")
        if name in module.__all__:
            return getattr(module, name)
    if name in _SAME:
        from mindspore import nn

        return getattr(nn, name)
    raise AttributeError(f"module 'mindspore.mint.nn' has no attribute '{name}'")


def __dir__() -> list[str]:
    found = {*_SAME, "functional"}
    for part in ("layers", "activations"):
        found.update(importlib.import_module(f"mindspore.mint.nn.{part}").__all__)
    return sorted(found)


__all__ = ["functional"]
