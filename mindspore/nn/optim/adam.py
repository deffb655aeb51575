"""Adam and its kin: with decoupled weight decay, by the infinity norm, lazy."""

from typing import Any

from mindspore import ops
from mindspore.common import dtype as mstype
from mindspore.common.parameter import Parameter
from mindspore.common.tensor import Tensor
from mindspore.nn._checks import boolean
from mindspore.nn.optim.optimizer import Optimizer, _number, opt_init_args_register


def _beta(value: Any, name: str) -> float:
    if not isinstance(value, float):
        raise TypeError(f"`{name}` needs to be a float, but is {type(value).__name__}")
    if not 0 < value < 1:
        raise ValueError(f"`{name}` needs to be in the range (0, 1), but is {value}")
    return value


class _AdamBase(Optimizer):
    """The moments and the powers of their rates."""

    def _set_moments(self, beta1: float, beta2: float, eps: float) -> None:
        self.beta1, self.beta2 = _beta(beta1, "beta1"), _beta(beta2, "beta2")
        self.eps = _number(eps, "eps", above=True)

    def _set_powers(self, shape: tuple[int, ...] = ()) -> None:
        one = ops.ones(shape, mstype.float32)
        self.beta1_power = Parameter(one, name="beta1_power")
        self.beta2_power = Parameter(one, name="beta2_power")

    def _next_powers(self) -> tuple[Tensor, Tensor]:
        ops.assign(self.beta1_power, self.beta1_power * self.beta1)
        ops.assign(self.beta2_power, self.beta2_power * self.beta2)
        return self.beta1_power, self.beta2_power


class Adam(_AdamBase):
    """Adam: steps scaled by running means of the gradients and of their squares.

    Args:
        params: the Parameters, or groups of them.
        learning_rate: the learning rate.
        beta1: the share of the mean of gradients that a step keeps.
        beta2: the share of the mean of squares that a step keeps.
        eps: what is added to the root of the mean of squares.
        use_locking: kept for programs that set it.
        use_nesterov: look ahead along the mean of gradients.
        weight_decay: the weight decay.
        loss_scale: what the gradients are divided by.
        use_amsgrad: scale by the greatest mean of squares so far.
        kwargs: kept for programs that set `use_lazy` or `use_offload`.

    Examples:
        >>> from mindspore import Parameter, Tensor, nn
        >>> p = Parameter(Tensor([1.0, 2.0]), name="p")
        >>> _ = nn.Adam([p], 0.5)((Tensor([1.0, 1.0]),))
        >>> print(p.asnumpy().round(4))
        [0.5 1.5]
    """

    @opt_init_args_register
    def __init__(
        self,
        params: Any,
        learning_rate: Any = 1e-3,
        beta1: float = 0.9,
        beta2: float = 0.999,
        eps: float = 1e-8,
        use_locking: bool = False,
        use_nesterov: bool = False,
        weight_decay: float = 0.0,
        loss_scale: float = 1.0,
        use_amsgrad: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(learning_rate, params, weight_decay, loss_scale)
        unknown = set(kwargs) - {"use_lazy", "use_offload"}
        if unknown:
            raise TypeError(f"Adam has no argument {unknown.pop()!r}")
        self._set_moments(beta1, beta2, eps)
        boolean(use_locking, "use_locking")
        self.use_nesterov = boolean(use_nesterov, "use_nesterov")
        self.use_amsgrad = boolean(use_amsgrad, "use_amsgrad")
        self._set_powers()
        self.moment1 = self._state("moment1")
        self.moment2 = self._state("moment2")
        state = [self.parameters, self.moment1, self.moment2]
        if use_amsgrad:
            self.vhat = self._state("vhat")
            state.append(self.vhat)
            self._apply = ops.ApplyAdamWithAmsgradV2()
        else:
            self._apply = ops.Adam(use_nesterov=use_nesterov)
        self._state_args = tuple(zip(*state, strict=True))

    def construct(self, gradients: Any) -> bool:
        """Takes one step."""
        grads = self.prepared(gradients)
        rates = self.rates()
        powers = self._next_powers()
        constants = (self.beta1, self.beta2, self.eps)
        apply = self._apply
        for state, grad, rate in zip(self._state_args, grads, rates, strict=True):
            apply(*state, *powers, rate, *constants, grad)
        return True


class AdamOffload(_AdamBase):
    """Adam whose state stays with the processor, where here all of it is.

    Examples:
        >>> from mindspore import Parameter, Tensor, nn
        >>> p = Parameter(Tensor([1.0]), name="p")
        >>> _ = nn.AdamOffload([p], 0.5)((Tensor([1.0]),))
        >>> print(p.asnumpy().round(4))
        [0.5]
    """

    _lazy = False

    @opt_init_args_register
    def __init__(
        self,
        params: Any,
        learning_rate: Any = 1e-3,
        beta1: float = 0.9,
        beta2: float = 0.999,
        eps: float = 1e-8,
        use_locking: bool = False,
        use_nesterov: bool = False,
        weight_decay: float = 0.0,
        loss_scale: float = 1.0,
    ) -> None:
        super().__init__(learning_rate, params, weight_decay, loss_scale)
        self._set_moments(beta1, beta2, eps)
        self._set_powers((1,))
        self.moment1 = self._state("moment1")
        self.moment2 = self._state("moment2")
        self._apply = ops.Adam(use_nesterov=use_nesterov)
        self._state_args = tuple(zip(self.parameters, self.moment1, self.moment2, strict=True))

    def construct(self, gradients: Any) -> bool:
        """Takes one step."""
        grads = self.prepared(gradients)
        rates = self.rates()
        power1, power2 = (power.reshape(()) for power in self._next_powers())
        constants = (self.beta1, self.beta2, self.eps)
        for state, grad, rate in zip(self._state_args, grads, rates, strict=True):
            self._apply(*state, power1, power2, rate, *constants, grad)
        return True


class LazyAdam(AdamOffload):
    """Adam that updates only the rows with a gradient when gradients are sparse; here all are.

    Examples:
        >>> from mindspore import Parameter, Tensor, nn
        >>> p = Parameter(Tensor([1.0]), name="p")
        >>> _ = nn.LazyAdam([p], 0.5)((Tensor([1.0]),))
        >>> print(p.asnumpy().round(4))
        [0.5]
    """


class AdamWeightDecay(_AdamBase):
    """Adam without correction of its means, with weight decay apart from the gradients.

    Args:
        params: the Parameters, or groups of them.
        learning_rate: the learning rate.
        beta1: the share of the mean of gradients that a step keeps.
        beta2: the share of the mean of squares that a step keeps.
        eps: what is added to the root of the mean of squares.
        weight_decay: the share of a Parameter that a step takes away.

    Examples:
        >>> from mindspore import Parameter, Tensor, nn
        >>> p = Parameter(Tensor([1.0]), name="p")
        >>> nn.AdamWeightDecay([p], 0.5)((Tensor([0.0]),))
        True
    """

    @opt_init_args_register
    def __init__(
        self,
        params: Any,
        learning_rate: Any = 1e-3,
        beta1: float = 0.9,
        beta2: float = 0.999,
        eps: float = 1e-6,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(learning_rate, params, weight_decay)
        self._set_moments(beta1, beta2, eps)
        self.moments1 = self._state("adam_m")
        self.moments2 = self._state("adam_v")
        self._apply = ops.AdamWeightDecay()
        self._state_args = tuple(zip(self.parameters, self.moments1, self.moments2, strict=True))

    def construct(self, gradients: Any) -> bool:
        """Takes one step."""
        decays = self._current_decays()
        constants = (self.beta1, self.beta2, self.eps)
        for state, grad, rate, decay in zip(
            self._state_args, gradients, self.rates(), decays, strict=True
        ):
            self._apply(*state, rate, *constants, decay, grad)
        return True


class AdaMax(_AdamBase):
    """Adam by the greatest gradients so far instead of their mean square.

    Args:
        params: the Parameters, or groups of them.
        learning_rate: the learning rate.
        beta1: the share of the mean of gradients that a step keeps.
        beta2: the share of the greatest gradient that a step keeps.
        eps: what is added to the greatest gradient.
        weight_decay: the weight decay.
        loss_scale: what the gradients are divided by.

    Examples:
        >>> from mindspore import Parameter, Tensor, nn
        >>> p = Parameter(Tensor([1.0]), name="p")
        >>> nn.AdaMax([p], 0.5)((Tensor([1.0]),))
        True
    """

    @opt_init_args_register
    def __init__(
        self,
        params: Any,
        learning_rate: Any = 0.001,
        beta1: float = 0.9,
        beta2: float = 0.999,
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        loss_scale: float = 1.0,
    ) -> None:
        super().__init__(learning_rate, params, weight_decay, loss_scale)
        self._set_moments(beta1, beta2, eps)
        self.beta1_power = Parameter(Tensor([1.0], mstype.float32), name="beta1_power")
        self.moment1 = self._state("moment1")
        self.moment2 = self._state("moment2")

    def construct(self, gradients: Any) -> bool:
        """Takes one step."""
        grads = self.prepared(gradients)
        rates = self.rates()
        ops.assign(self.beta1_power, self.beta1_power * self.beta1)
        left = (1 - self.beta1_power).reshape(())
        for p, m, v, grad, rate in zip(
            self.parameters, self.moment1, self.moment2, grads, rates, strict=True
        ):
            ops.assign(m, self.beta1 * m + (1 - self.beta1) * grad)
            ops.assign(v, ops.maximum(self.beta2 * v, ops.abs(grad)))
            ops.assign(p, p - rate / left * m / (v + self.eps))
        return True
