"""Tensors from nothing, or from what is no Tensor yet."""

from __future__ import annotations

from typing import Any

import numpy as np

from mindspore import ops
from mindspore.common import dtype as mstype
from mindspore.common.tensor import Tensor

__all__ = [
    "arange",
    "array",
    "asarray",
    "asfarray",
    "copy",
    "empty",
    "eye",
    "full",
    "full_like",
    "geomspace",
    "identity",
    "linspace",
    "logspace",
    "meshgrid",
    "ones",
    "ones_like",
    "rand",
    "randint",
    "randn",
    "zeros",
    "zeros_like",
]


def asarray(a: Any, dtype: Any = None) -> Tensor:
    """Give `a` as a Tensor, itself where it is one of this dtype.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.asarray([1, 2]))
    [1 2]
    """
    if isinstance(a, Tensor):
        return a if dtype is None else a.astype(dtype)
    made = Tensor(a, dtype)
    # Python's numbers become 32 bits wide; arrays keep their dtype.
    narrow = dtype is None and not isinstance(a, np.ndarray) and made.dtype == mstype.int64
    return made.astype(mstype.int32) if narrow else made


def array(obj: Any, dtype: Any = None, copy: bool = True, ndmin: int = 0) -> Tensor:
    """Make a Tensor of numbers, nested lists or an array.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.array([1, 2], ndmin=2))
    [[1 2]]
    """
    made = asarray(obj, dtype)
    if copy and made is obj:
        made = made.copy()
    return made.reshape((1,) * max(ndmin - made.ndim, 0) + made.shape)


def asfarray(a: Any, dtype: Any = mstype.float32) -> Tensor:
    """Give `a` as a Tensor of floats.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.asfarray([1, 2]))
    [1. 2.]
    """
    return asarray(a, dtype)


def copy(a: Any) -> Tensor:
    """Copy a Tensor.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.copy([1, 2]))
    [1 2]
    """
    return asarray(a).copy()


def ones(shape: Any, dtype: Any = mstype.float32) -> Tensor:
    """Make a Tensor of ones.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.ones((2,)))
    [1. 1.]
    """
    return ops.ones(shape, dtype)


def zeros(shape: Any, dtype: Any = mstype.float32) -> Tensor:
    """Make a Tensor of zeros.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.zeros((2,)))
    [0. 0.]
    """
    return ops.zeros(shape, dtype)


empty = zeros


def full(shape: Any, fill_value: Any, dtype: Any = None) -> Tensor:
    """Make a Tensor of one value.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.full((2,), 3))
    [3 3]
    """
    if isinstance(fill_value, int | float | bool):
        return ops.full(shape, fill_value, dtype=dtype or asarray(fill_value).dtype)
    return ops.broadcast_to(asarray(fill_value, dtype), shape).copy()


def _like(a: Any, value: Any, dtype: Any, shape: Any) -> Tensor:
    like = asarray(a)
    extents = like.shape if shape is None else shape
    return full(extents, value, dtype or like.dtype)


def ones_like(a: Any, dtype: Any = None, shape: Any = None) -> Tensor:
    """Make a Tensor of ones in the shape of `a`.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.ones_like([1, 2]))
    [1 1]
    """
    return _like(a, 1, dtype, shape)


def zeros_like(a: Any, dtype: Any = None, shape: Any = None) -> Tensor:
    """Make a Tensor of zeros in the shape of `a`.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.zeros_like([1, 2]))
    [0 0]
    """
    return _like(a, 0, dtype, shape)


def full_like(a: Any, fill_value: Any, dtype: Any = None, shape: Any = None) -> Tensor:
    """Make a Tensor of one value in the shape of `a`.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.full_like([1, 2], 3))
    [3 3]
    """
    return _like(a, fill_value, dtype, shape)


def arange(start: Any, stop: Any = None, step: Any = None, dtype: Any = None) -> Tensor:
    """Give the numbers from `start` to `stop`.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.arange(0, 5, 2))
    [0 2 4]
    """
    if stop is None:
        start, stop = 0, start
    made = ops.arange(start, stop, 1 if step is None else step, dtype=dtype)
    given = [each for each in (start, stop, step) if isinstance(each, Tensor)]
    narrow = dtype is None and not given and made.dtype == mstype.int64
    return made.astype(mstype.int32) if narrow else made


def linspace(
    start: Any,
    stop: Any,
    num: int = 50,
    endpoint: bool = True,
    retstep: bool = False,
    dtype: Any = None,
    axis: int = 0,
) -> Any:
    """Give `num` numbers at one distance.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.linspace(0, 1, 3))
    [0.  0.5 1. ]
    """
    made = np.linspace(np.asarray(start), np.asarray(stop), num, endpoint, True, axis=axis)
    result = Tensor(np.asarray(made[0]), dtype or mstype.float32)
    return (result, Tensor(np.asarray(made[1]), mstype.float32)) if retstep else result


def logspace(
    start: Any,
    stop: Any,
    num: int = 50,
    endpoint: bool = True,
    base: float = 10.0,
    dtype: Any = None,
    axis: int = 0,
) -> Tensor:
    """Give `num` numbers at one ratio, between powers of `base`.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.logspace(0, 2, 3))
    [  1.  10. 100.]
    """
    return Tensor(np.logspace(start, stop, num, endpoint, base, axis=axis), dtype or mstype.float32)


def geomspace(
    start: Any,
    stop: Any,
    num: int = 50,
    endpoint: bool = True,
    dtype: Any = None,
    axis: int = 0,
) -> Tensor:
    """Give `num` numbers at one ratio.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.geomspace(1, 100, 3))
    [  1.  10. 100.]
    """
    return Tensor(np.geomspace(start, stop, num, endpoint, axis=axis), dtype or mstype.float32)


def eye(N: int, M: int | None = None, k: int = 0, dtype: Any = mstype.float32) -> Tensor:
    """Make a matrix with ones on a diagonal.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.eye(2))
    [[1. 0.]
     [0. 1.]]
    """
    return Tensor(np.eye(N, M, k), dtype)


def identity(n: int, dtype: Any = mstype.float32) -> Tensor:
    """Make a square matrix with ones on the main diagonal.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.identity(2))
    [[1. 0.]
     [0. 1.]]
    """
    return eye(n, dtype=dtype)


def meshgrid(*xi: Any, sparse: bool = False, indexing: str = "xy") -> tuple:
    """Spread vectors over the axes of a grid.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.meshgrid([1, 2], [3, 4]))
    (Tensor(shape=[2, 2], dtype=Int32, value=
    [[1, 2],
     [1, 2]]), Tensor(shape=[2, 2], dtype=Int32, value=
    [[3, 3],
     [4, 4]]))
    """
    if sparse:
        return tuple(map(Tensor, np.meshgrid(*map(np.asarray, xi), sparse=True, indexing=indexing)))
    return ops.meshgrid(*map(asarray, xi), indexing=indexing)


def rand(*shape: int, dtype: Any = mstype.float32) -> Tensor:
    """Draw numbers evenly from [0, 1).

    >>> import mindspore.numpy as mnp
    >>> mnp.rand(2, 3).shape
    (2, 3)
    """
    return ops.rand(*shape, dtype=dtype)


def randn(*shape: int, dtype: Any = mstype.float32) -> Tensor:
    """Draw numbers from the standard normal distribution.

    >>> import mindspore.numpy as mnp
    >>> mnp.randn(2, 3).shape
    (2, 3)
    """
    return ops.randn(*shape, dtype=dtype)


def randint(
    minval: int, maxval: int | None = None, shape: Any = (), dtype: Any = mstype.int32
) -> Tensor:
    """Draw integers from [minval, maxval), or from [0, minval).

    >>> import mindspore.numpy as mnp
    >>> mnp.randint(0, 5, (2, 3)).shape
    (2, 3)
    """
    low, high = (0, minval) if maxval is None else (minval, maxval)
    return ops.randint(low, high, (shape,) if isinstance(shape, int) else shape, dtype=dtype)


def together(*arrays: Any) -> list[Tensor]:
    """Give Tensors of one dtype: that of their sum. Products need it."""
    tensors = [asarray(each) for each in arrays]
    nothing = tensors[0].reshape(-1)[:0]
    for tensor in tensors[1:]:
        nothing = nothing + tensor.reshape(-1)[:0]
    return [tensor.astype(nothing.dtype) for tensor in tensors]
