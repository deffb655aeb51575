"""The Tensor. The type itself is the core's; this module completes it with its rarer methods."""

from __future__ import annotations

from mindspore._core import Tensor
from mindspore.common import _tensor_methods

_tensor_methods.install(Tensor)

__all__ = ["Tensor"]
