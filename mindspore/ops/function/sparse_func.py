"""Functions of sparse Tensors: between their kinds, products, and functions of each value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mindspore import _core
from mindspore._core import Tensor
from mindspore.common.sparse_tensor import COOTensor, CSRTensor, dense_to_coo, dense_to_csr

_ops = _core.ops

_MAPPED = (
    "abs", "acos", "acosh", "asin", "asinh", "atan", "atanh", "ceil", "cos", "cosh", "exp",
    "expm1", "floor", "inv", "isfinite", "isinf", "isnan", "log", "log1p", "neg", "relu",
    "relu6", "round", "sigmoid", "sin", "sinh", "softsign", "sqrt", "square", "tan", "tanh",
)  # fmt: skip

if TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        """Those of one argument are made at the end of this file."""


__all__ = [
    "coo_add",
    "coo_concat",
    "csr_add",
    "csr_mm",
    "csr_reduce_sum",
    "csr_softmax",
    "csr_to_coo",
    "csr_to_dense",
    "dense_to_sparse_coo",
    "dense_to_sparse_csr",
    *[f"{kind}_{name}" for kind in ("coo", "csr") for name in _MAPPED],
]


def dense_to_sparse_coo(tensor: Tensor) -> COOTensor:
    """Give a matrix as a COOTensor.

    >>> from mindspore import Tensor, ops
    >>> print(ops.dense_to_sparse_coo(Tensor([[0.0, 3.0]])).indices)
    [[0 1]]
    """
    return dense_to_coo(tensor)


def dense_to_sparse_csr(tensor: Tensor) -> CSRTensor:
    """Give a matrix as a CSRTensor.

    >>> from mindspore import Tensor, ops
    >>> print(ops.dense_to_sparse_csr(Tensor([[0.0, 3.0], [1.0, 0.0]])).indptr)
    [0 1 2]
    """
    return dense_to_csr(tensor)


def csr_to_coo(tensor: CSRTensor) -> COOTensor:
    """Give a CSRTensor as a COOTensor."""
    return tensor.to_coo()


def csr_to_dense(csr_tensor: CSRTensor) -> Tensor:
    """Give the whole matrix."""
    return csr_tensor.to_dense()


def coo_add(x1: COOTensor, x2: COOTensor, thresh: Any) -> COOTensor:
    """Add two; values whose size is below `thresh` are left out."""
    return x1.add(x2, thresh)


def csr_add(a: CSRTensor, b: CSRTensor, alpha: Any, beta: Any) -> CSRTensor:
    """Give alpha * a + beta * b."""
    return a.add(b, alpha, beta)


def csr_mm(a: CSRTensor, b: Any, trans_a: bool = False, trans_b: bool = False) -> Any:
    """Multiply two matrices, the first of them sparse."""
    if trans_a:
        a = dense_to_csr(_ops.swapaxes(a.to_dense(), 0, 1))
    if trans_b:
        b = b.to_dense() if isinstance(b, CSRTensor) else b
        b = _ops.swapaxes(b, 0, 1)
    return a.mm(b)


def csr_reduce_sum(csr_tensor: CSRTensor, axis: int) -> Tensor:
    """Add up along an axis, which stays with extent 1."""
    return csr_tensor.sum(axis)


def csr_softmax(logits: CSRTensor, dtype: Any) -> CSRTensor:
    """Apply softmax to the values of each row."""
    rows = _ops.expand_dims(logits._rows(), 1)
    frame = _ops.full((logits.shape[0],), float("-inf"), dtype=logits.dtype)
    most = _ops.gather_nd(_ops.tensor_scatter_max(frame, rows, logits.values), rows)
    grown = _ops.exp(logits.values - most)
    total = _ops.tensor_scatter_add(_ops.zeros((logits.shape[0],), grown.dtype), rows, grown)
    return logits._with((grown / _ops.gather_nd(total, rows)).astype(dtype))


def coo_concat(sp_input: Any, concat_dim: int = 0) -> COOTensor:
    """Join sparse matrices along an axis.

    >>> from mindspore import COOTensor, Tensor, ops
    >>> x = COOTensor(Tensor([[0, 1]]), Tensor([1.0]), (1, 2))
    >>> print(ops.coo_concat((x, x), 1).indices)
    [[0 1]
     [0 3]]
    """
    indices, values, moved = [], [], 0
    axis = concat_dim % len(sp_input[0].shape)
    for each in sp_input:
        step = [moved if k == axis else 0 for k in range(len(each.shape))]
        indices.append(each.indices + Tensor(step, each.indices.dtype))
        values.append(each.values)
        moved += each.shape[axis]
    shape = tuple(moved if k == axis else n for k, n in enumerate(sp_input[0].shape))
    return COOTensor(_ops.concat(indices, 0), _ops.concat(values, 0), shape)


def _mapped(kind: str, name: str) -> Any:
    function = getattr(_ops, name, None)

    def apply(x: Any) -> Any:
        run = function
        if run is None:
            from mindspore import ops

            run = getattr(ops, name)
        return x._with(run(x.values))

    apply.__name__ = apply.__qualname__ = f"{kind}_{name}"
    apply.__doc__ = f"Apply `{name}` to the values of a {kind.upper()}Tensor."
    return apply


for _kind in ("coo", "csr"):
    for _name in _MAPPED:
        globals()[f"{_kind}_{_name}"] = _mapped(_kind, _name)
