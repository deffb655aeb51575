"""Functions of networks that are made of other operators."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from mindspore import _core
from mindspore._core import Tensor
from mindspore.common import dtype as mstype
from mindspore.ops import function

_ops = _core.ops

__all__ = [
    "bidense",
    "clip_by_global_norm",
    "clip_by_norm",
    "gelu_tanh",
    "intopk",
    "max_unpool1d",
    "max_unpool2d",
    "max_unpool3d",
    "mixed_precision_cast",
    "multilabel_margin_loss",
    "soft_shrink",
    "swiglu",
]


def gelu_tanh(x: Tensor) -> Tensor:
    """Compute GELU by its tanh formula."""
    return _ops.gelu(x, approximate="tanh")


def clip_by_norm(
    x: Any, max_norm: float, norm_type: float = 2.0, error_if_nonfinite: bool = False
) -> Any:
    """Scale tensors down together so that the norm of all their elements is at most `max_norm`.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore import ops
        >>> print(ops.clip_by_norm(ms.Tensor([3.0, 4.0]), 1.0))
        [0.5999999  0.79999983]
    """
    tensors = [x] if isinstance(x, Tensor) else list(x)
    powers = [_ops.reduce_sum(_ops.pow(_ops.abs(each), norm_type)) for each in tensors]
    norm = _ops.pow(sum(powers[1:], powers[0]), 1.0 / norm_type)
    scale = _ops.minimum(max_norm / (norm + 1e-6), 1.0)
    clipped = [each * scale.astype(each.dtype) for each in tensors]
    if isinstance(x, Tensor):
        return clipped[0]
    return clipped if isinstance(x, list) else tuple(clipped)


def clip_by_global_norm(
    x: Tensor | Sequence[Tensor], clip_norm: float = 1.0, use_norm: Any = None
) -> Tensor | Sequence[Tensor]:
    """Scale tensors down together so that the length of all their elements is at most `clip_norm`.

    A single Tensor gives a single Tensor.

    >>> from mindspore import Tensor, ops
    >>> print(ops.clip_by_global_norm([Tensor([3.0, 4.0])], 1.0)[0])
    [0.6 0.8]
    """
    if isinstance(x, Tensor):
        return clip_by_global_norm((x,), clip_norm, use_norm)[0]
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


def soft_shrink(input: Tensor, lambd: float = 0.5) -> Tensor:
    """Move each element by `lambd` towards 0: `softshrink` under its other name.

    >>> from mindspore import Tensor, ops
    >>> print(ops.soft_shrink(Tensor([-2.0, 0.25])))
    [-1.5  0. ]
    """
    return _ops.softshrink(input, lambd)


def bidense(input1: Tensor, input2: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """Give x W y for two vectors and each matrix W of `weight`, plus `bias`.

    >>> from mindspore import Tensor, ops
    >>> print(ops.bidense(Tensor([[1.0, 2.0]]), Tensor([[3.0]]), Tensor([[[1.0], [1.0]]])))
    [[9.]]
    """
    left = _ops.tensor_dot(input1, weight, ((-1,), (1,)))
    result = _ops.reduce_sum(left * _ops.expand_dims(input2, -2), -1)
    return result if bias is None else result + bias


def _max_unpool(axes: int, x: Tensor, indices: Tensor, *window: Any) -> Tensor:
    kernel, stride, padding, output_size = window

    def each(value: Any) -> tuple[int, ...]:
        return (value,) * axes if isinstance(value, int) else tuple(value)

    sizes, steps, pads = each(kernel), each(kernel if stride is None else stride), each(padding)
    extents = x.shape[-axes:]
    if output_size:
        wide = tuple(output_size)[-axes:]
    else:
        wide = tuple(
            (n - 1) * step - 2 * pad + size
            for n, step, pad, size in zip(extents, steps, pads, sizes, strict=True)
        )
    lead = x.shape[:-axes]
    frame = _ops.zeros((*lead, math.prod(wide)), x.dtype)
    flat = _ops.tensor_scatter_elements(
        frame, indices.reshape((*lead, -1)), x.reshape((*lead, -1)), axis=-1
    )
    return flat.reshape((*lead, *wide))


def max_unpool1d(
    x: Tensor,
    indices: Tensor,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    output_size: Any = None,
) -> Tensor:
    """Put the results of max pooling back to where they came from; the rest is 0.

    >>> from mindspore import Tensor, ops
    >>> print(ops.max_unpool1d(Tensor([[[5.0, 7.0]]]), Tensor([[[1, 2]]]), 2))
    [[[0. 5. 7. 0.]]]
    """
    return _max_unpool(1, x, indices, kernel_size, stride, padding, output_size)


def max_unpool2d(
    x: Tensor,
    indices: Tensor,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    output_size: Any = None,
) -> Tensor:
    """Put the results of max pooling back to where they came from; the rest is 0.

    >>> from mindspore import Tensor, ops
    >>> print(ops.max_unpool2d(Tensor([[[[5.0]]]]), Tensor([[[[3]]]]), 2))
    [[[[0. 0.]
       [0. 5.]]]]
    """
    return _max_unpool(2, x, indices, kernel_size, stride, padding, output_size)


def max_unpool3d(
    x: Tensor,
    indices: Tensor,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    output_size: Any = None,
) -> Tensor:
    """Put the results of max pooling back to where they came from; the rest is 0.

    >>> from mindspore import Tensor, ops
    >>> ops.max_unpool3d(Tensor([[[[[5.0]]]]]), Tensor([[[[[3]]]]]), 2).shape
    (1, 1, 2, 2, 2)
    """
    return _max_unpool(3, x, indices, kernel_size, stride, padding, output_size)


def __getattr__(name: str) -> Any:
    return function.__getattr__(name)
