"""Linear algebra."""

from __future__ import annotations

from typing import Any

from mindspore.common.tensor import Tensor
from mindspore.ops.function import matrix_func
from mindspore.ops.function.host_func import inverse as inv
from mindspore.ops.function.matrix_func import norm

__all__ = ["inv", "matrix_norm", "norm", "qr", "vector_norm"]


def vector_norm(
    x: Tensor, ord: Any = 2, dim: Any = None, keepdim: bool = False, *, dtype: Any = None
) -> Tensor:
    """Give norms of vectors along `dim`, or of all elements as one vector.

    >>> from mindspore import Tensor, mint
    >>> print(mint.linalg.vector_norm(Tensor([[3.0, 0.0], [0.0, 4.0]])))
    5.0
    """
    if dim is not None:
        return norm(x, ord, dim, keepdim, dtype=dtype)
    length = norm(x.reshape(-1), ord, 0, dtype=dtype)
    return length.reshape((1,) * x.ndim) if keepdim else length


def matrix_norm(
    A: Tensor,
    ord: Any = "fro",
    dim: Any = (-2, -1),
    keepdim: bool = False,
    *,
    dtype: Any = None,
) -> Tensor:
    """Give norms of matrices over two axes.

    >>> from mindspore import Tensor, mint
    >>> print(mint.linalg.matrix_norm(Tensor([[3.0, 0.0], [0.0, 4.0]]), 2))
    4.0
    """
    return matrix_func.matrix_norm(A, ord, dim, keepdim, dtype=dtype)


def qr(A: Tensor, mode: str = "reduced") -> tuple[Tensor, Tensor]:
    """Decompose matrices into an orthogonal and a triangular factor.

    >>> from mindspore import Tensor, mint
    >>> q, r = mint.linalg.qr(Tensor([[1.0, 2.0], [3.0, 4.0]]))
    >>> print(q.shape, r.shape)
    (2, 2) (2, 2)
    """
    return matrix_func.qr(A, mode)
