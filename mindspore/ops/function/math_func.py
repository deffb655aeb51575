"""Functions of numbers and sums that are made of other operators."""

from __future__ import annotations

from mindspore import _core
from mindspore._core import Tensor

_ops = _core.ops

__all__ = ["einsum", "is_complex", "is_floating_point", "squared_difference"]


def einsum(equation: str, *operands: Tensor) -> Tensor:
    """Sum products over named axes.

    >>> import mindspore as ms
    >>> a = ms.ops.ones((2, 3))
    >>> print(ms.ops.einsum("ij,kj->ik", a, a))
    [[3. 3.]
     [3. 3.]]
    """
    if len(operands) == 1 and isinstance(operands[0], (list, tuple)):
        operands = tuple(operands[0])
    return _ops.einsum_of(equation, list(operands))


def is_complex(input: Tensor) -> bool:
    """Tell whether the elements are complex."""
    return input.is_complex()


def is_floating_point(input: Tensor) -> bool:
    """Tell whether the elements are floats."""
    return input.is_floating_point()


def squared_difference(input_x: Tensor, input_y: Tensor) -> Tensor:
    """Square the difference of two Tensors."""
    return _ops.square(_ops.sub(input_x, input_y))
