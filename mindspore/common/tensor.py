"""The Tensor. The type itself is the core's; this module completes it with its rarer methods."""

from __future__ import annotations

from typing import Any

import numpy as np

from mindspore._core import Tensor
from mindspore.common import _tensor_methods
from mindspore.common.dtype import Type

_tensor_methods.install(Tensor)


def tensor(
    input_data: Any = None,
    dtype: Type | None = None,
    shape: Any = None,
    init: Any = None,
    const_arg: bool = False,
    device: str | None = None,
) -> Tensor:
    """Make a Tensor from data, or from a shape and an initializer.

    `const_arg` and `device` mean nothing here: what changes is seen, and all memory is the
    processor's.

    >>> import mindspore as ms
    >>> ms.tensor([1, 2], ms.float32)
    Tensor(shape=[2], dtype=Float32, value= [ 1.00000000e+00,  2.00000000e+00])
    """
    return Tensor(input_data, dtype, shape, init)


def from_numpy(array: np.ndarray) -> Tensor:
    """Make a Tensor over the memory of `array`: each sees what is written to the other.

    >>> import numpy as np
    >>> import mindspore as ms
    >>> array = np.zeros(2, np.int64)
    >>> shared = ms.from_numpy(array)
    >>> array[0] = 5
    >>> print(shared)
    [5 0]
    """
    return Tensor.from_numpy(array)


def is_tensor(obj: Any) -> bool:
    """Tell whether `obj` is a Tensor.

    >>> import mindspore as ms
    >>> ms.is_tensor(1)
    False
    """
    return isinstance(obj, Tensor)


__all__ = ["Tensor", "from_numpy", "is_tensor", "tensor"]
