"""Moving elements: padding, repeating, rolling, shuffling between axes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from mindspore import _core
from mindspore._core import Tensor

_ops = _core.ops

__all__ = [
    "adjoint",
    "channel_shuffle",
    "concatenate",
    "depth_to_space",
    "diagonal_scatter",
    "inplace_add",
    "inplace_index_add",
    "inplace_sub",
    "inplace_update",
    "invert_permutation",
    "matrix_band_part",
    "matrix_diag",
    "mirror_pad",
    "pad_constant",
    "padding",
    "pixel_shuffle",
    "pixel_unshuffle",
    "select_scatter",
    "slice_scatter",
    "space_to_depth",
    "strided_slice",
    "t",
    "unique_with_pad",
]


def _padded_axis(x: Tensor, axis: int, before: int, after: int, mode: str, value: Any) -> Tensor:
    """Pad one axis; a negative number cuts."""
    extent = x.shape[axis]
    if mode == "constant":
        start, stop = max(-before, 0), extent - max(-after, 0)
        if (start, stop) != (0, extent):
            x = _ops.narrow(x, axis, start, stop - start)
        parts = [x]
        for count, place in ((before, 0), (after, len(parts))):
            if count > 0:
                shape = [*x.shape]
                shape[axis] = count
                filler = _ops.full(shape, value, dtype=x.dtype)
                parts.insert(0 if place == 0 else len(parts), filler)
        return _ops.concat(parts, axis) if len(parts) > 1 else x
    places = np.pad(np.arange(extent), (before, after), mode=mode)
    return _ops.index_select(x, axis, Tensor(places))


_PAD_MODES = {"reflect": "reflect", "replicate": "edge", "circular": "wrap", "constant": "constant"}


def pad_constant(input_x: Tensor, paddings: Any) -> Tensor:
    """Pad with zeros; `paddings` holds (before, after) of each axis from the first on."""
    for axis, (before, after) in enumerate(paddings):
        if before or after:
            input_x = _padded_axis(input_x, axis, before, after, "constant", 0)
    return input_x


def padding(x: Tensor, pad_dim_size: int = 8) -> Tensor:
    """Fill the last axis, of extent 1, up with zeros."""
    return _padded_axis(x, x.ndim - 1, 0, pad_dim_size - x.shape[-1], "constant", 0)


def channel_shuffle(x: Tensor, groups: int) -> Tensor:
    """Interleave the channels of groups.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore import ops
        >>> ops.channel_shuffle(ms.ops.ones((1, 4, 2, 2)), 2).shape
        (1, 4, 2, 2)
    """
    batch, channels, *rest = x.shape
    apart = _ops.reshape(x, (batch, groups, channels // groups, *rest))
    return _ops.reshape(_ops.swapaxes(apart, 1, 2), x.shape)


def pixel_shuffle(input: Tensor, upscale_factor: int) -> Tensor:
    """Spread channels over the pixels of a larger image.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore import ops
        >>> ops.pixel_shuffle(ms.ops.ones((1, 4, 2, 2)), 2).shape
        (1, 1, 4, 4)
    """
    *batch, channels, height, width = input.shape
    r, n = upscale_factor, len(batch)
    apart = _ops.reshape(input, (*batch, channels // (r * r), r, r, height, width))
    order = (*range(n), n, n + 3, n + 1, n + 4, n + 2)
    shape = (*batch, channels // (r * r), height * r, width * r)
    return _ops.reshape(_ops.transpose(apart, order), shape)


def pixel_unshuffle(input: Tensor, downscale_factor: int) -> Tensor:
    """Gather neighbouring pixels into channels of a smaller image.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore import ops
        >>> ops.pixel_unshuffle(ms.ops.ones((1, 1, 4, 4)), 2).shape
        (1, 4, 2, 2)
    """
    *batch, channels, height, width = input.shape
    r, n = downscale_factor, len(batch)
    apart = _ops.reshape(input, (*batch, channels, height // r, r, width // r, r))
    order = (*range(n), n, n + 2, n + 4, n + 1, n + 3)
    shape = (*batch, channels * r * r, height // r, width // r)
    return _ops.reshape(_ops.transpose(apart, order), shape)


def space_to_depth(x: Tensor, block_size: int) -> Tensor:
    """Gather blocks of pixels into channels, the place in the block running slowest.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore.ops import functional as F
        >>> F.space_to_depth(ms.ops.ones((1, 1, 4, 4)), 2).shape
        (1, 4, 2, 2)
    """
    batch, channels, height, width = x.shape
    r = block_size
    apart = _ops.reshape(x, (batch, channels, height // r, r, width // r, r))
    moved = _ops.transpose(apart, (0, 3, 5, 1, 2, 4))
    return _ops.reshape(moved, (batch, channels * r * r, height // r, width // r))


def depth_to_space(x: Tensor, block_size: int) -> Tensor:
    """Spread channels over blocks of pixels: the inverse of `space_to_depth`.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore.ops import functional as F
        >>> F.depth_to_space(ms.ops.ones((1, 4, 2, 2)), 2).shape
        (1, 1, 4, 4)
    """
    batch, channels, height, width = x.shape
    r = block_size
    apart = _ops.reshape(x, (batch, r, r, channels // (r * r), height, width))
    moved = _ops.transpose(apart, (0, 3, 4, 1, 5, 2))
    return _ops.reshape(moved, (batch, channels // (r * r), height * r, width * r))


def matrix_band_part(x: Tensor, lower: int, upper: int) -> Tensor:
    """Keep the diagonals from `lower` below to `upper` above; a negative number keeps all."""
    rows, columns = x.shape[-2:]
    offset = np.arange(columns)[None, :] - np.arange(rows)[:, None]
    keep = (lower < 0) | (-offset <= lower)
    keep = keep & ((upper < 0) | (offset <= upper))
    return _ops.masked_fill(x, Tensor(~keep), 0)


def select_scatter(input: Tensor, src: Tensor, axis: int, index: int) -> Tensor:
    """Write `src` over one index of an axis of a copy.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore import ops
        >>> x = ms.Tensor([[1.0, 2.0], [3.0, 4.0]])
        >>> print(ops.select_scatter(x, ms.Tensor([9.0, 9.0]), 0, 0))
        [[9. 9.]
         [3. 4.]]
    """
    axis = axis % input.ndim
    out = _ops.copy(input)
    out[(slice(None),) * axis + (index,)] = src
    return out


def slice_scatter(
    input: Tensor,
    src: Tensor,
    axis: int = 0,
    start: int | None = None,
    end: int | None = None,
    step: int = 1,
) -> Tensor:
    """Write `src` over a slice of an axis of a copy.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore import ops
        >>> x = ms.Tensor([[1.0, 2.0], [3.0, 4.0]])
        >>> print(ops.slice_scatter(x, ms.Tensor([[9.0, 9.0]]), 0, 0, 1))
        [[9. 9.]
         [3. 4.]]
    """
    axis = axis % input.ndim
    out = _ops.copy(input)
    out[(slice(None),) * axis + (slice(start, end, step),)] = src
    return out


def diagonal_scatter(
    input: Tensor, src: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1
) -> Tensor:
    """Write `src` over a diagonal of a copy.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore import ops
        >>> x = ms.Tensor([[1.0, 2.0], [3.0, 4.0]])
        >>> print(ops.diagonal_scatter(x, ms.Tensor([9.0, 9.0])))
        [[9. 2.]
         [3. 9.]]
    """
    rows, columns = input.shape[dim1], input.shape[dim2]
    places = np.eye(rows, columns, offset, dtype=bool)
    moved = _ops.movedim(input, (dim1, dim2), (-2, -1))
    spread = _ops.copy(moved)
    where = np.nonzero(places)
    spread[(..., Tensor(where[0]), Tensor(where[1]))] = src
    return _ops.movedim(spread, (-2, -1), (dim1, dim2))


def inplace_update(x: Tensor, v: Tensor, indices: Any) -> Tensor:
    """Write `v` over the rows `indices` of `x`."""
    x[indices if isinstance(indices, int | Tensor) else list(indices)] = v
    return x


def invert_permutation(input_x: Any) -> Any:
    """Give the places of 0, 1, 2, ... in a permutation.

    Examples:
        >>> from mindspore.ops import functional as F
        >>> F.invert_permutation((2, 0, 1))
        (1, 2, 0)
    """
    inverse = np.argsort(np.asarray(input_x))
    return Tensor(inverse) if isinstance(input_x, Tensor) else tuple(inverse.tolist())


def strided_slice(
    input_x: Tensor,
    begin: Sequence[int],
    end: Sequence[int],
    strides: Sequence[int],
    begin_mask: int = 0,
    end_mask: int = 0,
    ellipsis_mask: int = 0,
    new_axis_mask: int = 0,
    shrink_axis_mask: int = 0,
) -> Tensor:
    """Take a slice of each axis; bit i of a mask changes what item i means.

    >>> from mindspore import Tensor, ops
    >>> print(ops.strided_slice(Tensor([[1, 2], [3, 4]]), (1, 0), (2, 2), (1, 1)))
    [[3 4]]
    """
    key: list[Any] = []
    for i, (start, stop, step) in enumerate(zip(begin, end, strides, strict=True)):
        bit = 1 << i
        if ellipsis_mask & bit:
            key.append(...)
        elif new_axis_mask & bit:
            key.append(None)
        elif shrink_axis_mask & bit:
            key.append(start)
        else:
            first = None if begin_mask & bit else start
            last = None if end_mask & bit else stop
            key.append(slice(first, last, step))
    return input_x[tuple(key)]


def concatenate(tensors: Sequence[Tensor], axis: int = 0) -> Tensor:
    """Join tensors along an axis.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore.ops import functional as F
        >>> x = ms.Tensor([1.0, 2.0, 3.0])
        >>> print(F.concatenate((x, x)))
        [1. 2. 3. 1. 2. 3.]
    """
    return _ops.concat(tensors, axis)


def t(input: Tensor) -> Tensor:
    """Transpose a matrix; a Tensor with fewer axes stays as it is.

    >>> from mindspore import Tensor, ops
    >>> ops.t(Tensor([[1, 2, 3]])).shape
    (3, 1)
    """
    if input.ndim > 2:
        raise ValueError(f"t needs a Tensor of at most 2 axes, found {input.shape}")
    return input if input.ndim < 2 else _ops.swapaxes(input, 0, 1)


def adjoint(x: Tensor) -> Tensor:
    """Transpose matrices and conjugate their elements.

    >>> from mindspore import Tensor, ops
    >>> print(ops.adjoint(Tensor([[1j, 2]])))
    [[0.-1.j]
     [2.-0.j]]
    """
    turned = _ops.swapaxes(x, -1, -2)
    return _ops.conj(turned) if x.is_complex() else turned


def _rows(indices: Any) -> Tensor:
    return Tensor([indices] if isinstance(indices, int) else list(indices))


def inplace_add(x: Tensor, v: Tensor, indices: Any) -> Tensor:
    """Add the rows of `v` to the rows `indices` of a copy of `x`.

    >>> from mindspore import Tensor, ops
    >>> print(ops.inplace_add(Tensor([[1, 2], [3, 4]]), Tensor([[10, 10]]), (1,)))
    [[ 1  2]
     [13 14]]
    """
    return _added(x, v, indices)


def inplace_sub(x: Tensor, v: Tensor, indices: Any) -> Tensor:
    """Subtract the rows of `v` from the rows `indices` of a copy of `x`.

    >>> from mindspore import Tensor, ops
    >>> print(ops.inplace_sub(Tensor([[1, 2], [3, 4]]), Tensor([[1, 1]]), (1,)))
    [[1 2]
     [2 3]]
    """
    return _added(x, -v, indices)


def _added(x: Tensor, v: Tensor, indices: Any) -> Tensor:
    return _ops.tensor_scatter_add(x, _ops.expand_dims(_rows(indices), -1), v)


def inplace_index_add(var: Tensor, indices: Tensor, updates: Tensor, axis: int) -> Tensor:
    """Add `updates` to `var` itself at `indices` along `axis`.

    >>> from mindspore import Parameter, Tensor, ops
    >>> p = Parameter(Tensor([1.0, 2.0]))
    >>> print(ops.inplace_index_add(p, Tensor([1]), Tensor([5.0]), 0))
    [1. 7.]
    """
    return _ops.index_add(var, indices, updates, axis)


def matrix_diag(
    x: Tensor,
    k: Any = 0,
    num_rows: Any = -1,
    num_cols: Any = -1,
    padding_value: Any = 0,
    align: str = "RIGHT_LEFT",
) -> Tensor:
    """Put the last axis on the diagonal `k` of matrices that are `padding_value` elsewhere.

    The other arguments are those of `ops.MatrixDiagV3`.

    >>> from mindspore import Tensor, ops
    >>> print(ops.matrix_diag(Tensor([1, 2])))
    [[1 0]
     [0 2]]
    """
    if (num_rows, num_cols, padding_value) == (-1, -1, 0) and isinstance(k, int):
        return _ops.diag_embed(x, k)
    from mindspore.ops.function.band_func import matrix_diag_v3

    return matrix_diag_v3(x, k, num_rows, num_cols, padding_value, align)


def mirror_pad(input_x: Tensor, paddings: Any, mode: str) -> Tensor:
    """Widen every axis by its mirror image; "SYMMETRIC" repeats the border, "REFLECT" does not.

    >>> from mindspore import Tensor, ops
    >>> print(ops.mirror_pad(Tensor([1, 2, 3]), [[1, 1]], "REFLECT"))
    [2 1 2 3 2]
    """
    if mode not in ("REFLECT", "SYMMETRIC"):
        raise ValueError(f"`mode` needs to be 'REFLECT' or 'SYMMETRIC', but is {mode!r}")
    widths = paddings.tolist() if isinstance(paddings, Tensor) else paddings
    result, skip = input_x, int(mode == "REFLECT")
    for axis, (before, after) in enumerate(widths):
        length = result.shape[axis]
        if max(before, after) > length - skip:
            raise ValueError(f"axis {axis} has {length} elements, too few for {before, after}")
        front = _ops.flip(_ops.Narrow(result, axis, skip, before), (axis,))
        back = _ops.flip(_ops.Narrow(result, axis, length - skip - after, after), (axis,))
        result = _ops.concat([front, result, back], axis)
    return result


def unique_with_pad(x: Tensor, pad_num: Any) -> tuple[Tensor, Tensor]:
    """Give the different elements in the order of their first places, filled up with `pad_num`.

    The second result says for each element of `x` where in the first it stands.

    >>> from mindspore import Tensor, ops
    >>> print(ops.unique_with_pad(Tensor([3, 1, 3]), 0)[0])
    [3 1 0]
    """
    from mindspore.ops import unique

    found, places = unique(x)
    return _ops.pad(found, (0, x.size - found.size), "constant", pad_num), places
