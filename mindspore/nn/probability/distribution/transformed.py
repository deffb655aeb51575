"""A distribution seen through a bijector; the log-normal one as the best known."""

from __future__ import annotations

import math
from typing import Any

from mindspore import _core
from mindspore.common import dtype as mstype
from mindspore.common.tensor import Tensor
from mindspore.nn.probability.distribution.continuous import Normal
from mindspore.nn.probability.distribution.distribution import Distribution

_ops = _core.ops


class TransformedDistribution(Distribution):
    """What a bijector makes of what a distribution draws.

    Args:
        bijector: The transformation.
        distribution: What is transformed.
        seed: Where draws begin; None: as the distribution says.
        name: Its name.

    Examples:
        >>> import mindspore.nn.probability.bijector as msb
        >>> import mindspore.nn.probability.distribution as msd
        >>> uniform = msd.Uniform(0.0, 1.0)
        >>> wide = msd.TransformedDistribution(msb.ScalarAffine(4.0, 1.0), uniform)
        >>> print(wide.prob([2.0]), wide.cdf([2.0]))
        [0.25] [0.25]
    """

    def __init__(
        self,
        bijector: Any,
        distribution: Distribution,
        seed: int | None = None,
        name: str = "transformed_distribution",
    ) -> None:
        for value, wanted in ((bijector, "Bijector"), (distribution, "Distribution")):
            if wanted not in [base.__name__ for base in type(value).__mro__]:
                raise TypeError(f"{name} needs a {wanted}, found {type(value).__name__}")
        super().__init__(seed, distribution.dtype, name, {})
        self.bijector, self.distribution = bijector, distribution
        self.is_linear_transformation = bijector.is_constant_jacobian

    @property
    def broadcast_shape(self) -> tuple:
        """The shape of the distribution's parameters."""
        return self.distribution.broadcast_shape

    def log_prob(self, value: Any, *args: Any, **kwargs: Any) -> Tensor:
        """Give the logarithm of the density at `value`."""
        value = self._value(value)
        back = self.bijector.inverse(value)
        density = self.distribution.log_prob(back, *args, **kwargs)
        return density + self.bijector.inverse_log_jacobian(value)

    def cdf(self, value: Any, *args: Any, **kwargs: Any) -> Tensor:
        """Give the probability of what is at most `value`."""
        back = self.bijector.inverse(self._value(value))
        return self.distribution.cdf(back, *args, **kwargs)

    def survival_function(self, value: Any, *args: Any, **kwargs: Any) -> Tensor:
        """Give the probability of what is greater than `value`."""
        back = self.bijector.inverse(self._value(value))
        return self.distribution.survival_function(back, *args, **kwargs)

    def mean(self, *args: Any, **kwargs: Any) -> Tensor:
        """Give the mean, where the bijector is linear."""
        if not self.is_linear_transformation:
            self._refuse("mean")
        return self.bijector.forward(self.distribution.mean(*args, **kwargs))

    def entropy(self, *args: Any, **kwargs: Any) -> Tensor:
        """Give the entropy, where the bijector is linear."""
        if not self.is_linear_transformation:
            self._refuse("entropy")
        inner = self.distribution.entropy(*args, **kwargs)
        return inner + self.bijector.forward_log_jacobian(_ops.zeros_like(inner))

    def sample(self, shape: Any = (), *args: Any, **kwargs: Any) -> Tensor:
        """Draw numbers."""
        return self.bijector.forward(self.distribution.sample(shape, *args, **kwargs))


class LogNormal(Normal):
    """The distribution of what has a normal logarithm.

    Args:
        loc: The mean of the logarithm.
        scale: The standard deviation of the logarithm.
        seed: Where draws begin.
        dtype: Dtype of draws.
        name: Its name.

    Examples:
        >>> import mindspore.nn.probability.distribution as msd
        >>> log_normal = msd.LogNormal(0.0, 1.0)
        >>> print(log_normal.prob([1.0]), log_normal.mean())
        [0.3989423] 1.6487212
    """

    _parameters = ("loc", "scale")
    _positive = ("scale",)

    def __init__(
        self, loc: Any = None, scale: Any = None, seed: int | None = 0,
        dtype: Any = mstype.float32, name: str = "LogNormal",
    ) -> None:  # fmt: skip
        Distribution.__init__(self, seed or None, dtype, name, {"loc": loc, "scale": scale})

    def _mean(self, loc: Tensor, scale: Tensor) -> Tensor:
        return _ops.exp(loc + 0.5 * scale * scale)

    def _mode(self, loc: Tensor, scale: Tensor) -> Tensor:
        return _ops.exp(loc - scale * scale)

    def _var(self, loc: Tensor, scale: Tensor) -> Tensor:
        return _ops.expm1(scale * scale) * _ops.exp(2 * loc + scale * scale)

    def _sd(self, loc: Tensor, scale: Tensor) -> Tensor:
        return _ops.sqrt(self._var(loc, scale))

    def _entropy(self, loc: Tensor, scale: Tensor) -> Tensor:
        return _ops.log(scale) + loc + 0.5 * math.log(2 * math.pi * math.e)

    def _log_prob(self, value: Tensor, loc: Tensor, scale: Tensor) -> Tensor:
        logarithm = _ops.log(value)
        return super()._log_prob(logarithm, loc, scale) - logarithm

    def _cdf(self, value: Tensor, loc: Tensor, scale: Tensor) -> Tensor:
        return super()._cdf(_ops.log(value), loc, scale)

    def _survival_function(self, value: Tensor, loc: Tensor, scale: Tensor) -> Tensor:
        return super()._survival_function(_ops.log(value), loc, scale)

    def _sample(self, shape: tuple, loc: Tensor, scale: Tensor) -> Tensor:
        return _ops.exp(super()._sample(shape, loc, scale))
