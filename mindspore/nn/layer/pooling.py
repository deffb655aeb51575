"""Pooling over windows, and adaptive pooling to a given size."""

from typing import Any

from mindspore import ops
from mindspore.common.tensor import Tensor
from mindspore.nn._checks import one_of
from mindspore.nn.cell import Cell


class _PoolNd(Cell):
    """A window, a stride, and a padding."""

    def __init__(self, kernel_size: Any, stride: Any, pad_mode: str, data_format: str) -> None:
        super().__init__()
        for name, value in (("kernel_size", kernel_size), ("stride", stride)):
            _check_window(value, name)
        self.kernel_size, self.stride = kernel_size, stride
        self.pad_mode = one_of(str(pad_mode).upper(), ("VALID", "SAME", "PAD"), "pad_mode")
        self.format = one_of(data_format, ("NCHW", "NHWC", "NCDHW"), "data_format")

    def extend_repr(self) -> str:
        """The window."""
        return f"kernel_size={self.kernel_size}, stride={self.stride}, pad_mode={self.pad_mode}"


def _axis(value: Any, i: int) -> int:
    return value if isinstance(value, int) else value[i]


def _check_window(value: Any, name: str) -> None:
    values = value if isinstance(value, tuple) else (value,)
    if not values or any(isinstance(n, bool) or not isinstance(n, int) for n in values):
        raise TypeError(f"`{name}` needs to be an int or a tuple of ints, but is {value!r}")
    if any(n < 1 for n in values):
        raise ValueError(f"`{name}` needs to be at least 1, but is {value!r}")


def _check_unpadded(pad_mode: str, **others: Any) -> None:
    """Only "pad" takes a padding, a dilation, and what goes with them."""
    for name, (value, default) in others.items():
        if pad_mode.upper() != "PAD" and value != default:
            raise ValueError(
                f"`{name}` needs to be {default} when `pad_mode` is '{pad_mode}', but is {value}"
            )


class MaxPool2d(_PoolNd):
    """The greatest element of each window of (N, C, H, W).

    Args:
        kernel_size: the window: an int, or (rows, columns).
        stride: the step of the window.
        pad_mode: "valid", "same", or "pad" by `padding`.
        padding: an int, or (rows, columns).
        dilation: the step within the window.
        return_indices: give the places of the elements too.
        ceil_mode: let windows start that reach over the end.
        data_format: "NCHW" or "NHWC".

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.MaxPool2d(2, 2)(Tensor([[[[1.0, 2.0], [3.0, 4.0]]]])))
        [[[[4.]]]]
    """

    def __init__(
        self,
        kernel_size: Any = 1,
        stride: Any = 1,
        pad_mode: str = "valid",
        padding: Any = 0,
        dilation: Any = 1,
        return_indices: bool = False,
        ceil_mode: bool = False,
        data_format: str = "NCHW",
    ) -> None:
        super().__init__(kernel_size, stride, pad_mode, data_format)
        _check_unpadded(pad_mode, padding=(padding, 0), dilation=(dilation, 1))
        self.padding, self.dilation = padding, dilation
        self.return_indices, self.ceil_mode = return_indices, ceil_mode
        self._same = None
        if self.pad_mode == "SAME":
            if return_indices:
                self._same = ops.MaxPoolWithArgmax(kernel_size, stride, "same")
            else:
                self._same = ops.MaxPool(kernel_size, stride, "same")  # type: ignore[assignment]

    def construct(self, x: Tensor) -> Any:
        """Gives the greatest elements, and with `return_indices` their places."""
        if self.format == "NHWC":
            return self._pool(x.transpose(0, 3, 1, 2)).transpose(0, 2, 3, 1)
        if x.ndim == 3:
            output = self._pool(x.expand_dims(0))
            if isinstance(output, tuple):
                return tuple(part.squeeze(0) for part in output)
            return output.squeeze(0)
        return self._pool(x)

    def _pool(self, x: Tensor) -> Any:
        if self._same is not None:
            return self._same(x)
        return ops.max_pool2d(
            x,
            self.kernel_size,
            self.stride,
            self.padding,
            self.dilation,
            self.return_indices,
            self.ceil_mode,
        )


class MaxPool1d(_PoolNd):
    """The greatest element of each window of (N, C, L).

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.MaxPool1d(2, 2)(Tensor([[[1.0, 2.0, 4.0, 3.0]]])))
        [[[2. 4.]]]
    """

    def __init__(
        self,
        kernel_size: int = 1,
        stride: int = 1,
        pad_mode: str = "valid",
        padding: Any = 0,
        dilation: Any = 1,
        return_indices: bool = False,
        ceil_mode: bool = False,
    ) -> None:
        super().__init__(kernel_size, stride, pad_mode, "NCHW")
        window, step = _axis(kernel_size, 0), _axis(stride, 0)
        self.kernel_size, self.stride = (1, window), (1, step)
        self._pool = MaxPool2d(
            (1, window),
            (1, step),
            pad_mode,
            (0, _axis(padding, 0)) if padding else 0,
            (1, _axis(dilation, 0)) if dilation not in (1, (1,)) else 1,
            return_indices,
            ceil_mode,
        )
        # Not a sub-cell for who lists them: it is how this layer computes.
        self._own_cells.pop("_pool")

    def construct(self, x: Tensor) -> Any:
        """Gives the greatest elements, and with `return_indices` their places."""
        output = self._pool(x.expand_dims(-2))
        if isinstance(output, tuple):
            return tuple(part.squeeze(-2) for part in output)
        return output.squeeze(-2)


class MaxPool3d(_PoolNd):
    """The greatest element of each window of (N, C, D, H, W).

    Examples:
        >>> from mindspore import nn, ops
        >>> nn.MaxPool3d(2, 2)(ops.ones((1, 1, 4, 4, 4))).shape
        (1, 1, 2, 2, 2)
    """

    def __init__(
        self,
        kernel_size: Any = 1,
        stride: Any = 1,
        pad_mode: str = "valid",
        padding: Any = 0,
        dilation: Any = 1,
        return_indices: bool = False,
        ceil_mode: bool = False,
    ) -> None:
        super().__init__(kernel_size, stride, pad_mode, "NCDHW")
        _check_unpadded(pad_mode, padding=(padding, 0), dilation=(dilation, 1))
        self.padding, self.dilation = padding, dilation
        self.return_indices, self.ceil_mode = return_indices, ceil_mode
        self._same = ops.MaxPool3D(kernel_size, stride, "same") if self.pad_mode == "SAME" else None

    def construct(self, x: Tensor) -> Any:
        """Gives the greatest elements, and with `return_indices` their places."""
        if self._same is not None:
            return self._same(x)
        return ops.max_pool3d(
            x,
            self.kernel_size,
            self.stride,
            self.padding,
            self.dilation,
            self.ceil_mode,
            self.return_indices,
        )


class AvgPool2d(_PoolNd):
    """The mean of each window of (N, C, H, W).

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.AvgPool2d(2, 2)(Tensor([[[[1.0, 2.0], [3.0, 4.0]]]])))
        [[[[2.5]]]]
    """

    def __init__(
        self,
        kernel_size: Any = 1,
        stride: Any = 1,
        pad_mode: str = "valid",
        padding: Any = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
        divisor_override: int | None = None,
        data_format: str = "NCHW",
    ) -> None:
        super().__init__(kernel_size, stride, pad_mode, data_format)
        _check_unpadded(pad_mode, padding=(padding, 0))
        self.padding, self.ceil_mode = padding, ceil_mode
        self.count_include_pad = count_include_pad
        if divisor_override is not None and divisor_override <= 0:
            raise ValueError(f"`divisor_override` needs to be above 0, but is {divisor_override}")
        self.divisor_override = divisor_override
        self._same = ops.AvgPool(kernel_size, stride, "same") if self.pad_mode == "SAME" else None

    def construct(self, x: Tensor) -> Tensor:
        """Gives the means."""
        if self.format == "NHWC":
            return self._pool(x.transpose(0, 3, 1, 2)).transpose(0, 2, 3, 1)
        if x.ndim == 3:
            return self._pool(x.expand_dims(0)).squeeze(0)
        return self._pool(x)

    def _pool(self, x: Tensor) -> Tensor:
        if self._same is not None:
            return self._same(x)
        return ops.avg_pool2d(
            x,
            self.kernel_size,
            self.stride,
            self.padding,
            self.ceil_mode,
            self.count_include_pad,
            self.divisor_override or 0,
        )


class AvgPool1d(_PoolNd):
    """The mean of each window of (N, C, L).

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.AvgPool1d(2, 2)(Tensor([[[1.0, 2.0, 4.0, 3.0]]])))
        [[[1.5 3.5]]]
    """

    def __init__(
        self,
        kernel_size: Any = 1,
        stride: Any = 1,
        pad_mode: str = "valid",
        padding: Any = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
    ) -> None:
        super().__init__(kernel_size, stride, pad_mode, "NCHW")
        window, step = _axis(kernel_size, 0), _axis(stride, 0)
        self.kernel_size, self.stride = (1, window), (1, step)
        self._pool = AvgPool2d(
            (1, window),
            (1, step),
            pad_mode,
            (0, _axis(padding, 0)) if padding else 0,
            ceil_mode,
            count_include_pad,
        )
        # Not a sub-cell for who lists them: it is how this layer computes.
        self._own_cells.pop("_pool")

    def construct(self, x: Tensor) -> Tensor:
        """Gives the means."""
        return self._pool(x.expand_dims(-2)).squeeze(-2)


class AvgPool3d(_PoolNd):
    """The mean of each window of (N, C, D, H, W).

    Examples:
        >>> from mindspore import nn, ops
        >>> nn.AvgPool3d(2, 2)(ops.ones((1, 1, 4, 4, 4))).shape
        (1, 1, 2, 2, 2)
    """

    def __init__(
        self,
        kernel_size: Any = 1,
        stride: Any = 1,
        pad_mode: str = "valid",
        padding: Any = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
        divisor_override: int | None = None,
    ) -> None:
        super().__init__(kernel_size, stride, pad_mode, "NCDHW")
        _check_unpadded(pad_mode, padding=(padding, 0))
        self.padding, self.ceil_mode = padding, ceil_mode
        self.count_include_pad = count_include_pad
        self.divisor_override = divisor_override
        self._same = ops.AvgPool3D(kernel_size, stride, "same") if self.pad_mode == "SAME" else None

    def construct(self, x: Tensor) -> Tensor:
        """Gives the means."""
        if self._same is not None:
            return self._same(x)
        return ops.avg_pool3d(
            x,
            self.kernel_size,
            self.stride,
            self.padding,
            self.ceil_mode,
            self.count_include_pad,
            self.divisor_override or 0,
        )
