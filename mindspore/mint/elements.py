"""Functions of each element whose arguments differ from those in `mindspore.ops`."""

from __future__ import annotations

from typing import Any

from mindspore import _core
from mindspore._core import Tensor

_ops = _core.ops

__all__ = ["add", "allclose", "bitwise_not", "bmm", "matmul", "softmax", "sub", "vdot"]


def add(input: Any, other: Any, *, alpha: Any = 1) -> Tensor:
    """Give input + alpha * other.

    >>> from mindspore import Tensor, mint
    >>> print(mint.add(Tensor([1.0]), Tensor([2.0]), alpha=10))
    [21.]
    """
    return _ops.add(input, other if alpha == 1 else other * alpha)


def sub(input: Any, other: Any, *, alpha: Any = 1) -> Tensor:
    """Give input - alpha * other."""
    return _ops.sub(input, other if alpha == 1 else other * alpha)


def bitwise_not(input: Tensor) -> Tensor:
    """Turn every bit around."""
    return _ops.bitwise_not(input)


def matmul(input: Tensor, other: Tensor) -> Tensor:
    """Multiply matrices."""
    return _ops.matmul(input, other)


def bmm(input: Tensor, mat2: Tensor) -> Tensor:
    """Multiply matrices, pair by pair."""
    return _ops.bmm(input, mat2)


def vdot(input: Tensor, other: Tensor) -> Tensor:
    """Multiply two vectors, the first one conjugated."""
    return _ops.dot(_ops.conj(input) if input.is_complex() else input, other)


def softmax(input: Tensor, dim: int, *, dtype: Any = None) -> Tensor:
    """Scale along `dim` to positive values that add up to one."""
    return _ops.softmax(input, dim, dtype=dtype)


def allclose(
    input: Tensor, other: Tensor, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False
) -> bool:
    """Tell whether all elements are nearly equal.

    >>> from mindspore import Tensor, mint
    >>> mint.allclose(Tensor([1.0]), Tensor([1.0 + 1e-7]))
    True
    """
    return bool(_ops.reduce_all(_ops.isclose(input, other, rtol, atol, equal_nan)))
