"""The plain layers: Dense, Flatten, Dropout, and those that only change the shape."""

import math
from typing import Any

from mindspore import ops
from mindspore.common import dtype as mstype
from mindspore.common.initializer import HeUniform, Uniform, initializer
from mindspore.common.parameter import Parameter
from mindspore.common.tensor import Tensor
from mindspore.nn._checks import boolean, positive_int, probability
from mindspore.nn.cell import Cell
from mindspore.nn.layer.activation import get_activation


class Dense(Cell):
    """Gives x @ weight.T + bias, and an activation of it.

    Args:
        in_channels: the size of the input's last axis.
        out_channels: the size of the output's last axis.
        weight_init: how the weight of shape (out, in) starts; by default uniform within
            1 / sqrt(in).
        bias_init: how the bias starts; by default uniform within 1 / sqrt(in).
        has_bias: whether there is a bias.
        activation: a Cell, or the name of one.
        dtype: the dtype of the Parameters.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> net = nn.Dense(3, 2, weight_init="ones", bias_init="zeros")
        >>> print(net(Tensor([[1.0, 2.0, 3.0]])))
        [[6. 6.]]
    """

    _only_read = ("weight", "bias")

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        weight_init: Any = None,
        bias_init: Any = None,
        has_bias: bool = True,
        activation: Any = None,
        dtype: Any = mstype.float32,
    ) -> None:
        super().__init__()
        self.in_channels = positive_int(in_channels, "in_channels")
        self.out_channels = positive_int(out_channels, "out_channels")
        self.has_bias = boolean(has_bias, "has_bias")
        shape = [out_channels, in_channels]
        if weight_init is None:
            weight_init = HeUniform(math.sqrt(5))
        self.weight = Parameter(_initial(weight_init, shape, dtype, "weight_init"), name="weight")
        self.bias = None
        if has_bias:
            if bias_init is None:
                bias_init = Uniform(1 / math.sqrt(in_channels))
            start = _initial(bias_init, [out_channels], dtype, "bias_init")
            self.bias = Parameter(start, name="bias")
        self.activation = get_activation(activation) if isinstance(activation, str) else activation
        self.activation_flag = self.activation is not None
        if self.activation_flag and not callable(self.activation):
            raise TypeError(
                f"`activation` needs to be a str or a Cell, but is {type(activation).__name__}"
            )
        # For subclasses that change the weight and then multiply.
        self.matmul = ops.MatMul(transpose_b=True)
        self.bias_add = ops.BiasAdd()

    def construct(self, x: Tensor) -> Tensor:
        """Gives the output of shape (..., out_channels)."""
        x = ops.dense(x, self.weight, self.bias)
        return x if self.activation is None else self.activation(x)

    def extend_repr(self) -> str:
        """The sizes."""
        text = f"input_channels={self.in_channels}, output_channels={self.out_channels}"
        if self.has_bias:
            text += ", has_bias=True"
        return f"{text}, activation={self.activation}" if self.activation_flag else text


def _initial(init: Any, shape: list[int], dtype: Any, name: str) -> Tensor:
    """The first value of a Parameter; a Tensor given for it needs its shape."""
    if isinstance(init, Tensor) and list(init.shape) != shape:
        raise ValueError(f"`{name}` needs the shape {shape}, but has {list(init.shape)}")
    return initializer(init, shape, dtype)


class Flatten(Cell):
    """Joins the axes from `start_dim` to `end_dim`.

    Examples:
        >>> from mindspore import nn, ops
        >>> nn.Flatten()(ops.ones((2, 3, 4))).shape
        (2, 12)
    """

    def __init__(self, start_dim: int = 1, end_dim: int = -1) -> None:
        super().__init__()
        for name, value in (("start_dim", start_dim), ("end_dim", end_dim)):
            if isinstance(value, bool) or not isinstance(value, int):
                raise TypeError(f"`{name}` needs to be an int, but is {type(value).__name__}")
        self.start_dim, self.end_dim = start_dim, end_dim

    def construct(self, x: Tensor) -> Tensor:
        """Gives the flattened Tensor."""
        return ops.flatten(x, start_dim=self.start_dim, end_dim=self.end_dim)


class Unflatten(Cell):
    """Splits an axis into several.

    Examples:
        >>> from mindspore import nn, ops
        >>> nn.Unflatten(1, (2, 3))(ops.ones((4, 6))).shape
        (4, 2, 3)
    """

    def __init__(self, axis: int, unflattened_size: tuple[int, ...] | list[int]) -> None:
        super().__init__()
        self.axis, self.unflattened_size = axis, tuple(unflattened_size)

    def construct(self, input_x: Tensor) -> Tensor:
        """Gives the reshaped Tensor."""
        axis = self.axis % input_x.ndim
        shape = input_x.shape
        return input_x.reshape(shape[:axis] + self.unflattened_size + shape[axis + 1 :])


class Identity(Cell):
    """Gives its input.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.Identity()(Tensor([1.0])))
        [1.]
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__()

    def construct(self, input: Tensor) -> Tensor:
        """Gives `input`."""
        return input


class Dropout(Cell):
    """In training, sets each element to zero with the probability `p` and scales the others.

    Args:
        keep_prob: 1 - p; an older form.
        p: the probability of a zero.
        dtype: kept for programs that set it.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.Dropout(p=0.5)(Tensor([1.0, 2.0])))
        [1. 2.]
    """

    def __init__(
        self, keep_prob: float = 0.5, p: float | None = None, dtype: Any = mstype.float32
    ) -> None:
        super().__init__()
        self.p = p
        self.keep_prob = keep_prob
        if p is not None:
            self._zeros = probability(p, "p")
            return
        if isinstance(keep_prob, bool) or not isinstance(keep_prob, (int, float)):
            raise TypeError(f"`keep_prob` needs to be a float, but is {type(keep_prob).__name__}")
        if not 0 < keep_prob <= 1:
            raise ValueError(f"`keep_prob` needs to be in the range (0, 1], but is {keep_prob}")
        self._zeros = 1.0 - keep_prob

    def construct(self, x: Tensor) -> Tensor:
        """Gives `x` with zeros in training, else `x`."""
        if not self.training or self._zeros == 0:
            return x
        return ops.dropout(x, self._zeros)

    def extend_repr(self) -> str:
        """The probability."""
        return f"keep_prob={self.keep_prob}" if self.p is None else f"p={self.p}"


class _ChannelDropout(Cell):
    def __init__(self, p: float = 0.5) -> None:
        super().__init__()
        if isinstance(p, bool) or not isinstance(p, (int, float)):
            raise TypeError(f"`p` needs to be a float, but is {type(p).__name__}")
        if not 0 <= p <= 1:
            raise ValueError(f"`p` needs to be in the range [0, 1], but is {p}")
        self.prob = p


class Dropout1d(_ChannelDropout):
    """In training, sets whole channels of (N, C, L) to zero with the probability `p`.

    Examples:
        >>> from mindspore import nn, ops
        >>> nn.Dropout1d()(ops.ones((1, 2, 3))).shape
        (1, 2, 3)
    """

    def construct(self, x: Tensor) -> Tensor:
        """Gives `x` with channels of zeros in training, else `x`."""
        return ops.dropout1d(x, self.prob) if self.training and self.prob else x


class Dropout2d(_ChannelDropout):
    """In training, sets whole channels of (N, C, H, W) to zero with the probability `p`.

    Examples:
        >>> from mindspore import nn, ops
        >>> nn.Dropout2d()(ops.ones((1, 2, 3, 3))).shape
        (1, 2, 3, 3)
    """

    def construct(self, x: Tensor) -> Tensor:
        """Gives `x` with channels of zeros in training, else `x`."""
        return ops.dropout2d(x, self.prob) if self.training and self.prob else x


class Dropout3d(_ChannelDropout):
    """In training, sets whole channels of (N, C, D, H, W) to zero with the probability `p`.

    Examples:
        >>> from mindspore import nn, ops
        >>> nn.Dropout3d()(ops.ones((1, 2, 3, 3, 3))).shape
        (1, 2, 3, 3, 3)
    """

    def construct(self, x: Tensor) -> Tensor:
        """Gives `x` with channels of zeros in training, else `x`."""
        return ops.dropout3d(x, self.prob) if self.training and self.prob else x


class OneHot(Cell):
    """Turns indices into vectors with one element that differs.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore import Tensor, nn
        >>> print(nn.OneHot(depth=3)(Tensor([0, 2], ms.int32)))
        [[1. 0. 0.]
         [0. 0. 1.]]
    """

    def __init__(
        self,
        axis: int = -1,
        depth: int = 1,
        on_value: float = 1.0,
        off_value: float = 0.0,
        dtype: Any = mstype.float32,
    ) -> None:
        super().__init__()
        self.axis, self.depth, self.dtype = axis, depth, dtype
        self.on_value = Tensor(on_value, dtype)
        self.off_value = Tensor(off_value, dtype)

    def construct(self, indices: Tensor) -> Tensor:
        """Gives the vectors."""
        return ops.one_hot(indices, self.depth, self.on_value, self.off_value, self.axis)


class Upsample(Cell):
    """Resizes the spatial axes of (N, C, ...).

    Examples:
        >>> from mindspore import nn, ops
        >>> nn.Upsample(size=(4, 4))(ops.ones((1, 1, 2, 2))).shape
        (1, 1, 4, 4)
    """

    def __init__(
        self,
        size: Any = None,
        scale_factor: Any = None,
        mode: str = "nearest",
        align_corners: bool | None = None,
        recompute_scale_factor: bool | None = None,
    ) -> None:
        super().__init__()
        self.size, self.scale_factor, self.mode = size, scale_factor, mode
        self.align_corners = align_corners
        self.recompute_scale_factor = recompute_scale_factor

    def construct(self, x: Tensor) -> Tensor:
        """Gives the resized Tensor."""
        return ops.interpolate(
            x,
            self.size,
            self.scale_factor,
            self.mode,
            self.align_corners,
            self.recompute_scale_factor,
        )


class Tril(Cell):
    """Gives the lower triangle of a matrix, zeros above the diagonal `k`.

    Examples:
        >>> from mindspore import nn, ops
        >>> print(nn.Tril()(ops.ones((2, 2))))
        [[1. 0.]
         [1. 1.]]
    """

    def construct(self, x: Tensor, k: int = 0) -> Tensor:
        """Gives the triangle."""
        return ops.tril(x, k)


class Triu(Cell):
    """Gives the upper triangle of a matrix, zeros below the diagonal `k`.

    Examples:
        >>> from mindspore import nn, ops
        >>> print(nn.Triu()(ops.ones((2, 2))))
        [[1. 1.]
         [0. 1.]]
    """

    def construct(self, x: Tensor, k: int = 0) -> Tensor:
        """Gives the triangle."""
        return ops.triu(x, k)


class Unfold(Cell):
    """Gives the windows of (N, C, H, W) as channels.

    Args:
        ksizes: the window, as [1, rows, columns, 1].
        strides: the steps, as [1, rows, columns, 1].
        rates: the dilations, as [1, rows, columns, 1].
        padding: "valid" or "same".

    Examples:
        >>> from mindspore import nn, ops
        >>> net = nn.Unfold([1, 2, 2, 1], [1, 1, 1, 1], [1, 1, 1, 1])
        >>> net(ops.ones((1, 1, 3, 3))).shape
        (1, 4, 2, 2)
    """

    def __init__(self, ksizes: Any, strides: Any, rates: Any, padding: str = "valid") -> None:
        super().__init__()
        for name, value in (("ksizes", ksizes), ("strides", strides), ("rates", rates)):
            if not isinstance(value, (tuple, list)) or len(value) != 4:
                raise ValueError(f"`{name}` needs to be [1, rows, columns, 1], but is {value!r}")
            if value[0] != 1 or value[3] != 1:
                raise ValueError(f"`{name}` needs to be [1, rows, columns, 1], but is {value!r}")
        self._ksizes, self._strides, self._rates = ksizes[1:3], strides[1:3], rates[1:3]
        self._padding = padding.lower()

    def construct(self, input_x: Tensor) -> Tensor:
        """Gives the windows: (N, C * rows * columns, H', W')."""
        n, c = input_x.shape[:2]
        reach = [(k - 1) * r + 1 for k, r in zip(self._ksizes, self._rates, strict=True)]
        if self._padding == "same":
            input_x = self._pad(input_x, reach)
        out = [
            (extent - r) // s + 1
            for extent, r, s in zip(input_x.shape[2:], reach, self._strides, strict=True)
        ]
        rows, columns = self._ksizes
        columns_first = ops.unfold(
            input_x,
            tuple(self._ksizes),
            dilation=tuple(self._rates),
            stride=tuple(self._strides),
        )
        windows = columns_first.reshape(n, c, rows * columns, *out)
        return windows.swapaxes(1, 2).reshape(n, c * rows * columns, *out)

    def _pad(self, x: Tensor, reach: list[int]) -> Tensor:
        padding: list[int] = []
        for extent, r, s in zip(x.shape[2:], reach, self._strides, strict=True):
            missing = max((-(-extent // s) - 1) * s + r - extent, 0)
            padding[:0] = [missing // 2, missing - missing // 2]
        return ops.pad(x, padding)
