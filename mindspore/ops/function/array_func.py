"""Functions that ask about Tensors, make them, cut and join them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mindspore import _core
from mindspore._core import Tensor
from mindspore.common import dtype as mstype
from mindspore.ops import function
from mindspore.ops.function.rest_func import (
    arg_max_with_value_ as arg_max_with_value_,
)
from mindspore.ops.function.rest_func import (
    arg_min_with_value_ as arg_min_with_value_,
)

_ops = _core.ops

__all__ = [
    "dtype",
    "fill",
    "fill_value",
    "identity",
    "is_tensor",
    "meshgrid",
    "meshgrid_of",
    "new_ones",
    "new_zeros",
    "rank",
    "scalar_to_tensor",
    "shape",
    "size",
    "split_equal",
    "tensor_shape",
    "tensor_to_tuple",
    "tuple_to_array",
]


def shape(input_x: Tensor) -> tuple[int, ...]:
    """Give the extents.

    >>> from mindspore import Tensor, ops
    >>> ops.shape(Tensor([[1, 2]]))
    (1, 2)
    """
    return input_x.shape


def tensor_shape(input_x: Tensor) -> Tensor:
    """Give the extents as a Tensor of int64.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore.ops import functional as F
        >>> print(F.tensor_shape(ms.Tensor([[1.0, 2.0]])))
        [1 2]
    """
    return Tensor(list(input_x.shape), mstype.int64)


def dtype(x: Tensor) -> mstype.Type:
    """Give the type of the elements.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore.ops import functional as F
        >>> F.dtype(ms.Tensor([1.0]))
        mindspore.float32
    """
    return x.dtype


def rank(input_x: Tensor) -> int:
    """Count the axes.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore.ops import functional as F
        >>> F.rank(ms.Tensor([[1.0]]))
        2
    """
    return input_x.ndim


def size(input_x: Tensor) -> int:
    """Count the elements.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore.ops import functional as F
        >>> F.size(ms.Tensor([[1.0, 2.0]]))
        2
    """
    return input_x.size


def is_tensor(obj: Any) -> bool:
    """Tell whether `obj` is a Tensor.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore.ops import functional as F
        >>> F.is_tensor(ms.Tensor([1.0]))
        True
    """
    return isinstance(obj, Tensor)


def identity(x: Any) -> Any:
    """Give the argument itself.

    Examples:
        >>> from mindspore.ops import functional as F
        >>> F.identity(1)
        1
    """
    return x


def scalar_to_tensor(input_x: Any, dtype: mstype.Type = mstype.float32) -> Tensor:
    """Make a Tensor without axes of a number.

    Examples:
        >>> from mindspore.ops import functional as F
        >>> print(F.scalar_to_tensor(1.0))
        1.0
    """
    return Tensor(input_x, dtype)


def tuple_to_array(input_x: Sequence) -> Tensor:
    """Make a Tensor of a tuple of numbers; ints become int32 as in MindSpore's graphs.

    Examples:
        >>> from mindspore.ops import functional as F
        >>> print(F.tuple_to_array((1, 2)))
        [1 2]
    """
    made = Tensor(list(input_x))
    return made.astype(mstype.int32) if made.dtype is mstype.int64 else made


def tensor_to_tuple(x: Tensor) -> tuple:
    """Give the elements of a Tensor with one axis as Python numbers."""
    return tuple(x.tolist())


def fill(type: mstype.Type, shape: Sequence[int], value: Any) -> Tensor:
    """Make a Tensor with `value` everywhere.

    >>> import mindspore as ms
    >>> print(ms.ops.fill(ms.int32, (2,), 7))
    [7 7]
    """
    return _ops.full(shape, value, dtype=type)


def fill_value(shape: Sequence[int], value: Any) -> Tensor:
    """Make a Tensor with a 0-d Tensor's element everywhere."""
    return _ops.broadcast_to(value if isinstance(value, Tensor) else Tensor(value), shape)


def new_ones(input: Tensor, size: Any, *, dtype: mstype.Type | None = None) -> Tensor:
    """Make a Tensor of ones with the dtype of `input`.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore.ops import functional as F
        >>> print(F.new_ones(ms.Tensor([1.0]), (2,)))
        [1. 1.]
    """
    return _ops.ones(size, input.dtype if dtype is None else dtype)


def new_zeros(input: Tensor, size: Any, *, dtype: mstype.Type | None = None) -> Tensor:
    """Make a Tensor of zeros with the dtype of `input`.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore.ops import functional as F
        >>> print(F.new_zeros(ms.Tensor([1.0]), (2,)))
        [0. 0.]
    """
    return _ops.zeros(size, input.dtype if dtype is None else dtype)


def meshgrid(*inputs: Any, indexing: str = "xy") -> tuple[Tensor, ...]:
    """Spread vectors over the axes of a grid.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore import ops
        >>> a, b = ops.meshgrid(ms.Tensor([1, 2]), ms.Tensor([3, 4]), indexing="xy")
        >>> print(a)
        [[1 2]
         [1 2]]
    """
    if len(inputs) == 1 and isinstance(inputs[0], list | tuple):
        inputs = tuple(inputs[0])
    return _ops.Meshgrid(inputs, indexing=indexing)


def meshgrid_of(inputs: Sequence[Tensor], indexing: str = "xy") -> tuple[Tensor, ...]:
    """Spread a tuple of vectors over the axes of a grid."""
    return _ops.Meshgrid(inputs, indexing=indexing)


def split_equal(input_x: Tensor, axis: int = 0, output_num: int = 1) -> tuple[Tensor, ...]:
    """Cut a Tensor along `axis` into `output_num` parts of one size."""
    extent = input_x.shape[axis]
    if extent % output_num:
        raise ValueError(
            f"`output_num` needs to divide the extent {extent} of axis {axis}, found {output_num}"
        )
    return _ops.split(input_x, extent // output_num, axis)


def __getattr__(name: str) -> Any:
    return function.__getattr__(name)
