"""Activations: each one operator."""

from typing import Any

from mindspore import ops
from mindspore.common import dtype as mstype
from mindspore.common.initializer import initializer
from mindspore.common.parameter import Parameter
from mindspore.common.tensor import Tensor
from mindspore.nn._checks import positive_int
from mindspore.nn.cell import Cell


class ReLU(Cell):
    """Gives max(input, 0).

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.ReLU()(Tensor([-1.0, 2.0])))
        [0. 2.]
    """

    def construct(self, input: Tensor) -> Tensor:
        """Gives the activation."""
        return ops.relu(input)


class ReLU6(Cell):
    """Gives min(max(x, 0), 6).

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.ReLU6()(Tensor([-1.0, 8.0])))
        [0. 6.]
    """

    def construct(self, x: Tensor) -> Tensor:
        """Gives the activation."""
        return ops.relu6(x)


class Sigmoid(Cell):
    """Gives 1 / (1 + exp(-x)).

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.Sigmoid()(Tensor([0.0])))
        [0.5]
    """

    def construct(self, x: Tensor) -> Tensor:
        """Gives the activation."""
        return ops.sigmoid(x)


class Tanh(Cell):
    """Gives the hyperbolic tangent.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.Tanh()(Tensor([0.0])))
        [0.]
    """

    def construct(self, x: Tensor) -> Tensor:
        """Gives the activation."""
        return ops.tanh(x)


class GELU(Cell):
    """Gives x times the normal distribution's cumulative function at x.

    Args:
        approximate: compute it by tanh.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.GELU()(Tensor([0.0])))
        [0.]
    """

    def __init__(self, approximate: bool = True) -> None:
        super().__init__()
        self.approximate = approximate
        self._kind = "tanh" if approximate else "none"

    def construct(self, x: Tensor) -> Tensor:
        """Gives the activation."""
        return ops.gelu(x, approximate=self._kind)


class FastGelu(Cell):
    """Gives an approximation of GELU by exp.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.FastGelu()(Tensor([0.0])))
        [0.]
    """

    def construct(self, x: Tensor) -> Tensor:
        """Gives the activation."""
        return ops.fast_gelu(x)


class SiLU(Cell):
    """Gives x * sigmoid(x).

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.SiLU()(Tensor([0.0])))
        [0.]
    """

    def construct(self, x: Tensor) -> Tensor:
        """Gives the activation."""
        return ops.silu(x)


class Mish(Cell):
    """Gives x * tanh(softplus(x)).

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.Mish()(Tensor([0.0])))
        [0.]
    """

    def construct(self, input_x: Tensor) -> Tensor:
        """Gives the activation."""
        return ops.mish(input_x)


class HSwish(Cell):
    """Gives x * relu6(x + 3) / 6.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.HSwish()(Tensor([3.0])))
        [3.]
    """

    def construct(self, input: Tensor) -> Tensor:
        """Gives the activation."""
        return ops.hardswish(input)


class HSigmoid(Cell):
    """Gives relu6(x + 3) / 6.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.HSigmoid()(Tensor([0.0])))
        [0.5]
    """

    def construct(self, input: Tensor) -> Tensor:
        """Gives the activation."""
        return ops.hardsigmoid(input)


class SeLU(Cell):
    """Gives ELU scaled so that activations normalise themselves.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.SeLU()(Tensor([0.0])))
        [0.]
    """

    def construct(self, input_x: Tensor) -> Tensor:
        """Gives the activation."""
        return ops.selu(input_x)


class Softsign(Cell):
    """Gives x / (1 + abs(x)).

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.Softsign()(Tensor([1.0])))
        [0.5]
    """

    def construct(self, x: Tensor) -> Tensor:
        """Gives the activation."""
        return ops.softsign(x)


class LogSigmoid(Cell):
    """Gives log(sigmoid(x)).

    Examples:
        >>> from mindspore import Tensor, nn
        >>> nn.LogSigmoid()(Tensor([1.0])).shape
        (1,)
    """

    def construct(self, input_x: Tensor) -> Tensor:
        """Gives the activation."""
        return ops.logsigmoid(input_x)


class Tanhshrink(Cell):
    """Gives x - tanh(x).

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.Tanhshrink()(Tensor([0.0])))
        [0.]
    """

    def construct(self, x: Tensor) -> Tensor:
        """Gives the activation."""
        return ops.tanhshrink(x)


class ELU(Cell):
    """Gives x above zero and alpha * (exp(x) - 1) below.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.ELU()(Tensor([2.0])))
        [2.]
    """

    def __init__(self, alpha: float = 1.0) -> None:
        super().__init__()
        self.alpha = alpha

    def construct(self, x: Tensor) -> Tensor:
        """Gives the activation."""
        return ops.elu(x, self.alpha)


class CELU(Cell):
    """Gives x above zero and alpha * (exp(x / alpha) - 1) below.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.CELU()(Tensor([2.0])))
        [2.]
    """

    def __init__(self, alpha: float = 1.0) -> None:
        super().__init__()
        self.alpha = alpha

    def construct(self, x: Tensor) -> Tensor:
        """Gives the activation."""
        return ops.celu(x, self.alpha)


class LeakyReLU(Cell):
    """Gives x above zero and alpha * x below.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.LeakyReLU(0.5)(Tensor([-2.0, 2.0])))
        [-1.  2.]
    """

    def __init__(self, alpha: float = 0.2) -> None:
        super().__init__()
        self.alpha = alpha

    def construct(self, x: Tensor) -> Tensor:
        """Gives the activation."""
        return ops.leaky_relu(x, self.alpha)


class PReLU(Cell):
    """Gives x above zero and w * x below, with w learned.

    Args:
        channel: the number of weights: 1, or one for each channel.
        w: how the weights start: a float, or a Tensor.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.PReLU()(Tensor([[-4.0, 4.0]])))
        [[-1.  4.]]
    """

    def __init__(self, channel: int = 1, w: Any = 0.25) -> None:
        super().__init__()
        positive_int(channel, "channel")
        if isinstance(w, float):
            w = initializer(w, [channel], mstype.float32)
        elif isinstance(w, list):
            w = Tensor(w, mstype.float32)
        elif not isinstance(w, Tensor):
            raise TypeError(f"`w` needs to be a float, list or Tensor, but is {type(w).__name__}")
        self.w = Parameter(w, name="a")

    def construct(self, x: Tensor) -> Tensor:
        """Gives the activation."""
        return ops.prelu(x, self.w)


class RReLU(Cell):
    """Gives x above zero and a random slope times x below.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.RReLU()(Tensor([2.0])))
        [2.]
    """

    def __init__(self, lower: float = 1.0 / 8, upper: float = 1.0 / 3) -> None:
        super().__init__()
        if lower > upper:
            raise ValueError(f"`lower` needs to be at most `upper`, but they are {lower}, {upper}")
        self.lower, self.upper = float(lower), float(upper)

    def construct(self, x: Tensor) -> Tensor:
        """Gives the activation."""
        slope = self.lower + (self.upper - self.lower) * ops.rand_like(x)
        return ops.where(x >= 0, x, x * slope)


class Softmax(Cell):
    """Scales an axis to positive values that add up to one.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.Softmax()(Tensor([1.0, 1.0])))
        [0.5 0.5]
    """

    def __init__(self, axis: int = -1) -> None:
        super().__init__()
        self.axis = axis

    def construct(self, input: Tensor) -> Tensor:
        """Gives the activation."""
        return ops.softmax(input, self.axis)


class LogSoftmax(Cell):
    """Gives the logarithm of softmax.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> nn.LogSoftmax()(Tensor([1.0, 1.0])).shape
        (2,)
    """

    def __init__(self, axis: int = -1) -> None:
        super().__init__()
        self.axis = axis

    def construct(self, x: Tensor) -> Tensor:
        """Gives the activation."""
        return ops.log_softmax(x, self.axis)


class Softmin(Cell):
    """Gives softmax of -x.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.Softmin()(Tensor([1.0, 1.0])))
        [0.5 0.5]
    """

    def __init__(self, axis: int = -1) -> None:
        super().__init__()
        self.axis = axis

    def construct(self, x: Tensor) -> Tensor:
        """Gives the activation."""
        return ops.softmax(-x, self.axis)


class Softmax2d(Cell):
    """Gives softmax over the channels of (C, H, W) or (N, C, H, W).

    Examples:
        >>> from mindspore import nn, ops
        >>> nn.Softmax2d()(ops.ones((1, 2, 1, 1))).shape
        (1, 2, 1, 1)
    """

    def construct(self, x: Tensor) -> Tensor:
        """Gives the activation."""
        if x.ndim not in (3, 4):
            raise ValueError(f"`x` needs 3 or 4 dimensions, but has {x.ndim}")
        return ops.softmax(x, -3)


class Hardtanh(Cell):
    """Cuts x off at two bounds.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.Hardtanh()(Tensor([-3.0, 0.5, 3.0])))
        [-1.   0.5  1. ]
    """

    def __init__(self, min_val: float = -1.0, max_val: float = 1.0) -> None:
        super().__init__()
        self.min_val, self.max_val = min_val, max_val

    def construct(self, x: Tensor) -> Tensor:
        """Gives the activation."""
        return ops.hardtanh(x, self.min_val, self.max_val)


class HShrink(Cell):
    """Sets x to zero within [-lambd, lambd].

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.HShrink()(Tensor([0.25, 2.0])))
        [0. 2.]
    """

    def __init__(self, lambd: float = 0.5) -> None:
        super().__init__()
        self.lambd = lambd

    def construct(self, input: Tensor) -> Tensor:
        """Gives the activation."""
        return ops.hardshrink(input, self.lambd)


class SoftShrink(Cell):
    """Moves x towards zero by lambd, and to zero within [-lambd, lambd].

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.SoftShrink()(Tensor([0.25, 2.0])))
        [0.  1.5]
    """

    def __init__(self, lambd: float = 0.5) -> None:
        super().__init__()
        self.lambd = lambd

    def construct(self, input: Tensor) -> Tensor:
        """Gives the activation."""
        return ops.softshrink(input, self.lambd)


class Threshold(Cell):
    """Gives x above the threshold and a fixed value elsewhere.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.Threshold(1.0, 9.0)(Tensor([0.5, 2.0])))
        [9. 2.]
    """

    def __init__(self, threshold: float, value: float) -> None:
        super().__init__()
        self.threshold, self.value = threshold, value

    def construct(self, input_x: Tensor) -> Tensor:
        """Gives the activation."""
        return ops.threshold(input_x, self.threshold, self.value)


class GLU(Cell):
    """Splits an axis in two halves and gives a * sigmoid(b).

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.GLU()(Tensor([2.0, 0.0])))
        [1.]
    """

    def __init__(self, axis: int = -1) -> None:
        super().__init__()
        self.axis = axis

    def construct(self, x: Tensor) -> Tensor:
        """Gives the activation."""
        return ops.glu(x, self.axis)


_BY_NAME: dict[str, type[Cell]] = {
    "softmin": Softmin,
    "softmax": Softmax,
    "softmax2d": Softmax2d,
    "logsoftmax": LogSoftmax,
    "relu": ReLU,
    "relu6": ReLU6,
    "rrelu": RReLU,
    "silu": SiLU,
    "tanh": Tanh,
    "tanhshrink": Tanhshrink,
    "hardtanh": Hardtanh,
    "gelu": GELU,
    "fast_gelu": FastGelu,
    "elu": ELU,
    "sigmoid": Sigmoid,
    "softsign": Softsign,
    "prelu": PReLU,
    "leakyrelu": LeakyReLU,
    "hswish": HSwish,
    "hsigmoid": HSigmoid,
    "logsigmoid": LogSigmoid,
    "selu": SeLU,
    "mish": Mish,
    "softshrink": SoftShrink,
    "hshrink": HShrink,
    "threshold": Threshold,
}


def get_activation(name: str | None, prim_name: str | None = None) -> Cell | None:
    """Gives an activation by its name.

    Examples:
        >>> from mindspore import nn
        >>> nn.get_activation("sigmoid")
        Sigmoid()
    """
    if not name:
        return None
    if name not in _BY_NAME:
        raise KeyError(
            f"the activation needs to be one of {', '.join(sorted(_BY_NAME))}, but is {name!r}"
        )
    return _BY_NAME[name]()
