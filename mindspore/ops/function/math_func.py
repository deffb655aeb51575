"""Functions of numbers and sums that are made of other operators."""

from __future__ import annotations

from mindspore import _core
from mindspore._core import Tensor

_ops = _core.ops

__all__ = ["is_complex", "is_floating_point", "squared_difference"]


def is_complex(input: Tensor) -> bool:
    """Tell whether the elements are complex."""
    return input.is_complex()


def is_floating_point(input: Tensor) -> bool:
    """Tell whether the elements are floats."""
    return input.is_floating_point()


def squared_difference(input_x: Tensor, input_y: Tensor) -> Tensor:
    """Square the difference of two Tensors."""
    return _ops.square(_ops.sub(input_x, input_y))
