"""What Primitive classes compute whose functions in `mindspore.ops` take other arguments."""

from __future__ import annotations

from typing import Any

import numpy as np

from mindspore import _core
from mindspore._core import Tensor
from mindspore.common import dtype as mstype

_ops = _core.ops

__all__ = [
    "cumulative_logsumexp",
    "einsum_operands",
    "equal_count",
    "index_put_copy",
    "logit_within",
    "matrix_inverse",
    "median_with_place",
    "multi_margin_rows",
    "nuclear_norm",
    "pad_v3",
    "padded_randperm",
    "reduce_std",
    "unique_consecutive",
]


def cumulative_logsumexp(
    x: Tensor, axis: Any, exclusive: bool = False, reverse: bool = False
) -> Tensor:
    """Add up exponentials along an axis, and take the logarithm at each place.

    Args:
        x: Tensor of floats.
        axis: An int, or a Tensor with one.
        exclusive: Whether a place leaves its own element out; the first then has the lowest number.
        reverse: Whether to begin at the end.

    >>> from mindspore import Tensor, ops
    >>> print(ops.CumulativeLogsumexp()(Tensor([0.0, 0.0]), 0))
    [0.        0.6931472]
    """
    axis = int(axis) % x.ndim
    x = _ops.flip(x, (axis,)) if reverse else x
    if exclusive:
        lowest = float(np.finfo(mstype.dtype_to_nptype(x.dtype)).min)
        first = _ops.full_like(_ops.narrow(x, axis, 0, 1), lowest)
        x = _ops.concat((first, _ops.narrow(x, axis, 0, x.shape[axis] - 1)), axis)
    found = _ops.logcumsumexp(x, axis)
    return _ops.flip(found, (axis,)) if reverse else found


def einsum_operands(operands: Any, equation: str = "") -> Tensor:
    """Sum products of Tensors as the equation of the Primitive says.

    >>> from mindspore import Tensor, ops
    >>> print(ops.Einsum("i,i->")((Tensor([1.0, 2.0]), Tensor([3.0, 4.0]))))
    11.0
    """
    from mindspore import ops

    return ops.einsum(equation, *operands)


def equal_count(x: Tensor, y: Tensor) -> Tensor:
    """Count the equal elements of two Tensors, in their dtype.

    >>> from mindspore import Tensor, ops
    >>> print(ops.EqualCount()(Tensor([1, 2, 3]), Tensor([1, 2, 4])))
    [2]
    """
    return _ops.reshape(_ops.sum(_ops.equal(x, y)), (1,)).astype(x.dtype)


def index_put_copy(x1: Tensor, x2: Tensor, indices: Any, accumulate: int = 0) -> Tensor:
    """Copy `x1` and write (or add) `x2` at the places that Tensors of indices name.

    >>> from mindspore import Tensor, ops
    >>> x = ops.zeros((2, 2))
    >>> print(ops.IndexPut()(x, Tensor([5.0]), [Tensor([1]), Tensor([0])]))
    [[0. 0.]
     [5. 0.]]
    """
    way = "add" if accumulate else "none"
    return _ops.IndexPut(x1, tuple(indices), x2, 0, way)


def logit_within(x: Tensor, eps: float = -1.0) -> Tensor:
    """Give log(x / (1 - x)); `eps` from 0 on holds x between eps and 1 - eps first.

    >>> from mindspore import Tensor, ops
    >>> print(ops.Logit(0.5)(Tensor([0.9])))
    [0.]
    """
    return _ops.logit(x, eps if eps >= 0 else None)


def matrix_inverse(x: Tensor, adjoint: bool = False) -> Tensor:
    """Invert matrices, or their adjoints.

    >>> from mindspore import Tensor, ops
    >>> print(ops.MatrixInverse()(Tensor([[2.0]])))
    [[0.5]]
    """
    from mindspore.ops.function.host_func import inverse

    return inverse(x.mH if adjoint else x)


def median_with_place(
    x: Tensor,
    global_median: bool = False,
    axis: int = 0,
    keep_dims: bool = False,
    ignore_nan: bool = False,
) -> tuple[Tensor, Tensor]:
    """Give the middle element of an axis (of all elements if `global_median`), and its place.

    >>> from mindspore import Tensor, ops
    >>> print(*ops.Median()(Tensor([3.0, 1.0, 2.0])))
    2.0 2
    """
    middle = _ops.nanmedian if ignore_nan else _ops.median
    if global_median:
        return middle(_ops.reshape(x, (-1,)), 0)[0], _ops.zeros((), mstype.int64)
    return middle(x, axis, keep_dims)


def multi_margin_rows(
    x: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    p: int = 1,
    margin: float = 1.0,
    reduction: str = "mean",
) -> Tensor:
    """Give the margin loss of several classes.

    >>> from mindspore import Tensor, ops
    >>> print(ops.MultiMarginLoss()(Tensor([[0.5, 0.0]]), Tensor([0]), Tensor([1.0, 1.0])))
    0.25
    """
    return _ops.multi_margin_loss(x, target, p, margin, weight, reduction)


def nuclear_norm(x: Tensor, dim: Any = None, keepdim: bool = False) -> Tensor:
    """Add up the singular values of matrices.

    >>> from mindspore import Tensor, ops
    >>> print(ops.NuclearNorm()(Tensor([[3.0, 0.0], [0.0, 4.0]])))
    7.0
    """
    from mindspore.ops.function.matrix_func import matrix_norm

    return matrix_norm(x, "nuc", (0, 1) if dim is None else tuple(dim), keepdim)


def pad_v3(
    x: Tensor,
    paddings: Any,
    constant_value: Any = 0,
    mode: str = "constant",
    paddings_contiguous: bool = True,
) -> Tensor:
    """Extend axes, the last one first.

    Args:
        x: Tensor.
        paddings: (before, after) for each axis, beginning with the last; not contiguous: all before
            and then all after.
        constant_value: What stands outside in mode "constant".
        mode: "constant", "reflect", "edge" or "circular".
        paddings_contiguous: How `paddings` is ordered.

    >>> from mindspore import Tensor, ops
    >>> print(ops.PadV3()(Tensor([[1.0]]), Tensor([1, 0]), 7.0))
    [[7. 1.]]
    """
    from mindspore import ops

    sizes = [int(n) for n in (paddings.tolist() if isinstance(paddings, Tensor) else paddings)]
    if not paddings_contiguous:
        half = len(sizes) // 2
        sizes = [n for pair in zip(sizes[:half], sizes[half:], strict=True) for n in pair]
    if mode != "constant":
        return ops.pad(x, sizes, "replicate" if mode == "edge" else mode)
    value = constant_value.item() if isinstance(constant_value, Tensor) else constant_value
    return ops.pad(x, sizes, "constant", value)


def padded_randperm(
    n: Any, max_length: int = 1, pad: int = -1, dtype: Any = mstype.int32
) -> Tensor:
    """Order 0 to n - 1 at random, and fill up to `max_length` with `pad`.

    >>> from mindspore import Tensor, ops
    >>> print(ops.Randperm(max_length=3, pad=-1)(Tensor([1])))
    [ 0 -1 -1]
    """
    from mindspore import ops

    count = int(n)
    if count > max_length:
        raise ValueError(f"n needs to be at most max_length, but {count} > {max_length}")
    rest = ops.full((max_length - count,), pad, dtype=dtype)
    return _ops.concat((ops.randperm(count).astype(dtype), rest), 0)


def reduce_std(
    input: Tensor, axis: Any = (), unbiased: bool = True, keep_dims: bool = False
) -> tuple[Tensor, Tensor]:
    """Give the standard deviation and the mean over axes.

    >>> from mindspore import Tensor, ops
    >>> print(*ops.ReduceStd()(Tensor([1.0, 3.0])))
    1.4142135 2.0
    """
    axes = (axis,) if isinstance(axis, int) else tuple(axis)
    return _ops.std_mean(input, axes or None, 1 if unbiased else 0, keep_dims)


def unique_consecutive(
    input: Tensor, return_inverse: bool = False, return_counts: bool = False, dim: int | None = None
) -> Any:
    """Keep the first of equal neighbours: of all elements, or of the slices along `dim`.

    Args:
        input: Tensor.
        return_inverse: Whether to give for each element (slice) which of the result it is.
        return_counts: Whether to give how many there were of each.
        dim: The axis of the slices; None takes all elements in row-major order.

    >>> from mindspore import Tensor, ops
    >>> print(ops.unique_consecutive(Tensor([1, 1, 2, 1])))
    [1 2 1]
    """
    if dim is None:
        return _ops.UniqueConsecutive(input, return_inverse, return_counts)
    axis = dim % input.ndim
    count = input.shape[axis]
    rows = _ops.reshape(_ops.moveaxis(input, axis, 0), (count, -1))
    differs = _ops.not_equal(_ops.narrow(rows, 0, 1, count - 1), _ops.narrow(rows, 0, 0, count - 1))
    begins = _ops.concat((_ops.ones((1,), mstype.bool_), _ops.reduce_any(differs, 1)), 0)
    places = _ops.reshape(_ops.nonzero(begins), (-1,))
    results = [_ops.index_select(input, axis, places)]
    if return_inverse:
        results.append(_ops.cumsum(begins.astype(mstype.int64), 0) - 1)
    if return_counts:
        ends = _ops.concat((places[1:], _ops.full((1,), count, dtype=mstype.int64)), 0)
        results.append(ends - places)
    return tuple(results) if len(results) > 1 else results[0]
