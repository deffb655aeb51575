"""`Bijector` and its kinds: forward, inverse, and the logarithm of the Jacobian of each."""

from __future__ import annotations

from typing import Any

from mindspore import _core
from mindspore.common import dtype as mstype
from mindspore.common.tensor import Tensor
from mindspore.nn.cell import Cell

_ops = _core.ops


def _as_tensor(value: Any) -> Tensor:
    tensor = value if isinstance(value, Tensor) else Tensor(value)
    return tensor if tensor.is_floating_point() else tensor.astype(mstype.float32)


class Bijector(Cell):
    """A function that can be undone.

    A subclass writes `_forward`, `_inverse`, and the logarithm of the derivative of one of them,
    `_forward_log_jacobian` or `_inverse_log_jacobian`.

    Args:
        is_constant_jacobian: Whether the derivative is the same everywhere.
        is_injective: Whether different numbers become different ones.
        name: Its name.
        dtype: Its dtype, kept.
        param: Its parameters by name.

    Supported modes: PyNative, graph.

    Examples:
        >>> import mindspore.nn.probability.bijector as msb
        >>> line = msb.ScalarAffine(2.0, 1.0)
        >>> print(line.forward([1.0]), line.inverse([3.0]), line("forward", [0.0]))
        [3.] [1.] [1.]
    """

    def __init__(
        self,
        is_constant_jacobian: bool = False,
        is_injective: bool = True,
        name: str | None = None,
        dtype: Any = None,
        param: dict[str, Any] | None = None,
    ) -> None:
        super().__init__()
        self._name = name or type(self).__name__
        self._constant, self._injective, self._dtype = is_constant_jacobian, is_injective, dtype
        self._given = {key: _as_tensor(value) for key, value in (param or {}).items()}

    @property
    def name(self) -> str:
        """Its name."""
        return self._name

    @property
    def dtype(self) -> Any:
        """Its dtype."""
        return self._dtype

    @property
    def parameters(self) -> dict[str, Any]:
        """Its parameters by name."""
        return dict(self._given)

    @property
    def is_constant_jacobian(self) -> bool:
        """Whether the derivative is the same everywhere."""
        return self._constant

    @property
    def is_injective(self) -> bool:
        """Whether different numbers become different ones."""
        return self._injective

    @property
    def is_scalar_batch(self) -> bool:
        """Whether all parameters are single numbers."""
        return all(value.ndim == 0 for value in self._given.values())

    def forward(self, value: Any, *args: Any, **kwargs: Any) -> Tensor:
        """Apply it."""
        return self._forward(_as_tensor(value), *args, **kwargs)

    def inverse(self, value: Any, *args: Any, **kwargs: Any) -> Tensor:
        """Undo it."""
        return self._inverse(_as_tensor(value), *args, **kwargs)

    def forward_log_jacobian(self, value: Any, *args: Any, **kwargs: Any) -> Tensor:
        """Give the logarithm of the derivative at `value`."""
        value = _as_tensor(value)
        if hasattr(type(self), "_forward_log_jacobian"):
            return self._forward_log_jacobian(value, *args, **kwargs)
        return -self._inverse_log_jacobian(self._forward(value), *args, **kwargs)

    def inverse_log_jacobian(self, value: Any, *args: Any, **kwargs: Any) -> Tensor:
        """Give the logarithm of the derivative of the inverse at `value`."""
        value = _as_tensor(value)
        if hasattr(type(self), "_inverse_log_jacobian"):
            return self._inverse_log_jacobian(value, *args, **kwargs)
        return -self._forward_log_jacobian(self._inverse(value), *args, **kwargs)

    def construct(self, name: str, *args: Any, **kwargs: Any) -> Any:
        """Call the method of a name: `bijector("forward", value)`."""
        return getattr(self, name)(*args, **kwargs)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Transform a distribution, or call the method of a name."""
        if args and hasattr(args[0], "log_prob"):
            from mindspore.nn.probability.distribution import TransformedDistribution

            return TransformedDistribution(self, args[0])
        return super().__call__(*args, **kwargs)


class PowerTransform(Bijector):
    """y = (1 + power * x) ** (1 / power); the exponential function where `power` is 0.

    Examples:
        >>> import mindspore.nn.probability.bijector as msb
        >>> print(msb.PowerTransform(0.5).forward([2.0]))
        [4.]
    """

    def __init__(self, power: Any = 0.0, name: str = "PowerTransform") -> None:
        super().__init__(name=name, param={"power": power})
        if bool((self._given["power"] < 0).any()):
            raise ValueError("PowerTransform needs a `power` of at least 0")

    @property
    def power(self) -> Tensor:
        """The power."""
        return self._given["power"]

    def _kept(self) -> tuple[Tensor, Tensor]:
        """Whether it is the exponential function, and a power that can be divided by."""
        zero = self.power == 0
        return zero, _ops.where(zero, _ops.ones_like(self.power), self.power)

    def _forward(self, x: Tensor) -> Tensor:
        zero, power = self._kept()
        return _ops.where(zero, _ops.exp(x), _ops.exp(_ops.log1p(x * power) / power))

    def _inverse(self, y: Tensor) -> Tensor:
        zero, power = self._kept()
        return _ops.where(zero, _ops.log(y), _ops.expm1(_ops.log(y) * power) / power)

    def _forward_log_jacobian(self, x: Tensor) -> Tensor:
        zero, power = self._kept()
        return _ops.where(zero, x, (1 / power - 1) * _ops.log1p(x * power))

    def _inverse_log_jacobian(self, y: Tensor) -> Tensor:
        return (self.power - 1) * _ops.log(y)


class Exp(PowerTransform):
    """The exponential function.

    Examples:
        >>> import mindspore.nn.probability.bijector as msb
        >>> print(msb.Exp().forward([0.0]), msb.Exp().inverse([1.0]))
        [1.] [0.]
    """

    def __init__(self, name: str = "Exp") -> None:
        super().__init__(0.0, name)


class ScalarAffine(Bijector):
    """y = scale * x + shift.

    Examples:
        >>> import mindspore.nn.probability.bijector as msb
        >>> print(msb.ScalarAffine(2.0, 1.0).forward([1.0, 2.0]))
        [3. 5.]
    """

    def __init__(self, scale: Any = 1.0, shift: Any = 0.0, name: str = "ScalarAffine") -> None:
        super().__init__(True, True, name, param={"scale": scale, "shift": shift})

    @property
    def scale(self) -> Tensor:
        """The scale."""
        return self._given["scale"]

    @property
    def shift(self) -> Tensor:
        """The shift."""
        return self._given["shift"]

    def _forward(self, x: Tensor) -> Tensor:
        return self.scale * x + self.shift

    def _inverse(self, y: Tensor) -> Tensor:
        return (y - self.shift) / self.scale

    def _forward_log_jacobian(self, x: Tensor) -> Tensor:
        return _ops.log(_ops.abs(self.scale)) + _ops.zeros_like(x)


class Softplus(Bijector):
    """y = log(1 + exp(sharpness * x)) / sharpness.

    Examples:
        >>> import mindspore.nn.probability.bijector as msb
        >>> print(msb.Softplus().forward([0.0]))
        [0.6931472]
    """

    def __init__(self, sharpness: Any = 1.0, name: str = "Softplus") -> None:
        super().__init__(name=name, param={"sharpness": sharpness})

    @property
    def sharpness(self) -> Tensor:
        """The sharpness."""
        return self._given["sharpness"]

    def _forward(self, x: Tensor) -> Tensor:
        return _ops.softplus(x * self.sharpness) / self.sharpness

    def _inverse(self, y: Tensor) -> Tensor:
        scaled = y * self.sharpness
        return (scaled + _ops.log(-_ops.expm1(-scaled))) / self.sharpness

    def _forward_log_jacobian(self, x: Tensor) -> Tensor:
        return -_ops.softplus(-x * self.sharpness)

    def _inverse_log_jacobian(self, y: Tensor) -> Tensor:
        return -_ops.log(-_ops.expm1(-y * self.sharpness))


class GumbelCDF(Bijector):
    """y = exp(-exp(-(x - loc) / scale)): the cumulative function of the Gumbel distribution.

    Examples:
        >>> import mindspore.nn.probability.bijector as msb
        >>> print(msb.GumbelCDF().forward([0.0]))
        [0.36787945]
    """

    def __init__(self, loc: Any = 0.0, scale: Any = 1.0, name: str = "GumbelCDF") -> None:
        super().__init__(name=name, param={"loc": loc, "scale": scale})
        if not bool((self._given["scale"] > 0).all()):
            raise ValueError("GumbelCDF needs a `scale` greater than 0")

    @property
    def loc(self) -> Tensor:
        """The place."""
        return self._given["loc"]

    @property
    def scale(self) -> Tensor:
        """The scale."""
        return self._given["scale"]

    def _forward(self, x: Tensor) -> Tensor:
        return _ops.exp(-_ops.exp(-(x - self.loc) / self.scale))

    def _inverse(self, y: Tensor) -> Tensor:
        return self.loc - self.scale * _ops.log(-_ops.log(y))

    def _forward_log_jacobian(self, x: Tensor) -> Tensor:
        away = (x - self.loc) / self.scale
        return -away - _ops.exp(-away) - _ops.log(self.scale)

    def _inverse_log_jacobian(self, y: Tensor) -> Tensor:
        return _ops.log(self.scale / (-_ops.log(y) * y))


class Invert(Bijector):
    """The other direction of a bijector.

    Examples:
        >>> import mindspore.nn.probability.bijector as msb
        >>> print(msb.Invert(msb.Exp()).forward([1.0]))
        [0.]
    """

    def __init__(self, bijector: Bijector, name: str = "") -> None:
        if not isinstance(bijector, Bijector):
            raise TypeError(f"Invert needs a Bijector, found {type(bijector).__name__}")
        super().__init__(
            bijector.is_constant_jacobian,
            bijector.is_injective,
            name or f"Invert{bijector.name}",
            bijector.dtype,
        )
        self.bijector = bijector

    def _forward(self, x: Tensor) -> Tensor:
        return self.bijector.inverse(x)

    def _inverse(self, y: Tensor) -> Tensor:
        return self.bijector.forward(y)

    def _forward_log_jacobian(self, x: Tensor) -> Tensor:
        return self.bijector.inverse_log_jacobian(x)

    def _inverse_log_jacobian(self, y: Tensor) -> Tensor:
        return self.bijector.forward_log_jacobian(y)
