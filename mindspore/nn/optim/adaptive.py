"""Optimisers that scale each step by the history of its gradients: Adagrad, RMSProp, Adadelta."""

from typing import Any

from mindspore import ops
from mindspore.nn._checks import boolean
from mindspore.nn.optim.optimizer import Optimizer, _number, opt_init_args_register


class Adagrad(Optimizer):
    """Steps over the root of the sum of squares of all gradients so far.

    Args:
        params: the Parameters, or groups of them.
        accum: what the sums start with.
        learning_rate: the learning rate.
        update_slots: add to the sums.
        loss_scale: what the gradients are divided by.
        weight_decay: the weight decay.

    Examples:
        >>> from mindspore import Parameter, Tensor, nn
        >>> p = Parameter(Tensor([1.0]), name="p")
        >>> nn.Adagrad([p])((Tensor([1.0]),))
        True
    """

    @opt_init_args_register
    def __init__(
        self,
        params: Any,
        accum: float = 0.1,
        learning_rate: Any = 0.001,
        update_slots: bool = True,
        loss_scale: float = 1.0,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(learning_rate, params, weight_decay, loss_scale)
        _number(accum, "accum")
        self.accum = self._state("accum", accum)
        self._apply = ops.ApplyAdagrad(boolean(update_slots, "update_slots"))

    def construct(self, gradients: Any) -> bool:
        """Takes one step."""
        grads = self.prepared(gradients)
        for p, accum, rate, grad in zip(
            self.parameters, self.accum, self.rates(), grads, strict=True
        ):
            self._apply(p, accum, rate, grad)
        return True


class RMSProp(Optimizer):
    """Steps over the root of a running mean of squares.

    Args:
        params: the Parameters, or groups of them.
        learning_rate: the learning rate.
        decay: the share of the mean that a step keeps.
        momentum: the share of the last step that is added.
        epsilon: what is added to the mean.
        use_locking: kept for programs that set it.
        centered: take off the square of the mean.
        loss_scale: what the gradients are divided by.
        weight_decay: the weight decay.

    Examples:
        >>> from mindspore import Parameter, Tensor, nn
        >>> p = Parameter(Tensor([1.0]), name="p")
        >>> nn.RMSProp([p])((Tensor([1.0]),))
        True
    """

    @opt_init_args_register
    def __init__(
        self,
        params: Any,
        learning_rate: Any = 0.1,
        decay: float = 0.9,
        momentum: float = 0.0,
        epsilon: float = 1e-10,
        use_locking: bool = False,
        centered: bool = False,
        loss_scale: float = 1.0,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(learning_rate, params, weight_decay, loss_scale)
        self.decay = _number(decay, "decay")
        self.momentum = _number(momentum, "momentum")
        self.epsilon = _number(epsilon, "epsilon", above=True)
        boolean(use_locking, "use_locking")
        self.centered = boolean(centered, "centered")
        if centered:
            self.mg = self._state("mean_grad")
            self._centered = ops.ApplyCenteredRMSProp()
        else:
            self._plain_apply = ops.ApplyRMSProp()
        self.ms = self._state("mean_square", "ones")
        self.moment = self._state("moment")

    def construct(self, gradients: Any) -> bool:
        """Takes one step."""
        grads = self.prepared(gradients)
        constants = (self.decay, self.momentum, self.epsilon)
        rates = self.rates()
        if self.centered:
            for p, mg, ms, moment, grad, rate in zip(
                self.parameters, self.mg, self.ms, self.moment, grads, rates, strict=True
            ):
                self._centered(p, mg, ms, moment, grad, rate, *constants)
            return True
        for p, ms, moment, grad, rate in zip(
            self.parameters, self.ms, self.moment, grads, rates, strict=True
        ):
            self._plain_apply(p, ms, moment, rate, grad, *constants)
        return True


class Adadelta(Optimizer):
    """Steps of the size of the last ones, over the root of a running mean of squares.

    Args:
        params: the Parameters, or groups of them.
        learning_rate: the learning rate.
        rho: the share of the means that a step keeps.
        epsilon: what is added to the means.
        loss_scale: what the gradients are divided by.
        weight_decay: the weight decay.

    Examples:
        >>> from mindspore import Parameter, Tensor, nn
        >>> p = Parameter(Tensor([1.0]), name="p")
        >>> nn.Adadelta([p])((Tensor([1.0]),))
        True
    """

    @opt_init_args_register
    def __init__(
        self,
        params: Any,
        learning_rate: Any = 1.0,
        rho: float = 0.9,
        epsilon: float = 1e-6,
        loss_scale: float = 1.0,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(learning_rate, params, weight_decay, loss_scale)
        if not 0 <= rho <= 1:
            raise ValueError(f"`rho` needs to be in the range [0, 1], but is {rho}")
        self.rho = rho
        self.epsilon = _number(epsilon, "epsilon")
        self.accum = self._state("accum", 0)
        self.accum_update = self._state("accum_update", 0)

    def construct(self, gradients: Any) -> bool:
        """Takes one step."""
        grads, rho, epsilon = self.prepared(gradients), self.rho, self.epsilon
        for p, accum, steps, grad, rate in zip(
            self.parameters, self.accum, self.accum_update, grads, self.rates(), strict=True
        ):
            ops.assign(accum, rho * accum + (1 - rho) * ops.square(grad))
            step = ops.sqrt(steps + epsilon) * grad * ops.rsqrt(accum + epsilon)
            ops.assign(steps, rho * steps + (1 - rho) * ops.square(step))
            ops.assign_sub(p, rate * step)
        return True


class ProximalAdagrad(Optimizer):
    """Adagrad with a proximal step for L1 and L2.

    Examples:
        >>> from mindspore import Parameter, Tensor, nn
        >>> p = Parameter(Tensor([1.0]), name="p")
        >>> nn.ProximalAdagrad([p])((Tensor([1.0]),))
        True
    """

    @opt_init_args_register
    def __init__(
        self,
        params: Any,
        accum: float = 0.1,
        learning_rate: Any = 0.001,
        l1: float = 0.0,
        l2: float = 0.0,
        use_locking: bool = False,
        loss_scale: float = 1.0,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(learning_rate, params, weight_decay, loss_scale)
        self.accum = self._state("accum", _number(accum, "accum"))
        self.l1, self.l2 = _number(l1, "l1"), _number(l2, "l2")

    def construct(self, gradients: Any) -> bool:
        """Takes one step."""
        grads = self.prepared(gradients)
        for p, accum, grad, rate in zip(
            self.parameters, self.accum, grads, self.rates(), strict=True
        ):
            ops.assign_add(accum, ops.square(grad))
            step = rate * ops.rsqrt(accum)
            v = p - step * grad
            shrunk = ops.sign(v) * ops.maximum(ops.abs(v) - step * self.l1, 0.0)
            ops.assign(p, shrunk / (1 + step * self.l2))
        return True


class FTRL(Optimizer):
    """Follow the regularised leader.

    Examples:
        >>> from mindspore import Parameter, Tensor, nn
        >>> p = Parameter(Tensor([1.0]), name="p")
        >>> nn.FTRL([p])((Tensor([1.0]),))
        True
    """

    @opt_init_args_register
    def __init__(
        self,
        params: Any,
        initial_accum: float = 0.1,
        learning_rate: Any = 0.001,
        lr_power: float = -0.5,
        l1: float = 0.0,
        l2: float = 0.0,
        use_locking: bool = False,
        loss_scale: float = 1.0,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(learning_rate, params, weight_decay, loss_scale)
        if lr_power > 0:
            raise ValueError(f"`lr_power` needs to be at most 0, but is {lr_power}")
        self.lr_power = lr_power
        self.l1, self.l2 = _number(l1, "l1"), _number(l2, "l2")
        self.moments = self._state("moments", _number(initial_accum, "initial_accum"))
        self.linear = self._state("linear")

    def construct(self, gradients: Any) -> bool:
        """Takes one step."""
        grads, power = self.prepared(gradients), -self.lr_power
        for p, m, u, grad, rate in zip(
            self.parameters, self.moments, self.linear, grads, self.rates(), strict=True
        ):
            total = m + ops.square(grad)
            root = ops.pow(total, power)
            ops.assign(u, u + grad - (root - ops.pow(m, power)) / rate * p)
            ops.assign(m, total)
            weight = (ops.sign(u) * self.l1 - u) / (root / rate + 2 * self.l2)
            ops.assign(p, ops.where(ops.abs(u) > self.l1, weight, ops.zeros_like(p)))
        return True
