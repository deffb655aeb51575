"""Pooling to a given output size, unpooling, and power means."""

import math
from typing import Any

from mindspore import ops
from mindspore.common.tensor import Tensor
from mindspore.nn.cell import Cell


class _Adaptive(Cell):
    def __init__(self, output_size: Any, return_indices: bool = False) -> None:
        super().__init__()
        self.output_size, self.return_indices = output_size, return_indices


class AdaptiveAvgPool1d(Cell):
    """Means of (N, C, L) over windows that cut the axis into `output_size` parts.

    Examples:
        >>> from mindspore import nn, ops
        >>> nn.AdaptiveAvgPool1d(2)(ops.ones((1, 1, 6))).shape
        (1, 1, 2)
    """

    def __init__(self, output_size: int) -> None:
        super().__init__()
        self.output_size = output_size

    def construct(self, input: Tensor) -> Tensor:
        """Gives the means."""
        return ops.adaptive_avg_pool1d(input, self.output_size)


class AdaptiveAvgPool2d(Cell):
    """Means of (N, C, H, W) over windows that cut the axes into `output_size` parts.

    Examples:
        >>> from mindspore import nn, ops
        >>> nn.AdaptiveAvgPool2d((2, 1))(ops.ones((1, 1, 6, 6))).shape
        (1, 1, 2, 1)
    """

    def __init__(self, output_size: Any) -> None:
        super().__init__()
        self.output_size = output_size

    def construct(self, input: Tensor) -> Tensor:
        """Gives the means."""
        return ops.adaptive_avg_pool2d(input, self.output_size)


class AdaptiveAvgPool3d(Cell):
    """Means of (N, C, D, H, W) over windows that cut the axes into `output_size` parts.

    Examples:
        >>> from mindspore import nn, ops
        >>> nn.AdaptiveAvgPool3d(2)(ops.ones((1, 1, 4, 4, 4))).shape
        (1, 1, 2, 2, 2)
    """

    def __init__(self, output_size: Any) -> None:
        super().__init__()
        self.output_size = output_size

    def construct(self, input: Tensor) -> Tensor:
        """Gives the means."""
        return ops.adaptive_avg_pool3d(input, self.output_size)


class AdaptiveMaxPool1d(Cell):
    """Greatest elements of (N, C, L) over windows that cut the axis into `output_size` parts.

    Examples:
        >>> from mindspore import nn, ops
        >>> nn.AdaptiveMaxPool1d(2)(ops.ones((1, 1, 6))).shape
        (1, 1, 2)
    """

    def __init__(self, output_size: int) -> None:
        super().__init__()
        self.output_size = output_size

    def construct(self, x: Tensor) -> Tensor:
        """Gives the greatest elements."""
        return ops.adaptive_max_pool1d(x, self.output_size)


class AdaptiveMaxPool2d(_Adaptive):
    """Greatest elements of (N, C, H, W) over windows that cut the axes into parts.

    Examples:
        >>> from mindspore import nn, ops
        >>> nn.AdaptiveMaxPool2d(2)(ops.ones((1, 1, 6, 6))).shape
        (1, 1, 2, 2)
    """

    def construct(self, input: Tensor) -> Any:
        """Gives the greatest elements, and with `return_indices` their places."""
        return ops.adaptive_max_pool2d(input, self.output_size, self.return_indices)


class AdaptiveMaxPool3d(_Adaptive):
    """Greatest elements of (N, C, D, H, W) over windows that cut the axes into parts.

    Examples:
        >>> from mindspore import nn, ops
        >>> nn.AdaptiveMaxPool3d(2)(ops.ones((1, 1, 4, 4, 4))).shape
        (1, 1, 2, 2, 2)
    """

    def construct(self, input: Tensor) -> Any:
        """Gives the greatest elements, and with `return_indices` their places."""
        return ops.adaptive_max_pool3d(input, self.output_size, self.return_indices)


class _LPPool(Cell):
    def __init__(
        self, norm_type: float, kernel_size: Any, stride: Any = None, ceil_mode: bool = False
    ) -> None:
        super().__init__()
        self.norm_type, self.kernel_size = norm_type, kernel_size
        self.stride, self.ceil_mode = stride, ceil_mode


class LPPool1d(_LPPool):
    """The sum of powers of each window of (N, C, L), and its root.

    Examples:
        >>> from mindspore import nn, ops
        >>> nn.LPPool1d(1, 3)(ops.ones((1, 1, 6))).shape
        (1, 1, 2)
    """

    def construct(self, x: Tensor) -> Tensor:
        """Gives the power means."""
        return ops.lp_pool1d(x, self.norm_type, self.kernel_size, self.stride, self.ceil_mode)


class LPPool2d(_LPPool):
    """The sum of powers of each window of (N, C, H, W), and its root.

    Examples:
        >>> from mindspore import nn, ops
        >>> nn.LPPool2d(1, 3)(ops.ones((1, 1, 6, 6))).shape
        (1, 1, 2, 2)
    """

    def construct(self, x: Tensor) -> Tensor:
        """Gives the power means."""
        return ops.lp_pool2d(x, self.norm_type, self.kernel_size, self.stride, self.ceil_mode)


class _MaxUnpool(Cell):
    _axes = 1

    def _unpool(self, x: Tensor, indices: Tensor, output_size: Any) -> Tensor:
        """Puts the elements at their places among zeros."""
        batch, extents = x.shape[: -self._axes], list(x.shape[-self._axes :])
        for i, extent in enumerate(extents):
            window, step, pad = self._at(i)
            extents[i] = (extent - 1) * step - 2 * pad + window
        if output_size is not None:
            extents = list(output_size)[-self._axes :]
        zeros = ops.zeros((*batch, math.prod(extents)), x.dtype)
        places = indices.reshape(*batch, -1)
        values = x.reshape(*batch, -1)
        filled = ops.tensor_scatter_elements(zeros, places, values, len(batch))
        return filled.reshape(*batch, *extents)

    def _at(self, i: int) -> tuple[int, int, int]:
        stride = self.kernel_size if self.stride is None else self.stride
        window, step, pad = (
            value if isinstance(value, int) else value[i]
            for value in (self.kernel_size, stride, self.padding)
        )
        return window, step, pad

    def __init__(self, kernel_size: Any, stride: Any = None, padding: Any = 0) -> None:
        super().__init__()
        self.kernel_size, self.stride, self.padding = kernel_size, stride, padding


class MaxUnpool1d(_MaxUnpool):
    """Puts the greatest elements of (N, C, L) back at their places.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> net = nn.MaxUnpool1d(2, 2)
        >>> print(net(Tensor([[[4.0]]]), Tensor([[[1]]])))
        [[[0. 4.]]]
    """

    def construct(self, x: Tensor, indices: Tensor, output_size: Any = None) -> Tensor:
        """Gives the elements at their places, zeros elsewhere."""
        return self._unpool(x, indices, output_size)


class MaxUnpool2d(_MaxUnpool):
    """Puts the greatest elements of (N, C, H, W) back at their places.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> net = nn.MaxUnpool2d(2, 2)
        >>> print(net(Tensor([[[[4.0]]]]), Tensor([[[[3]]]])))
        [[[[0. 0.]
           [0. 4.]]]]
    """

    _axes = 2

    def construct(self, x: Tensor, indices: Tensor, output_size: Any = None) -> Tensor:
        """Gives the elements at their places, zeros elsewhere."""
        return self._unpool(x, indices, output_size)


class MaxUnpool3d(_MaxUnpool):
    """Puts the greatest elements of (N, C, D, H, W) back at their places.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> net = nn.MaxUnpool3d(1, 1)
        >>> print(net(Tensor([[[[[4.0]]]]]), Tensor([[[[[0]]]]])))
        [[[[[4.]]]]]
    """

    _axes = 3

    def construct(self, x: Tensor, indices: Tensor, output_size: Any = None) -> Tensor:
        """Gives the elements at their places, zeros elsewhere."""
        return self._unpool(x, indices, output_size)


class _Fractional(Cell):
    """Windows at random steps."""

    def __init__(
        self, kernel_size: Any, output_size: Any = None, output_ratio: Any = None,
        return_indices: bool = False, _random_samples: Tensor | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self.kernel_size, self.output_size = kernel_size, output_size
        self.output_ratio, self.return_indices = output_ratio, return_indices
        self._random_samples = _random_samples


class FractionalMaxPool2d(_Fractional):
    """Greatest elements of windows at random steps, so that pictures shrink by any ratio.

    Args:
        kernel_size: Height and width of the windows, or one int.
        output_size: How many windows, or None.
        output_ratio: How many windows for each pixel, or None.
        return_indices: Whether the place of each greatest element is given too.
        _random_samples: Numbers in [0, 1) of shape (N, C, 2) that say where windows lie.

    Examples:
        >>> from mindspore import nn, ops
        >>> nn.FractionalMaxPool2d(2, (3, 3))(ops.ones((1, 1, 7, 7))).shape
        (1, 1, 3, 3)
    """

    def construct(self, input: Tensor) -> Any:
        """Gives the greatest elements."""
        return ops.fractional_max_pool2d(
            input, self.kernel_size, self.output_size, self.output_ratio, self.return_indices,
            self._random_samples,
        )  # fmt: skip


class FractionalMaxPool3d(_Fractional):
    """Greatest elements of windows at random steps in volumes.

    Examples:
        >>> from mindspore import nn, ops
        >>> nn.FractionalMaxPool3d(2, (2, 3, 3))(ops.ones((1, 1, 5, 7, 7))).shape
        (1, 1, 2, 3, 3)
    """

    def construct(self, input: Tensor) -> Any:
        """Gives the greatest elements."""
        return ops.fractional_max_pool3d(
            input, self.kernel_size, self.output_size, self.output_ratio, self.return_indices,
            self._random_samples,
        )  # fmt: skip
