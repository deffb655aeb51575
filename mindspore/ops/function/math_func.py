"""Functions of numbers and sums that are made of other operators."""

from __future__ import annotations

from mindspore import _core
from mindspore._core import Tensor
from mindspore.common import dtype as mstype

_ops = _core.ops

__all__ = ["is_complex", "is_floating_point", "squared_difference", "top_k"]


def is_complex(input: Tensor) -> bool:
    """Tell whether the elements are complex."""
    return input.is_complex()


def is_floating_point(input: Tensor) -> bool:
    """Tell whether the elements are floats."""
    return input.is_floating_point()


def squared_difference(input_x: Tensor, input_y: Tensor) -> Tensor:
    """Square the difference of two Tensors."""
    return _ops.square(_ops.sub(input_x, input_y))


def top_k(input_x: Tensor, k: int, sorted: bool = True) -> tuple[Tensor, Tensor]:
    """Give the `k` largest elements of the last axis and where they stand, as int32."""
    from mindspore import ops

    values, indices = ops.topk(input_x, k, sorted=sorted)
    return values, indices.astype(mstype.int32)
