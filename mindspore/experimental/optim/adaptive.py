"""Adagrad, Adadelta, RMSprop, Rprop and ASGD."""

from typing import Any

from mindspore import ops
from mindspore.common import dtype as mstype
from mindspore.common.parameter import Parameter, ParameterTuple
from mindspore.common.tensor import Tensor
from mindspore.experimental.optim.optimizer import (
    Optimizer,
    check_common,
    checked,
    counter,
    next_step,
)


class Adagrad(Optimizer):
    """Steps over the root of the sum of squares of all gradients so far.

    Examples:
        >>> from mindspore import Parameter, Tensor
        >>> from mindspore.experimental import optim
        >>> optim.Adagrad([Parameter(Tensor([1.0]), name="p")])((Tensor([1.0]),))
        True
    """

    def __init__(
        self,
        params: Any,
        lr: Any = 1e-2,
        lr_decay: float = 0.0,
        weight_decay: float = 0.0,
        initial_accumulator_value: float = 0.0,
        eps: float = 1e-10,
        *,
        maximize: bool = False,
    ) -> None:
        check_common(lr, eps, weight_decay)
        checked("lr_decay", lr_decay, lr_decay >= 0)
        first = initial_accumulator_value
        checked("initial_accumulator_value", first, first >= 0)
        defaults = {"lr": lr, "lr_decay": lr_decay, "eps": eps, "weight_decay": weight_decay}
        defaults |= {"initial_accumulator_value": first, "maximize": maximize}
        super().__init__(params, defaults)
        self.accum = self._slot("accum", first)
        self.step_t = counter("step_t")

    def construct(self, gradients: Any) -> bool:
        """Takes one step."""
        grads, step = self._grads(gradients), next_step(self.step_t)
        for p, accum, grad, group in zip(
            self.parameters, self.accum, grads, self._settings(), strict=True
        ):
            lr = group["lr"] / (1 + (step - 1) * group["lr_decay"])
            ops.assign_add(accum, ops.square(grad))
            ops.assign_sub(p, lr * grad / (ops.sqrt(accum) + group["eps"]))
        return True


class Adadelta(Optimizer):
    """Steps of the size of the last ones, over the root of a running mean of squares.

    Examples:
        >>> from mindspore import Parameter, Tensor
        >>> from mindspore.experimental import optim
        >>> optim.Adadelta([Parameter(Tensor([1.0]), name="p")])((Tensor([1.0]),))
        True
    """

    def __init__(
        self,
        params: Any,
        lr: Any = 1.0,
        rho: float = 0.9,
        eps: float = 1e-6,
        weight_decay: float = 0.0,
        *,
        maximize: bool = False,
    ) -> None:
        check_common(lr, eps, weight_decay)
        checked("rho", rho, 0 <= rho <= 1)
        defaults = {"lr": lr, "rho": rho, "eps": eps, "weight_decay": weight_decay}
        super().__init__(params, {**defaults, "maximize": maximize})
        self.accum = self._slot("accum")
        self.accum_update = self._slot("accum_update")

    def construct(self, gradients: Any) -> bool:
        """Takes one step."""
        for p, accum, steps, grad, group in zip(
            self.parameters,
            self.accum,
            self.accum_update,
            self._grads(gradients),
            self._settings(),
            strict=True,
        ):
            rho, eps = group["rho"], group["eps"]
            ops.assign(accum, rho * accum + (1 - rho) * ops.square(grad))
            step = ops.sqrt(steps + eps) / ops.sqrt(accum + eps) * grad
            ops.assign(steps, rho * steps + (1 - rho) * ops.square(step))
            ops.assign_sub(p, group["lr"] * step)
        return True


class RMSprop(Optimizer):
    """Steps over the root of a running mean of squares.

    Examples:
        >>> from mindspore import Parameter, Tensor
        >>> from mindspore.experimental import optim
        >>> optim.RMSprop([Parameter(Tensor([1.0]), name="p")])((Tensor([1.0]),))
        True
    """

    def __init__(
        self,
        params: Any,
        lr: Any = 1e-2,
        alpha: float = 0.99,
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        momentum: float = 0.0,
        centered: bool = False,
        maximize: bool = False,
    ) -> None:
        check_common(lr, eps, weight_decay)
        checked("alpha", alpha, alpha >= 0)
        checked("momentum", momentum, momentum >= 0)
        defaults = {"lr": lr, "alpha": alpha, "eps": eps, "weight_decay": weight_decay}
        defaults |= {"momentum": momentum, "centered": centered, "maximize": maximize}
        super().__init__(params, defaults)
        self.mean_grad = self._slot("mean_grad")
        self.mean_square = self._slot("mean_square")
        self.moment = self._slot("moment")

    def construct(self, gradients: Any) -> bool:
        """Takes one step."""
        for p, mean, square, moment, grad, group in zip(
            self.parameters,
            self.mean_grad,
            self.mean_square,
            self.moment,
            self._grads(gradients),
            self._settings(),
            strict=True,
        ):
            alpha = group["alpha"]
            ops.assign(square, alpha * square + (1 - alpha) * ops.square(grad))
            variance = square
            if group["centered"]:
                ops.assign(mean, alpha * mean + (1 - alpha) * grad)
                variance = square - ops.square(mean)
            step = grad / (ops.sqrt(variance) + group["eps"])
            if group["momentum"] > 0:
                ops.assign(moment, group["momentum"] * moment + step)
                step = moment
            ops.assign_sub(p, group["lr"] * step)
        return True


class Rprop(Optimizer):
    """Steps by the sign of the gradient alone: longer while it stays, shorter when it turns.

    Examples:
        >>> from mindspore import Parameter, Tensor
        >>> from mindspore.experimental import optim
        >>> optim.Rprop([Parameter(Tensor([1.0]), name="p")])((Tensor([1.0]),))
        True
    """

    def __init__(
        self,
        params: Any,
        lr: Any = 1e-2,
        etas: tuple[float, float] = (0.5, 1.2),
        step_sizes: tuple[float, float] = (1e-6, 50),
        *,
        maximize: bool = False,
    ) -> None:
        check_common(lr, 0.0, 0.0)
        if not 0 < etas[0] < 1 < etas[1]:
            raise ValueError(f"`etas` needs one number below 1 and one above, but is {etas}")
        defaults = {"lr": lr, "etas": etas, "step_sizes": step_sizes, "maximize": maximize}
        super().__init__(params, defaults)
        self.prev = self._slot("prev")
        self.step_size = self._slot("step_size")
        self.step_t = counter("step_t")

    def construct(self, gradients: Any) -> bool:
        """Takes one step."""
        grads, step = self._grads(gradients), next_step(self.step_t)
        first = float(step.asnumpy()) == 1
        for p, prev, size, grad, group in zip(
            self.parameters, self.prev, self.step_size, grads, self._settings(), strict=True
        ):
            (shorter, longer), (least, most) = group["etas"], group["step_sizes"]
            if first:
                ops.assign(size, ops.zeros_like(size) + group["lr"])
            turned, one = grad * prev, ops.ones_like(grad)
            factor = ops.where(turned > 0, one * longer, ops.where(turned < 0, one * shorter, one))
            kept = ops.where(turned < 0, ops.zeros_like(grad), grad)
            ops.assign(size, ops.maximum(ops.minimum(size * factor, most), least))
            ops.assign_sub(p, ops.sign(kept) * size)
            ops.assign(prev, kept)
        return True


class ASGD(Optimizer):
    """Gradient descent that also keeps the mean of the Parameters.

    Examples:
        >>> from mindspore import Parameter, Tensor
        >>> from mindspore.experimental import optim
        >>> optim.ASGD([Parameter(Tensor([1.0]), name="p")])((Tensor([1.0]),))
        True
    """

    def __init__(
        self,
        params: Any,
        lr: Any = 1e-2,
        lambd: float = 1e-4,
        alpha: float = 0.75,
        t0: float = 1e6,
        weight_decay: float = 0.0,
        maximize: bool = False,
    ) -> None:
        check_common(lr, 0.0, weight_decay)
        defaults = {"lr": lr, "lambd": lambd, "alpha": alpha, "t0": t0}
        super().__init__(params, {**defaults, "weight_decay": weight_decay, "maximize": maximize})
        starts = [float(group["lr"].asnumpy()) for group in self._settings()]
        self.eta = self._scalars("eta_", starts)
        self.mu = self._scalars("mu_", [1.0] * len(starts))
        self.ax = self._slot("ax")
        self.step_t = counter("step_t")

    def _scalars(self, prefix: str, values: list[float]) -> ParameterTuple:
        return ParameterTuple(
            Parameter(Tensor(value, mstype.float32), name=prefix + p.name)
            for p, value in zip(self.parameters, values, strict=True)
        )

    def construct(self, gradients: Any) -> bool:
        """Takes one step."""
        grads, step = self._grads(gradients), next_step(self.step_t)
        for p, eta, mu, ax, grad, group in zip(
            self.parameters, self.eta, self.mu, self.ax, grads, self._settings(), strict=True
        ):
            lambd, lr = group["lambd"], group["lr"]
            ops.assign(p, p * (1 - lambd * eta) - eta * grad)
            ops.assign(ax, ax + (p - ax) * mu)
            ops.assign(eta, lr / ops.pow(1 + lambd * lr * step, group["alpha"]))
            ops.assign(mu, 1 / ops.maximum(step - group["t0"], 1.0))
        return True
