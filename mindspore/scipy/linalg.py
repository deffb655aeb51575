"""Linear algebra by LAPACK through NumPy; solutions and eigenvalues have gradients."""

from __future__ import annotations

from typing import Any

import numpy as np

from mindspore import ops
from mindspore.common.tensor import Tensor
from mindspore.ops.gradient import with_bprop

__all__ = [
    "block_diag",
    "cho_factor",
    "cho_solve",
    "cholesky",
    "det",
    "eigh",
    "inv",
    "lstsq",
    "lu",
    "lu_factor",
    "solve_triangular",
]


def _square(a: Tensor, name: str) -> None:
    if a.ndim < 2 or a.shape[-1] != a.shape[-2]:
        raise ValueError(f"{name} needs square matrices, found {a.shape}")


def block_diag(*arrs: Tensor) -> Tensor:
    """Put matrices on the diagonal of a larger one.

    >>> from mindspore import Tensor
    >>> from mindspore.scipy.linalg import block_diag
    >>> print(block_diag(Tensor([[1.0]]), Tensor([[2.0]])))
    [[1. 0.]
     [0. 2.]]
    """
    return ops.block_diag(*arrs)


def inv(a: Tensor, overwrite_a: bool = False, check_finite: bool = True) -> Tensor:
    """Invert a matrix."""
    _square(a, "inv")
    return ops.inverse(a)


def det(a: Tensor, overwrite_a: bool = False, check_finite: bool = True) -> Tensor:
    """Give the determinant."""
    _square(a, "det")
    return ops.det(a)


def cholesky(
    a: Tensor, lower: bool = False, overwrite_a: bool = False, check_finite: bool = True
) -> Tensor:
    """Give the triangular root of a positive definite matrix.

    >>> from mindspore import Tensor
    >>> from mindspore.scipy.linalg import cholesky
    >>> print(cholesky(Tensor([[4.0, 0.0], [0.0, 9.0]]), lower=True))
    [[2. 0.]
     [0. 3.]]
    """
    _square(a, "cholesky")

    def compute(x: Tensor) -> Tensor:
        return Tensor(np.linalg.cholesky(x.asnumpy()))

    def gradient(x: Tensor, out: Tensor, dout: Tensor) -> tuple[Tensor]:
        inner = ops.tril(ops.matmul(out.mT, dout))
        inner = inner - ops.diag_embed(ops.diagonal(inner, 0, -2, -1)) * 0.5
        back = ops.inverse(out)
        found = ops.matmul(ops.matmul(back.mT, inner), back)
        return ((found + found.mT) * 0.5,)

    root = with_bprop(compute, gradient, (a,))
    return root if lower else root.mT


def cho_factor(
    a: Tensor, lower: bool = False, overwrite_a: bool = False, check_finite: bool = True
) -> tuple[Tensor, bool]:
    """Give the triangular root, and whether it is the lower one: for `cho_solve`."""
    return cholesky(a, lower), lower


def cho_solve(
    c_and_lower: tuple, b: Tensor, overwrite_b: bool = False, check_finite: bool = True
) -> Tensor:
    """Solve A x = b where `cho_factor` gave the root of A."""
    root, lower = c_and_lower
    root = root if lower else root.mT
    return solve_triangular(root, solve_triangular(root, b, lower=True), trans=1, lower=True)


def solve_triangular(
    a: Tensor,
    b: Tensor,
    trans: Any = 0,
    lower: bool = False,
    unit_diagonal: bool = False,
    overwrite_b: bool = False,
    debug: Any = None,
    check_finite: bool = True,
) -> Tensor:
    """Solve a x = b for a triangular matrix, or (`trans` 1 or "T", 2 or "C") a.T x = b.

    >>> from mindspore import Tensor
    >>> from mindspore.scipy.linalg import solve_triangular
    >>> print(solve_triangular(Tensor([[2.0, 0.0], [1.0, 1.0]]), Tensor([2.0, 3.0]), lower=True))
    [1. 2.]
    """
    _square(a, "solve_triangular")
    kept = ops.tril(a) if lower else ops.triu(a)
    if unit_diagonal:
        size = a.shape[-1]
        kept = kept - kept * ops.eye(size, size, a.dtype) + ops.eye(size, size, a.dtype)
    if trans in (1, "T", 2, "C"):
        kept = kept.mT

    def compute(matrix: Tensor, right: Tensor) -> Tensor:
        found = np.linalg.solve(matrix.asnumpy(), _columns(right))
        return Tensor(found.reshape(right.shape).astype(right.asnumpy().dtype))

    def gradient(matrix: Tensor, right: Tensor, out: Tensor, dout: Tensor) -> tuple:
        back = ops.inverse(matrix).mT
        flat = dout.ndim < matrix.ndim
        wide_dout, wide_out = (ops.expand_dims(each, -1) if flat else each for each in (dout, out))
        of_right = ops.matmul(back, wide_dout)
        of_matrix = -ops.matmul(of_right, wide_out.mT)
        return of_matrix, ops.squeeze(of_right, -1) if flat else of_right

    def _columns(right: Tensor) -> np.ndarray:
        array = right.asnumpy()
        return array[..., None] if right.ndim < a.ndim else array

    return with_bprop(compute, gradient, (kept, b))


def eigh(
    a: Tensor,
    b: Any = None,
    lower: bool = True,
    eigvals_only: bool = False,
    overwrite_a: bool = False,
    overwrite_b: bool = False,
    turbo: bool = True,
    eigvals: Any = None,
    type: int = 1,
    check_finite: bool = True,
) -> Any:
    """Give the eigenvalues of symmetric matrices, rising, and the eigenvectors in columns.

    >>> from mindspore import Tensor
    >>> from mindspore.scipy.linalg import eigh
    >>> print(eigh(Tensor([[2.0, 0.0], [0.0, 1.0]]), eigvals_only=True))
    [1. 2.]
    """
    _square(a, "eigh")
    for name, value in (("b", b), ("eigvals", eigvals)):
        if value is not None:
            raise ValueError(f"eigh needs `{name}` to be None, but it is given")

    def compute(x: Tensor) -> Any:
        values, vectors = np.linalg.eigh(x.asnumpy(), "L" if lower else "U")
        return Tensor(values), Tensor(vectors)

    def gradient(x: Tensor, out: tuple, dout: tuple) -> tuple[Tensor]:
        values, vectors = out
        apart = ops.expand_dims(values, -2) - ops.expand_dims(values, -1)
        same = apart == 0
        one, none = ops.ones_like(apart), ops.zeros_like(apart)
        share = ops.where(same, none, 1 / ops.where(same, one, apart))
        turned = vectors.mH
        inner = ops.diag_embed(dout[0]) + share * ops.matmul(turned, dout[1])
        return (ops.matmul(ops.matmul(vectors, inner), turned),)

    values, vectors = with_bprop(compute, gradient, (a,))
    return values if eigvals_only else (values, vectors)


def _decomposed(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """L and U in one matrix, and the row that each row was exchanged with."""
    found, size = matrix.copy(), matrix.shape[-1]
    pivots = np.arange(size)
    for k in range(size):
        best = k + int(np.argmax(np.abs(found[k:, k])))
        pivots[k] = best
        found[[k, best]] = found[[best, k]]
        if found[k, k] != 0:
            found[k + 1 :, k] /= found[k, k]
            found[k + 1 :, k + 1 :] -= np.outer(found[k + 1 :, k], found[k, k + 1 :])
    return found, pivots


def lu_factor(
    a: Tensor, overwrite_a: bool = False, check_finite: bool = True
) -> tuple[Tensor, Tensor]:
    """Give L and U in one matrix, and the row that each row was exchanged with."""
    _square(a, "lu_factor")
    found, pivots = _decomposed(a.asnumpy())
    return Tensor(found), Tensor(pivots.astype(np.int32))


def lu(
    a: Tensor, permute_l: bool = False, overwrite_a: bool = False, check_finite: bool = True
) -> tuple:
    """Give P, L and U, whose product is `a`; or P L and U.

    >>> from mindspore import Tensor
    >>> from mindspore.scipy.linalg import lu
    >>> p, l, u = lu(Tensor([[0.0, 2.0], [4.0, 0.0]]))
    >>> print((p @ l @ u))
    [[0. 2.]
     [4. 0.]]
    """
    _square(a, "lu")
    found, pivots = _decomposed(a.asnumpy())
    size = found.shape[-1]
    order = np.arange(size)
    for k, other in enumerate(pivots):
        order[[k, other]] = order[[other, k]]
    turned = np.eye(size, dtype=found.dtype)[order].T
    left = np.tril(found, -1) + np.eye(size, dtype=found.dtype)
    upper = Tensor(np.triu(found))
    if permute_l:
        return Tensor(turned @ left), upper
    return Tensor(turned), Tensor(left), upper


def lstsq(A: Tensor, B: Tensor, rcond: Any = None, driver: Any = None) -> tuple:
    """Solve A X = B as nearly as it goes: X, the remaining squares, the rank, singular values."""
    found = np.linalg.lstsq(A.asnumpy(), B.asnumpy(), rcond)
    solution, rest, rank, values = found
    return Tensor(solution), Tensor(np.asarray(rest)), Tensor(int(rank)), Tensor(values)
