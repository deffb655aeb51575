"""Decompositions of matrices, by NumPy, with gradients; norms and covariances made of operators.

A rule that divides by differences of singular values leaves equal ones out: they have no gradient
of their own.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from mindspore import _core
from mindspore._core import Tensor
from mindspore.common import dtype as mstype

_ops = _core.ops

__all__ = [
    "cholesky",
    "cholesky_inverse",
    "cov",
    "eig",
    "eigvals",
    "lstsq",
    "matrix_norm",
    "norm",
    "pinv",
    "qr",
    "slogdet",
    "svd",
]


def _inverse(x: Tensor) -> Tensor:
    from mindspore.ops.function.host_func import inverse

    return inverse(x)


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
    from mindspore.ops.gradient import with_bprop

    def compute(x: Tensor) -> tuple[Tensor, Tensor]:
        sign, size = np.linalg.slogdet(x.asnumpy())
        return Tensor(np.asarray(sign)), Tensor(np.asarray(size))

    def gradient(x: Tensor, out: Any, dout: Any) -> tuple[Tensor]:
        return (_inverse(x).mH * dout[1].unsqueeze(-1).unsqueeze(-1),)

    return with_bprop(compute, gradient, (input,))


def _gaps(s: Tensor) -> Tensor:
    """Give 1 / (s_j ** 2 - s_i ** 2), and 0 where they are equal."""
    squares = s * s
    gaps = squares.unsqueeze(-2) - squares.unsqueeze(-1)
    equal = gaps == 0
    return _ops.masked_fill(1 / _ops.masked_fill(gaps, equal, 1.0), equal, 0.0)


def _svd_gradient(out: Any, dout: Any) -> Tensor:
    (s, u, v), (ds, du, dv) = out, dout
    count = s.shape[-1]
    u, v, du, dv = (t[..., :count] for t in (u, v, du, dv))
    gaps, row, column = _gaps(s), s.unsqueeze(-2), s.unsqueeze(-1)
    by_u, by_v = u.mT @ du, v.mT @ dv
    inner = (gaps * (by_u - by_u.mT)) * row + column * (gaps * (by_v - by_v.mT))
    inner = inner + _ops.diag_embed(ds)
    found = u @ inner @ v.mT
    if u.shape[-2] > count:
        found = found + ((du - u @ by_u) / row) @ v.mT
    if v.shape[-2] > count:
        found = found + u @ ((dv - v @ by_v) / row).mT
    return found


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
    from mindspore.ops.gradient import with_bprop

    def compute(x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        u, s, vh = np.linalg.svd(x.asnumpy(), full_matrices)
        v = np.ascontiguousarray(np.swapaxes(vh, -1, -2).conj())
        return Tensor(s), Tensor(u), Tensor(v)

    def gradient(x: Tensor, out: Any, dout: Any) -> tuple[Tensor]:
        return (_svd_gradient(out, dout),)

    factors = with_bprop(compute, gradient, (input,))
    return factors if compute_uv else factors[0]


def _triangle_copied(x: Tensor) -> Tensor:
    """Give the symmetric matrix with the lower triangle of `x`."""
    return _ops.tril(x) + _ops.tril(x, -1).mT


def qr(input: Tensor, mode: str = "reduced") -> tuple[Tensor, Tensor]:
    """Decompose matrices into an orthogonal and a triangular factor.

    Gradients are those of matrices with at least as many rows as columns, in the mode "reduced".

    Examples:
        >>> import mindspore as ms
        >>> from mindspore import ops
        >>> x = ms.Tensor([[1.0, 2.0], [3.0, 4.0]])
        >>> q, r = ops.qr(x)
        >>> r.shape
        (2, 2)
    """
    from mindspore.ops.gradient import with_bprop

    def compute(x: Tensor) -> tuple[Tensor, Tensor]:
        q, r = np.linalg.qr(x.asnumpy(), mode)
        return Tensor(q), Tensor(r)

    def gradient(x: Tensor, out: Any, dout: Any) -> tuple[Tensor]:
        (q, r), (dq, dr) = out, dout
        if r.shape[-2] != r.shape[-1]:
            raise ValueError(
                "the gradient of qr needs at least as many rows as columns and the mode 'reduced', "
                f"but is asked for {tuple(x.shape)} and {mode!r}"
            )
        inner = _triangle_copied(r @ dr.mT - dq.mT @ q)
        return ((dq + q @ inner) @ _inverse(r).mT,)

    return with_bprop(compute, gradient, (input,))


def cholesky(input_x: Tensor, upper: bool = False) -> Tensor:
    """Give the triangular root of positive definite matrices.

    Examples:
        >>> from mindspore import Tensor, ops
        >>> print(ops.cholesky(Tensor([[4.0, 0.0], [0.0, 9.0]])))
        [[2. 0.]
         [0. 3.]]
    """
    from mindspore.ops.gradient import with_bprop

    def compute(x: Tensor) -> Tensor:
        return Tensor(np.linalg.cholesky(x.asnumpy()))

    def gradient(x: Tensor, out: Tensor, dout: Tensor) -> tuple[Tensor]:
        inner = _ops.tril(out.mT @ dout)
        inner = inner - _ops.diag_embed(_ops.diagonal(inner, 0, -2, -1)) * 0.5
        back = _inverse(out)
        found = back.mT @ inner @ back
        return ((found + found.mT) * 0.5,)

    root = with_bprop(compute, gradient, (input_x,))
    return root.mT if upper else root


def cholesky_inverse(input_x: Tensor, upper: bool = False) -> Tensor:
    """Invert the matrix of which `input_x` is the triangular root.

    Examples:
        >>> from mindspore import Tensor, ops
        >>> print(ops.cholesky_inverse(Tensor([[2.0, 0.0], [0.0, 1.0]])))
        [[0.25 0.  ]
         [0.   1.  ]]
    """
    root = _ops.triu(input_x).mT if upper else _ops.tril(input_x)
    return _inverse(root @ root.mT)


def pinv(x: Tensor, *, atol: Any = None, rtol: Any = None, hermitian: bool = False) -> Tensor:
    """Give the pseudo-inverse of matrices.

    Args:
        x: Tensor (..., M, N).
        atol: Singular values up to this are 0.
        rtol: So are those up to this part of the largest; None: what the dtype resolves, or 0
            where `atol` is given.
        hermitian: Whether `x` is symmetric; the result is the same.

    Examples:
        >>> from mindspore import Tensor, ops
        >>> print(ops.pinv(Tensor([[2.0, 0.0], [0.0, 4.0]])))
        [[0.5  0.  ]
         [0.   0.25]]
    """
    s, u, v = svd(x)
    if rtol is None:
        epsilon = np.finfo(mstype.dtype_to_nptype(x.dtype)).eps
        rtol = 0.0 if atol is not None else max(x.shape[-2:]) * float(epsilon)
    limit = _ops.amax(s, -1, True) * rtol
    if atol is not None:
        limit = _ops.maximum(limit, atol)
    small = s <= limit
    turned = _ops.masked_fill(1 / _ops.masked_fill(s, small, 1.0), small, 0.0)
    return (v * turned.unsqueeze(-2)) @ u.mT


def lstsq(input: Tensor, A: Tensor) -> Tensor:
    """Give the X for which `input @ X` is nearest to `A`.

    Examples:
        >>> from mindspore import Tensor, ops
        >>> print(ops.lstsq(Tensor([[2.0, 0.0], [0.0, 4.0]]), Tensor([[2.0], [4.0]])))
        [[1.]
         [1.]]
    """
    wanted = A.unsqueeze(-1) if A.ndim == 1 else A
    return pinv(input) @ wanted


def eig(A: Tensor) -> tuple[Tensor, Tensor]:
    """Compute eigenvalues and eigenvectors, as complex numbers; they have no gradient.

    Examples:
        >>> from mindspore import Tensor, ops
        >>> values, vectors = ops.eig(Tensor([[1.0, 0.0], [0.0, 2.0]]))
        >>> print(values)
        [1.+0.j 2.+0.j]
    """
    values, vectors = np.linalg.eig(A.asnumpy())
    double = A.dtype in (mstype.float64, mstype.complex128)
    dtype = np.complex128 if double else np.complex64
    return Tensor(values.astype(dtype)), Tensor(vectors.astype(dtype))


def eigvals(A: Tensor) -> Tensor:
    """Compute eigenvalues, as complex numbers; they have no gradient.

    Examples:
        >>> from mindspore import Tensor, ops
        >>> print(ops.eigvals(Tensor([[1.0, 0.0], [0.0, 2.0]])))
        [1.+0.j 2.+0.j]
    """
    return eig(A)[0]


def matrix_norm(
    A: Tensor, ord: Any = "fro", axis: Any = (-2, -1), keepdims: bool = False, *, dtype: Any = None
) -> Tensor:
    """Compute a norm of matrices.

    Args:
        A: Tensor with 2 axes or more.
        ord: "fro", "nuc", inf, -inf, 1, -1, 2 or -2.
        axis: Which two axes are the matrix.
        keepdims: Whether they stay, with extent 1.
        dtype: What is computed with.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore import ops
        >>> x = ms.Tensor([[1.0, 2.0], [3.0, 4.0]])
        >>> print(ops.matrix_norm(x, 1))
        6.0
    """
    A = A if dtype is None else A.astype(dtype)
    first, last = (each % A.ndim for each in axis)
    rest = [i for i in range(A.ndim) if i not in (first, last)]
    x = _ops.transpose(A, (*rest, first, last))
    if ord == "fro":
        found = (x * x).sum((-2, -1)).sqrt()
    elif ord in ("nuc", 2, -2):
        s = svd(x, compute_uv=False)
        found = s.sum(-1) if ord == "nuc" else _ops.amax(s, -1) if ord == 2 else _ops.amin(s, -1)
    elif ord in (1, -1, math.inf, -math.inf):
        sums = x.abs().sum(-2 if abs(ord) == 1 else -1)
        found = _ops.amax(sums, -1) if ord > 0 else _ops.amin(sums, -1)
    else:
        raise ValueError(
            f"`ord` needs to be 'fro', 'nuc', inf, -inf, 1, -1, 2 or -2, but is {ord!r}"
        )
    if keepdims:
        for each in sorted((first, last)):
            found = found.unsqueeze(each)
    return found


def norm(
    A: Tensor, ord: Any = None, dim: Any = None, keepdim: bool = False, *, dtype: Any = None
) -> Tensor:
    """Compute a norm of vectors, or of matrices over two axes.

    Args:
        A: Tensor of numbers.
        ord: None or "fro": the root of the sum of squares. Of a vector any number; of a matrix 1,
            -1, inf, -inf, or of its singular values 2 (the largest), -2 (the smallest) and "nuc"
            (their sum).
        dim: An int for vectors, two ints for matrices; None takes all axes, as a matrix where there
            are two of them and `ord` is given.
        keepdim: Whether the axes stay, with extent 1.
        dtype: What is computed with.

    Raises:
        ValueError: If `ord` is none of these.

    Examples:
        >>> from mindspore import Tensor, ops
        >>> x = Tensor([[3.0, 0.0], [0.0, 4.0]])
        >>> print(ops.norm(x), ops.norm(x, 2), ops.norm(x, "nuc"), ops.norm(x, 1, dim=1))
        5.0 4.0 7.0 [3. 4.]
    """
    if isinstance(ord, str | int | float) and ord in ("nuc", 2, -2):
        axes = tuple(range(A.ndim)) if dim is None else dim
        if isinstance(axes, tuple | list) and len(axes) == 2:
            return matrix_norm(A, ord, axes, keepdim, dtype=dtype)
    return _ops.Norm(A, ord, dim, keepdim, dtype=dtype)


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
    x = input.unsqueeze(0) if input.ndim == 1 else input
    weights = None if fweights is None else fweights.astype(x.dtype)
    if aweights is not None:
        scale = aweights.astype(x.dtype)
        weights = scale if weights is None else weights * scale
    total: Any = x.shape[-1] if weights is None else weights.sum()
    weighted = x if weights is None else x * weights
    centred = x - weighted.sum(-1, keepdims=True) / total
    lost: Any = correction
    if aweights is not None:
        lost = correction * (weights * aweights.astype(x.dtype)).sum() / total
    left = centred if weights is None else centred * weights
    found = left @ _ops.conj(centred).mT / (total - lost)
    return found.reshape(()) if input.ndim == 1 else found
