"""Distributions on whole numbers."""

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


class _Discrete(Distribution):
    """A distribution whose draws may be integers."""

    def _check_dtype(self, dtype: Any) -> None:
        if not isinstance(dtype, mstype.Type):
            raise TypeError(f"`dtype` needs to be a dtype, found {dtype!r}")

    def _check_probs(self) -> None:
        probs = self._given["probs"]
        if probs is not None and not bool(((probs >= 0) & (probs <= 1)).all()):
            raise ValueError(f"{self._name} needs `probs` from 0 to 1")


class Bernoulli(_Discrete):
    """The distribution of a coin: 1 with probability `probs`, else 0.

    Examples:
        >>> import mindspore.nn.probability.distribution as msd
        >>> coin = msd.Bernoulli(0.25)
        >>> print(coin.prob([0, 1]), coin.var(), coin.sample((2, 3)).shape)
        [0.75 0.25] 0.1875 (2, 3)
    """

    _parameters = ("probs",)

    def __init__(
        self, probs: Any = None, seed: int | None = None, dtype: Any = mstype.int32,
        name: str = "Bernoulli",
    ) -> None:  # fmt: skip
        super().__init__(seed, dtype, name, {"probs": probs})
        self._check_probs()

    def _mean(self, probs: Tensor) -> Tensor:
        return probs

    def _mode(self, probs: Tensor) -> Tensor:
        return (probs > 0.5).astype(self._dtype)

    def _var(self, probs: Tensor) -> Tensor:
        return probs * (1.0 - probs)

    def _entropy(self, probs: Tensor) -> Tensor:
        return -_ops.xlogy(probs, probs) - _ops.xlogy(1.0 - probs, 1.0 - probs)

    def _log_prob(self, value: Tensor, probs: Tensor) -> Tensor:
        return _ops.xlogy(value, probs) + _ops.xlogy(1.0 - value, 1.0 - probs)

    def _prob(self, value: Tensor, probs: Tensor) -> Tensor:
        return probs * value + (1.0 - probs) * (1.0 - value)

    def _cdf(self, value: Tensor, probs: Tensor) -> Tensor:
        below = _ops.where(value < 0, 0.0, 1.0 - probs + _ops.zeros_like(value))
        return _ops.where(value >= 1, 1.0, below)

    def _kl_loss(self, probs_b: Any, probs_a: Any) -> Tensor:
        zero_a, zero_b = 1.0 - probs_a, 1.0 - probs_b
        return _ops.xlogy(probs_a, probs_a / probs_b) + _ops.xlogy(zero_a, zero_a / zero_b)

    def _sample(self, shape: tuple, probs: Tensor) -> Tensor:
        return draws.rand(*shape, *probs.shape, seed=self._seed) < probs


class Geometric(_Discrete):
    """How often a coin fails before its first success.

    Examples:
        >>> import mindspore.nn.probability.distribution as msd
        >>> print(msd.Geometric(0.5).prob([0, 1, 2]), msd.Geometric(0.5).mean())
        [0.5   0.25  0.125] 1.0
    """

    _parameters = ("probs",)

    def __init__(
        self, probs: Any = None, seed: int | None = None, dtype: Any = mstype.int32,
        name: str = "Geometric",
    ) -> None:  # fmt: skip
        super().__init__(seed, dtype, name, {"probs": probs})
        self._check_probs()

    def _mean(self, probs: Tensor) -> Tensor:
        return (1.0 - probs) / probs

    def _mode(self, probs: Tensor) -> Tensor:
        return _ops.zeros_like(probs).astype(self._dtype)

    def _var(self, probs: Tensor) -> Tensor:
        return (1.0 - probs) / (probs * probs)

    def _entropy(self, probs: Tensor) -> Tensor:
        other = 1.0 - probs
        return -(_ops.xlogy(other, other) + _ops.xlogy(probs, probs)) / probs

    def _log_prob(self, value: Tensor, probs: Tensor) -> Tensor:
        found = _ops.xlogy(_ops.floor(value), 1.0 - probs) + _ops.log(probs)
        return _ops.where(value >= 0, found, -math.inf)

    def _cdf(self, value: Tensor, probs: Tensor) -> Tensor:
        found = 1.0 - _ops.pow(1.0 - probs, _ops.floor(value) + 1.0)
        return _ops.where(value >= 0, found, 0.0)

    def _kl_loss(self, probs_b: Any, probs_a: Any) -> Tensor:
        zero_a, zero_b = 1.0 - probs_a, 1.0 - probs_b
        return _ops.log(probs_a / probs_b) + zero_a / probs_a * _ops.log(zero_a / zero_b)

    def _sample(self, shape: tuple, probs: Tensor) -> Tensor:
        u = inside((*shape, *probs.shape), self._seed)
        return _ops.floor(_ops.log(u) / _ops.log1p(-probs))


class Poisson(_Discrete):
    """How often something happens that happens `rate` times on average.

    Examples:
        >>> import mindspore.nn.probability.distribution as msd
        >>> print(msd.Poisson(2.0).prob([0]), msd.Poisson(2.0).var())
        [0.13533528] 2.0
    """

    _parameters = ("rate",)
    _positive = ("rate",)

    def __init__(
        self, rate: Any = None, seed: int | None = None, dtype: Any = mstype.float32,
        name: str = "Poisson",
    ) -> None:  # fmt: skip
        super().__init__(seed, dtype, name, {"rate": rate})

    def _mean(self, rate: Tensor) -> Tensor:
        return rate

    _var = _mean

    def _mode(self, rate: Tensor) -> Tensor:
        return _ops.floor(rate)

    def _log_prob(self, value: Tensor, rate: Tensor) -> Tensor:
        found = _ops.xlogy(value, rate) - rate - _ops.lgamma(value + 1.0)
        return _ops.where(value >= 0, found, -math.inf)

    def _cdf(self, value: Tensor, rate: Tensor) -> Tensor:
        steps = _ops.floor(_ops.maximum(value, 0.0)) + 1.0
        found = _ops.igammac(steps, rate + _ops.zeros_like(steps))
        return _ops.where(value >= 0, found, 0.0)

    def _sample(self, shape: tuple, rate: Tensor) -> Tensor:
        return draws.random_poisson(shape, rate, self._seed, mstype.float32)


class Categorical(_Discrete):
    """Classes with the probabilities that stand in the last axis of `probs`.

    Examples:
        >>> import mindspore.nn.probability.distribution as msd
        >>> dice = msd.Categorical([0.2, 0.3, 0.5])
        >>> print(dice.prob([0, 2]), dice.mode(), dice.sample((4,)).shape)
        [0.2 0.5] 2 (4,)
    """

    _parameters = ("probs",)

    def __init__(
        self, probs: Any = None, seed: int | None = None, dtype: Any = mstype.int32,
        name: str = "Categorical",
    ) -> None:  # fmt: skip
        super().__init__(seed, dtype, name, {"probs": probs})
        self._check_probs()
        given = self._given["probs"]
        if given is not None and not bool((_ops.abs(given.sum(-1) - 1) < 1e-3).all()):
            raise ValueError("Categorical needs `probs` that add up to 1 along the last axis")

    @property
    def broadcast_shape(self) -> tuple:
        """The shape of `probs` without the axis of the classes."""
        probs = self._given["probs"]
        return () if probs is None else probs.shape[:-1]

    def _classes(self, probs: Tensor) -> Tensor:
        return _ops.arange(0, probs.shape[-1], 1).astype(probs.dtype)

    def _mean(self, probs: Tensor) -> Tensor:
        return _ops.reduce_sum(probs * self._classes(probs), -1)

    def _mode(self, probs: Tensor) -> Tensor:
        return _ops.argmax(probs, -1).astype(self._dtype)

    def _var(self, probs: Tensor) -> Tensor:
        away = self._classes(probs) - _ops.expand_dims(self._mean(probs), -1)
        return _ops.reduce_sum(probs * away * away, -1)

    def _entropy(self, probs: Tensor) -> Tensor:
        return -_ops.reduce_sum(_ops.xlogy(probs, probs), -1)

    def _prob(self, value: Tensor, probs: Tensor) -> Tensor:
        hot = _ops.expand_dims(_ops.floor(value), -1) == self._classes(probs)
        return _ops.reduce_sum(probs * hot.astype(probs.dtype), -1)

    def _cdf(self, value: Tensor, probs: Tensor) -> Tensor:
        below = self._classes(probs) <= _ops.expand_dims(value, -1)
        return _ops.reduce_sum(probs * below.astype(probs.dtype), -1)

    def _kl_loss(self, probs_b: Any, probs_a: Any) -> Tensor:
        return _ops.reduce_sum(_ops.xlogy(probs_a, probs_a / probs_b), -1)

    def _sample(self, shape: tuple, probs: Tensor) -> Tensor:
        edges = _ops.cumsum(probs, -1)[..., :-1]
        u = draws.rand(*shape, *probs.shape[:-1], seed=self._seed)
        return _ops.reduce_sum((_ops.expand_dims(u, -1) >= edges).astype(mstype.int32), -1)
