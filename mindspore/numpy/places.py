"""Grids, triangles and windows: Tensors of places, and of shapes over them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from mindspore import ops
from mindspore.common import dtype as mstype
from mindspore.common.tensor import Tensor
from mindspore.numpy.creation import asarray

__all__ = [
    "apply_along_axis",
    "apply_over_axes",
    "bartlett",
    "blackman",
    "diag_indices",
    "diagflat",
    "empty_like",
    "hamming",
    "hanning",
    "indices",
    "ix_",
    "mgrid",
    "ogrid",
    "pad",
    "tri",
    "tril_indices",
    "tril_indices_from",
    "triu_indices",
    "triu_indices_from",
]


class _Grid:
    """`mgrid[0:2, 0:3]`: coordinates of a grid, dense or open."""

    def __init__(self, dense: bool) -> None:
        self._given = np.mgrid if dense else np.ogrid

    def __getitem__(self, key: Any) -> Any:
        made = self._given[key]
        if isinstance(made, (list, tuple)):
            return [_single(part) for part in made]
        return _single(made)


def _single(array: np.ndarray) -> Tensor:
    return Tensor(array.astype(np.float32 if array.dtype.kind == "f" else np.int32))


mgrid = _Grid(dense=True)
ogrid = _Grid(dense=False)


def tri(N: int, M: int | None = None, k: int = 0, dtype: Any = mstype.float32) -> Tensor:
    """Give ones on and below a diagonal.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.tri(2, 3))
    [[1. 0. 0.]
     [1. 1. 0.]]
    """
    return ops.tril(ops.ones((N, N if M is None else M), mstype.float32), k).astype(dtype)


def _triangle(mask: Tensor) -> tuple[Tensor, ...]:
    return tuple(place.astype(mstype.int32) for place in ops.nonzero(mask, as_tuple=True))


def tril_indices(n: int, k: int = 0, m: int | None = None) -> tuple[Tensor, ...]:
    """Give rows and columns of what is on and below a diagonal of (n, m)."""
    return _triangle(tri(n, m, k))


def triu_indices(n: int, k: int = 0, m: int | None = None) -> tuple[Tensor, ...]:
    """Give rows and columns of what is on and above a diagonal of (n, m)."""
    return _triangle(1 - tri(n, m, k - 1))


def tril_indices_from(arr: Any, k: int = 0) -> tuple[Tensor, ...]:
    """As `tril_indices`, of a matrix."""
    return tril_indices(arr.shape[-2], k, arr.shape[-1])


def triu_indices_from(arr: Any, k: int = 0) -> tuple[Tensor, ...]:
    """As `triu_indices`, of a matrix."""
    return triu_indices(arr.shape[-2], k, arr.shape[-1])


def diag_indices(n: int, ndim: int = 2) -> tuple[Tensor, ...]:
    """Give the places of the main diagonal of a cube with edges of `n`."""
    return (ops.arange(n).astype(mstype.int32),) * ndim


def diagflat(v: Any, k: int = 0) -> Tensor:
    """Put all elements on a diagonal of a matrix of zeros.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.diagflat([1, 2]))
    [[1 0]
     [0 2]]
    """
    v = asarray(v).reshape(-1)
    return ops.diag(v) if k == 0 else _shifted_diagonal(v, k)


def _shifted_diagonal(v: Tensor, k: int) -> Tensor:
    size = v.size + abs(k)
    above, before = (0, k) if k > 0 else (-k, 0)
    return ops.pad(ops.diag(v), (before, size - v.size - before, above, size - v.size - above))


def indices(dimensions: Any, dtype: Any = mstype.int32, sparse: bool = False) -> Any:
    """Give the coordinates of each place of a grid, by axis."""
    made = np.indices(tuple(dimensions), sparse=sparse)
    if sparse:
        return tuple(Tensor(part).astype(dtype) for part in made)
    return Tensor(made).astype(dtype)


def ix_(*args: Any) -> tuple[Tensor, ...]:
    """Shape rows of indices so that together they name a block.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.ix_([0, 1], [1]))
    (Tensor(shape=[2, 1], dtype=Int32, value=
    [[0],
     [1]]), Tensor(shape=[1, 1], dtype=Int32, value=
    [[1]]))
    """
    made = []
    for axis, each in enumerate(args):
        row = asarray(each)
        row = ops.nonzero(row)[:, 0] if row.dtype == mstype.bool_ else row
        shape = [1] * len(args)
        shape[axis] = -1
        made.append(row.reshape(shape))
    return tuple(made)


def empty_like(prototype: Any, dtype: Any = None, shape: Any = None) -> Tensor:
    """Make a Tensor of the same shape and dtype; its elements are 0.

    >>> import mindspore.numpy as mnp
    >>> mnp.empty_like([[1, 2]]).shape
    (1, 2)
    """
    like = asarray(prototype)
    return ops.zeros(like.shape if shape is None else shape, dtype or like.dtype)


def _window(name: str) -> Callable:
    def window(M: int) -> Tensor:
        return Tensor(getattr(np, name)(M).astype(np.float32))

    window.__name__ = window.__qualname__ = name
    window.__doc__ = f"Give the {name.capitalize()} window of `M` points."
    return window


bartlett, blackman, hamming, hanning = map(_window, ("bartlett", "blackman", "hamming", "hanning"))


def apply_along_axis(func1d: Callable, axis: int, arr: Any, *args: Any, **kwargs: Any) -> Tensor:
    """Apply a function to each row along an axis.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.apply_along_axis(lambda row: row.sum(), 1, mnp.ones((2, 3))))
    [3. 3.]
    """
    arr = asarray(arr)
    axis = axis % arr.ndim
    moved = arr.movedim(axis, -1)
    results = [asarray(func1d(row, *args, **kwargs)) for row in moved.reshape(-1, moved.shape[-1])]
    made = ops.stack(results).reshape(*moved.shape[:-1], *results[0].shape)
    ends = range(arr.ndim - 1, made.ndim)
    return made.movedim(tuple(ends), tuple(axis + k for k, _ in enumerate(ends)))


def apply_over_axes(func: Callable, a: Any, axes: Any) -> Tensor:
    """Apply a reduction over one axis after the other, keeping ranks.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.apply_over_axes(mnp.sum, [[1, 2], [3, 4]], [0]))
    [[4 6]]
    """
    a = asarray(a)
    for axis in (axes,) if isinstance(axes, int) else axes:
        result = func(a, axis)
        a = result if result.ndim == a.ndim else result.expand_dims(axis)
    return a


def pad(
    arr: Any,
    pad_width: Any,
    mode: Any = "constant",
    stat_length: Any = None,
    constant_values: Any = 0,
    end_values: Any = 0,
    reflect_type: str = "even",
    **kwargs: Any,
) -> Tensor:
    """Surround a Tensor: the modes of `numpy.pad`.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.pad(mnp.array([1, 2]), 1, constant_values=9))
    [9 1 2 9]
    """
    arr = asarray(arr)
    widths = np.broadcast_to(np.asarray(pad_width), (arr.ndim, 2))
    # Padding copies elements and constants: their places tell which.
    if mode in ("edge", "reflect", "symmetric", "wrap") and reflect_type == "even":
        for axis, (before, after) in enumerate(widths):
            taken = np.pad(np.arange(arr.shape[axis]), (int(before), int(after)), mode=mode)
            arr = ops.gather(arr, Tensor(taken.astype(np.int32)), axis)
        return arr
    if mode == "constant" and np.ndim(constant_values) == 0:
        flat = [int(width) for pair in widths[::-1] for width in pair]
        return ops.pad(arr, tuple(flat), value=constant_values)
    settings = {
        "constant": {"constant_values": constant_values},
        "linear_ramp": {"end_values": end_values},
        "reflect": {"reflect_type": reflect_type},
        "symmetric": {"reflect_type": reflect_type},
    }
    statistics = {"maximum", "mean", "median", "minimum"}
    chosen = {"stat_length": stat_length} if mode in statistics else settings.get(mode, kwargs)
    return Tensor(np.pad(arr.asnumpy(), widths, mode, **chosen))
