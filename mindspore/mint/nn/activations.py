"""Activations as layers: each calls its function in `functional` with what it was made with."""

from __future__ import annotations

from typing import Any

from mindspore.common.tensor import Tensor
from mindspore.mint.nn import functional as F
from mindspore.nn.cell import Cell

__all__ = [
    "ELU",
    "GELU",
    "GLU",
    "SELU",
    "AdaptiveMaxPool1d",
    "BCEWithLogitsLoss",
    "Hardshrink",
    "Hardsigmoid",
    "Hardswish",
    "Hardtanh",
    "KLDivLoss",
    "LeakyReLU",
    "LogSigmoid",
    "LogSoftmax",
    "PReLU",
    "ReLU",
    "ReLU6",
    "SiLU",
    "SmoothL1Loss",
    "Softmax",
    "Softplus",
    "Softshrink",
    "Threshold",
    "Unfold",
    "UpsamplingBilinear2d",
    "UpsamplingNearest2d",
]


class _Function(Cell):
    """A layer of one function."""

    def __init__(self, function: Any, *args: Any) -> None:
        super().__init__()
        self._function, self._args = function, args

    def construct(self, *inputs: Tensor) -> Tensor:
        """Give the function."""
        return self._function(*inputs, *self._args)


class ReLU(_Function):
    """The larger of each element and 0.

    >>> from mindspore import Tensor, mint
    >>> print(mint.nn.ReLU()(Tensor([-1.0, 2.0])))
    [0. 2.]
    """

    def __init__(self, inplace: bool = False) -> None:
        super().__init__(F.relu, inplace)


class ReLU6(_Function):
    """Each element, held between 0 and 6."""

    def __init__(self, inplace: bool = False) -> None:
        super().__init__(F.relu6, inplace)


class SiLU(_Function):
    """Each element times its sigmoid."""

    def __init__(self, inplace: bool = False) -> None:
        super().__init__(F.silu, inplace)


class ELU(_Function):
    """Positive elements, and alpha * (exp(x) - 1) for the others."""

    def __init__(self, alpha: float = 1.0, inplace: bool = False) -> None:
        super().__init__(F.elu, alpha, inplace)


class GELU(Cell):
    """Each element times the share of normal numbers below it."""

    def __init__(self, approximate: str = "none") -> None:
        super().__init__()
        self.approximate = approximate

    def construct(self, input: Tensor) -> Tensor:
        """Give the function."""
        return F.gelu(input, approximate=self.approximate)


class GLU(_Function):
    """The first half times the sigmoid of the second."""

    def __init__(self, dim: int = -1) -> None:
        super().__init__(F.glu, dim)


class Hardshrink(_Function):
    """Elements whose size is above `lambd`, and 0 for the others."""

    def __init__(self, lambd: float = 0.5) -> None:
        super().__init__(F.hardshrink, lambd)


class Softshrink(_Function):
    """Elements moved by `lambd` towards 0."""

    def __init__(self, lambd: float = 0.5) -> None:
        super().__init__(F.softshrink, lambd)


class Softplus(_Function):
    """log(1 + exp(beta * x)) / beta, and x itself where beta * x is above a threshold."""

    def __init__(self, beta: float = 1, threshold: float = 20) -> None:
        super().__init__(F.softplus, beta, threshold)


class Hardsigmoid(_Function):
    """A sigmoid of straight lines."""

    def __init__(self, inplace: bool = False) -> None:
        super().__init__(F.hardsigmoid)


class Hardswish(_Function):
    """Each element times a sigmoid of straight lines."""

    def __init__(self, inplace: bool = False) -> None:
        super().__init__(F.hardswish)


class Hardtanh(_Function):
    """Each element, held between two numbers."""

    def __init__(self, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False) -> None:
        super().__init__(F.hardtanh, min_val, max_val, inplace)


class KLDivLoss(_Function):
    """The divergence from a target."""

    def __init__(self, reduction: str = "mean", log_target: bool = False) -> None:
        super().__init__(F.kl_div, reduction, log_target)


class LeakyReLU(_Function):
    """Positive elements, and the others times a slope."""

    def __init__(self, negative_slope: float = 0.01) -> None:
        super().__init__(F.leaky_relu, negative_slope)


class LogSigmoid(_Function):
    """The logarithm of the sigmoid."""

    def __init__(self) -> None:
        super().__init__(F.logsigmoid)


class LogSoftmax(_Function):
    """The logarithm of softmax."""

    def __init__(self, dim: int | None = None) -> None:
        super().__init__(F.log_softmax, dim)


class Softmax(_Function):
    """Positive values that add up to one along `dim`."""

    def __init__(self, dim: int | None = None) -> None:
        super().__init__(F.softmax, dim)


class SELU(_Function):
    """The exponential linear unit that keeps means and variances."""

    def __init__(self, inplace: bool = False) -> None:
        super().__init__(F.selu)


class Threshold(_Function):
    """Elements greater than a threshold, and a value for the others."""

    def __init__(self, threshold: float, value: float, inplace: bool = False) -> None:
        super().__init__(F.threshold, threshold, value, inplace)


class PReLU(Cell):
    """Positive elements, and the others times a slope that is learned."""

    def __init__(self, num_parameters: int = 1, init: float = 0.25, dtype: Any = None) -> None:
        super().__init__()
        from mindspore.common.initializer import initializer
        from mindspore.common.parameter import Parameter

        self.weight = Parameter(initializer(init, (num_parameters,), dtype), name="weight")

    def construct(self, input: Tensor) -> Tensor:
        """Give the function."""
        return F.prelu(input, self.weight)


class AdaptiveMaxPool1d(_Function):
    """Maxima of windows chosen so that the last axis has `output_size` elements.

    >>> from mindspore import Tensor, mint
    >>> print(mint.nn.AdaptiveMaxPool1d(2)(Tensor([[1.0, 2.0, 3.0, 4.0]])))
    [[2. 4.]]
    """

    def __init__(self, output_size: Any, return_indices: bool = False) -> None:
        super().__init__(F.adaptive_max_pool1d, output_size, return_indices)


class BCEWithLogitsLoss(_Function):
    """The cross entropy of yes and no, of logits.

    >>> from mindspore import Tensor, mint
    >>> print(mint.nn.BCEWithLogitsLoss(reduction="sum")(Tensor([0.0]), Tensor([1.0])))
    0.6931472
    """

    def __init__(
        self, weight: Tensor | None = None, reduction: str = "mean", pos_weight: Any = None
    ) -> None:
        super().__init__(F.binary_cross_entropy_with_logits, weight, reduction, pos_weight)


class SmoothL1Loss(_Function):
    """Squared distances below `beta`, and distances above it.

    >>> from mindspore import Tensor, mint
    >>> print(mint.nn.SmoothL1Loss()(Tensor([0.0, 2.0]), Tensor([1.0, 0.0])))
    1.0
    """

    def __init__(self, reduction: str = "mean", beta: float = 1.0) -> None:
        super().__init__(F.smooth_l1_loss, reduction, beta)


class Unfold(_Function):
    """Windows of images as columns.

    >>> from mindspore import mint, ops
    >>> mint.nn.Unfold(2)(ops.ones((1, 1, 3, 3))).shape
    (1, 4, 4)
    """

    def __init__(
        self, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1
    ) -> None:
        super().__init__(F.unfold, kernel_size, dilation, padding, stride)


class UpsamplingNearest2d(_Function):
    """Images of another size, each element that of the nearest one.

    >>> from mindspore import mint, ops
    >>> mint.nn.UpsamplingNearest2d(scale_factor=2.0)(ops.ones((1, 1, 2, 2))).shape
    (1, 1, 4, 4)
    """

    def __init__(self, size: Any = None, scale_factor: Any = None) -> None:
        super().__init__(F.interpolate, size, scale_factor, "nearest")


class UpsamplingBilinear2d(_Function):
    """Images of another size, linear between the elements; corners stay.

    >>> from mindspore import mint, ops
    >>> mint.nn.UpsamplingBilinear2d(size=(4, 4))(ops.ones((1, 1, 2, 2))).shape
    (1, 1, 4, 4)
    """

    def __init__(self, size: Any = None, scale_factor: Any = None) -> None:
        super().__init__(F.interpolate, size, scale_factor, "bilinear", True)
