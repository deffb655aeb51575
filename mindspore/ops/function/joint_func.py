"""Functions of several Tensors, and of the pairs of their rows: products, distances, choices."""

from __future__ import annotations

import itertools
from typing import Any

from mindspore import _core
from mindspore._core import Tensor
from mindspore.common import dtype as mstype

_ops = _core.ops

__all__ = [
    "atleast_1d",
    "atleast_2d",
    "atleast_3d",
    "block_diag",
    "cartesian_prod",
    "cdist",
    "combinations",
    "cross",
    "einsum",
    "kron",
    "pdist",
    "renorm",
    "vecdot",
]


def einsum(equation: str, *operands: Any) -> Tensor:
    """Add up products over named axes: 'ij,jk->ik' is a matrix product.

    >>> from mindspore import Tensor, ops
    >>> print(ops.einsum("i,i->", Tensor([1.0, 2.0]), Tensor([3.0, 4.0])))
    11.0
    """
    if len(operands) == 1 and isinstance(operands[0], (list, tuple)):
        operands = tuple(operands[0])
    return _ops.Einsum(equation, list(operands))


def _at_least(inputs: Any, widen: Any) -> Any:
    if isinstance(inputs, Tensor):
        return widen(inputs)
    return tuple(widen(each) for each in inputs)


def atleast_1d(inputs: Any) -> Any:
    """Give a Tensor, or each of several, one axis if it has none.

    >>> from mindspore import Tensor, ops
    >>> ops.atleast_1d(Tensor(1.0)).shape
    (1,)
    """
    return _at_least(inputs, lambda x: x.reshape(1) if x.ndim == 0 else x)


def atleast_2d(inputs: Any) -> Any:
    """Give a Tensor, or each of several, axes in front until it has two.

    >>> from mindspore import Tensor, ops
    >>> ops.atleast_2d(Tensor([1.0, 2.0])).shape
    (1, 2)
    """
    return _at_least(inputs, lambda x: x.reshape((1,) * (2 - x.ndim) + x.shape))


def atleast_3d(inputs: Any) -> Any:
    """Give a Tensor, or each of several, axes around its own until it has three.

    >>> from mindspore import Tensor, ops
    >>> ops.atleast_3d(Tensor([1.0, 2.0])).shape
    (1, 2, 1)
    """

    def widen(x: Tensor) -> Tensor:
        if x.ndim < 2:
            return x.reshape((1, -1, 1))
        return _ops.expand_dims(x, -1) if x.ndim == 2 else x

    return _at_least(inputs, widen)


def block_diag(*inputs: Tensor) -> Tensor:
    """Put matrices along the diagonal of a larger one that is 0 elsewhere.

    >>> from mindspore import Tensor, ops
    >>> print(ops.block_diag(Tensor([[1, 2]]), Tensor([[3]])))
    [[1 2 0]
     [0 0 3]]
    """
    blocks = [atleast_2d(each) for each in inputs]
    width = sum(block.shape[1] for block in blocks)
    rows, before = [], 0
    for block in blocks:
        behind = width - before - block.shape[1]
        rows.append(_ops.pad(block, (before, behind)))
        before += block.shape[1]
    return _ops.concat(rows, 0)


def cartesian_prod(*inputs: Tensor) -> Tensor:
    """Give all choices of one element of each vector, one choice in a row.

    >>> from mindspore import Tensor, ops
    >>> print(ops.cartesian_prod(Tensor([1, 2]), Tensor([3, 4])))
    [[1 3]
     [1 4]
     [2 3]
     [2 4]]
    """
    if len(inputs) == 1:
        return inputs[0]
    grids = _ops.Meshgrid(list(inputs), "ij")
    return _ops.stack([grid.reshape(-1) for grid in grids], 1)


def combinations(input: Tensor, r: int = 2, with_replacement: bool = False) -> Tensor:
    """Give all choices of `r` elements of a vector in its order, one choice in a row.

    >>> from mindspore import Tensor, ops
    >>> print(ops.combinations(Tensor([1, 2, 3])))
    [[1 2]
     [1 3]
     [2 3]]
    """
    choose = itertools.combinations_with_replacement if with_replacement else itertools.combinations
    chosen = list(choose(range(input.shape[0]), r))
    if not chosen:
        return _ops.zeros((0, r), input.dtype)
    places = Tensor(chosen)
    return _ops.index_select(input, 0, places.reshape(-1)).reshape(places.shape)


def cross(input: Tensor, other: Tensor, dim: int | None = None) -> Tensor:
    """Give the vector product along `dim`, by default the first axis of three elements.

    >>> from mindspore import Tensor, ops
    >>> print(ops.cross(Tensor([1, 0, 0]), Tensor([0, 1, 0])))
    [0 0 1]
    """
    shape = (input + other).shape if input.shape != other.shape else input.shape
    a, b = _ops.broadcast_to(input, shape), _ops.broadcast_to(other, shape)
    axis = dim
    if axis is None:
        axis = next((at for at, extent in enumerate(shape) if extent == 3), None)
    if axis is None or shape[axis] != 3:
        raise ValueError(f"cross needs an axis of three elements, found {shape}")
    ahead = _ops.roll(a, -1, axis) * _ops.roll(b, -2, axis)
    return ahead - _ops.roll(a, -2, axis) * _ops.roll(b, -1, axis)


def kron(input: Tensor, other: Tensor) -> Tensor:
    """Give Kronecker's product: each element of `input` times all of `other`, as one block.

    >>> from mindspore import Tensor, ops
    >>> print(ops.kron(Tensor([1, 10]), Tensor([1, 2])))
    [ 1  2 10 20]
    """
    rank = max(input.ndim, other.ndim)
    a = input.reshape((1,) * (rank - input.ndim) + input.shape)
    b = other.reshape((1,) * (rank - other.ndim) + other.shape)
    outer = [side for extent in a.shape for side in (extent, 1)]
    inner = [side for extent in b.shape for side in (1, extent)]
    product = a.reshape(tuple(outer)) * b.reshape(tuple(inner))
    return product.reshape(tuple(m * n for m, n in zip(a.shape, b.shape, strict=True)))


def vecdot(x: Tensor, y: Tensor, *, axis: int = -1) -> Tensor:
    """Add up the products of two Tensors' elements along `axis`.

    >>> from mindspore import Tensor, ops
    >>> print(ops.vecdot(Tensor([1.0, 2.0]), Tensor([3.0, 4.0])))
    11.0
    """
    left = _ops.conj(x) if x.is_complex() else x
    return _ops.reduce_sum(left * y, axis)


def _lengths(difference: Tensor, p: float) -> Tensor:
    size = _ops.abs(difference)
    if p == 0:
        return _ops.reduce_sum((size != 0).astype(size.dtype), -1)
    if p == 1:
        return _ops.reduce_sum(size, -1)
    if p == float("inf"):
        return _ops.reduce_max(size, -1)
    # Equal rows have no slope: the root of 0 is not asked for one.
    total = _ops.reduce_sum(_ops.square(size) if p == 2 else _ops.pow(size, p), -1)
    apart = total > 0
    root = _ops.pow(_ops.masked_fill(total, _ops.logical_not(apart), 1.0), 1.0 / p)
    return root * apart.astype(root.dtype)


def cdist(x1: Tensor, x2: Tensor, p: float = 2.0) -> Tensor:
    """Give the distances in the `p`-norm between all rows of `x1` and of `x2`.

    >>> from mindspore import Tensor, ops
    >>> print(ops.cdist(Tensor([[0.0, 0.0]]), Tensor([[3.0, 4.0], [0.0, 1.0]])))
    [[5. 1.]]
    """
    if p < 0:
        raise ValueError(f"`p` needs to be 0 or more, but is {p}")
    return _lengths(_ops.expand_dims(x1, -2) - _ops.expand_dims(x2, -3), p)


def pdist(input: Tensor, p: float = 2.0) -> Tensor:
    """Give the distances in the `p`-norm between the rows of one matrix, each pair once.

    >>> from mindspore import Tensor, ops
    >>> print(ops.pdist(Tensor([[0.0], [1.0], [3.0]])))
    [1. 3. 2.]
    """
    if p < 0:
        raise ValueError(f"`p` needs to be 0 or more, but is {p}")
    pairs = list(itertools.combinations(range(input.shape[-2]), 2))
    if not pairs:
        return _ops.zeros((*input.shape[:-2], 0), input.dtype)
    first, second = (Tensor(list(side)) for side in zip(*pairs, strict=True))
    rows = _ops.index_select(input, input.ndim - 2, first)
    return _lengths(rows - _ops.index_select(input, input.ndim - 2, second), p)


def renorm(input: Tensor, p: float, axis: int, maxnorm: float) -> Tensor:
    """Scale down the slices along `axis` whose `p`-norm is above `maxnorm`.

    >>> from mindspore import Tensor, ops
    >>> print(ops.renorm(Tensor([[3.0, 4.0], [0.3, 0.4]]), 2, 0, 1.0))
    [[0.6 0.8]
     [0.3 0.4]]
    """
    others = tuple(at for at in range(input.ndim) if at != axis % input.ndim)
    size = _ops.abs(input).astype(mstype.float32)
    norm = _ops.pow(_ops.reduce_sum(_ops.pow(size, p), others, True), 1.0 / p)
    scale = maxnorm / _ops.maximum(norm, maxnorm)
    return input * scale.astype(input.dtype)
