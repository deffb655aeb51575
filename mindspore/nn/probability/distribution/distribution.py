"""`Distribution`: what all distributions have in common.

A distribution has parameters, given when it is made, or at each call, which then take their place.
A subclass writes formulas in methods that begin with an underscore and take the parameters last:
`_log_prob(value, mean, sd)`, `_mean(mean, sd)`, `_sample(shape, mean, sd)`. The rest follows:
`prob` is the exponential of `log_prob`, or the other way round where a subclass writes `_prob`.
"""

from __future__ import annotations

from typing import Any

from mindspore import _core
from mindspore.common import dtype as mstype
from mindspore.common.tensor import Tensor
from mindspore.nn.cell import Cell

_ops = _core.ops


class Distribution(Cell):
    """A distribution of numbers.

    Args:
        seed: Where its draws begin; None is the process's own random state.
        dtype: The dtype of what is drawn.
        name: Its name.
        param: Its parameters by name; None for one that is given at each call.

    Supported modes: PyNative, graph.

    Examples:
        >>> from mindspore import Tensor
        >>> import mindspore.nn.probability.distribution as msd
        >>> normal = msd.Normal(0.0, 2.0)
        >>> print(normal.var(), normal.var(Tensor([1.0]), Tensor([3.0])))
        4.0 [9.]
    """

    #: The names of the parameters, in the order of calls.
    _parameters: tuple[str, ...] = ()
    #: Those that need to be greater than 0.
    _positive: tuple[str, ...] = ()

    def __init__(self, seed: int | None, dtype: Any, name: str, param: dict[str, Any]) -> None:
        super().__init__()
        self._check_dtype(dtype)
        self._name, self._dtype, self._seed = name, dtype, seed
        kept = {key: param[key] for key in self._parameters if key in param}
        self._given = {key: self._as_tensor(key, value) for key, value in kept.items()}
        for key in self._positive:
            value = self._given.get(key)
            if value is not None and not bool((value > 0).all()):
                raise ValueError(f"{name} needs a `{key}` greater than 0")

    def _check_dtype(self, dtype: Any) -> None:
        if dtype not in (mstype.float16, mstype.float32, mstype.float64):
            raise TypeError(f"a continuous distribution needs a float `dtype`, found {dtype}")

    def _as_tensor(self, key: str, value: Any) -> Tensor | None:
        """A parameter as a Tensor; integers as floats."""
        if value is None:
            return None
        tensor = value if isinstance(value, Tensor) else Tensor(value)
        if tensor.is_floating_point():
            return tensor
        floats = (mstype.float16, mstype.float32, mstype.float64)
        return tensor.astype(self._dtype if self._dtype in floats else mstype.float32)

    # --- what it is

    @property
    def name(self) -> str:
        """Its name."""
        return self._name

    @property
    def dtype(self) -> Any:
        """The dtype of what is drawn."""
        return self._dtype

    @property
    def seed(self) -> int | None:
        """Where its draws begin."""
        return self._seed

    @property
    def parameters(self) -> dict[str, Any]:
        """The parameters by name."""
        return dict(self._given)

    @property
    def is_scalar_batch(self) -> bool:
        """Whether all parameters are single numbers."""
        return all(value is None or value.ndim == 0 for value in self._given.values())

    @property
    def batch_shape(self) -> tuple | None:
        """The shape of the parameters together; None where one is given at calls."""
        if any(value is None for value in self._given.values()):
            return None
        return self.broadcast_shape

    @property
    def broadcast_shape(self) -> tuple:
        """The shape of the parameters together."""
        values = [value for value in self._given.values() if value is not None]
        if not values:
            return ()
        total = values[0]
        for value in values[1:]:
            total = total + value
        return total.shape

    def __getattr__(self, key: str) -> Any:
        given = self.__dict__.get("_given")
        if given is not None and key in given:
            return given[key]
        return super().__getattr__(key)

    def _all(self, args: tuple, kwargs: dict) -> tuple:
        """The parameters of a call: those given there, else the distribution's own."""
        found = []
        for place, key in enumerate(self._parameters):
            value = args[place] if place < len(args) else kwargs.get(key)
            value = self._given.get(key) if value is None else self._as_tensor(key, value)
            if value is None:
                raise ValueError(f"{self._name} needs `{key}`, here or when it is made")
            found.append(value)
        return tuple(found)

    def _value(self, value: Any) -> Tensor:
        tensor = value if isinstance(value, Tensor) else Tensor(value)
        return tensor if tensor.is_floating_point() else tensor.astype(mstype.float32)

    def _has(self, method: str) -> bool:
        return hasattr(type(self), method)

    def _refuse(self, what: str) -> Any:
        raise NotImplementedError(f"{self._name} has no {what} in closed form")

    # --- of a value

    def log_prob(self, value: Any, *args: Any, **kwargs: Any) -> Tensor:
        """Give the logarithm of the density (or of the probability) at `value`."""
        given, value = self._all(args, kwargs), self._value(value)
        if self._has("_log_prob"):
            return self._log_prob(value, *given)
        return (
            _ops.log(self._prob(value, *given)) if self._has("_prob") else self._refuse("density")
        )

    def prob(self, value: Any, *args: Any, **kwargs: Any) -> Tensor:
        """Give the density (or the probability) at `value`."""
        if self._has("_prob"):
            return self._prob(self._value(value), *self._all(args, kwargs))
        return _ops.exp(self.log_prob(value, *args, **kwargs))

    def cdf(self, value: Any, *args: Any, **kwargs: Any) -> Tensor:
        """Give the probability of what is at most `value`."""
        given, value = self._all(args, kwargs), self._value(value)
        if self._has("_cdf"):
            return self._cdf(value, *given)
        return (
            _ops.exp(self._log_cdf(value, *given)) if self._has("_log_cdf") else self._refuse("cdf")
        )

    def log_cdf(self, value: Any, *args: Any, **kwargs: Any) -> Tensor:
        """Give the logarithm of `cdf`."""
        if self._has("_log_cdf"):
            return self._log_cdf(self._value(value), *self._all(args, kwargs))
        return _ops.log(self.cdf(value, *args, **kwargs))

    def survival_function(self, value: Any, *args: Any, **kwargs: Any) -> Tensor:
        """Give the probability of what is greater than `value`."""
        if self._has("_survival_function"):
            return self._survival_function(self._value(value), *self._all(args, kwargs))
        return 1.0 - self.cdf(value, *args, **kwargs)

    def log_survival(self, value: Any, *args: Any, **kwargs: Any) -> Tensor:
        """Give the logarithm of `survival_function`."""
        if self._has("_log_survival"):
            return self._log_survival(self._value(value), *self._all(args, kwargs))
        return _ops.log(self.survival_function(value, *args, **kwargs))

    # --- of the whole

    def mean(self, *args: Any, **kwargs: Any) -> Tensor:
        """Give the mean."""
        given = self._all(args, kwargs)
        return self._mean(*given) if self._has("_mean") else self._refuse("mean")

    def mode(self, *args: Any, **kwargs: Any) -> Tensor:
        """Give the most likely value."""
        given = self._all(args, kwargs)
        return self._mode(*given) if self._has("_mode") else self._refuse("mode")

    def var(self, *args: Any, **kwargs: Any) -> Tensor:
        """Give the variance."""
        given = self._all(args, kwargs)
        if self._has("_var"):
            return self._var(*given)
        return _ops.square(self._sd(*given)) if self._has("_sd") else self._refuse("variance")

    def sd(self, *args: Any, **kwargs: Any) -> Tensor:
        """Give the standard deviation."""
        if self._has("_sd"):
            return self._sd(*self._all(args, kwargs))
        return _ops.sqrt(self.var(*args, **kwargs))

    def entropy(self, *args: Any, **kwargs: Any) -> Tensor:
        """Give the entropy, in nats."""
        given = self._all(args, kwargs)
        return self._entropy(*given) if self._has("_entropy") else self._refuse("entropy")

    def kl_loss(self, dist: str, *args: Any, **kwargs: Any) -> Tensor:
        """Give the divergence from this distribution (a) to another one (b) of its kind.

        `dist` is the kind of b; its parameters follow, and then those of a where they differ.
        """
        if dist != type(self).__name__:
            raise ValueError(f"`dist` needs to be {type(self).__name__!r}, but is {dist!r}")
        count = len(self._parameters)
        own = {key: kwargs.get(f"{key}_a") for key in self._parameters}
        other = list(args[:count])
        other += [kwargs.get(f"{key}_b") for key in self._parameters[len(other) :]]
        if any(value is None for value in other):
            raise ValueError(f"kl_loss needs the parameters of b: {', '.join(self._parameters)}")
        given = [self._as_tensor(k, v) for k, v in zip(self._parameters, other, strict=True)]
        mine = self._all(args[count:], own)
        if not self._has("_kl_loss"):
            return self._refuse("divergence")
        return self._kl_loss(*given, *mine)

    def cross_entropy(self, dist: str, *args: Any, **kwargs: Any) -> Tensor:
        """Give the entropy of a, plus the divergence to b; arguments as of `kl_loss`."""
        count = len(self._parameters)
        own = {key: kwargs.get(f"{key}_a") for key in self._parameters}
        return self.entropy(*args[count:], **own) + self.kl_loss(dist, *args, **kwargs)

    def sample(self, shape: Any = (), *args: Any, **kwargs: Any) -> Tensor:
        """Draw numbers: `shape`, followed by the shape of the parameters."""
        given = self._all(args, kwargs)
        lead = (shape,) if isinstance(shape, int) else tuple(shape)
        if not self._has("_sample"):
            return self._refuse("sampler")
        return self._sample(lead, *given).astype(self._dtype)

    def _wide(self, shape: tuple, given: tuple) -> tuple:
        """The shape of draws: `shape` and that of the parameters together."""
        total = given[0]
        for value in given[1:]:
            total = total + value
        return (*shape, *total.shape)

    def get_dist_args(self, *args: Any, **kwargs: Any) -> tuple:
        """Give the parameters of a call."""
        return self._all(args, kwargs)

    def get_dist_type(self) -> str:
        """Give the kind of distribution."""
        return type(self).__name__

    def construct(self, name: str, *args: Any, **kwargs: Any) -> Any:
        """Call the method of a name: `normal("prob", value)`."""
        return getattr(self, name)(*args, **kwargs)
