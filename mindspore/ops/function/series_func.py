"""Functions along an axis: differences, integrals, quantiles, polynomials of a vector."""

from __future__ import annotations

from typing import Any

from mindspore import _core
from mindspore._core import Tensor
from mindspore.common import dtype as mstype

_ops = _core.ops

__all__ = ["diff", "isin", "nanquantile", "quantile", "take_along_axis", "trapz", "vander"]


def diff(
    x: Tensor,
    n: int = 1,
    axis: int = -1,
    prepend: Tensor | None = None,
    append: Tensor | None = None,
) -> Tensor:
    """Subtract from each element the one before it along `axis`, `n` times over.

    >>> from mindspore import Tensor, ops
    >>> print(ops.diff(Tensor([1, 3, 6, 10])), ops.diff(Tensor([1, 3, 6, 10]), 2))
    [2 3 4] [1 1]
    """
    if n < 0:
        raise ValueError(f"`n` needs to be 0 or more, but is {n}")
    ends = [end if isinstance(end, Tensor) else None for end in (prepend, append)]
    if any(end is not None for end in ends):
        x = _ops.concat([part for part in (ends[0], x, ends[1]) if part is not None], axis)
    for _ in range(n):
        length = x.shape[axis]
        if length < 1:
            break
        later = _ops.Narrow(x, axis, 1, length - 1)
        earlier = _ops.Narrow(x, axis, 0, length - 1)
        changed = x.dtype == mstype.bool_
        x = _ops.not_equal(later, earlier) if changed else later - earlier
    return x


def trapz(y: Tensor, x: Tensor | None = None, *, dx: float = 1.0, dim: int = -1) -> Tensor:
    """Integrate the samples `y`, which stand at `x` or `dx` apart, by trapezoids along `dim`.

    >>> from mindspore import Tensor, ops
    >>> print(ops.trapz(Tensor([1.0, 2.0, 4.0])), ops.trapz(Tensor([1.0, 3.0]), Tensor([0.0, 2.0])))
    4.5 4.0
    """
    if not y.is_floating_point() and not y.is_complex():
        y = y.astype(mstype.float32)
    length = y.shape[dim]
    if length < 2:
        return _ops.reduce_sum(y, dim) * 0
    means = (_ops.Narrow(y, dim, 1, length - 1) + _ops.Narrow(y, dim, 0, length - 1)) * 0.5
    if x is None:
        return _ops.reduce_sum(means, dim) * dx
    widths = diff(x, axis=-1 if x.ndim == 1 else dim)
    if x.ndim == 1 and y.ndim > 1:
        behind = y.ndim - 1 - (dim % y.ndim)
        widths = widths.reshape((length - 1,) + (1,) * behind)
    return _ops.reduce_sum(means * widths, dim)


def _quantile(input: Tensor, q: Any, axis: int | None, keepdims: bool, skip_nan: bool) -> Tensor:
    share = q if isinstance(q, Tensor) else Tensor(q, input.dtype)
    numbers = input if axis is not None and input.ndim else input.reshape(-1)
    along = numbers if axis is None else _ops.movedim(numbers, axis, -1)
    ordered = _ops.sort(along)[0]
    # NaN is sorted behind all numbers.
    missing = _ops.reduce_sum(_ops.isnan(ordered).astype(mstype.int32), -1, True)
    last = along.shape[-1] - 1
    ends = (last - missing if skip_nan else last + missing * 0).astype(share.dtype)
    flat = share.reshape(-1)
    place = _ops.maximum(ends, 0) * flat
    low = _ops.floor(place)
    high = _ops.minimum(low + 1, _ops.maximum(ends, 0))
    below = _ops.gather_elements(ordered, -1, low.astype(mstype.int64))
    above = _ops.gather_elements(ordered, -1, high.astype(mstype.int64))
    result = below + (above - below) * (place - low)
    spoiled = ends < 0 if skip_nan else missing > 0
    result = _ops.masked_fill(result, _ops.broadcast_to(spoiled, result.shape), float("nan"))
    result = _ops.movedim(result, -1, 0)
    if keepdims:
        kept = [1] * input.ndim if axis is None else list(input.shape)
        kept[axis or 0] = 1
        result = result.reshape((-1, *kept) if input.ndim else (-1,))
    return result if share.ndim else result.reshape(result.shape[1:])


def quantile(input: Tensor, q: Any, axis: int | None = None, keepdims: bool = False) -> Tensor:
    """Give the number that the share `q` of the elements lies below, between two if need be.

    Several shares make a new first axis. NaN among the elements makes the result NaN.

    >>> from mindspore import Tensor, ops
    >>> x = Tensor([1.0, 2.0, 3.0, 4.0])
    >>> print(ops.quantile(x, 0.5), ops.quantile(x, Tensor([0.0, 1.0])))
    2.5 [1. 4.]
    """
    return _quantile(input, q, axis, keepdims, False)


def nanquantile(input: Tensor, q: Any, axis: int | None = None, keepdims: bool = False) -> Tensor:
    """Give the quantile of those elements that are not NaN.

    >>> from mindspore import Tensor, ops
    >>> print(ops.nanquantile(Tensor([1.0, float("nan"), 3.0]), 0.5))
    2.0
    """
    return _quantile(input, q, axis, keepdims, True)


def isin(elements: Tensor, test_elements: Any, *, invert: bool = False) -> Tensor:
    """Tell for each element whether it is among `test_elements`.

    >>> from mindspore import Tensor, ops
    >>> print(ops.isin(Tensor([1, 2, 3]), Tensor([3, 1])))
    [ True False  True]
    """
    among = test_elements if isinstance(test_elements, Tensor) else Tensor(test_elements)
    equal = _ops.equal(_ops.expand_dims(elements, -1), among.reshape(-1))
    found = _ops.any(equal, -1)
    return _ops.logical_not(found) if invert else found


def take_along_axis(input: Tensor, indices: Tensor, axis: int | None = None) -> Tensor:
    """Take elements at `indices` along `axis`; the other axes broadcast.

    >>> from mindspore import Tensor, ops
    >>> print(ops.take_along_axis(Tensor([[3, 1, 2]]), Tensor([[1, 2]]), 1))
    [[1 2]]
    """
    if axis is None:
        return _ops.gather_elements(input.reshape(-1), 0, indices.reshape(-1))
    axis %= input.ndim
    shape = list(input.shape)
    for at, extent in enumerate(indices.shape):
        shape[at] = shape[at] if at == axis else max(extent, shape[at])
    taken = list(shape)
    taken[axis] = indices.shape[axis]
    return _ops.gather_elements(
        _ops.broadcast_to(input, tuple(shape)), axis, _ops.broadcast_to(indices, tuple(taken))
    )


def vander(x: Tensor, N: int | None = None) -> Tensor:
    """Give the powers of each element, falling to 0, as the columns of a matrix.

    >>> from mindspore import Tensor, ops
    >>> print(ops.vander(Tensor([1, 2, 3])))
    [[1 1 1]
     [4 2 1]
     [9 3 1]]
    """
    count = x.shape[0] if N is None else int(N)
    if x.ndim != 1 or count < 0:
        raise ValueError(f"vander needs a vector and `N` of 0 or more, found {x.shape} and {N}")
    powers = _ops.arange(count - 1, -1, -1).astype(x.dtype)
    return _ops.pow(_ops.expand_dims(x, 1), powers)
