"""Distributions on all real numbers, and half of the normal one."""

from __future__ import annotations

import math
from typing import Any

from mindspore import _core
from mindspore.common import dtype as mstype
from mindspore.common.tensor import Tensor
from mindspore.nn.probability.distribution.distribution import Distribution
from mindspore.ops.function import random_func as draws

_ops = _core.ops
_EULER = 0.5772156649015329


def inside(shape: tuple, seed: int | None) -> Tensor:
    """Draw from (0, 1), without both ends."""
    return _ops.maximum(draws.rand(*shape, seed=seed), 1e-7)


class Normal(Distribution):
    """The normal distribution.

    Args:
        mean: Its mean.
        sd: Its standard deviation.
        seed: Where draws begin.
        dtype: Dtype of draws.
        name: Its name.

    Examples:
        >>> import mindspore.nn.probability.distribution as msd
        >>> normal = msd.Normal(0.0, 1.0)
        >>> print(normal.prob(0.0), normal.sample((2, 3)).shape)
        0.3989423 (2, 3)
        >>> print(normal.kl_loss("Normal", 1.0, 1.0))
        0.5
    """

    _parameters = ("mean", "sd")
    _positive = ("sd",)

    def __init__(
        self, mean: Any = None, sd: Any = None, seed: int | None = None,
        dtype: Any = mstype.float32, name: str = "Normal",
    ) -> None:  # fmt: skip
        super().__init__(seed, dtype, name, {"mean": mean, "sd": sd})

    def _mean(self, mean: Tensor, sd: Tensor) -> Tensor:
        return mean + _ops.zeros_like(sd)

    _mode = _mean

    def _sd(self, mean: Tensor, sd: Tensor) -> Tensor:
        return sd + _ops.zeros_like(mean)

    def _entropy(self, mean: Tensor, sd: Tensor) -> Tensor:
        return _ops.log(self._sd(mean, sd)) + 0.5 * math.log(2 * math.pi * math.e)

    def _log_prob(self, value: Tensor, mean: Tensor, sd: Tensor) -> Tensor:
        away = (value - mean) / sd
        return away * away * -0.5 - _ops.log(sd) - 0.5 * math.log(2 * math.pi)

    def _cdf(self, value: Tensor, mean: Tensor, sd: Tensor) -> Tensor:
        return 0.5 * _ops.erfc((mean - value) / (sd * math.sqrt(2)))

    def _survival_function(self, value: Tensor, mean: Tensor, sd: Tensor) -> Tensor:
        return 0.5 * _ops.erfc((value - mean) / (sd * math.sqrt(2)))

    def _kl_loss(self, mean_b: Any, sd_b: Any, mean_a: Any, sd_a: Any) -> Tensor:
        share = sd_a / sd_b
        away = (mean_a - mean_b) / sd_b
        return 0.5 * (share * share + away * away - 1) - _ops.log(share)

    def _sample(self, shape: tuple, mean: Tensor, sd: Tensor) -> Tensor:
        wide = self._wide(shape, (mean, sd))
        return draws.randn(*wide, seed=self._seed) * sd + mean


class HalfNormal(Distribution):
    """The normal distribution above its mean: `mean` plus the size of what is drawn around 0.

    Examples:
        >>> import mindspore.nn.probability.distribution as msd
        >>> print(msd.HalfNormal(0.0, 1.0).prob([-1.0, 0.0]))
        [0.        0.7978846]
    """

    _parameters = ("mean", "sd")
    _positive = ("sd",)

    def __init__(
        self, mean: Any = None, sd: Any = None, seed: int | None = None,
        dtype: Any = mstype.float32, name: str = "HalfNormal",
    ) -> None:  # fmt: skip
        super().__init__(seed, dtype, name, {"mean": mean, "sd": sd})

    def _mean(self, mean: Tensor, sd: Tensor) -> Tensor:
        return mean + sd * math.sqrt(2 / math.pi)

    def _mode(self, mean: Tensor, sd: Tensor) -> Tensor:
        return mean + _ops.zeros_like(sd)

    def _sd(self, mean: Tensor, sd: Tensor) -> Tensor:
        return sd * math.sqrt(1 - 2 / math.pi) + _ops.zeros_like(mean)

    def _log_prob(self, value: Tensor, mean: Tensor, sd: Tensor) -> Tensor:
        away = (value - mean) / sd
        found = away * away * -0.5 - _ops.log(sd) + 0.5 * math.log(2 / math.pi)
        return _ops.where(value >= mean, found, -math.inf)

    def _cdf(self, value: Tensor, mean: Tensor, sd: Tensor) -> Tensor:
        return _ops.maximum(_ops.erf((value - mean) / (sd * math.sqrt(2))), 0.0)

    def _entropy(self, mean: Tensor, sd: Tensor) -> Tensor:
        return _ops.log(sd) + 0.5 * math.log(math.pi / 2) + 0.5 + _ops.zeros_like(mean)

    def _sample(self, shape: tuple, mean: Tensor, sd: Tensor) -> Tensor:
        wide = self._wide(shape, (mean, sd))
        return _ops.abs(draws.randn(*wide, seed=self._seed)) * sd + mean


class Laplace(Distribution):
    """The Laplace distribution, whose density falls exponentially on both sides; `sd` is its scale.

    Examples:
        >>> import mindspore.nn.probability.distribution as msd
        >>> print(msd.Laplace(0.0, 1.0).prob([0.0]))
        [0.5]
    """

    _parameters = ("mean", "sd")
    _positive = ("sd",)

    def __init__(
        self, mean: Any = None, sd: Any = None, seed: int | None = None,
        dtype: Any = mstype.float32, name: str = "Laplace",
    ) -> None:  # fmt: skip
        super().__init__(seed, dtype, name, {"mean": mean, "sd": sd})

    def _mean(self, mean: Tensor, sd: Tensor) -> Tensor:
        return mean + _ops.zeros_like(sd)

    _mode = _mean

    def _sd(self, mean: Tensor, sd: Tensor) -> Tensor:
        return sd * math.sqrt(2) + _ops.zeros_like(mean)

    def _entropy(self, mean: Tensor, sd: Tensor) -> Tensor:
        return _ops.log(sd) + (1 + math.log(2)) + _ops.zeros_like(mean)

    def _log_prob(self, value: Tensor, mean: Tensor, sd: Tensor) -> Tensor:
        return -_ops.abs(value - mean) / sd - _ops.log(sd) - math.log(2)

    def _cdf(self, value: Tensor, mean: Tensor, sd: Tensor) -> Tensor:
        away = (value - mean) / sd
        tail = _ops.exp(-_ops.abs(away)) * 0.5
        return _ops.where(away < 0, tail, 1 - tail)

    def _sample(self, shape: tuple, mean: Tensor, sd: Tensor) -> Tensor:
        wide = self._wide(shape, (mean, sd))
        return draws.standard_laplace(wide, self._seed) * sd + mean


class Logistic(Distribution):
    """The logistic distribution, whose cumulative function is a sigmoid.

    Examples:
        >>> import mindspore.nn.probability.distribution as msd
        >>> print(msd.Logistic(0.0, 1.0).cdf([0.0]))
        [0.5]
    """

    _parameters = ("loc", "scale")
    _positive = ("scale",)

    def __init__(
        self, loc: Any = None, scale: Any = None, seed: int | None = None,
        dtype: Any = mstype.float32, name: str = "Logistic",
    ) -> None:  # fmt: skip
        super().__init__(seed, dtype, name, {"loc": loc, "scale": scale})

    def _mean(self, loc: Tensor, scale: Tensor) -> Tensor:
        return loc + _ops.zeros_like(scale)

    _mode = _mean

    def _sd(self, loc: Tensor, scale: Tensor) -> Tensor:
        return scale * (math.pi / math.sqrt(3)) + _ops.zeros_like(loc)

    def _entropy(self, loc: Tensor, scale: Tensor) -> Tensor:
        return _ops.log(scale) + 2.0 + _ops.zeros_like(loc)

    def _log_prob(self, value: Tensor, loc: Tensor, scale: Tensor) -> Tensor:
        away = (value - loc) / scale
        return -away - 2 * _ops.softplus(-away) - _ops.log(scale)

    def _cdf(self, value: Tensor, loc: Tensor, scale: Tensor) -> Tensor:
        return _ops.sigmoid((value - loc) / scale)

    def _log_cdf(self, value: Tensor, loc: Tensor, scale: Tensor) -> Tensor:
        return -_ops.softplus((loc - value) / scale)

    def _survival_function(self, value: Tensor, loc: Tensor, scale: Tensor) -> Tensor:
        return _ops.sigmoid((loc - value) / scale)

    def _log_survival(self, value: Tensor, loc: Tensor, scale: Tensor) -> Tensor:
        return -_ops.softplus((value - loc) / scale)

    def _sample(self, shape: tuple, loc: Tensor, scale: Tensor) -> Tensor:
        u = inside(self._wide(shape, (loc, scale)), self._seed)
        return (_ops.log(u) - _ops.log1p(-u)) * scale + loc


class Cauchy(Distribution):
    """The Cauchy distribution, which has no mean.

    Examples:
        >>> import mindspore.nn.probability.distribution as msd
        >>> print(msd.Cauchy(0.0, 1.0).cdf([1.0]))
        [0.75]
    """

    _parameters = ("loc", "scale")
    _positive = ("scale",)

    def __init__(
        self, loc: Any = None, scale: Any = None, seed: int | None = None,
        dtype: Any = mstype.float32, name: str = "Cauchy",
    ) -> None:  # fmt: skip
        super().__init__(seed, dtype, name, {"loc": loc, "scale": scale})

    def _mode(self, loc: Tensor, scale: Tensor) -> Tensor:
        return loc + _ops.zeros_like(scale)

    def _entropy(self, loc: Tensor, scale: Tensor) -> Tensor:
        return _ops.log(scale) + math.log(4 * math.pi) + _ops.zeros_like(loc)

    def _log_prob(self, value: Tensor, loc: Tensor, scale: Tensor) -> Tensor:
        away = (value - loc) / scale
        return -math.log(math.pi) - _ops.log(scale) - _ops.log1p(away * away)

    def _cdf(self, value: Tensor, loc: Tensor, scale: Tensor) -> Tensor:
        return _ops.atan((value - loc) / scale) / math.pi + 0.5

    def _kl_loss(self, loc_b: Any, scale_b: Any, loc_a: Any, scale_a: Any) -> Tensor:
        scales = _ops.square(scale_a + scale_b) + _ops.square(loc_a - loc_b)
        return _ops.log(scales) - math.log(4) - _ops.log(scale_a) - _ops.log(scale_b)

    def _sample(self, shape: tuple, loc: Tensor, scale: Tensor) -> Tensor:
        u = inside(self._wide(shape, (loc, scale)), self._seed)
        return _ops.tan((u - 0.5) * math.pi) * scale + loc


class Gumbel(Distribution):
    """The Gumbel distribution: of the largest among many.

    Examples:
        >>> import mindspore.nn.probability.distribution as msd
        >>> print(msd.Gumbel(0.0, 1.0).mean())
        0.5772157
    """

    _parameters = ("loc", "scale")
    _positive = ("scale",)

    def __init__(
        self, loc: Any, scale: Any, seed: int | None = 0, dtype: Any = mstype.float32,
        name: str = "Gumbel",
    ) -> None:  # fmt: skip
        super().__init__(seed or None, dtype, name, {"loc": loc, "scale": scale})

    def _mean(self, loc: Tensor, scale: Tensor) -> Tensor:
        return loc + scale * _EULER

    def _mode(self, loc: Tensor, scale: Tensor) -> Tensor:
        return loc + _ops.zeros_like(scale)

    def _sd(self, loc: Tensor, scale: Tensor) -> Tensor:
        return scale * (math.pi / math.sqrt(6)) + _ops.zeros_like(loc)

    def _entropy(self, loc: Tensor, scale: Tensor) -> Tensor:
        return _ops.log(scale) + (1 + _EULER) + _ops.zeros_like(loc)

    def _log_prob(self, value: Tensor, loc: Tensor, scale: Tensor) -> Tensor:
        away = (value - loc) / scale
        return -(away + _ops.exp(-away)) - _ops.log(scale)

    def _cdf(self, value: Tensor, loc: Tensor, scale: Tensor) -> Tensor:
        return _ops.exp(-_ops.exp(-(value - loc) / scale))

    def _kl_loss(self, loc_b: Any, scale_b: Any, loc_a: Any, scale_a: Any) -> Tensor:
        share = scale_a / scale_b
        away = (loc_a - loc_b) / scale_b
        grown = _ops.exp(-away + _ops.lgamma(share + 1))
        return away + _EULER * (share - 1) + grown - 1 - _ops.log(share)

    def _sample(self, shape: tuple, loc: Tensor, scale: Tensor) -> Tensor:
        u = inside(self._wide(shape, (loc, scale)), self._seed)
        return loc - _ops.log(-_ops.log(u)) * scale


class StudentT(Distribution):
    """Student's t distribution of `df` degrees, stretched by `sd` and moved by `mean`.

    Examples:
        >>> import mindspore.nn.probability.distribution as msd
        >>> print(msd.StudentT(1.0, 0.0, 1.0).log_prob([0.0]))
        [-1.1447299]
    """

    _parameters = ("df", "mean", "sd")
    _positive = ("df", "sd")

    def __init__(
        self, df: Any = None, mean: Any = None, sd: Any = None, seed: int | None = None,
        dtype: Any = mstype.float32, name: str = "StudentT",
    ) -> None:  # fmt: skip
        super().__init__(seed, dtype, name, {"df": df, "mean": mean, "sd": sd})

    def _log_prob(self, value: Tensor, df: Tensor, mean: Tensor, sd: Tensor) -> Tensor:
        away = (value - mean) / sd
        scale = _ops.log(sd) + 0.5 * _ops.log(df) + 0.5 * math.log(math.pi)
        scale = scale + _ops.lgamma(0.5 * df) - _ops.lgamma(0.5 * (df + 1))
        return -0.5 * (df + 1) * _ops.log1p(away * away / df) - scale

    def _sample(self, shape: tuple, df: Tensor, mean: Tensor, sd: Tensor) -> Tensor:
        wide = self._wide(shape, (df, mean, sd))
        normal = draws.randn(*wide, seed=self._seed)
        half = _ops.broadcast_to(df * 0.5, wide)
        squares = draws.random_gamma((), half, None if self._seed is None else self._seed + 1) * 2
        return normal / _ops.sqrt(squares / df) * sd + mean
