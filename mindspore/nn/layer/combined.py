"""Layers made of others, and a bilinear one."""

import math
from typing import Any

from mindspore import ops
from mindspore.common import dtype as mstype
from mindspore.common.initializer import Uniform, initializer
from mindspore.common.parameter import Parameter
from mindspore.common.tensor import Tensor
from mindspore.nn._checks import boolean, positive_int
from mindspore.nn.cell import Cell
from mindspore.nn.layer.activation import LeakyReLU, get_activation
from mindspore.nn.layer.basic import Dense
from mindspore.nn.layer.conv import Conv2d
from mindspore.nn.layer.normalization import BatchNorm1d, BatchNorm2d


def _named_activation(activation: Any, alpha: float) -> Any:
    if activation == "leakyrelu":
        return LeakyReLU(alpha)
    return get_activation(activation) if isinstance(activation, str) else activation


class Conv2dBnAct(Cell):
    """A convolution, a batch normalisation and an activation.

    Examples:
        >>> from mindspore import nn, ops
        >>> net = nn.Conv2dBnAct(3, 4, 3, has_bn=True, activation="relu")
        >>> net(ops.ones((1, 3, 8, 8))).shape
        (1, 4, 8, 8)
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Any,
        stride: Any = 1,
        pad_mode: str = "same",
        padding: Any = 0,
        dilation: Any = 1,
        group: int = 1,
        has_bias: bool = False,
        weight_init: Any = "normal",
        bias_init: Any = "zeros",
        has_bn: bool = False,
        momentum: float = 0.997,
        eps: float = 1e-5,
        activation: Any = None,
        alpha: float = 0.2,
        after_fake: bool = True,
    ) -> None:
        super().__init__()
        self.conv = Conv2d(
            in_channels,
            out_channels,
            kernel_size,
            stride,
            pad_mode,
            padding,
            dilation,
            group,
            has_bias,
            weight_init,
            bias_init,
        )
        self.has_bn = boolean(has_bn, "has_bn")
        if has_bn:
            self.batchnorm = BatchNorm2d(out_channels, eps, momentum)
        self.activation = _named_activation(activation, alpha)
        self.has_act = self.activation is not None
        self.after_fake = after_fake

    def construct(self, x: Tensor) -> Tensor:
        """Gives the output."""
        x = self.conv(x)
        x = self.batchnorm(x) if self.has_bn else x
        return self.activation(x) if self.has_act else x


class DenseBnAct(Cell):
    """A dense layer, a batch normalisation and an activation.

    Examples:
        >>> from mindspore import nn, ops
        >>> nn.DenseBnAct(3, 4, has_bn=True, activation="relu")(ops.ones((2, 3))).shape
        (2, 4)
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        weight_init: Any = "normal",
        bias_init: Any = "zeros",
        has_bias: bool = True,
        has_bn: bool = False,
        momentum: float = 0.9,
        eps: float = 1e-5,
        activation: Any = None,
        alpha: float = 0.2,
        after_fake: bool = True,
    ) -> None:
        super().__init__()
        self.dense = Dense(in_channels, out_channels, weight_init, bias_init, has_bias)
        self.has_bn = boolean(has_bn, "has_bn")
        if has_bn:
            self.batchnorm = BatchNorm1d(out_channels, eps, momentum)
        self.activation = _named_activation(activation, alpha)
        self.has_act = self.activation is not None
        self.after_fake = after_fake

    def construct(self, x: Tensor) -> Tensor:
        """Gives the output."""
        x = self.dense(x)
        x = self.batchnorm(x) if self.has_bn else x
        return self.activation(x) if self.has_act else x


class BiDense(Cell):
    """Gives x1 @ weight @ x2 for each output, and a bias.

    Examples:
        >>> from mindspore import nn, ops
        >>> nn.BiDense(2, 3, 4)(ops.ones((5, 2)), ops.ones((5, 3))).shape
        (5, 4)
    """

    def __init__(
        self,
        in1_channels: int,
        in2_channels: int,
        out_channels: int,
        weight_init: Any = None,
        bias_init: Any = None,
        has_bias: bool = True,
        dtype: Any = mstype.float32,
    ) -> None:
        super().__init__()
        self.in1_channels = positive_int(in1_channels, "in1_channels")
        self.in2_channels = positive_int(in2_channels, "in2_channels")
        self.out_channels = positive_int(out_channels, "out_channels")
        self.has_bias = boolean(has_bias, "has_bias")
        bound = Uniform(1 / math.sqrt(in1_channels))
        shape = [out_channels, in1_channels, in2_channels]
        weight = initializer(bound if weight_init is None else weight_init, shape, dtype)
        self.weight = Parameter(weight, name="weight")
        self.bias = None
        if has_bias:
            start = initializer(bound if bias_init is None else bias_init, [out_channels], dtype)
            self.bias = Parameter(start, name="bias")

    def construct(self, input1: Tensor, input2: Tensor) -> Tensor:
        """Gives the output of shape (..., out_channels)."""
        shape = input1.shape[:-1]
        a = input1.reshape(-1, self.in1_channels)
        b = input2.reshape(-1, self.in2_channels)
        mixed = ops.matmul(a, self.weight.reshape(self.out_channels, self.in1_channels, -1))
        output = (mixed * b.expand_dims(0)).sum(-1).swapaxes(0, 1)
        output = output + self.bias if self.has_bias else output
        return output.reshape(*shape, self.out_channels)

    def extend_repr(self) -> str:
        """The sizes."""
        text = (
            f"in1_channels={self.in1_channels}, in2_channels={self.in2_channels}, "
            f"output_channels={self.out_channels}"
        )
        return f"{text}, has_bias=True" if self.has_bias else text


class LRN(Cell):
    """Divides each channel by a power of the sum of squares of its neighbours.

    Examples:
        >>> from mindspore import nn, ops
        >>> nn.LRN()(ops.ones((1, 4, 2, 2))).shape
        (1, 4, 2, 2)
    """

    def __init__(
        self,
        depth_radius: int = 5,
        bias: float = 1.0,
        alpha: float = 1.0,
        beta: float = 0.5,
        norm_region: str = "ACROSS_CHANNELS",
    ) -> None:
        super().__init__()
        if norm_region != "ACROSS_CHANNELS":
            raise ValueError(f"`norm_region` needs to be 'ACROSS_CHANNELS', not {norm_region!r}")
        self._settings = (depth_radius, bias, alpha, beta)

    def construct(self, input_x: Tensor) -> Tensor:
        """Gives the normalised Tensor."""
        return ops.lrn(input_x, *self._settings)
