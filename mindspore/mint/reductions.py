"""Reductions and orders, with `dim` and `keepdim`."""

from __future__ import annotations

from typing import Any

from mindspore import _core
from mindspore._core import Tensor
from mindspore.common import dtype as mstype

_ops = _core.ops

__all__ = [
    "all",
    "amax",
    "amin",
    "any",
    "argmax",
    "argmin",
    "argsort",
    "count_nonzero",
    "cumprod",
    "cumsum",
    "kthvalue",
    "logsumexp",
    "max",
    "mean",
    "median",
    "min",
    "nansum",
    "norm",
    "prod",
    "sort",
    "std",
    "std_mean",
    "sum",
    "topk",
    "unique",
    "unique_consecutive",
    "var",
    "var_mean",
]


def sum(input: Tensor, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Tensor:
    """Add up over axes.

    >>> from mindspore import Tensor, mint
    >>> print(mint.sum(Tensor([[1, 2], [3, 4]]), dim=0))
    [4 6]
    """
    return _ops.sum(input, dim, keepdim, dtype=dtype)


def mean(input: Tensor, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Tensor:
    """Give means over axes."""
    return _ops.reduce_mean(input if dtype is None else _ops.cast(input, dtype), dim, keepdim)


def prod(input: Tensor, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Tensor:
    """Multiply over an axis."""
    return _ops.prod(input, dim, keepdim, dtype)


def nansum(input: Tensor, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Tensor:
    """Add up over axes, NaN counted as 0."""
    return _ops.nansum(input, dim, keepdim, dtype=dtype)


def all(input: Tensor, dim: Any = None, keepdim: bool = False) -> Tensor:
    """Tell whether all are true."""
    return _ops.reduce_all(input, dim, keepdim)


def any(input: Tensor, dim: Any = None, keepdim: bool = False) -> Tensor:
    """Tell whether one is true."""
    return _ops.reduce_any(input, dim, keepdim)


def amax(input: Tensor, dim: Any = (), keepdim: bool = False) -> Tensor:
    """Give the greatest over axes."""
    return _ops.amax(input, None if dim == () else dim, keepdim)


def amin(input: Tensor, dim: Any = (), keepdim: bool = False) -> Tensor:
    """Give the smallest over axes."""
    return _ops.amin(input, None if dim == () else dim, keepdim)


def max(input: Tensor, dim: Any = None, keepdim: bool = False) -> Any:
    """Give the greatest element; with `dim` also where it stands; or of two Tensors the greater.

    >>> from mindspore import Tensor, mint
    >>> values, places = mint.max(Tensor([[1.0, 5.0]]), 1)
    >>> print(values, places)
    [5.] [1]
    """
    if isinstance(dim, Tensor):
        return _ops.maximum(input, dim)
    if dim is None:
        return _ops.reduce_max(input)
    values, places = _ops.max(input, dim, keepdim)
    return values, places.astype(mstype.int64)


def min(input: Tensor, dim: Any = None, keepdim: bool = False) -> Any:
    """Give the smallest element; with `dim` also where it stands; or of two Tensors the smaller."""
    if isinstance(dim, Tensor):
        return _ops.minimum(input, dim)
    if dim is None:
        return _ops.reduce_min(input)
    values, places = _ops.min(input, dim, keepdim)
    return values, places.astype(mstype.int64)


def argmax(input: Tensor, dim: Any = None, keepdim: bool = False) -> Tensor:
    """Say where the greatest element stands."""
    return _ops.argmax(input, dim, keepdim)


def argmin(input: Tensor, dim: Any = None, keepdim: bool = False) -> Tensor:
    """Say where the smallest element stands."""
    return _ops.argmin(input, dim, keepdim)


def median(input: Tensor, dim: Any = None, keepdim: bool = False) -> Any:
    """Give the median; with `dim` also where it stands."""
    if dim is None:
        return _ops.median(_ops.reshape(input, (-1,)), 0, False)[0]
    return _ops.median(input, dim, keepdim)


def kthvalue(input: Tensor, k: int, dim: int = -1, keepdim: bool = False) -> tuple:
    """Give the k-th smallest along an axis, and where it stands.

    >>> from mindspore import Tensor, mint
    >>> print(mint.kthvalue(Tensor([3.0, 1.0, 2.0]), 2)[0])
    2.0
    """
    values, places = sort(input, dim=dim)
    found = [_ops.narrow(each, dim, k - 1, 1) for each in (values, places)]
    return tuple(found if keepdim else [_ops.squeeze(each, dim) for each in found])


def logsumexp(input: Tensor, dim: Any, keepdim: bool = False) -> Tensor:
    """Give the logarithm of the sum of exponentials."""
    return _ops.logsumexp(input, dim, keepdim)


def norm(
    input: Tensor, p: Any = "fro", dim: Any = None, keepdim: bool = False, *, dtype: Any = None
) -> Tensor:
    """Give the length of vectors."""
    x = input if dtype is None else _ops.cast(input, dtype)
    if dim is None:
        x, dim = (_ops.reshape(x, (-1,)), (0,))
    return _ops.Norm(x, 2.0 if p == "fro" else p, dim, keepdim)


def std(input: Tensor, dim: Any = None, *, correction: int = 1, keepdim: bool = False) -> Tensor:
    """Give standard deviations, of samples unless `correction` is 0."""
    return _ops.std(input, dim, correction, keepdim)


def var(input: Tensor, dim: Any = None, *, correction: int = 1, keepdim: bool = False) -> Tensor:
    """Give variances, of samples unless `correction` is 0.

    >>> from mindspore import Tensor, mint
    >>> print(mint.var(Tensor([1.0, 3.0])))
    2.0
    """
    return _ops.var(input, dim, correction, keepdim)


def std_mean(
    input: Tensor, dim: Any = None, *, correction: int = 1, keepdim: bool = False
) -> tuple:
    """Give standard deviations and means."""
    return _ops.std_mean(input, dim, correction, keepdim)


def var_mean(
    input: Tensor, dim: Any = None, *, correction: int = 1, keepdim: bool = False
) -> tuple:
    """Give variances and means."""
    return _ops.var_mean(input, dim, correction, keepdim)


def cumsum(input: Tensor, dim: int, dtype: Any = None) -> Tensor:
    """Add up as far as each element."""
    return _ops.cumsum(input, dim, dtype)


def cumprod(input: Tensor, dim: int, dtype: Any = None) -> Tensor:
    """Multiply as far as each element."""
    return _ops.cumprod(input, dim, dtype)


def count_nonzero(input: Tensor, dim: Any = None) -> Tensor:
    """Count what is not 0."""
    return _ops.count_nonzero(input, () if dim is None else dim, False, mstype.int64)


def argsort(input: Tensor, dim: int = -1, descending: bool = False, stable: bool = False) -> Tensor:
    """Say which element comes first, second, ..."""
    return _ops.argsort(input, dim, descending, stable)


def sort(input: Tensor, *, dim: int = -1, descending: bool = False, stable: bool = False) -> tuple:
    """Put elements into order, and say where they came from."""
    values, places = _ops.sort(input, dim, descending)
    return values, places.astype(mstype.int64)


def topk(input: Tensor, k: int, dim: int = -1, largest: bool = True, sorted: bool = True) -> tuple:
    """Give the `k` greatest, and where they stand."""
    values, places = _ops.topk(input, k, dim, largest, sorted)
    return values, places.astype(mstype.int64)


def unique(
    input: Tensor,
    sorted: bool = True,
    return_inverse: bool = False,
    return_counts: bool = False,
    dim: int | None = None,
) -> Any:
    """Give the different elements, sorted; where each is found in them; how often each is there.

    >>> from mindspore import Tensor, mint
    >>> print(mint.unique(Tensor([3, 1, 3])))
    [1 3]
    """
    if dim is not None:
        raise ValueError(f"mint.unique needs `dim` to be None, but it is {dim}")
    flat = _ops.reshape(input, (-1,))
    order = _ops.argsort(flat).astype(mstype.int64)
    values, inverse, counts = _ops.UniqueConsecutive(_ops.index_select(flat, 0, order), True, True)
    found = [values]
    if return_inverse:
        back = _ops.index_select(inverse, 0, _ops.argsort(order).astype(mstype.int64))
        found.append(_ops.reshape(back, input.shape).astype(mstype.int64))
    if return_counts:
        found.append(counts.astype(mstype.int64))
    return found[0] if len(found) == 1 else tuple(found)


def unique_consecutive(
    input: Tensor, return_inverse: bool = False, return_counts: bool = False, dim: Any = None
) -> Any:
    """Leave out what equals its neighbour."""
    from mindspore import ops

    return ops.unique_consecutive(input, return_inverse, return_counts, dim)
