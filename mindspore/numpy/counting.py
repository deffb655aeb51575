"""Counting, comparing and finding elements: histograms, sets, order."""

from __future__ import annotations

from typing import Any

import numpy as np

from mindspore import ops
from mindspore.common import dtype as mstype
from mindspore.common.tensor import Tensor
from mindspore.numpy.creation import asarray

__all__ = [
    "argwhere",
    "array_equal",
    "array_equiv",
    "array_str",
    "count_nonzero",
    "digitize",
    "histogram",
    "histogram2d",
    "histogram_bin_edges",
    "histogramdd",
    "in1d",
    "isin",
    "isscalar",
    "promote_types",
    "result_type",
    "searchsorted",
    "setdiff1d",
]


def count_nonzero(x: Any, axis: Any = None, keepdims: bool = False) -> Tensor:
    """Count what is not 0.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.count_nonzero(mnp.array([[0, 1], [2, 3]]), axis=0))
    [1 2]
    """
    x = asarray(x)
    axis = tuple(range(x.ndim)) if axis is None else axis
    return ops.reduce_sum((x != 0).int(), axis, keepdims)


def argwhere(a: Any) -> Tensor:
    """Give the places of what is not 0, a row each.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.argwhere([0, 1, 1]))
    [[1]
     [2]]
    """
    return ops.nonzero(asarray(a))


def array_equal(a1: Any, a2: Any, equal_nan: bool = False) -> Tensor:
    """Tell whether shapes and elements agree.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.array_equal([1, 2], [1, 2]))
    True
    """
    a1, a2 = asarray(a1), asarray(a2)
    if a1.shape != a2.shape:
        return Tensor(False)
    same = a1 == a2
    if equal_nan:
        same = ops.logical_or(same, ops.logical_and(ops.isnan(a1), ops.isnan(a2)))
    return same.all()


def array_equiv(a1: Any, a2: Any) -> Tensor:
    """Tell whether elements agree where one is repeated to the other's shape.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.array_equiv([1, 1], [1]))
    True
    """
    a1, a2 = asarray(a1), asarray(a2)
    try:
        np.broadcast_shapes(a1.shape, a2.shape)
    except ValueError:
        return Tensor(False)
    return (a1 == a2).all()


def array_str(a: Any) -> str:
    """Write elements as `print` does.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.array_str([1, 2]))
    [1 2]
    """
    return str(asarray(a))


def isscalar(element: Any) -> bool:
    """Tell whether something is a number or text, and no array.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.isscalar(3))
    True
    """
    return np.isscalar(element) and not isinstance(element, Tensor)


def isin(element: Any, test_elements: Any, invert: bool = False) -> Tensor:
    """Tell of each element whether it is among others.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.isin([1, 2, 3], [2]))
    [False  True False]
    """
    element = asarray(element)
    found = (element.reshape(-1, 1) == asarray(test_elements).reshape(1, -1)).any(1)
    return (ops.logical_not(found) if invert else found).reshape(element.shape)


def in1d(ar1: Any, ar2: Any, invert: bool = False) -> Tensor:
    """As `isin`, of all elements in one row.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.in1d([1, 2, 3], [2]))
    [False  True False]
    """
    return isin(asarray(ar1).reshape(-1), ar2, invert)


def setdiff1d(ar1: Any, ar2: Any, assume_unique: bool = False) -> Tensor:
    """Give the elements that are not among others, each once and in order.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.setdiff1d([1, 2, 3], [2]))
    [1 3]
    """
    ar1 = asarray(ar1).reshape(-1)
    rest = ar1[in1d(ar1, ar2, invert=True)]
    return rest if assume_unique else Tensor(np.unique(rest.asnumpy()))


def searchsorted(a: Any, v: Any, side: str = "left", sorter: Any = None) -> Tensor:
    """Find where values belong in what is in order.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.searchsorted([1, 3, 5], 4))
    2
    """
    if side not in ("left", "right"):
        raise ValueError(f"`side` needs to be 'left' or 'right', but is {side!r}")
    a = asarray(a)
    a = a if sorter is None else a[asarray(sorter)]
    values = asarray(v).astype(a.dtype)
    found = ops.searchsorted(a, values.reshape(-1), right=side == "right")
    return found.astype(mstype.int32).reshape(values.shape)


def digitize(x: Any, bins: Any, right: bool = False) -> Tensor:
    """Give the number of the interval between `bins` that each element is in.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.digitize(mnp.array([0.5, 1.0, 9.0]), [0.0, 1.0, 2.0]))
    [1 2 3]
    """
    bins = asarray(bins).float()
    x = asarray(x).float()
    side = "left" if right else "right"
    if bool((ops.diff(bins) >= 0).all()):
        return searchsorted(bins, x, side)
    return bins.size - searchsorted(ops.flip(bins, (0,)), x, side)


def histogram_bin_edges(a: Any, bins: Any = 10, range: Any = None, weights: Any = None) -> Tensor:
    """Give the bounds of equal intervals over the elements, or over `range`.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.histogram_bin_edges([0.0, 1.0], bins=2))
    [0.  0.5 1. ]
    """
    if not isinstance(bins, int):
        return asarray(bins).float()
    a = asarray(a).float()
    low, high = range if range is not None else (float(a.min()), float(a.max()))
    if low == high:
        low, high = low - 0.5, high + 0.5
    return ops.linspace(Tensor(low, mstype.float32), Tensor(high, mstype.float32), bins + 1)


def _counts(sample: Tensor, edges: list[Tensor], weights: Any) -> Tensor:
    """Count points (a row each) by the cell of the grid that they are in."""
    sizes = [edge.size - 1 for edge in edges]
    inside, place = None, None
    for column, (edge, size) in enumerate(zip(edges, sizes, strict=True)):
        values = sample[:, column]
        found = searchsorted(edge, values, "right") - 1
        found = ops.where(values == edge[-1], Tensor(size - 1, mstype.int32), found)
        within = ops.logical_and(found >= 0, found < size)
        inside = within if inside is None else ops.logical_and(inside, within)
        place = found if place is None else place * size + found
    total = int(np.prod(sizes))
    weights = ops.ones_like(sample[:, 0]) if weights is None else asarray(weights).float()
    place = ops.where(inside, place, Tensor(total, mstype.int32))
    counts = ops.unsorted_segment_sum(weights.reshape(-1), place, total + 1)[:total]
    return counts.reshape(sizes)


def _density(counts: Tensor, edges: list[Tensor]) -> Tensor:
    for axis, edge in enumerate(edges):
        shape = [1] * counts.ndim
        shape[axis] = -1
        counts = counts / ops.diff(edge).reshape(shape)
    return counts


def histogramdd(
    sample: Any, bins: Any = 10, range: Any = None, weights: Any = None, density: bool = False
) -> tuple[Tensor, list[Tensor]]:
    """Count points (N, D), or D rows of coordinates, in the cells of a grid.

    Args:
        sample: Tensor (N, D), or a sequence of D Tensors (N,).
        bins: how many intervals, or their bounds; one for all or a sequence of D.
        range: (lower, upper) for each coordinate.
        weights: what each point counts for.
        density: divides by the sum and by the size of the cells.

    Returns:
        The counts, and the bounds for each coordinate.
    """
    if isinstance(sample, (list, tuple)):
        sample = ops.stack([asarray(each).float().reshape(-1) for each in sample], 1)
    sample = asarray(sample).float()
    dimensions = sample.shape[1]
    bins = [bins] * dimensions if isinstance(bins, (int, Tensor)) else list(bins)
    ranges = [None] * dimensions if range is None else list(range)
    edges = [histogram_bin_edges(sample[:, k], bins[k], ranges[k]) for k, _ in enumerate(bins)]
    counts = _counts(sample, edges, weights)
    return (_density(counts / counts.sum(), edges) if density else counts), edges


def histogram(
    a: Any, bins: Any = 10, range: Any = None, weights: Any = None, density: bool = False
) -> tuple[Tensor, Tensor]:
    """Count elements in intervals.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.histogram([1, 2, 1], [0, 1, 2, 3])[0])
    [0. 2. 1.]
    """
    edges = histogram_bin_edges(a, bins, range)
    counts, _ = histogramdd(asarray(a).reshape(-1, 1), [edges], weights=weights, density=density)
    return counts, edges


def histogram2d(
    x: Any,
    y: Any,
    bins: Any = 10,
    range: Any = None,
    weights: Any = None,
    density: bool = False,
) -> tuple[Tensor, Tensor, Tensor]:
    """Count points of the plane in the cells of a grid."""
    counts, edges = histogramdd((x, y), bins, range, weights, density)
    return counts, edges[0], edges[1]


def _numpy_type(given: Any) -> Any:
    if isinstance(given, Tensor):
        given = given.dtype
    return mstype.dtype_to_nptype(given) if isinstance(given, mstype.Type) else given


def result_type(*arrays_and_dtypes: Any) -> Any:
    """Give the dtype that Tensors, dtypes and numbers have together.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.result_type(mnp.int32, 1.5))
    Float64
    """
    kinds = [_numpy_type(each) for each in arrays_and_dtypes]
    return mstype.pytype_to_dtype(np.result_type(*kinds))


def promote_types(type1: Any, type2: Any) -> Any:
    """Give the smallest dtype that holds the values of both.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.promote_types(mnp.int32, mnp.float32))
    Float64
    """
    return mstype.pytype_to_dtype(np.promote_types(_numpy_type(type1), _numpy_type(type2)))
