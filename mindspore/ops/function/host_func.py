"""Functions that NumPy computes on the host: sorting, counting, decompositions, transforms.

Where elements are only moved (sorting), gradients flow through the gather that moves them.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from mindspore import _core
from mindspore._core import Tensor
from mindspore.common import dtype as mstype

_ops = _core.ops

__all__ = [
    "det",
    "fftfreq",
    "inverse",
    "matrix_power",
    "rfftfreq",
]


def inverse(input: Tensor) -> Tensor:
    """Invert matrices.

    >>> from mindspore import Tensor, ops
    >>> print(ops.inverse(Tensor([[2.0, 0.0], [0.0, 4.0]])))
    [[0.5  0.  ]
     [0.   0.25]]
    """
    from mindspore.ops.gradient import with_bprop

    def compute(x: Tensor) -> Tensor:
        return Tensor(np.linalg.inv(x.asnumpy()))

    def gradient(x: Tensor, out: Tensor, dout: Tensor) -> tuple[Tensor]:
        turned = out.mH
        return (-_ops.matmul(_ops.matmul(turned, dout), turned),)

    return with_bprop(compute, gradient, (input,))


def det(input: Tensor) -> Tensor:
    """Compute the determinants of matrices.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore import ops
        >>> x = ms.Tensor([[1.0, 2.0], [3.0, 4.0]])
        >>> print(ops.det(x))
        -2.0
    """
    from mindspore.ops.gradient import with_bprop

    def compute(x: Tensor) -> Tensor:
        return Tensor(np.asarray(np.linalg.det(x.asnumpy())))

    def gradient(x: Tensor, out: Tensor, dout: Tensor) -> tuple[Tensor]:
        scale = _ops.expand_dims(_ops.expand_dims(dout * out, -1), -1)
        return (scale * inverse(x).mH,)

    return with_bprop(compute, gradient, (input,))


def matrix_power(input: Tensor, n: int) -> Tensor:
    """Multiply matrices `n` times with themselves; a negative number inverts them first.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore import ops
        >>> x = ms.Tensor([[1.0, 2.0], [3.0, 4.0]])
        >>> print(ops.matrix_power(x, 2))
        [[ 7. 10.]
         [15. 22.]]
    """
    result = Tensor(np.eye(input.shape[-1]), input.dtype)
    factor = inverse(input) if n < 0 else input
    for _ in range(abs(n)):
        result = _ops.matmul(result, factor)
    return result


def fftfreq(n: int, d: float = 1.0, dtype: Any = None) -> Tensor:
    """Give the frequencies of a transform of length `n`.

    Examples:
        >>> from mindspore import ops
        >>> print(ops.fftfreq(4))
        [ 0.    0.25 -0.5  -0.25]
    """
    return Tensor(np.fft.fftfreq(n, d), dtype or mstype.float32)


def rfftfreq(n: int, d: float = 1.0, dtype: Any = None) -> Tensor:
    """Give the frequencies of a transform of `n` real numbers.

    Examples:
        >>> from mindspore import ops
        >>> print(ops.rfftfreq(4))
        [0.   0.25 0.5 ]
    """
    return Tensor(np.fft.rfftfreq(n, d), dtype or mstype.float32)
