"""Functions of numbers and sums that are made of other operators."""

from __future__ import annotations

import math
from typing import Any

from mindspore import _core
from mindspore._core import Tensor
from mindspore.common import dtype as mstype
from mindspore.ops import function

_ops = _core.ops

__all__ = [
    "floordiv",
    "floormod",
    "inv",
    "is_complex",
    "is_floating_point",
    "is_nonzero",
    "logdet",
    "mvlgamma",
    "numel",
    "population_count",
    "positive",
    "squared_difference",
    "stop_gradient",
    "type_as",
]


def is_complex(input: Tensor) -> bool:
    """Tell whether the elements are complex.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore import ops
        >>> x = ms.Tensor([[1.0, 2.0], [3.0, 4.0]])
        >>> ops.is_complex(x)
        False
    """
    return input.is_complex()


def is_floating_point(input: Tensor) -> bool:
    """Tell whether the elements are floats.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore import ops
        >>> x = ms.Tensor([[1.0, 2.0], [3.0, 4.0]])
        >>> ops.is_floating_point(x)
        True
    """
    return input.is_floating_point()


def squared_difference(input_x: Tensor, input_y: Tensor) -> Tensor:
    """Square the difference of two Tensors.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore import ops
        >>> x = ms.Tensor([[1.0, 2.0], [3.0, 4.0]])
        >>> print(ops.squared_difference(x, x + 1))
        [[1. 1.]
         [1. 1.]]
    """
    return _ops.square(_ops.sub(input_x, input_y))


def floordiv(input: Any, other: Any) -> Tensor:
    """Divide and round down.

    >>> from mindspore import Tensor, ops
    >>> print(ops.floordiv(Tensor([7, -7]), 2))
    [ 3 -4]
    """
    return _ops.floor_divide(input, other)


def floormod(x: Any, y: Any) -> Tensor:
    """Give what rounding down leaves of a division; it has the sign of `y`.

    >>> from mindspore import Tensor, ops
    >>> print(ops.floormod(Tensor([7, -7]), 2))
    [1 1]
    """
    return _ops.floor_mod(x, y)


def inv(x: Tensor) -> Tensor:
    """Divide 1 by each element.

    >>> from mindspore import Tensor, ops
    >>> print(ops.inv(Tensor([2.0, 4.0])))
    [0.5  0.25]
    """
    return _ops.reciprocal(x)


def stop_gradient(value: Any) -> Any:
    """Give the same values, which no gradient flows back through.

    Args:
        value: A Tensor, tuples, lists and dicts of them; anything else is given back as it is.

    >>> import mindspore as ms
    >>> from mindspore import Tensor, ops
    >>> print(ms.grad(lambda x: x * ops.stop_gradient(x))(Tensor(3.0)))
    3.0
    """
    if isinstance(value, Tensor):
        return _ops.StopGradient(value)
    if isinstance(value, tuple | list):
        items = [stop_gradient(item) for item in value]
        named = isinstance(value, tuple) and hasattr(value, "_fields")
        return type(value)(*items) if named else type(value)(items)
    if isinstance(value, dict):
        return {key: stop_gradient(item) for key, item in value.items()}
    return value


def positive(input: Tensor) -> Tensor:
    """Give the Tensor itself.

    >>> from mindspore import Tensor, ops
    >>> print(ops.positive(Tensor([1, -2])))
    [ 1 -2]
    """
    return input


def numel(input: Tensor) -> int:
    """Count the elements.

    >>> from mindspore import Tensor, ops
    >>> ops.numel(Tensor([[1, 2], [3, 4]]))
    4
    """
    return input.size


def is_nonzero(input: Tensor) -> bool:
    """Tell whether the only element is not 0.

    >>> from mindspore import Tensor, ops
    >>> ops.is_nonzero(Tensor([0.0]))
    False
    """
    return bool(input)


def type_as(input: Tensor, other: Tensor) -> Tensor:
    """Convert to the dtype of `other`.

    >>> from mindspore import Tensor, ops
    >>> print(ops.type_as(Tensor([1, 2]), Tensor([0.5])))
    [1. 2.]
    """
    return input.astype(other.dtype)


def logdet(input: Tensor) -> Tensor:
    """Give the logarithm of the determinants of matrices; NaN where one is negative.

    >>> from mindspore import Tensor, ops
    >>> print(ops.logdet(Tensor([[1.0, 0.0], [0.0, 1.0]])))
    0.0
    """
    return _ops.log(_ops_det(input))


def _ops_det(input: Tensor) -> Tensor:
    from mindspore.ops.function.host_func import det

    return det(input)


def mvlgamma(input: Tensor, p: int) -> Tensor:
    """Give the logarithm of the gamma function of `p` dimensions.

    >>> from mindspore import Tensor, ops
    >>> print(ops.mvlgamma(Tensor([3.0]), 1))
    [0.6931472]
    """
    if p < 1:
        raise ValueError(f"`p` needs to be 1 or more, but is {p}")
    halves = _ops.arange(0, p).astype(input.dtype) * 0.5
    parts = _ops.lgamma(_ops.expand_dims(input, -1) - halves)
    return _ops.reduce_sum(parts, -1) + p * (p - 1) / 4 * math.log(math.pi)


def population_count(input_x: Tensor) -> Tensor:
    """Count the bits of each integer that are set, as uint8.

    >>> from mindspore import Tensor, ops
    >>> print(ops.population_count(Tensor([0, 7, 8])))
    [0 3 1]
    """
    bits = 8 * input_x.itemsize
    counts = [_ops.bitwise_and(_ops.bitwise_right_shift(input_x, at), 1) for at in range(bits)]
    return sum(counts[1:], counts[0]).astype(mstype.uint8)


def __getattr__(name: str) -> Any:
    return function.__getattr__(name)
