"""Functions of networks that are made of other operators."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mindspore import _core
from mindspore._core import Tensor
from mindspore.common import dtype as mstype

_ops = _core.ops

__all__ = [
    "clip_by_global_norm",
    "clip_by_norm",
    "gelu_tanh",
    "intopk",
    "iou",
    "mixed_precision_cast",
    "multilabel_margin_loss",
    "swiglu",
]


def gelu_tanh(x: Tensor) -> Tensor:
    """Compute GELU by its tanh formula."""
    return _ops.gelu(x, approximate="tanh")


def clip_by_norm(
    x: Any, max_norm: float, norm_type: float = 2.0, error_if_nonfinite: bool = False
) -> Any:
    """Scale tensors down together so that the norm of all their elements is at most `max_norm`."""
    tensors = [x] if isinstance(x, Tensor) else list(x)
    powers = [_ops.reduce_sum(_ops.pow(_ops.abs(each), norm_type)) for each in tensors]
    norm = _ops.pow(sum(powers[1:], powers[0]), 1.0 / norm_type)
    scale = _ops.minimum(max_norm / (norm + 1e-6), 1.0)
    clipped = [each * scale.astype(each.dtype) for each in tensors]
    if isinstance(x, Tensor):
        return clipped[0]
    return clipped if isinstance(x, list) else tuple(clipped)


def clip_by_global_norm(
    x: Sequence[Tensor], clip_norm: float = 1.0, use_norm: Any = None
) -> Sequence[Tensor]:
    """Scale tensors down together so that the length of all their elements is at most `clip_norm`.

    >>> from mindspore import Tensor, ops
    >>> print(ops.clip_by_global_norm([Tensor([3.0, 4.0])], 1.0)[0])
    [0.6 0.8]
    """
    squares = [_ops.reduce_sum(_ops.square(each.astype(mstype.float32))) for each in x]
    norm = _ops.sqrt(sum(squares[1:], squares[0])) if use_norm is None else use_norm
    scale = clip_norm / _ops.maximum(norm, clip_norm)
    clipped = [each * scale.astype(each.dtype) for each in x]
    return clipped if isinstance(x, list) else tuple(clipped)


def mixed_precision_cast(dst_dtype: mstype.Type, x: Any) -> Any:
    """Convert the float Tensors among nested values."""
    if isinstance(x, Tensor):
        return x.astype(dst_dtype) if x.is_floating_point() else x
    if isinstance(x, list | tuple):
        return type(x)(mixed_precision_cast(dst_dtype, each) for each in x)
    if isinstance(x, dict):
        return {key: mixed_precision_cast(dst_dtype, each) for key, each in x.items()}
    return x


def swiglu(input: Tensor, dim: int = -1) -> Tensor:
    """Halve along `dim` and multiply SiLU of the first half by the second.

    >>> from mindspore import Tensor, ops
    >>> print(ops.swiglu(Tensor([0.0, 3.0])))
    [0.]
    """
    first, second = _ops.chunk(input, 2, dim)
    return _ops.silu(first) * second


def intopk(x1: Tensor, x2: Tensor, k: int) -> Tensor:
    """Tell for each row of scores whether its class `x2` is among the `k` largest.

    >>> from mindspore import Tensor, ops
    >>> print(ops.intopk(Tensor([[1.0, 8.0, 5.0], [2.0, 7.0, 4.0]]), Tensor([1, 0]), 2))
    [ True False]
    """
    own = _ops.gather_elements(x1, 1, _ops.expand_dims(x2, 1))
    return _ops.reduce_sum((x1 > own).astype(mstype.int32), 1) < k


def iou(anchor_boxes: Tensor, gt_boxes: Tensor, mode: str = "iou") -> Tensor:
    """Give the share that boxes (x0, y0, x1, y1) have in common, a row for each of `gt_boxes`.

    `mode` "iou" divides by the area of both together, "iof" by that of the box in `gt_boxes`.

    >>> from mindspore import Tensor, ops
    >>> print(ops.iou(Tensor([[0.0, 0.0, 9.0, 9.0]]), Tensor([[0.0, 0.0, 9.0, 9.0]])))
    [[1.]]
    """
    if mode not in ("iou", "iof"):
        raise ValueError(f"`mode` needs to be 'iou' or 'iof', but is {mode!r}")
    a, g = anchor_boxes.astype(mstype.float32), gt_boxes.astype(mstype.float32)
    low = _ops.maximum(_ops.expand_dims(g[:, :2], 1), a[:, :2])
    high = _ops.minimum(_ops.expand_dims(g[:, 2:], 1), a[:, 2:])
    # Corners are pixels that belong to the box.
    sides = _ops.maximum(high - low + 1, 0.0)
    common = sides[..., 0] * sides[..., 1]
    area_a, area_g = ((box[:, 2] - box[:, 0] + 1) * (box[:, 3] - box[:, 1] + 1) for box in (a, g))
    whole = _ops.expand_dims(area_g, 1)
    if mode == "iou":
        whole = whole + area_a - common
    return (common / whole).astype(anchor_boxes.dtype)


def multilabel_margin_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    """Ask every class of `target` (up to the first -1) to score 1 above every other class.

    >>> from mindspore import Tensor, ops
    >>> print(ops.multilabel_margin_loss(Tensor([[0.1, 0.2, 0.4, 0.8]]), Tensor([[3, 0, -1, 1]])))
    0.85
    """
    if reduction not in ("none", "mean", "sum"):
        raise ValueError(f"`reduction` needs to be 'none', 'mean' or 'sum', but is {reduction!r}")
    if input.shape != target.shape or input.ndim not in (1, 2):
        raise ValueError(
            "multilabel_margin_loss needs scores and classes of one shape with 1 or 2 axes, "
            f"found {input.shape} and {target.shape}"
        )
    classes = input.shape[-1]
    named = _ops.cumprod((target >= 0).astype(mstype.int64), -1)
    place = _ops.maximum(target, 0).astype(mstype.int64)
    hot = _ops.one_hot(place, classes, 1, 0, -1) * _ops.expand_dims(named, -1)
    others = 1 - _ops.reduce_max(hot, -2)
    own = _ops.gather_elements(input, -1, place)
    margins = 1 - _ops.expand_dims(own, -1) + _ops.expand_dims(input, -2)
    counted = _ops.expand_dims(named, -1) * _ops.expand_dims(others, -2)
    loss = _ops.relu(margins) * counted.astype(input.dtype)
    rows = _ops.reduce_sum(loss, (-2, -1)) / classes
    if reduction == "none":
        return rows
    return _ops.reduce_sum(rows) if reduction == "sum" else _ops.reduce_mean(rows)
