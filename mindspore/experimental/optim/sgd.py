"""SGD."""

from typing import Any

from mindspore import ops
from mindspore.experimental.optim.optimizer import Optimizer, checked


class SGD(Optimizer):
    """Stochastic gradient descent, with momentum if wanted.

    Args:
        params: the Parameters, or dicts of groups.
        lr: the learning rate.
        momentum: the share of the last step that is added.
        dampening: the share of the gradient that the momentum leaves out.
        weight_decay: the weight decay.
        nesterov: look ahead along the momentum.
        maximize: climb instead of descending.

    Examples:
        >>> from mindspore import Parameter, Tensor
        >>> from mindspore.experimental import optim
        >>> p = Parameter(Tensor([1.0]), name="p")
        >>> _ = optim.SGD([p], lr=0.5)((Tensor([1.0]),))
        >>> print(p.asnumpy())
        [0.5]
    """

    def __init__(
        self,
        params: Any,
        lr: Any,
        momentum: float = 0,
        dampening: float = 0,
        weight_decay: float = 0.0,
        nesterov: bool = False,
        *,
        maximize: bool = False,
    ) -> None:
        checked("momentum", momentum, momentum >= 0)
        checked("weight_decay", weight_decay, weight_decay >= 0)
        checked("lr", lr, not isinstance(lr, (int, float)) or lr >= 0)
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ValueError("`nesterov` needs a `momentum` above 0 and a `dampening` of 0")
        defaults = {
            "lr": lr,
            "momentum": float(momentum),
            "dampening": float(dampening),
            "weight_decay": weight_decay,
            "nesterov": nesterov,
            "maximize": maximize,
        }
        super().__init__(params, defaults)
        self.accum = self._slot("accum")
        self.stat = self._slot("stat", "ones")

    def construct(self, gradients: Any) -> bool:
        """Takes one step."""
        grads, settings = self._grads(gradients), self._settings()
        for p, accum, stat, grad, group in zip(
            self.parameters, self.accum, self.stat, grads, settings, strict=True
        ):
            apply = ops.SGD(group["dampening"], 0.0, group["nesterov"])
            apply(p, grad, group["lr"], accum, group["momentum"], stat)
        return True
