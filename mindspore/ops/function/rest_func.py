"""Functions behind single Primitive classes: look-ups, lists, decoding, windows of random size."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from mindspore import _core
from mindspore._core import Tensor
from mindspore.common import dtype as mstype

_ops = _core.ops

__all__ = [
    "add_flags",
    "arg_max_with_value_",
    "arg_min_with_value_",
    "clip_by_value",
    "conjugate_transpose",
    "copy_with_slice",
    "ctc_greedy_decoder",
    "embedding_lookup",
    "fractional_max_pool2d",
    "fractional_max_pool3d",
    "fractional_with_samples2d",
    "fractional_with_samples3d",
    "inplace_update_v2",
    "list_diff",
    "nms_with_mask",
    "sparse_dense_cwise_add",
    "sparse_dense_cwise_mul",
]


def add_flags(fn: Callable | None = None, **flags: Any) -> Any:
    """Decorate a function with words for the compiler; here they are kept.

    >>> from mindspore import ops
    >>> ops.add_flags(lambda x: x, has_effect=True)._func_graph_flags
    {'has_effect': True}
    """

    def decorate(function: Callable) -> Callable:
        kept = getattr(function, "_func_graph_flags", {})
        function._func_graph_flags = {**kept, **flags}  # type: ignore[attr-defined]
        return function

    return decorate(fn) if fn is not None else decorate


def arg_max_with_value_(input: Tensor) -> tuple[Tensor, Tensor]:
    """Give the place and the value of the largest along the first axis."""
    value, place = _ops.max(input, 0)
    return place, value


def arg_min_with_value_(input: Tensor) -> tuple[Tensor, Tensor]:
    """Give the place and the value of the smallest along the first axis."""
    value, place = _ops.min(input, 0)
    return place, value


def conjugate_transpose(x: Tensor, perm: tuple[int, ...]) -> Tensor:
    """Put axes into another order, and conjugate.

    >>> from mindspore import Tensor, ops
    >>> print(ops.ConjugateTranspose()(Tensor([[1 + 1j, 2.0]]), (1, 0)).shape)
    (2, 1)
    """
    moved = _ops.transpose(x, perm)
    return _ops.conj(moved) if moved.is_complex() else moved


def copy_with_slice(dst: Tensor, src: Tensor) -> Tensor:
    """Write a Tensor into another one, which may be a view."""
    dst.copy_(src)
    return dst


def embedding_lookup(input_params: Tensor, input_indices: Tensor, offset: int = 0) -> Tensor:
    """Take rows by their numbers less `offset`; zeros where there is no such row.

    >>> from mindspore import Tensor, ops
    >>> print(ops.EmbeddingLookup()(Tensor([[1.0], [2.0]]), Tensor([4, 9]), 4))
    [[1.]
     [0.]]
    """
    rows = input_params.shape[0]
    place = input_indices - offset
    within = _ops.logical_and(place >= 0, place < rows)
    kept = _ops.maximum(_ops.minimum(place, rows - 1), 0).astype(mstype.int64)
    found = _ops.index_select(input_params, 0, _ops.reshape(kept, (-1,)))
    found = _ops.reshape(found, (*input_indices.shape, *input_params.shape[1:]))
    mask = _ops.reshape(within, (*within.shape, *[1] * (input_params.ndim - 1)))
    return _ops.where(mask, found, _ops.zeros_like(found))


def inplace_update_v2(x: Tensor, indices: Any, v: Tensor) -> Tensor:
    """Give `x` with the rows `v` at `indices`.

    >>> from mindspore import Tensor, ops
    >>> print(ops.InplaceUpdateV2()(Tensor([1.0, 2.0, 3.0]), (0,), Tensor([9.0])))
    [9. 2. 3.]
    """
    from mindspore import ops

    return ops.inplace_update(x, v, indices)


def list_diff(x: Tensor, y: Tensor, out_idx: Any = mstype.int32) -> tuple[Tensor, Tensor]:
    """Give what stands in `x` and not in `y`, and where.

    >>> from mindspore import Tensor, ops
    >>> out, places = ops.ListDiff()(Tensor([1, 2, 3, 4]), Tensor([1, 3]))
    >>> print(out, places)
    [2 4] [1 3]
    """
    if x.ndim != 1 or y.ndim != 1:
        raise ValueError(f"ListDiff needs Tensors with 1 axis, found {x.shape} and {y.shape}")
    other = _ops.reduce_all(_ops.expand_dims(x, 1) != y, 1)
    places = _ops.reshape(_ops.nonzero(other), (-1,))
    return _ops.index_select(x, 0, places), places.astype(out_idx)


def ctc_greedy_decoder(
    inputs: Tensor, sequence_length: Tensor, merge_repeated: bool = True
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Read sequences of classes by the best class of each step; the last class is the blank.

    Args:
        inputs: Tensor (time, N, classes) of scores.
        sequence_length: Tensor (N,): how many steps each sequence has.
        merge_repeated: Whether equal neighbours count once.

    Returns:
        The places (N, number) of what was read, the classes, the shape (N, longest), and the sum
        of the best scores of each sequence, negated, (N, 1).

    Raises:
        ValueError: If the shapes do not fit.

    Supported modes: PyNative, graph.

    >>> from mindspore import Tensor, ops
    >>> scores = Tensor([[[0.6, 0.4, 0.2]], [[0.0, 0.6, 0.0]]])
    >>> places, classes, shape, score = ops.ctc_greedy_decoder(scores, Tensor([2]))
    >>> print(classes, shape, score)
    [0 1] [1 2] [[-1.2]]
    """
    if inputs.ndim != 3 or sequence_length.shape != (inputs.shape[1],):
        raise ValueError(
            "ctc_greedy_decoder needs scores with 3 axes and a length for each sequence, "
            f"found {inputs.shape} and {sequence_length.shape}"
        )
    steps, batch, classes = inputs.shape
    best, score = _ops.argmax(inputs, 2), _ops.reduce_max(inputs, 2)
    time = _ops.expand_dims(_ops.arange(0, steps, 1), 1)
    running = time < _ops.expand_dims(sequence_length, 0)
    total = -_ops.reduce_sum(_ops.where(running, score, _ops.zeros_like(score)), 0)
    kept = _ops.logical_and(running, best != classes - 1)
    if merge_repeated and steps > 1:
        first = _ops.full((1, batch), -1, dtype=best.dtype)
        kept = _ops.logical_and(kept, best != _ops.concat([first, best[:-1]], 0))
    kept, best = _ops.swapaxes(kept, 0, 1), _ops.swapaxes(best, 0, 1)
    count = kept.astype(mstype.int64)
    number = _ops.cumsum(count, 1) - 1
    at = _ops.nonzero(kept)
    places = _ops.stack([at[:, 0], _ops.gather_nd(number, at)], 1).astype(mstype.int64)
    longest = _ops.reduce_max(_ops.reduce_sum(count, 1))
    shape = _ops.stack([Tensor(batch, mstype.int64), longest.astype(mstype.int64)])
    decoded = _ops.gather_nd(best, at).astype(mstype.int64)
    return places, decoded, shape, _ops.expand_dims(total, 1)


def _window_starts(sample: Tensor, extent: int, count: int, size: int) -> Tensor:
    """Where `count` windows begin that fill an axis, for each share in `sample`: (..., count)."""
    share = _ops.expand_dims(sample, -1)
    if count == 1:
        return _ops.full(share.shape, extent - size, dtype=mstype.int64)
    alpha = (extent - size) / (count - 1)
    steps = _ops.arange(0, count - 1, 1).astype(sample.dtype)
    inner = _ops.floor((steps + share) * alpha) - _ops.floor(share * alpha)
    last = _ops.full(share.shape, extent - size, dtype=inner.dtype)
    return _ops.concat([inner, last], -1).astype(mstype.int64)


def _fractional(axes: int, input: Tensor, kernel: Any, options: tuple) -> Any:
    output_size, output_ratio, return_indices, samples = options
    sizes = (kernel,) * axes if isinstance(kernel, int) else tuple(kernel)
    lone = input.ndim == axes + 1
    x = _ops.expand_dims(input, 0) if lone else input
    n, c, *extents = x.shape
    if (output_size is None) == (output_ratio is None):
        raise ValueError("fractional pooling needs one of `output_size` and `output_ratio`")
    if output_size is None:
        shares = (output_ratio,) * axes if isinstance(output_ratio, float) else output_ratio
        counts = tuple(math.floor(e * share) for e, share in zip(extents, shares, strict=True))
    else:
        counts = (output_size,) * axes if isinstance(output_size, int) else tuple(output_size)
    for extent, count, size in zip(extents, counts, sizes, strict=True):
        if count < 1 or count + size - 1 > extent:
            raise ValueError(
                f"fractional pooling needs windows that fit: {count} of size {size} in {extent}"
            )
    if samples is None:
        from mindspore import ops

        samples = ops.rand(n, c, axes, dtype=mstype.float32)
    flat = None
    for axis in range(axes):
        # The shares of a sample are those of the last axis first.
        share = samples[:, :, axes - 1 - axis if axes == 2 else axis]
        starts = _window_starts(share, extents[axis], counts[axis], sizes[axis])
        reach = _ops.expand_dims(starts, -1) + _ops.arange(0, sizes[axis], 1)
        spread = [n, c, *[1] * (2 * axes)]
        spread[2 + axis], spread[2 + axes + axis] = counts[axis], sizes[axis]
        reach = _ops.reshape(reach, tuple(spread))
        flat = reach if flat is None else flat * extents[axis] + reach
    flat = _ops.reshape(flat, (n, c, math.prod(counts), math.prod(sizes)))
    windows = _ops.gather_elements(
        _ops.reshape(x, (n, c, -1)), 2, _ops.reshape(flat, (n, c, -1))
    ).reshape(flat.shape)
    value, which = _ops.max(windows, -1)
    place = _ops.gather_elements(flat, 3, _ops.expand_dims(which, -1).astype(mstype.int64))
    given = (c, *counts) if lone else (n, c, *counts)
    value, place = _ops.reshape(value, given), _ops.reshape(place, given)
    return (value, place) if return_indices else value


def fractional_max_pool2d(
    input: Tensor,
    kernel_size: Any,
    output_size: Any = None,
    output_ratio: Any = None,
    return_indices: bool = False,
    _random_samples: Tensor | None = None,
) -> Any:
    """Take the largest of windows that lie at random steps, so that pictures shrink by any ratio.

    Args:
        input: Tensor (N, C, H, W) or (C, H, W).
        kernel_size: Height and width of the windows, or one int.
        output_size: How many windows, or None.
        output_ratio: How many windows for each pixel, between 0 and 1, or None.
        return_indices: Whether the place of each largest element is given too.
        _random_samples: Tensor (N, C, 2) of numbers in [0, 1) that say where windows lie.

    Returns:
        Tensor (N, C, *output_size), and the flat places where asked.

    Raises:
        ValueError: If not exactly one of `output_size` and `output_ratio` is given, or windows do
            not fit.

    Supported modes: PyNative, graph.

    >>> from mindspore import ops
    >>> ops.fractional_max_pool2d(ops.ones((1, 2, 7, 7)), 2, (3, 4)).shape
    (1, 2, 3, 4)
    """
    options = (output_size, output_ratio, return_indices, _random_samples)
    return _fractional(2, input, kernel_size, options)


def fractional_max_pool3d(
    input: Tensor,
    kernel_size: Any,
    output_size: Any = None,
    output_ratio: Any = None,
    return_indices: bool = False,
    _random_samples: Tensor | None = None,
) -> Any:
    """Take the largest of windows at random steps in volumes: see `fractional_max_pool2d`.

    >>> from mindspore import ops
    >>> ops.fractional_max_pool3d(ops.ones((1, 2, 5, 6, 7)), 2, (2, 3, 4)).shape
    (1, 2, 2, 3, 4)
    """
    options = (output_size, output_ratio, return_indices, _random_samples)
    return _fractional(3, input, kernel_size, options)


def fractional_with_samples2d(
    input_x: Tensor, random_samples: Tensor, ksize: Any, output_shape: Any, data_format: str
) -> tuple[Tensor, Tensor]:
    """Pool with random steps that are given, and give the places too."""
    return _fractional(2, input_x, ksize, (output_shape, None, True, random_samples))


def fractional_with_samples3d(
    x: Tensor, random_samples: Tensor, ksize: Any, output_shape: Any, data_format: str
) -> tuple[Tensor, Tensor]:
    """Pool volumes with random steps that are given, and give the places too."""
    if data_format == "NCDHW":
        return _fractional(3, x, ksize, (output_shape, None, True, random_samples))
    moved = _ops.transpose(x, (0, 4, 1, 2, 3))
    found = _fractional(3, moved, ksize, (output_shape, None, True, random_samples))
    return tuple(_ops.transpose(each, (0, 2, 3, 4, 1)) for each in found)


def nms_with_mask(bboxes: Tensor, iou_threshold: float = 0.5) -> tuple[Tensor, Tensor, Tensor]:
    """Choose boxes by score that overlap no better one by more than a share.

    Args:
        bboxes: Tensor (N, 5) of (x0, y0, x1, y1, score).
        iou_threshold: The share.

    Returns:
        The boxes from the best on, their numbers in that order, and which of them are chosen.

    Supported modes: PyNative, graph.

    >>> from mindspore import Tensor, ops
    >>> rows = [[0.0, 0.0, 9.0, 9.0, 0.8], [1.0, 0.0, 9.0, 9.0, 0.9], [50.0, 0.0, 60.0, 9.0, 0.1]]
    >>> boxes, places, chosen = ops.NMSWithMask(0.5)(Tensor(rows))
    >>> print(places, chosen)
    [0 1 2] [ True False  True]
    """
    count = bboxes.shape[0]
    order = _ops.argsort(-bboxes[:, 4]).astype(mstype.int64)
    boxes = _ops.index_select(bboxes, 0, order)
    low = _ops.maximum(_ops.expand_dims(boxes[:, :2], 1), boxes[:, :2])
    high = _ops.minimum(_ops.expand_dims(boxes[:, 2:4], 1), boxes[:, 2:4])
    sides = _ops.maximum(high - low, 0.0)
    common = sides[..., 0] * sides[..., 1]
    area = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    share = common / (_ops.expand_dims(area, 1) + area - common)
    over = share > iou_threshold
    steps = _ops.arange(0, count, 1)
    kept = _ops.ones((count,), mstype.bool_)
    for k in range(count - 1):
        hit = _ops.logical_and(over[k], steps > k)
        kept = _ops.logical_and(kept, _ops.logical_not(_ops.logical_and(hit, kept[k])))
    return boxes, steps.astype(mstype.int32), kept


def _at(x2: Tensor, x1_shape: Any, x1_indices: Tensor) -> Tensor:
    shape = x1_shape.asnumpy().tolist() if isinstance(x1_shape, Tensor) else x1_shape
    return _ops.gather_nd(_ops.broadcast_to(x2, tuple(shape)), x1_indices)


def sparse_dense_cwise_add(x1_indices: Tensor, x1_values: Tensor, x1_shape: Any, x2: Tensor) -> Any:
    """Add the elements of a Tensor to the values of a sparse one that stand there."""
    return x1_values + _at(x2, x1_shape, x1_indices)


def sparse_dense_cwise_mul(x1_indices: Tensor, x1_values: Tensor, x1_shape: Any, x2: Tensor) -> Any:
    """Multiply the values of a sparse Tensor with what stands there in a dense one."""
    return x1_values * _at(x2, x1_shape, x1_indices)


def clip_by_value(x: Any, clip_value_min: Any = None, clip_value_max: Any = None) -> Any:
    """Hold each element between two bounds.

    Args:
        x: A Tensor, or a tuple or list of them.
        clip_value_min: The lower bound: a number, a Tensor, or None for none.
        clip_value_max: The upper bound likewise.

    Returns:
        As many Tensors as were given, in a sequence of the same type.

    >>> from mindspore import Tensor, ops
    >>> print(ops.clip_by_value(Tensor([-2.0, 0.5, 3.0]), -1.0, 1.0))
    [-1.   0.5  1. ]
    """
    if isinstance(x, tuple | list):
        return type(x)([_ops.clamp(each, clip_value_min, clip_value_max) for each in x])
    return _ops.clamp(x, clip_value_min, clip_value_max)
