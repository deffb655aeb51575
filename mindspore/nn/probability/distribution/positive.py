"""Distributions on positive numbers, and on intervals."""

from __future__ import annotations

import math
from typing import Any

from mindspore import _core
from mindspore.common import dtype as mstype
from mindspore.common.tensor import Tensor
from mindspore.nn.probability.distribution.continuous import inside
from mindspore.nn.probability.distribution.distribution import Distribution
from mindspore.ops.function import random_func as draws

_ops = _core.ops


class Exponential(Distribution):
    """The exponential distribution: of waiting for what happens `rate` times in a unit.

    Examples:
        >>> import mindspore.nn.probability.distribution as msd
        >>> print(msd.Exponential(2.0).prob([-1.0, 0.0]), msd.Exponential(2.0).mean())
        [0. 2.] 0.5
    """

    _parameters = ("rate",)
    _positive = ("rate",)

    def __init__(
        self, rate: Any = None, seed: int | None = None, dtype: Any = mstype.float32,
        name: str = "Exponential",
    ) -> None:  # fmt: skip
        super().__init__(seed, dtype, name, {"rate": rate})

    def _mean(self, rate: Tensor) -> Tensor:
        return 1.0 / rate

    _sd = _mean

    def _mode(self, rate: Tensor) -> Tensor:
        return _ops.zeros_like(rate)

    def _entropy(self, rate: Tensor) -> Tensor:
        return 1.0 - _ops.log(rate)

    def _log_prob(self, value: Tensor, rate: Tensor) -> Tensor:
        return _ops.where(value >= 0, _ops.log(rate) - rate * value, -math.inf)

    def _cdf(self, value: Tensor, rate: Tensor) -> Tensor:
        return -_ops.expm1(-rate * _ops.maximum(value, 0.0))

    def _log_survival(self, value: Tensor, rate: Tensor) -> Tensor:
        return -rate * _ops.maximum(value, 0.0)

    def _kl_loss(self, rate_b: Any, rate_a: Any) -> Tensor:
        return _ops.log(rate_a) - _ops.log(rate_b) + rate_b / rate_a - 1.0

    def _sample(self, shape: tuple, rate: Tensor) -> Tensor:
        return -_ops.log(inside((*shape, *rate.shape), self._seed)) / rate


class Gamma(Distribution):
    """The gamma distribution.

    Examples:
        >>> import mindspore.nn.probability.distribution as msd
        >>> print(msd.Gamma(3.0, 2.0).mean(), msd.Gamma(3.0, 2.0).var())
        1.5 0.75
    """

    _parameters = ("concentration", "rate")
    _positive = ("concentration", "rate")

    def __init__(
        self, concentration: Any = None, rate: Any = None, seed: int | None = None,
        dtype: Any = mstype.float32, name: str = "Gamma",
    ) -> None:  # fmt: skip
        super().__init__(seed, dtype, name, {"concentration": concentration, "rate": rate})

    def _mean(self, concentration: Tensor, rate: Tensor) -> Tensor:
        return concentration / rate

    def _var(self, concentration: Tensor, rate: Tensor) -> Tensor:
        return concentration / (rate * rate)

    def _mode(self, concentration: Tensor, rate: Tensor) -> Tensor:
        return _ops.where(concentration > 1, (concentration - 1) / rate, math.nan)

    def _entropy(self, concentration: Tensor, rate: Tensor) -> Tensor:
        grown = _ops.lgamma(concentration) + (1 - concentration) * _ops.digamma(concentration)
        return concentration - _ops.log(rate) + grown

    def _log_prob(self, value: Tensor, concentration: Tensor, rate: Tensor) -> Tensor:
        scale = _ops.lgamma(concentration) - concentration * _ops.log(rate)
        found = (concentration - 1) * _ops.log(value) - rate * value - scale
        return _ops.where(value > 0, found, -math.inf)

    def _cdf(self, value: Tensor, concentration: Tensor, rate: Tensor) -> Tensor:
        return _ops.igamma(concentration + _ops.zeros_like(value * rate), rate * value)

    def _kl_loss(self, a_b: Any, rate_b: Any, a_a: Any, rate_a: Any) -> Tensor:
        grown = (a_a - a_b) * _ops.digamma(a_a) + _ops.lgamma(a_b) - _ops.lgamma(a_a)
        scaled = a_b * (_ops.log(rate_a) - _ops.log(rate_b))
        return grown + scaled + a_a * (rate_b / rate_a - 1.0)

    def _sample(self, shape: tuple, concentration: Tensor, rate: Tensor) -> Tensor:
        wide = concentration + _ops.zeros_like(rate)
        return draws.random_gamma(shape, wide, self._seed) / rate


class Beta(Distribution):
    """The beta distribution, on numbers between 0 and 1.

    Examples:
        >>> import mindspore.nn.probability.distribution as msd
        >>> print(msd.Beta(3.0, 1.0).mean(), msd.Beta(3.0, 1.0).mode())
        0.75 1.0
    """

    _parameters = ("concentration1", "concentration0")
    _positive = ("concentration1", "concentration0")

    def __init__(
        self, concentration1: Any = None, concentration0: Any = None, seed: int | None = None,
        dtype: Any = mstype.float32, name: str = "Beta",
    ) -> None:  # fmt: skip
        given = {"concentration1": concentration1, "concentration0": concentration0}
        super().__init__(seed, dtype, name, given)

    def _mean(self, one: Tensor, zero: Tensor) -> Tensor:
        return one / (one + zero)

    def _var(self, one: Tensor, zero: Tensor) -> Tensor:
        total = one + zero
        return one * zero / (total * total * (total + 1))

    def _mode(self, one: Tensor, zero: Tensor) -> Tensor:
        inner = _ops.logical_and(one + zero > 2, _ops.logical_and(one >= 1, zero >= 1))
        return _ops.where(inner, (one - 1) / (one + zero - 2), math.nan)

    def _log_beta(self, one: Tensor, zero: Tensor) -> Tensor:
        return _ops.lgamma(one) + _ops.lgamma(zero) - _ops.lgamma(one + zero)

    def _entropy(self, one: Tensor, zero: Tensor) -> Tensor:
        total = one + zero
        parts = (one - 1) * _ops.digamma(one) + (zero - 1) * _ops.digamma(zero)
        return self._log_beta(one, zero) - parts + (total - 2) * _ops.digamma(total)

    def _log_prob(self, value: Tensor, one: Tensor, zero: Tensor) -> Tensor:
        density = (one - 1) * _ops.log(value) + (zero - 1) * _ops.log1p(-value)
        return density - self._log_beta(one, zero)

    def _kl_loss(self, one_b: Any, zero_b: Any, one_a: Any, zero_a: Any) -> Tensor:
        total_a, total_b = one_a + zero_a, one_b + zero_b
        scale = self._log_beta(one_b, zero_b) - self._log_beta(one_a, zero_a)
        parts = _ops.digamma(one_a) * (one_b - one_a) + _ops.digamma(zero_a) * (zero_b - zero_a)
        return scale - parts + _ops.digamma(total_a) * (total_b - total_a)

    def _sample(self, shape: tuple, one: Tensor, zero: Tensor) -> Tensor:
        seed = self._seed
        first = draws.random_gamma(shape, one + _ops.zeros_like(zero), seed)
        other = None if seed is None else seed + 1
        second = draws.random_gamma(shape, zero + _ops.zeros_like(one), other)
        return first / (first + second)


class Uniform(Distribution):
    """The uniform distribution from `low` to `high`.

    Examples:
        >>> import mindspore.nn.probability.distribution as msd
        >>> print(msd.Uniform(0.0, 2.0).prob([1.0, 3.0]), msd.Uniform(0.0, 2.0).cdf([0.5]))
        [0.5 0. ] [0.25]
    """

    _parameters = ("low", "high")

    def __init__(
        self, low: Any = None, high: Any = None, seed: int | None = None,
        dtype: Any = mstype.float32, name: str = "Uniform",
    ) -> None:  # fmt: skip
        super().__init__(seed, dtype, name, {"low": low, "high": high})
        low, high = self._given["low"], self._given["high"]
        if low is not None and high is not None and not bool((low < high).all()):
            raise ValueError("Uniform needs a `low` less than `high`")

    def _mean(self, low: Tensor, high: Tensor) -> Tensor:
        return (low + high) * 0.5

    def _sd(self, low: Tensor, high: Tensor) -> Tensor:
        return (high - low) / math.sqrt(12)

    def _entropy(self, low: Tensor, high: Tensor) -> Tensor:
        return _ops.log(high - low)

    def _prob(self, value: Tensor, low: Tensor, high: Tensor) -> Tensor:
        within = _ops.logical_and(value >= low, value <= high)
        return _ops.where(within, 1 / (high - low) + _ops.zeros_like(value), 0.0)

    def _cdf(self, value: Tensor, low: Tensor, high: Tensor) -> Tensor:
        return _ops.minimum(_ops.maximum((value - low) / (high - low), 0.0), 1.0)

    def _kl_loss(self, low_b: Any, high_b: Any, low_a: Any, high_a: Any) -> Tensor:
        within = _ops.logical_and(low_b <= low_a, high_a <= high_b)
        return _ops.where(within, _ops.log(high_b - low_b) - _ops.log(high_a - low_a), math.inf)

    def _sample(self, shape: tuple, low: Tensor, high: Tensor) -> Tensor:
        wide = self._wide(shape, (low, high))
        return draws.rand(*wide, seed=self._seed) * (high - low) + low
