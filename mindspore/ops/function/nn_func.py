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
    "mixed_precision_cast",
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
