"""ASGD and Rprop."""

from typing import Any

from mindspore import ops
from mindspore.common import dtype as mstype
from mindspore.common.parameter import Parameter, ParameterTuple
from mindspore.common.tensor import Tensor
from mindspore.nn.optim.optimizer import Optimizer, _number, opt_init_args_register


class ASGD(Optimizer):
    """Gradient descent that also keeps the mean of the Parameters.

    Args:
        params: the Parameters, or groups of them.
        learning_rate: the learning rate.
        lambd: how fast the Parameters decay.
        alpha: the power by which the steps get smaller.
        t0: the step at which the mean begins.
        weight_decay: the weight decay.

    Examples:
        >>> from mindspore import Parameter, Tensor, nn
        >>> p = Parameter(Tensor([1.0]), name="p")
        >>> nn.ASGD([p])((Tensor([1.0]),))
        True
    """

    @opt_init_args_register
    def __init__(
        self,
        params: Any,
        learning_rate: Any = 0.1,
        lambd: float = 1e-4,
        alpha: float = 0.75,
        t0: float = 1e6,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(learning_rate, params, weight_decay)
        self.lambd, self.alpha = _number(lambd, "lambd"), _number(alpha, "alpha")
        self.t0 = _number(t0, "t0")
        self.mu = self._scalars("mu_", [1.0] * self.param_length)
        starts = [float(rate.asnumpy()) for rate in self._current_rates()]
        self.eta = self._scalars("eta_", starts)
        self.ax = self._state("ax_")

    def _scalars(self, prefix: str, values: list[float]) -> ParameterTuple:
        return ParameterTuple(
            Parameter(Tensor(value, mstype.float32), name=prefix + p.name)
            for p, value in zip(self.parameters, values, strict=True)
        )

    def construct(self, gradients: Any) -> bool:
        """Takes one step."""
        grads, rates = self.prepared(gradients), self.rates()
        step = ops.cast(self.global_step, mstype.float32).reshape(())
        for p, mu, eta, ax, grad, rate in zip(
            self.parameters, self.mu, self.eta, self.ax, grads, rates, strict=True
        ):
            ops.assign(p, p * (1 - self.lambd * eta) - eta * grad)
            if float(mu) == 1.0:
                ops.assign(ax, p)
            else:
                ops.assign(ax, ax + (p - ax) * mu)
            ops.assign(eta, rate / ops.pow(1 + self.lambd * rate * step, self.alpha))
            ops.assign(mu, 1 / ops.maximum(step - self.t0, 1.0))
        return True


class Rprop(Optimizer):
    """Steps by the sign of the gradient alone: longer while it stays, shorter when it turns.

    Args:
        params: the Parameters, or groups of them.
        learning_rate: the first step's length.
        etas: the factors that shorten and lengthen.
        step_sizes: the shortest and the longest step.
        weight_decay: the weight decay.

    Examples:
        >>> from mindspore import Parameter, Tensor, nn
        >>> p = Parameter(Tensor([1.0]), name="p")
        >>> nn.Rprop([p])((Tensor([1.0]),))
        True
    """

    @opt_init_args_register
    def __init__(
        self,
        params: Any,
        learning_rate: Any = 0.1,
        etas: tuple[float, float] = (0.5, 1.2),
        step_sizes: tuple[float, float] = (1e-6, 50.0),
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(learning_rate, params, weight_decay)
        for name, pair in (("etas", etas), ("step_sizes", step_sizes)):
            if not isinstance(pair, tuple):
                raise TypeError(f"`{name}` needs to be a tuple, but is {type(pair).__name__}")
            if len(pair) != 2:
                raise ValueError(f"`{name}` needs two numbers, but has {len(pair)}")
        if not 0 < etas[0] < 1 < etas[1]:
            raise ValueError(f"`etas` needs one number below 1 and one above, but is {etas}")
        if step_sizes[0] > step_sizes[1]:
            raise ValueError(f"`step_sizes` needs to rise, but is {step_sizes}")
        self.etaminus, self.etaplus = etas
        self.step_size_min, self.step_size_max = step_sizes
        self.prev = self._state("prev")
        self.step_size = self._state("step_size")

    def construct(self, gradients: Any) -> bool:
        """Takes one step."""
        grads, rates = self.prepared(gradients), self.rates()
        first = int(self.global_step.asnumpy()[0]) == 1
        for p, prev, size, grad, rate in zip(
            self.parameters, self.prev, self.step_size, grads, rates, strict=True
        ):
            if first:
                ops.assign(size, ops.zeros_like(size) + rate)
            turned = grad * prev
            factor = ops.where(
                turned > 0,
                ops.full_like(grad, self.etaplus),
                ops.where(turned < 0, ops.full_like(grad, self.etaminus), ops.ones_like(grad)),
            )
            kept = ops.where(turned < 0, ops.zeros_like(grad), grad)
            longest = ops.minimum(size * factor, self.step_size_max)
            ops.assign(size, ops.maximum(longest, self.step_size_min))
            ops.assign(p, p - ops.sign(kept) * size)
            ops.assign(prev, kept)
        return True
