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
    "cov",
    "det",
    "fft",
    "fft2",
    "fftfreq",
    "fftn",
    "fftshift",
    "hfft",
    "hfft2",
    "ifft",
    "ifft2",
    "ifftn",
    "ihfft",
    "ihfft2",
    "inverse",
    "irfft",
    "irfft2",
    "irfftn",
    "matrix_norm",
    "matrix_power",
    "qr",
    "rfft",
    "rfft2",
    "rfftfreq",
    "rfftn",
    "slogdet",
    "svd",
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


def slogdet(input: Tensor) -> tuple[Tensor, Tensor]:
    """Compute the sign of determinants and the logarithm of their size.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore import ops
        >>> x = ms.Tensor([[1.0, 2.0], [3.0, 4.0]])
        >>> sign, log = ops.slogdet(x)
        >>> print(sign)
        -1.0
    """
    sign, size = np.linalg.slogdet(input.asnumpy())
    return Tensor(np.asarray(sign)), Tensor(np.asarray(size))


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


def matrix_norm(
    A: Tensor, ord: Any = "fro", axis: Any = (-2, -1), keepdims: bool = False, *, dtype: Any = None
) -> Tensor:
    """Compute a norm of matrices.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore import ops
        >>> x = ms.Tensor([[1.0, 2.0], [3.0, 4.0]])
        >>> norm = ops.matrix_norm(x)
    """
    found = np.linalg.norm(A.asnumpy(), ord, tuple(axis), keepdims)
    return Tensor(np.asarray(found), dtype or A.dtype)


def cov(
    input: Tensor,
    *,
    correction: int = 1,
    fweights: Tensor | None = None,
    aweights: Tensor | None = None,
) -> Tensor:
    """Compute the covariances of the rows.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore import ops
        >>> x = ms.Tensor([[1.0, 2.0], [3.0, 4.0]])
        >>> print(ops.cov(x))
        [[0.5 0.5]
         [0.5 0.5]]
    """
    repeats = None if fweights is None else fweights.asnumpy()
    scale = None if aweights is None else aweights.asnumpy()
    result = np.cov(input.asnumpy(), ddof=correction, fweights=repeats, aweights=scale)
    return Tensor(np.asarray(result)).astype(input.dtype)


def svd(input: Tensor, full_matrices: bool = False, compute_uv: bool = True) -> Any:
    """Decompose matrices into singular values and two orthogonal factors (s, u, v).

    Examples:
        >>> import mindspore as ms
        >>> from mindspore import ops
        >>> x = ms.Tensor([[1.0, 2.0], [3.0, 4.0]])
        >>> s, u, v = ops.svd(x)
        >>> s.shape
        (2,)
    """
    array = input.asnumpy()
    if not compute_uv:
        return Tensor(np.linalg.svd(array, compute_uv=False))
    u, s, vh = np.linalg.svd(array, full_matrices)
    v = np.ascontiguousarray(np.swapaxes(vh, -1, -2).conj())
    return Tensor(s), Tensor(u), Tensor(v)


def qr(input: Tensor, mode: str = "reduced") -> tuple[Tensor, Tensor]:
    """Decompose matrices into an orthogonal and a triangular factor.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore import ops
        >>> x = ms.Tensor([[1.0, 2.0], [3.0, 4.0]])
        >>> q, r = ops.qr(x)
        >>> r.shape
        (2, 2)
    """
    q, r = np.linalg.qr(input.asnumpy(), mode)
    return Tensor(q), Tensor(r)


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


def fftshift(input: Tensor, dim: Any = None) -> Tensor:
    """Move frequency 0 to the middle.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore import ops
        >>> x = ms.Tensor([[1.0, 2.0], [3.0, 4.0]])
        >>> ops.fftshift(x).shape
        (2, 2)
    """
    return Tensor(np.fft.fftshift(input.asnumpy(), dim))


def _narrowed(result: np.ndarray, source: Tensor) -> Tensor:
    """Give single precision for what was not double."""
    double = source.dtype in (mstype.float64, mstype.complex128)
    if np.iscomplexobj(result):
        return Tensor(result.astype(np.complex128 if double else np.complex64))
    return Tensor(result.astype(np.float64 if double else np.float32))


def _transform(name: str, doc: str) -> Any:
    one_axis = not name.endswith(("2", "n"))
    numpy_name = {"hfft2": "", "ihfft2": ""}.get(name, name)

    def function(input: Tensor, n: Any = None, dim: Any = None, norm: str | None = None) -> Tensor:
        array = input.asnumpy()
        if not numpy_name:
            return _narrowed(_hermitian(name, array, n, dim, norm), input)
        run = getattr(np.fft, numpy_name)
        if one_axis:
            result = run(array, n, -1 if dim is None else dim, norm)
        else:
            axes = (-2, -1) if dim is None and name.endswith("2") else dim
            result = run(array, n, axes, norm)
        return _narrowed(result, input)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = doc
    return function


def _hermitian(name: str, array: np.ndarray, s: Any, dim: Any, norm: Any) -> np.ndarray:
    first, last = dim or (-2, -1)
    sizes = s or (None, None)
    if name == "hfft2":
        return np.fft.hfft(np.fft.fft(array, sizes[0], first, norm), sizes[1], last, norm)
    return np.fft.ifft(np.fft.ihfft(array, sizes[1], last, norm), sizes[0], first, norm)


fft = _transform("fft", "Transform one axis to frequencies.")
ifft = _transform("ifft", "Transform one axis back from frequencies.")
fft2 = _transform("fft2", "Transform two axes to frequencies.")
ifft2 = _transform("ifft2", "Transform two axes back from frequencies.")
fftn = _transform("fftn", "Transform all axes to frequencies.")
ifftn = _transform("ifftn", "Transform all axes back from frequencies.")
rfft = _transform("rfft", "Transform one axis of real numbers to frequencies.")
irfft = _transform("irfft", "Transform one axis back to real numbers.")
rfft2 = _transform("rfft2", "Transform two axes of real numbers to frequencies.")
irfft2 = _transform("irfft2", "Transform two axes back to real numbers.")
rfftn = _transform("rfftn", "Transform all axes of real numbers to frequencies.")
irfftn = _transform("irfftn", "Transform all axes back to real numbers.")
hfft = _transform("hfft", "Transform one axis with a symmetric signal to real frequencies.")
ihfft = _transform("ihfft", "Transform one axis back to a symmetric signal.")
hfft2 = _transform("hfft2", "Transform two axes with a symmetric signal to real frequencies.")
ihfft2 = _transform("ihfft2", "Transform two axes back to a symmetric signal.")
