"""Functions about places: sequences, bins, triangles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mindspore import _core
from mindspore._core import Tensor
from mindspore.common import dtype as mstype

_ops = _core.ops

__all__ = [
    "bucketize",
    "index_add_axis",
    "logspace",
    "reverse_sequence",
    "sequence_mask",
    "tril_indices",
    "triu_indices",
]


def bucketize(input: Tensor, boundaries: Sequence[float], *, right: bool = False) -> Tensor:
    """Say between which boundaries each element lies.

    >>> from mindspore import Tensor, ops
    >>> print(ops.bucketize(Tensor([0.5, 1.5, 2.5]), [1.0, 2.0]))
    [0 1 2]
    """
    places = _ops.searchsorted(Tensor(list(boundaries), mstype.float32), input, right=right)
    return _ops.cast(places, mstype.int32)


def index_add_axis(x: Tensor, indices: Tensor, y: Tensor, axis: int) -> Tensor:
    """Add slices in the memory of `x`: what the class IndexAdd calls.

    >>> from mindspore import Tensor, ops
    >>> x = Tensor([1.0, 2.0])
    >>> print(ops.IndexAdd(axis=0)(x, Tensor([1]), Tensor([5.0])))
    [1. 7.]
    """
    return _ops.index_add(x, indices, y, axis)


def logspace(
    start: Any, end: Any, steps: int, base: int = 10, *, dtype: mstype.Type = mstype.float32
) -> Tensor:
    """Give `steps` powers of `base`, their exponents evenly apart.

    >>> from mindspore import ops
    >>> print(ops.logspace(0, 2, 3))
    [  1.  10. 100.]
    """
    exponents = _ops.cast(_ops.linspace(start, end, steps), mstype.float64)
    return _ops.cast(_ops.pow(float(base), exponents), dtype)


def reverse_sequence(x: Tensor, seq_lengths: Tensor, seq_dim: int, batch_dim: int = 0) -> Tensor:
    """Reverse the first elements of each sequence, as many as `seq_lengths` says.

    >>> from mindspore import Tensor, ops
    >>> print(ops.reverse_sequence(Tensor([[1, 2, 3], [4, 5, 6]]), Tensor([2, 3]), 1))
    [[2 1 3]
     [6 5 4]]
    """
    shape = [1] * x.ndim
    shape[seq_dim] = x.shape[seq_dim]
    place = _ops.arange(x.shape[seq_dim]).reshape(tuple(shape))
    shape = [1] * x.ndim
    shape[batch_dim] = x.shape[batch_dim]
    length = _ops.cast(seq_lengths, mstype.int64).reshape(tuple(shape))
    index = _ops.select(place < length, length - 1 - place, place)
    return _ops.gather_elements(x, seq_dim, _ops.broadcast_to(index, x.shape))


def sequence_mask(lengths: Tensor, maxlen: int | None = None) -> Tensor:
    """Make rows of True, as long as `lengths` says, followed by False.

    >>> from mindspore import Tensor, ops
    >>> print(ops.sequence_mask(Tensor([1, 3])))
    [[ True False False]
     [ True  True  True]]
    """
    width = int(lengths.max()) if maxlen is None else maxlen
    return _ops.arange(width) < _ops.expand_dims(lengths, -1)


def _triangle_places(mask: Tensor, dtype: mstype.Type) -> Tensor:
    return _ops.cast(_ops.transpose(_ops.nonzero(mask), (1, 0)), dtype)


def tril_indices(
    row: int, col: int, offset: int = 0, *, dtype: mstype.Type = mstype.int64
) -> Tensor:
    """Give the places on and below a diagonal, as two rows.

    >>> from mindspore import ops
    >>> print(ops.tril_indices(2, 2))
    [[0 1 1]
     [0 0 1]]
    """
    return _triangle_places(_ops.tril(_ops.ones((row, col)), offset), dtype)


def triu_indices(
    row: int, col: int, offset: int = 0, *, dtype: mstype.Type = mstype.int64
) -> Tensor:
    """Give the places on and above a diagonal, as two rows.

    >>> from mindspore import ops
    >>> print(ops.triu_indices(2, 2))
    [[0 0 1]
     [0 1 1]]
    """
    return _triangle_places(_ops.triu(_ops.ones((row, col)), offset), dtype)
