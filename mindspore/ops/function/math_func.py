"""Functions of numbers and sums that are made of other operators."""

from __future__ import annotations

from typing import Any

from mindspore import _core
from mindspore._core import Tensor
from mindspore.common import dtype as mstype

_ops = _core.ops

__all__ = ["argmax_index", "argmin_index", "is_complex", "is_floating_point", "lp_norm", "top_k"]


def is_complex(input: Tensor) -> bool:
    """Tell whether the elements are complex."""
    return input.is_complex()


def is_floating_point(input: Tensor) -> bool:
    """Tell whether the elements are floats."""
    return input.is_floating_point()


def argmax_index(
    input_x: Tensor, axis: int = -1, output_type: mstype.Type = mstype.int32
) -> Tensor:
    """Find where the largest element along `axis` stands."""
    return _ops.argmax(input_x, axis).astype(output_type)


def argmin_index(
    input_x: Tensor, axis: int = -1, output_type: mstype.Type = mstype.int32
) -> Tensor:
    """Find where the smallest element along `axis` stands."""
    return _ops.argmin(input_x, axis).astype(output_type)


def lp_norm(
    input_x: Tensor, axis: Any, p: int = 2, keep_dims: bool = False, epsilon: float = 1e-12
) -> Tensor:
    """Compute the p-norm over `axis`."""
    total = _ops.reduce_sum(_ops.pow(_ops.abs(input_x), p), axis, keep_dims=keep_dims)
    return _ops.pow(_ops.maximum(total, epsilon), 1.0 / p)


def top_k(input_x: Tensor, k: int, sorted: bool = True) -> tuple[Tensor, Tensor]:
    """Give the `k` largest elements of the last axis and where they stand, as int32."""
    values, indices = _ops.topk(input_x, k, sorted=sorted)
    return values, indices.astype(mstype.int32)
