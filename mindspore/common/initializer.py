"""Initialisers: how the first value of a Parameter is drawn.

An initialiser fills a NumPy array in place (`_initialize`), so that a program can define its own.
The numbers are drawn in float64 and rounded once to the dtype that was asked for.
"""

from __future__ import annotations

import math
import numbers
from typing import Any

import numpy as np

from mindspore.common import dtype as mstype
from mindspore.common.kinds import is_float
from mindspore.common.seed import next_generator
from mindspore.common.tensor import Tensor

_ALIASES: dict[str, type[Initializer]] = {}


class Initializer:
    """The base of initialisers; a subclass defines `_initialize(arr)`, which fills `arr`.

    Examples:
        >>> from mindspore.common.initializer import Initializer, initializer
        >>> class Seven(Initializer):
        ...     def _initialize(self, arr):
        ...         arr[...] = 7
        >>> print(initializer(Seven(), [2]))
        [7. 7.]
    """

    def __init__(self, **kwargs: Any) -> None:
        self._kwargs = kwargs

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        _ALIASES[cls.__name__.lower()] = cls

    def __call__(self, arr: np.ndarray) -> None:
        """Fills `arr`."""
        self._initialize(arr)

    def _initialize(self, arr: np.ndarray) -> None:
        raise NotImplementedError(f"{type(self).__name__} needs a method `_initialize(arr)`")


def _alias(*names: str) -> Any:
    def register(cls: type) -> type:
        _ALIASES.update(dict.fromkeys(names, cls))
        return cls

    return register


def _assign(arr: np.ndarray, values: Any) -> None:
    arr[...] = np.asarray(values).astype(arr.dtype)


def _fans(shape: tuple[int, ...]) -> tuple[int, int]:
    """The number of inputs and outputs of a weight of this shape."""
    if len(shape) < 2:
        raise ValueError(
            "'fan_in' and 'fan_out' can not be computed for tensor with fewer than 2 dimensions, "
            f"but got dimensions {len(shape)}."
        )
    window = math.prod(shape[2:])
    return shape[1] * window, shape[0] * window


def _fan(shape: tuple[int, ...], mode: str) -> int:
    if mode not in ("fan_in", "fan_out"):
        raise ValueError(f"`mode` needs to be fan_in or fan_out, but is {mode!r}")
    return _fans(shape)[mode == "fan_out"]


def calculate_gain(nonlinearity: str, param: Any = None) -> float:
    """Gives the factor by which an activation shrinks the deviation of its input.

    Examples:
        >>> from mindspore.common.initializer import calculate_gain
        >>> round(calculate_gain("tanh"), 4)
        1.6667
    """
    if nonlinearity == "sigmoid":
        return 1.0
    if nonlinearity == "tanh":
        return 5.0 / 3
    if nonlinearity == "relu":
        return math.sqrt(2.0)
    if nonlinearity == "leaky_relu":
        slope = 0.01 if param is None else param
        if isinstance(slope, bool) or not isinstance(slope, (int, float)):
            raise ValueError(f"`negative_slope` needs to be a number, but is {slope!r}")
        return math.sqrt(2.0 / (1 + slope**2))
    raise ValueError(
        "`nonlinearity` needs to be 'sigmoid', 'tanh', 'relu' or 'leaky_relu', "
        f"but is {nonlinearity!r}"
    )


def _propose(generator: np.random.Generator, low: float, high: float, count: int) -> np.ndarray:
    """Draws that follow the normal distribution within [low, high], some of `count` tries."""
    if low > 2 and high > low:
        # Far out in the tail hardly a normal draw lies within: an exponential fits there.
        values = low + generator.exponential(1 / low, count)
        accepted = generator.random(count) < np.exp(-((values - low) ** 2) / 2)
    elif high - low < 1:
        values = generator.uniform(low, high, count)
        nearest = min(max(0.0, low), high)
        accepted = generator.random(count) < np.exp((nearest**2 - values**2) / 2)
    else:
        values = generator.standard_normal(count)
        accepted = values >= low
    return values[accepted & (values <= high)]


def _truncated(low: float, high: float, shape: tuple[int, ...]) -> np.ndarray:
    """Standard normal draws within [low, high]."""
    if high < -2:
        return -_truncated(-high, -low, shape)
    generator, size = next_generator(), math.prod(shape)
    values = np.empty(0)
    while values.size < size:
        more = _propose(generator, low, high, size - values.size + 16)
        values = np.concatenate([values, more])
    return values[:size].reshape(shape)


@_alias("zeros")
class Zero(Initializer):
    """All zeros.

    Examples:
        >>> from mindspore.common.initializer import Zero, initializer
        >>> print(initializer(Zero(), [2]))
        [0. 0.]
    """

    def _initialize(self, arr: np.ndarray) -> None:
        _assign(arr, 0)


@_alias("ones")
class One(Initializer):
    """All ones.

    Examples:
        >>> from mindspore.common.initializer import initializer
        >>> print(initializer("ones", [2]))
        [1. 1.]
    """

    def _initialize(self, arr: np.ndarray) -> None:
        _assign(arr, 1)


class Constant(Initializer):
    """All the same value.

    Examples:
        >>> from mindspore.common.initializer import Constant, initializer
        >>> print(initializer(Constant(3), [2]))
        [3. 3.]
    """

    def __init__(self, value: Any) -> None:
        super().__init__(value=value)
        self.value = value

    def _initialize(self, arr: np.ndarray) -> None:
        _assign(arr, self.value)


class Identity(Initializer):
    """Ones on the diagonal of a matrix, zeros elsewhere.

    Examples:
        >>> from mindspore.common.initializer import Identity, initializer
        >>> print(initializer(Identity(), [1, 2]))
        [[1. 0.]]
    """

    def _initialize(self, arr: np.ndarray) -> None:
        if arr.ndim != 2:
            raise ValueError(
                "For Identity initializer, the dimension of the initialized tensor should be 2, "
                f"but got {arr.ndim}."
            )
        _assign(arr, np.eye(*arr.shape))


class Dirac(Initializer):
    """A convolution weight that hands its input channels through.

    Examples:
        >>> from mindspore.common.initializer import Dirac, initializer
        >>> print(initializer(Dirac(), [1, 1, 3]))
        [[[0. 1. 0.]]]
    """

    def __init__(self, groups: int = 1) -> None:
        super().__init__(groups=groups)
        self.groups = groups

    def _initialize(self, arr: np.ndarray) -> None:
        if arr.ndim not in (3, 4, 5):
            raise ValueError(
                "For Dirac initializer, only support to initialize tensor with dimension of 3, 4 "
                f"or 5, but got {arr.ndim}."
            )
        if arr.shape[0] % self.groups:
            raise ValueError(
                "For Dirac initializer, the first dimension must be divisible by 'groups', "
                f"but got {arr.shape[0]} and {self.groups}."
            )
        _assign(arr, 0)
        outputs = arr.shape[0] // self.groups
        middle = tuple(extent // 2 for extent in arr.shape[2:])
        for group in range(self.groups):
            for channel in range(min(outputs, arr.shape[1])):
                arr[(group * outputs + channel, channel, *middle)] = 1


class Uniform(Initializer):
    """Uniform between -scale and scale.

    Examples:
        >>> from mindspore.common.initializer import Uniform, initializer
        >>> initializer(Uniform(0.5), [3]).shape
        (3,)
    """

    def __init__(self, scale: float = 0.07) -> None:
        super().__init__(scale=scale)
        self.scale = scale

    def _initialize(self, arr: np.ndarray) -> None:
        _assign(arr, next_generator().uniform(-self.scale, self.scale, arr.shape))


class Normal(Initializer):
    """Normal with the deviation `sigma` around `mean`.

    Examples:
        >>> from mindspore.common.initializer import Normal, initializer
        >>> initializer(Normal(0.1), [3]).shape
        (3,)
    """

    def __init__(self, sigma: float = 0.01, mean: float = 0.0) -> None:
        super().__init__(sigma=sigma, mean=mean)
        self.sigma = sigma
        self.mean = mean

    def _initialize(self, arr: np.ndarray) -> None:
        _assign(arr, next_generator().normal(self.mean, self.sigma, arr.shape))


class TruncatedNormal(Initializer):
    """Normal with the deviation `sigma` around `mean`, within the values `a` and `b`.

    Examples:
        >>> from mindspore.common.initializer import TruncatedNormal, initializer
        >>> bool(initializer(TruncatedNormal(5.0), [100]).abs().max() <= 2)
        True
    """

    def __init__(
        self, sigma: float = 0.01, mean: float = 0.0, a: float = -2.0, b: float = 2.0
    ) -> None:
        super().__init__(sigma=sigma, mean=mean, a=a, b=b)
        self.sigma, self.mean, self.a, self.b = sigma, mean, a, b

    def _initialize(self, arr: np.ndarray) -> None:
        if self.a >= self.b:
            raise ValueError(f"`a` needs to be less than `b`, but they are {self.a} and {self.b}")
        low, high = ((bound - self.mean) / self.sigma for bound in (self.a, self.b))
        _assign(arr, _truncated(low, high, arr.shape) * self.sigma + self.mean)


@_alias("xavier_uniform")
class XavierUniform(Initializer):
    """Uniform with a bound of gain * sqrt(6 / (inputs + outputs)).

    Examples:
        >>> from mindspore.common.initializer import XavierUniform, initializer
        >>> bool(initializer(XavierUniform(), [3, 3]).abs().max() <= 1)
        True
    """

    def __init__(self, gain: float = 1) -> None:
        super().__init__(gain=gain)
        self.gain = gain

    def _initialize(self, arr: np.ndarray) -> None:
        bound = self.gain * math.sqrt(6.0 / sum(_fans(arr.shape)))
        _assign(arr, next_generator().uniform(-bound, bound, arr.shape))


@_alias("xavier_normal")
class XavierNormal(Initializer):
    """Normal with a deviation of gain * sqrt(2 / (inputs + outputs)).

    Examples:
        >>> from mindspore.common.initializer import initializer
        >>> initializer("xavier_normal", [2, 3]).shape
        (2, 3)
    """

    def __init__(self, gain: float = 1) -> None:
        super().__init__(gain=gain)
        self.gain = gain

    def _initialize(self, arr: np.ndarray) -> None:
        deviation = self.gain * math.sqrt(2.0 / sum(_fans(arr.shape)))
        _assign(arr, next_generator().normal(0, deviation, arr.shape))


class _He(Initializer):
    def __init__(
        self, negative_slope: float = 0, mode: str = "fan_in", nonlinearity: str = "leaky_relu"
    ) -> None:
        super().__init__(negative_slope=negative_slope, mode=mode, nonlinearity=nonlinearity)
        self.negative_slope = negative_slope
        self.mode = mode
        self.nonlinearity = nonlinearity

    def _deviation(self, shape: tuple[int, ...]) -> float:
        if self.mode not in ("fan_in", "fan_out"):
            raise ValueError(
                f"'mode' {self.mode} not supported, please use one of ['fan_in', 'fan_out']"
            )
        gain = calculate_gain(self.nonlinearity, self.negative_slope)
        return gain / math.sqrt(_fan(shape, self.mode))


@_alias("he_uniform")
class HeUniform(_He):
    """Uniform with a bound of gain * sqrt(3 / fan), the gain that of the activation.

    Examples:
        >>> from mindspore.common.initializer import initializer
        >>> initializer("he_uniform", [2, 3]).shape
        (2, 3)
    """

    def _initialize(self, arr: np.ndarray) -> None:
        bound = math.sqrt(3.0) * self._deviation(arr.shape)
        _assign(arr, next_generator().uniform(-bound, bound, arr.shape))


@_alias("he_normal")
class HeNormal(_He):
    """Normal with a deviation of gain / sqrt(fan), the gain that of the activation.

    Examples:
        >>> from mindspore.common.initializer import HeNormal, initializer
        >>> initializer(HeNormal(), [2, 3]).shape
        (2, 3)
    """

    def _initialize(self, arr: np.ndarray) -> None:
        _assign(arr, next_generator().normal(0, self._deviation(arr.shape), arr.shape))


class Orthogonal(Initializer):
    """A matrix with orthogonal rows or columns, of the length `gain`.

    Examples:
        >>> from mindspore.common.initializer import Orthogonal, initializer
        >>> w = initializer(Orthogonal(), [2, 2]).asnumpy()
        >>> bool(abs(w @ w.T - [[1, 0], [0, 1]]).max() < 1e-6)
        True
    """

    def __init__(self, gain: float = 1.0) -> None:
        super().__init__(gain=gain)
        self.gain = gain

    def _initialize(self, arr: np.ndarray) -> None:
        if arr.ndim < 2:
            raise ValueError(
                "For Orthogonal initializer, the dimension of the initialized tensor should be no "
                f"less than 2, but got {arr.ndim}."
            )
        rows, columns = arr.shape[0], math.prod(arr.shape[1:])
        draw = next_generator().standard_normal((max(rows, columns), min(rows, columns)))
        q, r = np.linalg.qr(draw)
        # The signs of r's diagonal make the distribution uniform over all orthogonal matrices.
        q = q * np.sign(np.diag(r))
        q = q.T if rows < columns else q
        _assign(arr, self.gain * q.reshape(arr.shape))


class Sparse(Initializer):
    """A matrix of normal draws in which each column has a share of zeros.

    Examples:
        >>> from mindspore.common.initializer import Sparse, initializer
        >>> w = initializer(Sparse(0.5), [4, 3])
        >>> int((w == 0).sum())
        6
    """

    def __init__(self, sparsity: float, sigma: float = 0.01) -> None:
        super().__init__(sparsity=sparsity, sigma=sigma)
        self.sparsity = sparsity
        self.sigma = sigma

    def _initialize(self, arr: np.ndarray) -> None:
        if arr.ndim != 2:
            raise ValueError(
                "For Sparse initializer, the dimension of the initialized tensor should be 2, "
                f"but got {arr.ndim}."
            )
        generator = next_generator()
        values = generator.normal(0, self.sigma, arr.shape)
        zeros = math.ceil(self.sparsity * arr.shape[0])
        for column in range(arr.shape[1]):
            values[generator.permutation(arr.shape[0])[:zeros], column] = 0
        _assign(arr, values)


class VarianceScaling(Initializer):
    """Draws whose variance is scale / n, with n the inputs, the outputs, or their mean.

    Examples:
        >>> from mindspore.common.initializer import VarianceScaling, initializer
        >>> initializer(VarianceScaling(distribution="uniform"), [2, 3]).shape
        (2, 3)
    """

    # The deviation of a normal distribution that is cut off at two deviations.
    _TRUNCATED = 0.87962566103423978

    def __init__(
        self, scale: float = 1.0, mode: str = "fan_in", distribution: str = "truncated_normal"
    ) -> None:
        super().__init__(scale=scale, mode=mode, distribution=distribution)
        if scale <= 0:
            raise ValueError(f"`scale` needs to be greater than 0, but is {scale}")
        if mode not in ("fan_in", "fan_out", "fan_avg"):
            raise ValueError(f"`mode` needs to be fan_in, fan_out or fan_avg, but is {mode}")
        if distribution not in ("uniform", "truncated_normal", "untruncated_normal"):
            raise ValueError(
                "`distribution` needs to be uniform, truncated_normal or untruncated_normal, "
                f"but is {distribution}"
            )
        self.scale, self.mode, self.distribution = scale, mode, distribution

    def _initialize(self, arr: np.ndarray) -> None:
        fan_in, fan_out = _fans(arr.shape)
        n = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[self.mode]
        deviation = math.sqrt(self.scale / max(1.0, n))
        if self.distribution == "uniform":
            bound = math.sqrt(3.0) * deviation
            _assign(arr, next_generator().uniform(-bound, bound, arr.shape))
        elif self.distribution == "truncated_normal":
            _assign(arr, _truncated(-2, 2, arr.shape) * deviation / self._TRUNCATED)
        else:
            _assign(arr, next_generator().normal(0, deviation, arr.shape))


def _as_initializer(init: Any) -> Initializer:
    if isinstance(init, Initializer):
        return init
    if isinstance(init, str):
        found = _ALIASES.get(init.lower())
        if found is None or init.lower() == "constant":
            raise ValueError(
                f"For 'initializer', the class corresponding to '{init}' was not found."
            )
        return found()
    if isinstance(init, numbers.Number):
        return Constant(init)
    raise TypeError(
        "For 'initializer', the type of the 'init' argument should be 'Tensor', 'number', "
        f"'string' or 'initializer', but got {type(init)}."
    )


def _as_shape(shape: Any) -> tuple[int, ...]:
    if isinstance(shape, numbers.Integral):
        shape = (shape,)
    if not isinstance(shape, (list, tuple)) or any(
        isinstance(n, bool) or not isinstance(n, numbers.Integral) or n <= 0 for n in shape
    ):
        shown = tuple(shape) if isinstance(shape, (list, tuple)) else shape
        raise ValueError(
            "For 'initializer', the argument 'shape' is invalid, the value of 'shape' must be "
            f"positive integer, but got {shown}"
        )
    return tuple(int(n) for n in shape)


def initializer(init: Any, shape: Any = None, dtype: Any = mstype.float32) -> Tensor:
    """Makes a Tensor and fills it.

    Args:
        init: an `Initializer`, the name of one, a number, or a Tensor that is given back.
        shape: the shape: a list, a tuple or an int.
        dtype: the dtype.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore.common.initializer import initializer
        >>> print(initializer("ones", [2, 2], ms.float32))
        [[1. 1.]
         [1. 1.]]
    """
    if isinstance(init, Tensor):
        wanted = None if shape is None else _as_shape(shape) if shape else ()
        if wanted is not None and wanted != tuple(init.shape):
            raise ValueError(
                "For 'initializer', the shape of the 'init' argument should be same as the "
                f"argument 'shape', but got the 'init' shape {list(init.shape)} and the 'shape' "
                f"{list(wanted)}."
            )
        return init
    fill = _as_initializer(init)
    extents = _as_shape(shape if shape is not None else ())
    nptype = mstype.dtype_to_nptype(dtype)
    values: np.ndarray = np.zeros(extents, nptype if is_float(dtype) else np.float64)
    fill(values)
    return Tensor(values, dtype)


# Public programs import these names, which are private to MindSpore, for initializers of their own.
_calculate_fan_in_and_fan_out, _calculate_correct_fan = _fans, _fan
_calculate_gain = calculate_gain
_assignment = _assign
