"""Transposed convolutions: the gradients of convolutions with respect to their inputs."""

from typing import Any

from mindspore import ops
from mindspore.common import dtype as mstype
from mindspore.common.tensor import Tensor
from mindspore.nn._checks import per_axis
from mindspore.nn.layer.conv import _Conv


class _ConvTranspose(_Conv):
    _transposed = True

    def _set_output_padding(self, output_padding: Any) -> None:
        self.output_padding = per_axis(output_padding, self._axes, "output_padding", least=0)
        if any(self.output_padding) and self.pad_mode != "pad":
            raise ValueError(
                f"`output_padding` needs to be 0 when `pad_mode` is '{self.pad_mode}', "
                f"but is {output_padding}"
            )

    def _sides(self) -> list[tuple[int, int]]:
        """The padding given before and after each axis."""
        if isinstance(self.padding, int):
            return [(self.padding, self.padding)] * self._axes
        return [(self.padding[2 * i], self.padding[2 * i + 1]) for i in range(self._axes)]

    def _window(self) -> tuple[list[int], list[int]]:
        """The padding of all sides, and what is added at the ends."""
        sides: list[int] = []
        extra: list[int] = []
        for i, (before, after) in enumerate(self._sides()):
            more = self.output_padding[i]
            if self.pad_mode == "same":
                # The output is `stride` times as long as the input.
                missing = self.dilation[i] * (self.kernel_size[i] - 1) + 1 - self.stride[i]
                before = max(missing, 0) // 2
                after, more = max(missing, 0) - before, max(-missing, 0)
            sides += [before, after]
            extra.append(more)
        return sides, extra

    def _transpose(self, x: Tensor) -> Tensor:
        return ops.conv_transpose2d(  # type: ignore[call-arg]
            x, self.weight, self.bias, self.stride, *self._settings, self.group, self.dilation
        )


class Conv2dTranspose(_ConvTranspose):
    """Transposed convolution of (N, C, H, W) with a weight of shape (in, out / group, h, w).

    Examples:
        >>> from mindspore import nn, ops
        >>> nn.Conv2dTranspose(1, 2, 4, 2, pad_mode="pad", padding=1)(ops.ones((1, 1, 8, 8))).shape
        (1, 2, 16, 16)
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Any,
        stride: Any = 1,
        pad_mode: str = "same",
        padding: Any = 0,
        output_padding: Any = 0,
        dilation: Any = 1,
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
        self._set_output_padding(output_padding)
        self._settings = self._window()

    def construct(self, x: Tensor) -> Tensor:
        """Gives the transposed convolution."""
        return self._transpose(x)


class Conv1dTranspose(_ConvTranspose):
    """Transposed convolution of (N, C, L).

    Examples:
        >>> from mindspore import nn, ops
        >>> nn.Conv1dTranspose(1, 2, 3, pad_mode="valid")(ops.ones((1, 1, 4))).shape
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
        self._axes = 2
        self.kernel_size = (1, *self.kernel_size)
        self.stride = (1, *self.stride)
        self.dilation = (1, *self.dilation)
        sides = (padding, padding) if isinstance(padding, int) else padding
        self.padding = (0, 0, *sides)
        self._set_output_padding(0)
        self._settings = self._window()

    def _weight_window(self) -> tuple[int, ...]:
        return (1, *self.kernel_size)

    def construct(self, x: Tensor) -> Tensor:
        """Gives the transposed convolution."""
        return self._transpose(x.expand_dims(2)).squeeze(2)


class Conv3dTranspose(_ConvTranspose):
    """Transposed convolution of (N, C, D, H, W).

    Examples:
        >>> from mindspore import nn, ops
        >>> nn.Conv3dTranspose(1, 2, 2, 2, pad_mode="valid")(ops.ones((1, 1, 2, 2, 2))).shape
        (1, 2, 4, 4, 4)
    """

    _axes = 3
    _format = "NCDHW"

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
        output_padding: Any = 0,
        has_bias: bool = False,
        weight_init: Any = None,
        bias_init: Any = None,
        data_format: str = "NCDHW",
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
            data_format,
            dtype,
        )
        self._set_output_padding(output_padding)
        self._settings = self._window()

    def construct(self, x: Tensor) -> Tensor:
        """Gives the transposed convolution."""
        return self._transpose(x)
