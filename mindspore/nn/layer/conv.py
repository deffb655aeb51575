"""Convolutions over one, two and three spatial axes."""

import math
from typing import Any

from mindspore import ops
from mindspore.common import dtype as mstype
from mindspore.common.initializer import HeUniform, Uniform, initializer
from mindspore.common.parameter import Parameter
from mindspore.common.tensor import Tensor
from mindspore.nn._checks import boolean, one_of, per_axis, positive_int
from mindspore.nn.cell import Cell


class _Conv(Cell):
    """What all convolutions are made of: a weight, a bias, a window, and a padding."""

    _axes = 2
    _format = "NCHW"
    _transposed = False
    _only_read = ("weight", "bias")

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
        weight_init: Any = None,
        bias_init: Any = None,
        data_format: str = "",
        dtype: Any = mstype.float32,
    ) -> None:
        super().__init__()
        axes = self._axes
        self.in_channels = positive_int(in_channels, "in_channels")
        self.out_channels = positive_int(out_channels, "out_channels")
        self.kernel_size = per_axis(kernel_size, axes, "kernel_size")
        self.stride = per_axis(stride, axes, "stride")
        self.dilation = per_axis(dilation, axes, "dilation")
        self.pad_mode = one_of(str(pad_mode).lower(), ("pad", "same", "valid"), "pad_mode")
        self.padding = _checked_padding(padding, axes)
        self.group = positive_int(group, "group")
        self.has_bias = boolean(has_bias, "has_bias")
        self.data_format = data_format or self._format
        for name, channels in (("in_channels", in_channels), ("out_channels", out_channels)):
            if channels % group:
                raise ValueError(
                    f"`{name}` needs to be a multiple of `group` {group}, but is {channels}"
                )
        if self.pad_mode != "pad" and any(_flat(self.padding)):
            raise ValueError(
                f"`padding` needs to be 0 when `pad_mode` is '{self.pad_mode}', but is {padding}"
            )
        self._make_parameters(weight_init, bias_init, dtype)
        self._make_operators()

    def _make_operators(self) -> None:
        """Makes what subclasses that change the weight call themselves."""

    def _make_parameters(self, weight_init: Any, bias_init: Any, dtype: Any) -> None:
        first, second = self.out_channels, self.in_channels
        if self._transposed:
            first, second = second, first
        shape = [first, second // self.group, *self._weight_window()]
        self.weight_init = HeUniform(math.sqrt(5)) if weight_init is None else weight_init
        self.weight = Parameter(initializer(self.weight_init, shape, dtype), name="weight")
        self.bias_init = bias_init
        self.bias = None
        if self.has_bias:
            if bias_init is None:
                self.bias_init = Uniform(1 / math.sqrt(math.prod(shape[1:])))
            start = initializer(self.bias_init, [self.out_channels], dtype)
            self.bias = Parameter(start, name="bias")

    def _weight_window(self) -> tuple[int, ...]:
        return self.kernel_size

    def extend_repr(self) -> str:
        """The sizes."""
        return (
            f"input_channels={self.in_channels}, output_channels={self.out_channels}, "
            f"kernel_size={self.kernel_size}, stride={self.stride}, pad_mode={self.pad_mode}, "
            f"padding={self.padding}, dilation={self.dilation}, group={self.group}, "
            f"has_bias={self.has_bias}, weight_init={self.weight_init}, "
            f"bias_init={self.bias_init}, format={self.data_format}"
        )


def _flat(padding: Any) -> tuple[int, ...]:
    return (padding,) if isinstance(padding, int) else tuple(padding)


def _checked_padding(padding: Any, axes: int) -> Any:
    """An int, or a tuple of one number for each side."""
    if isinstance(padding, bool) or not isinstance(padding, (int, tuple)):
        raise TypeError(f"`padding` needs to be an int or a tuple, but is {padding!r}")
    if any(isinstance(n, bool) or not isinstance(n, int) for n in _flat(padding)):
        raise TypeError(f"`padding` needs ints, but is {padding!r}")
    if any(n < 0 for n in _flat(padding)):
        raise ValueError(f"`padding` needs to be at least 0, but is {padding!r}")
    if isinstance(padding, tuple) and len(padding) != 2 * axes:
        raise ValueError(f"`padding` needs {2 * axes} ints, but is {padding!r}")
    return padding


class Conv2d(_Conv):
    """Convolution of (N, C, H, W) with a weight of shape (out, in / group, rows, columns).

    Args:
        in_channels: C of the input.
        out_channels: C of the output.
        kernel_size: the window: an int, or (rows, columns).
        stride: the step of the window.
        pad_mode: "same", "valid", or "pad" by `padding`.
        padding: an int, or (top, bottom, left, right).
        dilation: the step within the window.
        group: the number of groups of channels that do not mix.
        has_bias: whether there is a bias.
        weight_init: how the weight starts; by default uniform within 1 / sqrt(inputs).
        bias_init: how the bias starts; by default the same.
        data_format: "NCHW".
        dtype: the dtype of the Parameters.

    Examples:
        >>> from mindspore import nn, ops
        >>> nn.Conv2d(1, 6, 5, pad_mode="valid")(ops.ones((2, 1, 32, 32))).shape
        (2, 6, 28, 28)
    """

    def _make_operators(self) -> None:
        self.conv2d = ops.Conv2D(
            self.out_channels,
            self.kernel_size,
            1,
            self.pad_mode,
            self.padding,
            self.stride,
            self.dilation,
            self.group,
        )
        self.bias_add = ops.BiasAdd()

    def construct(self, x: Tensor) -> Tensor:
        """Gives the convolution."""
        if self.data_format == "NHWC":
            return self._convolve(x.transpose(0, 3, 1, 2)).transpose(0, 2, 3, 1)
        return self._convolve(x)

    def _convolve(self, x: Tensor) -> Tensor:
        return ops.conv2d(
            x,
            self.weight,
            self.bias,
            self.stride,
            self.pad_mode,
            self._op_padding(),
            self.dilation,
            self.group,
        )

    def _op_padding(self) -> Any:
        return self.padding


class Conv1d(_Conv):
    """Convolution of (N, C, L) with a weight of shape (out, in / group, 1, length).

    Examples:
        >>> from mindspore import nn, ops
        >>> nn.Conv1d(1, 2, 3, pad_mode="valid")(ops.ones((1, 1, 8))).shape
        (1, 2, 6)
    """

    _axes = 1

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int,
        stride: int = 1,
        pad_mode: str = "same",
        padding: int = 0,
        dilation: int = 1,
        group: int = 1,
        has_bias: bool = False,
        weight_init: Any = None,
        bias_init: Any = None,
        dtype: Any = mstype.float32,
    ) -> None:
        super().__init__(
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
            dtype=dtype,
        )
        # The axis of length one stands in what the layer shows, as in MindSpore.
        self.kernel_size = (1, *self.kernel_size)
        self.stride = (1, *self.stride)
        self.dilation = (1, *self.dilation)
        sides = (padding, padding) if isinstance(padding, int) else padding
        self.padding = (0, 0, *sides)

    def _weight_window(self) -> tuple[int, ...]:
        return (1, *self.kernel_size)

    def construct(self, x: Tensor) -> Tensor:
        """Gives the convolution."""
        output = ops.conv2d(
            x.expand_dims(2),
            self.weight,
            self.bias,
            self.stride,
            self.pad_mode,
            self.padding if self.pad_mode == "pad" else 0,
            self.dilation,
            self.group,
        )
        return output.squeeze(2)


class Conv3d(_Conv):
    """Convolution of (N, C, D, H, W).

    Examples:
        >>> from mindspore import nn, ops
        >>> nn.Conv3d(1, 2, 3, pad_mode="valid")(ops.ones((1, 1, 4, 4, 4))).shape
        (1, 2, 2, 2, 2)
    """

    _axes = 3
    _format = "NCDHW"

    def construct(self, x: Tensor) -> Tensor:
        """Gives the convolution."""
        return ops.conv3d(
            x,
            self.weight,
            self.bias,
            self.stride,
            self.pad_mode,
            self.padding,
            self.dilation,
            self.group,
        )
