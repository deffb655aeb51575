"""Older Primitives of convolutions."""

from __future__ import annotations

from typing import Any

from mindspore import _core
from mindspore._core import Tensor
from mindspore.ops.primitive import Primitive

_ops = _core.ops

__all__ = ["Conv2DBackpropInput", "DepthwiseConv2dNative"]


def _last_two(value: Any) -> tuple[int, int]:
    if isinstance(value, int):
        return (value, value)
    return tuple(value)[-2:]


class DepthwiseConv2dNative(Primitive):
    """Convolve each channel with kernels of its own.

    Args:
        channel_multiplier: How many results each channel has.
        kernel_size: Height and width of the kernels, or one int.
        mode: 3.
        pad_mode: "valid", "same" or "pad".
        pad: How many zeros stand around, where `pad_mode` is "pad".
        stride: Steps between places.
        dilation: Steps between the elements that a kernel reads.
        group: Kept.

    Inputs:
        - **input** (Tensor) - (N, C, H, W).
        - **weight** (Tensor) - (channel_multiplier, C, kernel height, kernel width).

    Outputs:
        Tensor (N, C * channel_multiplier, H', W').

    Examples:
        >>> from mindspore import ops
        >>> conv = ops.DepthwiseConv2dNative(1, (3, 3))
        >>> conv(ops.ones((1, 2, 4, 4)), ops.ones((1, 2, 3, 3))).shape
        (1, 2, 2, 2)
    """

    def __init__(
        self, channel_multiplier: int, kernel_size: Any, mode: int = 3, pad_mode: str = "valid",
        pad: Any = 0, stride: Any = 1, dilation: Any = 1, group: int = 1,
    ) -> None:  # fmt: skip
        super().__init__("DepthwiseConv2dNative")
        self.channel_multiplier, self.kernel_size = channel_multiplier, _last_two(kernel_size)
        self.pad_mode, self.pad = pad_mode, pad
        self.stride, self.dilation = _last_two(stride), _last_two(dilation)

    def __call__(self, x: Tensor, weight: Tensor) -> Tensor:
        """Convolve."""
        channels, many = x.shape[1], self.channel_multiplier
        turned = _ops.reshape(
            _ops.transpose(weight, (1, 0, 2, 3)), (channels * many, 1, *self.kernel_size)
        )
        from mindspore import ops

        conv = ops.Conv2D(
            channels * many, self.kernel_size, 1, self.pad_mode, self.pad, self.stride,
            self.dilation, channels,
        )  # fmt: skip
        return conv(x, turned)


class Conv2DBackpropInput(Primitive):
    """The transposed convolution, under its older name: see `Conv2DTranspose`.

    Examples:
        >>> from mindspore import ops
        >>> back = ops.Conv2DBackpropInput(1, 3)
        >>> back(ops.ones((1, 1, 2, 2)), ops.ones((1, 1, 3, 3)), (1, 1, 4, 4)).shape
        (1, 1, 4, 4)
    """

    def __init__(
        self, out_channel: int, kernel_size: Any, pad_mode: str = "valid", pad: Any = 0,
        pad_list: Any = None, mode: int = 1, stride: Any = 1, dilation: Any = 1, group: int = 1,
        data_format: str = "NCHW",
    ) -> None:  # fmt: skip
        from mindspore import ops

        super().__init__("Conv2DBackpropInput")
        self._transposed = ops.Conv2DTranspose(
            out_channel, kernel_size, pad_mode, pad, pad_list, mode, stride, dilation, group,
            data_format,
        )  # fmt: skip

    def __call__(self, dout: Tensor, weight: Tensor, input_size: Any) -> Tensor:
        """Convolve."""
        return self._transposed(dout, weight, input_size)
