"""Layers that are one function of their inputs."""

from typing import Any

import numpy as np

from mindspore import ops
from mindspore.common.tensor import Tensor
from mindspore.nn.cell import Cell


class ReduceLogSumExp(Cell):
    """The logarithm of the sum of exponentials over axes.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.ReduceLogSumExp(0)(Tensor([0.0])))
        0.0
    """

    def __init__(self, axis: Any, keep_dims: bool = False) -> None:
        super().__init__()
        self.axis, self.keep_dims = axis, keep_dims

    def construct(self, x: Tensor) -> Tensor:
        """Gives the reduction."""
        return ops.logsumexp(x, self.axis, self.keep_dims)


class Range(Cell):
    """The numbers from `start` up to, without, `limit`.

    Examples:
        >>> from mindspore import nn
        >>> print(nn.Range(1, 8, 2)())
        [1 3 5 7]
    """

    def __init__(self, start: float, limit: float | None = None, delta: float = 1) -> None:
        super().__init__()
        if delta == 0:
            raise ValueError("`delta` needs to be other than 0")
        self.start, self.limit = (0, start) if limit is None else (start, limit)
        self.delta = delta

    def construct(self) -> Tensor:
        """Gives the numbers."""
        return ops.arange(self.start, self.limit, self.delta)


class Norm(Cell):
    """The root of the sum of squares over axes.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.Norm(axis=0)(Tensor([3.0, 4.0])))
        5.0
    """

    def __init__(self, axis: Any = (), keep_dims: bool = False) -> None:
        super().__init__()
        self.axis, self.keep_dims = axis, keep_dims

    def construct(self, x: Tensor) -> Tensor:
        """Gives the norm."""
        axes = self.axis if self.axis != () else tuple(range(x.ndim))
        return ops.sqrt(ops.square(x).sum(axes, keepdims=self.keep_dims))


class ClipByNorm(Cell):
    """Scales a Tensor so that its norm is at most a bound.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.ClipByNorm()(Tensor([3.0, 4.0]), Tensor(10.0)))
        [3. 4.]
    """

    def __init__(self, axis: Any = None) -> None:
        super().__init__()
        self.axis = axis

    def construct(self, x: Tensor, clip_norm: Tensor) -> Tensor:
        """Gives the scaled Tensor."""
        axes = tuple(range(x.ndim)) if self.axis is None else self.axis
        norm = ops.sqrt(ops.square(x).sum(axes, keepdims=True))
        return x * clip_norm / ops.maximum(norm, clip_norm)


class MatMul(Cell):
    """The matrix product, of either argument transposed if wanted.

    Examples:
        >>> from mindspore import nn, ops
        >>> nn.MatMul()(ops.ones((2, 3)), ops.ones((3, 4))).shape
        (2, 4)
    """

    def __init__(self, transpose_x1: bool = False, transpose_x2: bool = False) -> None:
        super().__init__()
        self.transpose_x1, self.transpose_x2 = transpose_x1, transpose_x2

    def construct(self, x1: Tensor, x2: Tensor) -> Tensor:
        """Gives the product."""
        if self.transpose_x1 and x1.ndim > 1:
            x1 = x1.swapaxes(-1, -2)
        if self.transpose_x2 and x2.ndim > 1:
            x2 = x2.swapaxes(-1, -2)
        return ops.matmul(x1, x2)


class Moments(Cell):
    """Mean and variance over axes.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> mean, variance = nn.Moments(0)(Tensor([1.0, 3.0]))
        >>> print(mean, variance)
        2.0 1.0
    """

    def __init__(self, axis: Any = None, keep_dims: bool | None = None) -> None:
        super().__init__()
        self.axis, self.keep_dims = axis, bool(keep_dims)

    def construct(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Gives mean and variance."""
        axes = tuple(range(x.ndim)) if self.axis in (None, ()) else self.axis
        mean = x.mean(axes, keep_dims=True)
        variance = ops.square(x - mean).mean(axes, keep_dims=self.keep_dims)
        return x.mean(axes, keep_dims=self.keep_dims), variance


class LGamma(Cell):
    """The logarithm of the gamma function.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> nn.LGamma()(Tensor([2.0])).shape
        (1,)
    """

    def construct(self, x: Tensor) -> Tensor:
        """Gives the function's value."""
        return ops.lgamma(x)


class DiGamma(Cell):
    """The derivative of the logarithm of the gamma function.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> nn.DiGamma()(Tensor([2.0])).shape
        (1,)
    """

    def construct(self, x: Tensor) -> Tensor:
        """Gives the function's value."""
        return ops.digamma(x)


class LBeta(Cell):
    """The logarithm of the beta function.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> nn.LBeta()(Tensor([2.0]), Tensor([2.0])).shape
        (1,)
    """

    def construct(self, x: Tensor, y: Tensor) -> Tensor:
        """Gives the function's value."""
        return ops.lgamma(x) + ops.lgamma(y) - ops.lgamma(x + y)


def _inverse(a: Tensor) -> Tensor:
    """LAPACK's inverse, by NumPy; its gradient by two products."""

    def bprop(x: Tensor, out: Tensor, dout: Tensor) -> Tensor:
        turned = out.swapaxes(-1, -2)
        return -ops.matmul(ops.matmul(turned, dout), turned)

    return ops.with_bprop(lambda x: Tensor(np.linalg.inv(x.asnumpy())), bprop, (a,))


class MatInverse(Cell):
    """The inverse of a matrix.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.MatInverse()(Tensor([[2.0, 0.0], [0.0, 4.0]])))
        [[0.5  0.  ]
         [0.   0.25]]
    """

    def construct(self, a: Tensor) -> Tensor:
        """Gives the inverse."""
        return _inverse(a)


class MatDet(Cell):
    """The determinant of a matrix.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.MatDet()(Tensor([[2.0, 0.0], [0.0, 4.0]])))
        8.0
    """

    def construct(self, a: Tensor) -> Tensor:
        """Gives the determinant."""

        def bprop(x: Tensor, out: Tensor, dout: Tensor) -> Tensor:
            factor = (dout * out).expand_dims(-1).expand_dims(-1)
            return factor * _inverse(x).swapaxes(-1, -2)

        return ops.with_bprop(lambda x: Tensor(np.linalg.det(x.asnumpy())), bprop, (a,))


class MatrixDiag(Cell):
    """Matrices with the last axis on their diagonals.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.MatrixDiag()(Tensor([1.0, 2.0])))
        [[1. 0.]
         [0. 2.]]
    """

    def construct(self, input_x: Tensor) -> Tensor:
        """Gives the matrices."""
        size = input_x.shape[-1]
        return input_x.expand_dims(-1) * ops.eye(size, size, input_x.dtype)


class MatrixDiagPart(Cell):
    """The diagonals of matrices.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.MatrixDiagPart()(Tensor([[1.0, 2.0], [3.0, 4.0]])))
        [1. 4.]
    """

    def construct(self, input_x: Tensor) -> Tensor:
        """Gives the diagonals."""
        return ops.diagonal(input_x, 0, -2, -1)


class MatrixSetDiag(Cell):
    """Matrices with other diagonals.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.MatrixSetDiag()(Tensor([[1.0, 2.0], [3.0, 4.0]]), Tensor([8.0, 9.0])))
        [[8. 2.]
         [3. 9.]]
    """

    def construct(self, input_x: Tensor, diagonal: Tensor) -> Tensor:
        """Gives the matrices."""
        rows, columns = input_x.shape[-2:]
        on = ops.eye(rows, columns, input_x.dtype)
        wide = diagonal.expand_dims(-2 if rows > columns else -1)
        return input_x * (1 - on) + wide * on


class Roll(Cell):
    """Moves elements along axes, and around the end.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.Roll(1, 0)(Tensor([1.0, 2.0, 3.0])))
        [3. 1. 2.]
    """

    def __init__(self, shift: Any, axis: Any) -> None:
        super().__init__()
        self.shift, self.axis = shift, axis

    def construct(self, input_x: Tensor) -> Tensor:
        """Gives the moved elements."""
        return ops.roll(input_x, self.shift, self.axis)


class L1Regularizer(Cell):
    """The sum of absolute values, scaled.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.L1Regularizer(0.5)(Tensor([1.0, -3.0])))
        2.0
    """

    def __init__(self, scale: float) -> None:
        super().__init__()
        if not scale > 0:
            raise ValueError(f"`scale` needs to be greater than 0, but is {scale}")
        self.scale = scale

    def construct(self, weights: Tensor) -> Tensor:
        """Gives the scaled sum."""
        return self.scale * ops.abs(weights).sum()


class Jvp(Cell):
    """The value of a function, and its derivative along given directions.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> value, slope = nn.Jvp(lambda x: x * x)(Tensor([3.0]), Tensor([1.0]))
        >>> print(value, slope)
        [9.] [6.]
    """

    def __init__(self, fn: Any) -> None:
        super().__init__()
        self.fn = fn

    def construct(self, *args: Any) -> Any:
        """Takes the inputs and then the direction, or a tuple of them."""
        inputs, v = args[:-1], args[-1]
        return ops.jvp(self.fn, inputs, v if isinstance(v, tuple) else (v,))


class Vjp(Cell):
    """The value of a function, and the gradient of its inputs for a given one of its output.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> value, gradient = nn.Vjp(lambda x: x * x)(Tensor([3.0]), Tensor([1.0]))
        >>> print(value, gradient)
        [9.] [6.]
    """

    def __init__(self, fn: Any) -> None:
        super().__init__()
        self.fn = fn

    def construct(self, *args: Any) -> Any:
        """Takes the inputs and then the gradient of the output."""
        inputs, v = args[:-1], args[-1]
        value, pull = ops.vjp(self.fn, *inputs)
        gradient = pull(v)
        if isinstance(gradient, tuple) and len(gradient) == 1:
            gradient = gradient[0]
        return value, gradient


class IGamma(Cell):
    """The lower incomplete gamma function P(a, x).

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.IGamma()(Tensor([1.0]), Tensor([0.0])))
        [0.]
    """

    def construct(self, a: Tensor, x: Tensor) -> Tensor:
        """Gives the function."""
        return ops.igamma(a, x)


class CosineSimilarity(Cell):
    """The cosine of the angle between vectors along an axis.

    Args:
        dim: The axis.
        eps: The least product of lengths to divide by.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.layer.CosineSimilarity()(Tensor([[1.0, 0.0]]), Tensor([[0.0, 1.0]])))
        [0.]
    """

    def __init__(self, dim: int = 1, eps: float = 1e-08) -> None:
        super().__init__()
        self.dim, self.eps = dim, eps

    def construct(self, x1: Tensor, x2: Tensor) -> Tensor:
        """Gives the cosines."""
        return ops.cosine_similarity(x1, x2, self.dim, self.eps)
