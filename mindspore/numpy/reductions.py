"""Sums, extremes, statistics and products of matrices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from mindspore import ops
from mindspore.common.tensor import Tensor
from mindspore.numpy.creation import asarray, together

__all__ = [
    "all",
    "amax",
    "amin",
    "any",
    "argmax",
    "argmin",
    "average",
    "bincount",
    "corrcoef",
    "correlate",
    "cov",
    "cross",
    "cumprod",
    "cumsum",
    "diff",
    "dot",
    "ediff1d",
    "gradient",
    "inner",
    "kron",
    "matmul",
    "matrix_power",
    "max",
    "mean",
    "min",
    "multi_dot",
    "nancumsum",
    "nanmax",
    "nanmean",
    "nanmin",
    "nanstd",
    "nansum",
    "nanvar",
    "norm",
    "outer",
    "prod",
    "ptp",
    "sometrue",
    "std",
    "sum",
    "tensordot",
    "trace",
    "trapz",
    "var",
]


def _typed(result: Tensor, dtype: Any) -> Tensor:
    return result if dtype is None else result.astype(dtype)


def sum(
    a: Any, axis: Any = None, dtype: Any = None, keepdims: bool = False, initial: Any = None
) -> Tensor:
    """Add up elements.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.sum([1, 2, 3]))
    6
    """
    total = ops.sum(asarray(a), axis, keepdims, dtype=dtype)
    return total if initial is None else total + initial


def prod(a: Any, axis: Any = None, dtype: Any = None, keepdims: bool = False) -> Tensor:
    """Multiply elements.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.prod([1.0, 2.0, 3.0]))
    6.0
    """
    return ops.prod(asarray(a), axis, keepdims, dtype)


def mean(a: Any, axis: Any = None, keepdims: bool = False, dtype: Any = None) -> Tensor:
    """Average elements.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.mean([1.0, 2.0, 3.0]))
    2.0
    """
    x = asarray(a)
    return _typed(ops.mean(x if x.is_floating_point() else x.float(), axis, keepdims), dtype)


def var(x: Any, axis: Any = None, ddof: int = 0, keepdims: bool = False) -> Tensor:
    """Average the squared distances from the mean.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.var([1.0, 3.0]))
    1.0
    """
    x = asarray(x)
    x = x if x.is_floating_point() else x.float()
    square = ops.square(x - mean(x, axis, True))
    total = ops.sum(square, axis, keepdims)
    return total / (x.size // (total.size or 1) - ddof)


def std(x: Any, axis: Any = None, ddof: int = 0, keepdims: bool = False) -> Tensor:
    """Give the standard deviation.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.std([1.0, 3.0]))
    1.0
    """
    return ops.sqrt(var(x, axis, ddof, keepdims))


def _extreme(function: Callable) -> Callable:
    def apply(
        a: Any,
        axis: Any = None,
        keepdims: bool = False,
        initial: Any = None,
        where: Any = True,
    ) -> Tensor:
        chosen = None if where is True else asarray(where)
        return function(asarray(a), axis, keepdims, initial=initial, where=chosen)

    apply.__doc__ = "Give the extreme element."
    return apply


max = amax = _extreme(ops.amax)
min = amin = _extreme(ops.amin)


def ptp(x: Any, axis: Any = None, keepdims: bool = False) -> Tensor:
    """Give the distance between the extremes.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.ptp([1, 5, 3]))
    4
    """
    return asarray(x).ptp(axis, keepdims)


def argmax(a: Any, axis: int | None = None) -> Tensor:
    """Find the largest element.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.argmax([1, 3, 2]))
    1
    """
    return asarray(a).argmax(axis)


def argmin(a: Any, axis: int | None = None) -> Tensor:
    """Find the smallest element.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.argmin([1, 3, 2]))
    0
    """
    return asarray(a).argmin(axis)


def all(a: Any, axis: Any = None, keepdims: bool = False) -> Tensor:
    """Tell whether all elements hold.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.all([True, False]))
    False
    """
    return ops.all(asarray(a).bool(), axis, keepdims)


def any(a: Any, axis: Any = None, keepdims: bool = False) -> Tensor:
    """Tell whether any element holds.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.any([True, False]))
    True
    """
    return ops.any(asarray(a).bool(), axis, keepdims)


def nansum(a: Any, axis: Any = None, dtype: Any = None, keepdims: bool = False) -> Tensor:
    """Add up what is a number.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.nansum([1.0, float("nan")]))
    1.0
    """
    return ops.nansum(asarray(a), axis, keepdims, dtype=dtype)


def nanmean(a: Any, axis: Any = None, dtype: Any = None, keepdims: bool = False) -> Tensor:
    """Average what is a number.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.nanmean([1.0, float("nan")]))
    1.0
    """
    return ops.nanmean(asarray(a), axis, keepdims, dtype=dtype)


def average(x: Any, axis: Any = None, weights: Any = None, returned: bool = False) -> Any:
    """Average elements, each by its weight.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.average([1.0, 2.0], weights=[3.0, 1.0]))
    1.25
    """
    values = asarray(x).float()
    scale = ops.ones_like(values) if weights is None else asarray(weights).float()
    if scale.shape != values.shape:
        shape = [1] * values.ndim
        shape[axis] = -1
        scale = ops.broadcast_to(ops.reshape(scale, shape), values.shape)
    total = ops.sum(scale, axis)
    result = ops.sum(values * scale, axis) / total
    return (result, total) if returned else result


def cumsum(a: Any, axis: int | None = None, dtype: Any = None) -> Tensor:
    """Add up elements one after the other.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.cumsum([1.0, 2.0, 3.0]))
    [1. 3. 6.]
    """
    x = asarray(a)
    return _typed(ops.cumsum(x.ravel() if axis is None else x, axis or 0), dtype)


def cumprod(a: Any, axis: int | None = None, dtype: Any = None) -> Tensor:
    """Multiply elements one after the other.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.cumprod([1.0, 2.0, 3.0]))
    [1. 2. 6.]
    """
    x = asarray(a)
    return _typed(ops.cumprod(x.ravel() if axis is None else x, axis or 0), dtype)


def diff(a: Any, n: int = 1, axis: int = -1, prepend: Any = None, append: Any = None) -> Tensor:
    """Subtract neighbours, `n` times.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.diff([1, 4, 9]))
    [3 5]
    """
    x = asarray(a)
    axis = axis % x.ndim
    ends = [None if each is None else asarray(each).astype(x.dtype) for each in (prepend, append)]
    wide = [
        ops.broadcast_to(each, (*x.shape[:axis], 1, *x.shape[axis + 1 :]))
        if each is not None and each.ndim == 0
        else each
        for each in ends
    ]
    parts = [each for each in (wide[0], x, wide[1]) if each is not None]
    x = ops.concat(parts, axis) if len(parts) > 1 else x
    for _ in range(n):
        length = x.shape[axis] - 1
        x = ops.narrow(x, axis, 1, length) - ops.narrow(x, axis, 0, length)
    return x


def ediff1d(ary: Any, to_end: Any = None, to_begin: Any = None) -> Tensor:
    """Subtract neighbours of the flat elements.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.ediff1d([1, 4, 9]))
    [3 5]
    """
    found = diff(asarray(ary).ravel())
    parts = [] if to_begin is None else [asarray(to_begin).ravel()]
    parts += [found] if to_end is None else [found, asarray(to_end).ravel()]
    return ops.concat(parts) if len(parts) > 1 else found


def trapz(y: Any, x: Any = None, dx: float = 1.0, axis: int = -1) -> Tensor:
    """Integrate by trapezoids.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.trapz([1.0, 2.0, 3.0]))
    4.0
    """
    values = asarray(y).float()
    axis = axis % values.ndim
    length = values.shape[axis] - 1
    pairs = ops.narrow(values, axis, 1, length) + ops.narrow(values, axis, 0, length)
    width = dx if x is None else diff(asarray(x).float(), axis=-1)
    return ops.sum(pairs * width, axis) / 2


def dot(a: Any, b: Any) -> Tensor:
    """Multiply as NumPy's `dot` does.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.dot([1.0, 2.0], [3.0, 4.0]))
    11.0
    """
    x, y = together(a, b)
    if x.ndim == 0 or y.ndim == 0:
        return x * y
    if y.ndim <= 2:
        return ops.matmul(x, y)
    return ops.tensordot(x, y, ((x.ndim - 1,), (y.ndim - 2,)))


def matmul(x1: Any, x2: Any, dtype: Any = None) -> Tensor:
    """Multiply matrices.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.matmul([[1.0, 2.0]], [[3.0], [4.0]]))
    [[11.]]
    """
    return _typed(ops.matmul(*together(x1, x2)), dtype)


def inner(a: Any, b: Any) -> Tensor:
    """Multiply along the last axes.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.inner([1.0, 2.0], [3.0, 4.0]))
    11.0
    """
    return ops.inner(*together(a, b))


def outer(a: Any, b: Any) -> Tensor:
    """Multiply each with each.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.outer([1, 2], [3, 4]))
    [[3 4]
     [6 8]]
    """
    return ops.outer(asarray(a).ravel(), asarray(b).ravel())


def kron(a: Any, b: Any) -> Tensor:
    """Put `b`, scaled, in the place of each element of `a`.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.kron([1, 2], [1, 10]))
    [ 1 10  2 20]
    """
    return ops.kron(asarray(a), asarray(b))


def tensordot(a: Any, b: Any, axes: Any = 2) -> Tensor:
    """Sum products over axes.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.tensordot([[1.0, 2.0]], [[3.0], [4.0]], 1))
    [[11.]]
    """
    return ops.tensordot(*together(a, b), axes)


def multi_dot(arrays: Any) -> Tensor:
    """Multiply several matrices.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.multi_dot([[[1.0, 2.0]], [[1.0], [1.0]], [[3.0]]]))
    [[9.]]
    """
    first, *rest = map(asarray, arrays)
    for each in rest:
        first = dot(first, each)
    return first


def matrix_power(a: Any, n: int) -> Tensor:
    """Multiply a matrix `n` times with itself.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.matrix_power([[1.0, 1.0], [0.0, 1.0]], 3))
    [[1. 3.]
     [0. 1.]]
    """
    return ops.matrix_power(asarray(a), n)


def trace(a: Any, offset: int = 0, axis1: int = 0, axis2: int = 1, dtype: Any = None) -> Tensor:
    """Add up a diagonal.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.trace([[1, 2], [3, 4]]))
    5
    """
    return sum(ops.diagonal(asarray(a), offset, axis1, axis2), -1, dtype)


def norm(x: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Tensor:
    """Compute a norm.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.norm([3.0, 4.0]))
    5.0
    """
    return ops.norm(asarray(x).float(), ord, axis, keepdims)


def _by_numpy(name: str) -> Callable:
    def apply(*args: Any, **kwargs: Any) -> Any:
        arrays = [np.asarray(each) if isinstance(each, Tensor) else each for each in args]
        result = getattr(np, name)(*arrays, **kwargs)
        if isinstance(result, list | tuple):
            return type(result)(Tensor(each).float() for each in result)
        made = Tensor(np.asarray(result))
        return made.float() if made.dtype.bits == 64 and made.is_floating_point() else made

    apply.__name__ = apply.__qualname__ = name
    apply.__doc__ = f"Compute NumPy's `{name}` on the host."
    return apply


bincount, correlate, cov, cross, gradient = map(
    _by_numpy, ("bincount", "correlate", "cov", "cross", "gradient")
)


def sometrue(a: Any, axis: Any = None, keepdims: bool = False) -> Tensor:
    """As `any`.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.sometrue([True, False]))
    True
    """
    return any(a, axis, keepdims)


def corrcoef(x: Any, y: Any = None, rowvar: bool = True, dtype: Any = None) -> Tensor:
    """Give Pearson's coefficients of correlation between rows.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.corrcoef([[1.0, 2.0], [2.0, 1.0]]))
    [[ 1. -1.]
     [-1.  1.]]
    """
    covariance = cov(x, y, rowvar)
    if covariance.ndim == 0:
        return _typed(covariance / covariance, dtype)
    scale = ops.sqrt(ops.diagonal(covariance))
    result = covariance / scale.reshape(-1, 1) / scale.reshape(1, -1)
    return _typed(ops.clamp(result, -1.0, 1.0), dtype)


def _without_nan(a: Any, value: float) -> tuple[Tensor, Tensor]:
    a = asarray(a)
    a = a if a.is_floating_point() else a.float()
    lost = ops.isnan(a)
    return ops.where(lost, ops.full_like(a, value), a), ops.logical_not(lost)


def _over(a: Tensor, axis: Any) -> Any:
    return tuple(range(a.ndim)) if axis is None else axis


def nanmax(a: Any, axis: Any = None, dtype: Any = None, keepdims: bool = False) -> Tensor:
    """Give the largest elements, NaN left out; NaN where there is nothing else.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.nanmax([1.0, float("nan")]))
    1.0
    """
    filled, known = _without_nan(a, -float("inf"))
    found = ops.reduce_max(filled, _over(filled, axis), keepdims)
    none = ops.reduce_sum(known.float(), _over(filled, axis), keepdims) == 0
    return _typed(ops.where(none, ops.full_like(found, float("nan")), found), dtype)


def nanmin(a: Any, axis: Any = None, dtype: Any = None, keepdims: bool = False) -> Tensor:
    """Give the smallest elements, NaN left out; NaN where there is nothing else.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.nanmin([1.0, float("nan")]))
    1.0
    """
    return _typed(-nanmax(-asarray(a), axis, None, keepdims), dtype)


def nanvar(
    a: Any, axis: Any = None, dtype: Any = None, ddof: int = 0, keepdims: bool = False
) -> Tensor:
    """Give variances, NaN left out.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.nanvar([1.0, 3.0, float("nan")]))
    1.0
    """
    filled, known = _without_nan(a, 0.0)
    over = _over(filled, axis)
    count = ops.reduce_sum(known.astype(filled.dtype), over, True)
    centred = filled - ops.reduce_sum(filled, over, True) / count
    squares = ops.where(known, centred * centred, ops.zeros_like(centred))
    total = ops.reduce_sum(squares, over, True) / (count - ddof)
    return _typed(total if keepdims else ops.reduce_sum(total, over, False), dtype)


def nanstd(
    a: Any, axis: Any = None, dtype: Any = None, ddof: int = 0, keepdims: bool = False
) -> Tensor:
    """Give standard deviations, NaN left out.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.nanstd([1.0, 3.0, float("nan")]))
    1.0
    """
    return _typed(ops.sqrt(nanvar(a, axis, None, ddof, keepdims)), dtype)


def nancumsum(a: Any, axis: Any = None, dtype: Any = None) -> Tensor:
    """Give running sums, NaN counted as 0.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.nancumsum([1.0, float("nan"), 3.0]))
    [1. 1. 4.]
    """
    filled, _ = _without_nan(a, 0.0)
    if axis is None:
        filled, axis = filled.reshape(-1), 0
    return _typed(ops.cumsum(filled, axis), dtype)
