"""Adam and its kin: AdamW, Adamax, NAdam, RAdam."""

from typing import Any

from mindspore import ops
from mindspore.common import dtype as mstype
from mindspore.common.parameter import Parameter
from mindspore.common.tensor import Tensor
from mindspore.experimental.optim.optimizer import Optimizer, check_common, counter, next_step


class _Adam(Optimizer):
    """The means of gradients and of their squares."""

    _decoupled = False

    def __init__(
        self,
        params: Any,
        lr: Any,
        betas: tuple[float, float],
        eps: float,
        weight_decay: float,
        **more: Any,
    ) -> None:
        check_common(lr, eps, weight_decay, betas)
        defaults = {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay, **more}
        super().__init__(params, defaults)
        self.exp_avg = self._slot("exp_avg")
        self.exp_avg_sq = self._slot("exp_avg_sq")
        self.state_step = counter()

    def construct(self, gradients: Any) -> bool:
        """Takes one step."""
        grads, step = self._grads(gradients), next_step(self.state_step)
        for i, (p, grad, group) in enumerate(
            zip(self.parameters, grads, self._settings(), strict=True)
        ):
            self._update(i, p, grad, group, step)
        return True

    def _means(self, i: int, grad: Tensor, betas: tuple[float, float]) -> tuple[Tensor, Tensor]:
        beta1, beta2 = betas
        m, v = self.exp_avg[i], self.exp_avg_sq[i]
        ops.assign(m, beta1 * m + (1 - beta1) * grad)
        ops.assign(v, beta2 * v + (1 - beta2) * ops.square(grad))
        return m, v

    def _update(
        self, i: int, p: Parameter, grad: Tensor, group: dict[str, Any], step: Tensor
    ) -> None:
        raise NotImplementedError(f"{type(self).__name__} needs a method `_update`")


class Adam(_Adam):
    """Adam: steps scaled by running means of the gradients and of their squares.

    Args:
        params: the Parameters, or dicts of groups.
        lr: the learning rate.
        betas: the shares of both means that a step keeps.
        eps: what is added to the root of the mean of squares.
        weight_decay: the weight decay.
        amsgrad: scale by the greatest mean of squares so far.
        maximize: climb instead of descending.

    Examples:
        >>> from mindspore import Parameter, Tensor
        >>> from mindspore.experimental import optim
        >>> optim.Adam([Parameter(Tensor([1.0]), name="p")])((Tensor([1.0]),))
        True
    """

    def __init__(
        self,
        params: Any,
        lr: Any = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
    ) -> None:
        super().__init__(params, lr, betas, eps, weight_decay, amsgrad=amsgrad, maximize=maximize)
        self.max_exp_avg_sq = self._slot("max_exp_avg_sq")

    def _update(
        self, i: int, p: Parameter, grad: Tensor, group: dict[str, Any], step: Tensor
    ) -> None:
        beta1, beta2 = group["betas"]
        m, v = self._means(i, grad, group["betas"])
        if group["amsgrad"]:
            ops.assign(self.max_exp_avg_sq[i], ops.maximum(self.max_exp_avg_sq[i], v))
            v = self.max_exp_avg_sq[i]
        below = ops.sqrt(v) / ops.sqrt(1 - ops.pow(beta2, step)) + group["eps"]
        ops.assign_sub(p, group["lr"] / (1 - ops.pow(beta1, step)) * m / below)


class AdamW(Adam):
    """Adam with weight decay apart from the gradients.

    Examples:
        >>> from mindspore import Parameter, Tensor
        >>> from mindspore.experimental import optim
        >>> optim.AdamW([Parameter(Tensor([1.0]), name="p")])((Tensor([1.0]),))
        True
    """

    def __init__(
        self,
        params: Any,
        lr: Any = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.01,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
    ) -> None:
        super().__init__(params, lr, betas, eps, weight_decay, amsgrad, maximize=maximize)

    @staticmethod
    def _prepared(grad: Tensor, p: Parameter, group: dict[str, Any]) -> Tensor:
        return -grad if group["maximize"] else grad

    def _update(
        self, i: int, p: Parameter, grad: Tensor, group: dict[str, Any], step: Tensor
    ) -> None:
        ops.assign(p, p * (1 - group["lr"] * group["weight_decay"]))
        super()._update(i, p, grad, group, step)


class Adamax(Optimizer):
    """Adam by the greatest gradients so far instead of their mean square.

    Examples:
        >>> from mindspore import Parameter, Tensor
        >>> from mindspore.experimental import optim
        >>> optim.Adamax([Parameter(Tensor([1.0]), name="p")])((Tensor([1.0]),))
        True
    """

    def __init__(
        self,
        params: Any,
        lr: Any = 2e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        *,
        maximize: bool = False,
    ) -> None:
        check_common(lr, eps, weight_decay, betas)
        defaults = {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay}
        super().__init__(params, {**defaults, "maximize": maximize})
        self.exp_avg = self._slot("exp_avg")
        self.exp_inf = self._slot("exp_inf")
        self.step_t = counter("step_t")

    def construct(self, gradients: Any) -> bool:
        """Takes one step."""
        grads, step = self._grads(gradients), next_step(self.step_t)
        for p, m, top, grad, group in zip(
            self.parameters, self.exp_avg, self.exp_inf, grads, self._settings(), strict=True
        ):
            beta1, beta2 = group["betas"]
            ops.assign(m, beta1 * m + (1 - beta1) * grad)
            ops.assign(top, ops.maximum(beta2 * top, ops.abs(grad) + group["eps"]))
            ops.assign_sub(p, group["lr"] / (1 - ops.pow(beta1, step)) * m / top)
        return True


class NAdam(_Adam):
    """Adam that looks ahead along its mean of gradients.

    Examples:
        >>> from mindspore import Parameter, Tensor
        >>> from mindspore.experimental import optim
        >>> optim.NAdam([Parameter(Tensor([1.0]), name="p")])((Tensor([1.0]),))
        True
    """

    def __init__(
        self,
        params: Any,
        lr: Any = 2e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        momentum_decay: float = 4e-3,
    ) -> None:
        super().__init__(params, lr, betas, eps, weight_decay, momentum_decay=momentum_decay)
        self.mu_product = Parameter(Tensor(1.0, mstype.float32), name="mu_product")

    def construct(self, gradients: Any) -> bool:
        """Takes one step."""
        group = self.param_groups[0]
        step = self.state_step + 1.0
        ops.assign(self.mu_product, self.mu_product * self._mu(group, step))
        return super().construct(gradients)

    @staticmethod
    def _mu(group: dict[str, Any], step: Tensor) -> Tensor:
        beta1 = group["betas"][0]
        return beta1 * (1 - 0.5 * ops.pow(0.96, step * group["momentum_decay"]))

    def _update(
        self, i: int, p: Parameter, grad: Tensor, group: dict[str, Any], step: Tensor
    ) -> None:
        mu, ahead = self._mu(group, step), self._mu(group, step + 1.0)
        m, v = self._means(i, grad, group["betas"])
        below = ops.sqrt(v / (1 - ops.pow(group["betas"][1], step))) + group["eps"]
        product, lr = self.mu_product, group["lr"]
        ops.assign_sub(p, lr * (1 - mu) / (1 - product) * grad / below)
        ops.assign_sub(p, lr * ahead / (1 - product * ahead) * m / below)


class RAdam(_Adam):
    """Adam whose first steps are not scaled, until the mean of squares is worth something.

    Examples:
        >>> from mindspore import Parameter, Tensor
        >>> from mindspore.experimental import optim
        >>> optim.RAdam([Parameter(Tensor([1.0]), name="p")])((Tensor([1.0]),))
        True
    """

    def __init__(
        self,
        params: Any,
        lr: Any = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(params, lr, betas, eps, weight_decay)

    def _update(
        self, i: int, p: Parameter, grad: Tensor, group: dict[str, Any], step: Tensor
    ) -> None:
        beta1, beta2 = group["betas"]
        m, v = self._means(i, grad, group["betas"])
        number = float(step.asnumpy())
        left2 = 1 - beta2**number
        mean = m / (1 - beta1**number)
        most = 2 / (1 - beta2) - 1
        length = most - 2 * number * beta2**number / left2
        if length <= 5:
            ops.assign_sub(p, group["lr"] * mean)
            return
        above = (length - 4) * (length - 2) * most
        factor = (above / ((most - 4) * (most - 2) * length)) ** 0.5
        ops.assign_sub(p, group["lr"] * factor * mean * left2**0.5 / (ops.sqrt(v) + group["eps"]))
