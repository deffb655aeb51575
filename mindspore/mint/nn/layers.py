"""Layers with Parameters, and pooling, with the defaults that many know."""

from __future__ import annotations

import math
from typing import Any

from mindspore import nn
from mindspore._core import Tensor
from mindspore.common import dtype as mstype
from mindspore.common.initializer import HeUniform, Uniform, initializer
from mindspore.common.parameter import Parameter
from mindspore.mint.nn import functional as F
from mindspore.nn.cell import Cell

__all__ = [
    "AvgPool1d",
    "AvgPool2d",
    "AvgPool3d",
    "BatchNorm1d",
    "BatchNorm2d",
    "BatchNorm3d",
    "Conv1d",
    "Conv2d",
    "Conv3d",
    "ConvTranspose2d",
    "Dropout",
    "Dropout2d",
    "Fold",
    "GroupNorm",
    "LayerNorm",
    "Linear",
    "MaxPool2d",
    "ZeroPad1d",
    "ZeroPad3d",
]


def _each(value: Any, axes: int) -> tuple[int, ...]:
    return (value,) * axes if isinstance(value, int) else tuple(value)


class Linear(Cell):
    """x @ weight.T + bias.

    Args:
        in_features: Extent of the last axis before.
        out_features: Extent of the last axis after.
        bias: Whether there is a bias.
        weight_init: How the weight begins; None: uniformly by its fan.
        bias_init: How the bias begins; None: likewise.
        dtype: Dtype of both.

    >>> from mindspore import mint, ops
    >>> mint.nn.Linear(3, 4)(ops.ones((2, 3))).shape
    (2, 4)
    """

    def __init__(
        self, in_features: int, out_features: int, bias: bool = True, weight_init: Any = None,
        bias_init: Any = None, dtype: Any = None,
    ) -> None:  # fmt: skip
        super().__init__()
        kind = dtype or mstype.float32
        start = HeUniform(math.sqrt(5)) if weight_init is None else weight_init
        shape = (out_features, in_features)
        self.weight = Parameter(initializer(start, shape, kind), name="weight")
        self.bias = None
        if bias:
            begin = Uniform(1 / math.sqrt(in_features)) if bias_init is None else bias_init
            self.bias = Parameter(initializer(begin, (out_features,), kind), name="bias")

    def construct(self, input: Tensor) -> Tensor:
        """Give the product."""
        return F.linear(input, self.weight, self.bias)


class _Convolution(Cell):
    """A convolution over some axes."""

    _axes = 2

    def __init__(
        self, in_channels: int, out_channels: int, kernel_size: Any, stride: Any = 1,
        padding: Any = 0, dilation: Any = 1, groups: int = 1, bias: bool = True,
        padding_mode: str = "zeros", dtype: Any = None,
    ) -> None:  # fmt: skip
        super().__init__()
        if padding_mode not in ("zeros", "reflect", "replicate", "circular"):
            raise ValueError(
                "`padding_mode` needs to be 'zeros', 'reflect', 'replicate' or 'circular', "
                f"but is {padding_mode!r}"
            )
        axes, kind = self._axes, dtype or mstype.float32
        size = _each(kernel_size, axes)
        self.stride, self.padding, self.dilation = stride, padding, dilation
        self.groups, self.padding_mode = groups, padding_mode
        shape = (out_channels, in_channels // groups, *size)
        start = HeUniform(math.sqrt(5))
        self.weight = Parameter(initializer(start, shape, kind), name="weight")
        self.bias = None
        if bias:
            fan = in_channels // groups * math.prod(size)
            begin = Uniform(1 / math.sqrt(fan))
            self.bias = Parameter(initializer(begin, (out_channels,), kind), name="bias")

    def construct(self, input: Tensor) -> Tensor:
        """Convolve."""
        x, padding = input, self.padding
        if self.padding_mode != "zeros" and not isinstance(padding, str):
            widths = [w for each in reversed(_each(padding, self._axes)) for w in (each, each)]
            x, padding = F.pad(x, widths, self.padding_mode), 0
        run = (F.conv1d, F.conv2d, F.conv3d)[self._axes - 1]
        return run(x, self.weight, self.bias, self.stride, padding, self.dilation, self.groups)


class Conv1d(_Convolution):
    """A convolution over one axis."""

    _axes = 1


class Conv2d(_Convolution):
    """A convolution over two axes.

    >>> from mindspore import mint, ops
    >>> mint.nn.Conv2d(3, 4, 3)(ops.ones((1, 3, 8, 8))).shape
    (1, 4, 6, 6)
    """


class Conv3d(_Convolution):
    """A convolution over three axes."""

    _axes = 3


class ConvTranspose2d(Cell):
    """A transposed convolution over two axes.

    >>> from mindspore import mint, ops
    >>> mint.nn.ConvTranspose2d(3, 4, 2, 2)(ops.ones((1, 3, 8, 8))).shape
    (1, 4, 16, 16)
    """

    def __init__(
        self, in_channels: int, out_channels: int, kernel_size: Any, stride: Any = 1,
        padding: Any = 0, output_padding: Any = 0, groups: int = 1, bias: bool = True,
        dilation: Any = 1, padding_mode: str = "zeros", dtype: Any = None,
    ) -> None:  # fmt: skip
        super().__init__()
        kind, size = dtype or mstype.float32, _each(kernel_size, 2)
        self._given = (stride, padding, output_padding, groups, dilation)
        shape = (in_channels, out_channels // groups, *size)
        start = HeUniform(math.sqrt(5))
        self.weight = Parameter(initializer(start, shape, kind), name="weight")
        self.bias = None
        if bias:
            begin = Uniform(1 / math.sqrt(out_channels // groups * math.prod(size)))
            self.bias = Parameter(initializer(begin, (out_channels,), kind), name="bias")

    def construct(self, input: Tensor) -> Tensor:
        """Convolve."""
        return F.conv_transpose2d(input, self.weight, self.bias, *self._given)


class _BatchNorm(Cell):
    """Channels moved and scaled to mean 0 and variance 1; `momentum` is the share of the new."""

    def __init__(
        self, num_features: int, eps: float = 1e-5, momentum: float = 0.1, affine: bool = True,
        track_running_stats: bool = True, dtype: Any = None,
    ) -> None:  # fmt: skip
        super().__init__()
        kind, shape = dtype or mstype.float32, (num_features,)
        self.eps, self.momentum, self.track = eps, momentum, track_running_stats
        self.weight = Parameter(initializer("ones", shape, kind), "weight") if affine else None
        self.bias = Parameter(initializer("zeros", shape, kind), "bias") if affine else None
        mean, var = initializer("zeros", shape, kind), initializer("ones", shape, kind)
        self.running_mean = Parameter(mean, "running_mean", requires_grad=False)
        self.running_var = Parameter(var, "running_var", requires_grad=False)

    def construct(self, input: Tensor) -> Tensor:
        """Give the result."""
        training = self.training or not self.track
        return F.batch_norm(
            input, self.running_mean, self.running_var, self.weight, self.bias, training,
            self.momentum, self.eps,
        )  # fmt: skip


class BatchNorm1d(_BatchNorm):
    """Batch normalisation of (N, C) or (N, C, L)."""


class BatchNorm2d(_BatchNorm):
    """Batch normalisation of (N, C, H, W).

    >>> from mindspore import mint, ops
    >>> mint.nn.BatchNorm2d(3)(ops.ones((2, 3, 4, 4))).shape
    (2, 3, 4, 4)
    """


class BatchNorm3d(_BatchNorm):
    """Batch normalisation of (N, C, D, H, W)."""


class GroupNorm(Cell):
    """Groups of channels moved and scaled to mean 0 and variance 1.

    >>> from mindspore import mint, ops
    >>> mint.nn.GroupNorm(2, 4)(ops.ones((1, 4, 3, 3))).shape
    (1, 4, 3, 3)
    """

    def __init__(
        self, num_groups: int, num_channels: int, eps: float = 1e-5, affine: bool = True,
        dtype: Any = None,
    ) -> None:  # fmt: skip
        super().__init__()
        kind, shape = dtype or mstype.float32, (num_channels,)
        self.num_groups, self.eps = num_groups, eps
        self.weight = Parameter(initializer("ones", shape, kind), "weight", requires_grad=affine)
        self.bias = Parameter(initializer("zeros", shape, kind), "bias", requires_grad=affine)

    def construct(self, input: Tensor) -> Tensor:
        """Give the result."""
        return F.group_norm(input, self.num_groups, self.weight, self.bias, self.eps)


class LayerNorm(Cell):
    """The last axes moved and scaled to mean 0 and variance 1."""

    def __init__(
        self, normalized_shape: Any, eps: float = 1e-5, elementwise_affine: bool = True,
        bias: bool = True, dtype: Any = None,
    ) -> None:  # fmt: skip
        super().__init__()
        shape, kind = _each(normalized_shape, 1), dtype or mstype.float32
        self.normalized_shape, self.eps = shape, eps
        self.weight = self.bias = None
        if elementwise_affine:
            self.weight = Parameter(initializer("ones", shape, kind), "weight")
            self.bias = Parameter(initializer("zeros", shape, kind), "bias") if bias else None

    def construct(self, input: Tensor) -> Tensor:
        """Give the result."""
        return F.layer_norm(input, self.normalized_shape, self.weight, self.bias, self.eps)


class Dropout(Cell):
    """Elements set to 0 with probability `p` while training, the others scaled."""

    def __init__(self, p: float = 0.5, inplace: bool = False) -> None:
        super().__init__()
        self.p, self.inplace = p, inplace

    def construct(self, input: Tensor) -> Tensor:
        """Give the result."""
        return F.dropout(input, self.p, self.training, self.inplace)


class Dropout2d(Dropout):
    """Channels set to 0 with probability `p` while training, the others scaled."""

    def construct(self, input: Tensor) -> Tensor:
        """Give the result."""
        return F.dropout2d(input, self.p, self.training, self.inplace)


class _Pool(Cell):
    """Pooling with what it was made with."""

    _run: Any = None

    def __init__(self, kernel_size: Any, stride: Any = None, padding: Any = 0, *rest: Any,
                 **words: Any) -> None:  # fmt: skip
        super().__init__()
        self._given = (kernel_size, stride, padding, *rest)
        self._words = words

    def construct(self, input: Tensor) -> Any:
        """Pool."""
        return type(self)._run(input, *self._given, **self._words)


class AvgPool1d(_Pool):
    """Means of windows over one axis."""

    _run = staticmethod(F.avg_pool1d)


class AvgPool2d(_Pool):
    """Means of windows over two axes.

    >>> from mindspore import mint, ops
    >>> mint.nn.AvgPool2d(2)(ops.ones((1, 1, 4, 4))).shape
    (1, 1, 2, 2)
    """

    _run = staticmethod(F.avg_pool2d)


class AvgPool3d(_Pool):
    """Means of windows over three axes."""

    _run = staticmethod(F.avg_pool3d)


class MaxPool2d(_Pool):
    """Greatest elements of windows over two axes."""

    _run = staticmethod(F.max_pool2d)


class ZeroPad1d(nn.ConstantPad1d):
    """Zeros before and after."""

    def __init__(self, padding: Any) -> None:
        super().__init__(padding, 0.0)


class ZeroPad3d(nn.ConstantPad3d):
    """Zeros around volumes."""

    def __init__(self, padding: Any) -> None:
        super().__init__(padding, 0.0)


class Fold(Cell):
    """Blocks added up into pictures."""

    def __init__(
        self, output_size: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0,
        stride: Any = 1,
    ) -> None:  # fmt: skip
        super().__init__()
        self._given = (output_size, kernel_size, dilation, padding, stride)

    def construct(self, input: Tensor) -> Tensor:
        """Give the pictures."""
        return F.fold(input, *self._given)
