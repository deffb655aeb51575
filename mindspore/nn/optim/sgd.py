"""SGD and Momentum."""

from typing import Any

from mindspore import ops
from mindspore.common import dtype as mstype
from mindspore.common.parameter import Parameter
from mindspore.common.tensor import Tensor
from mindspore.nn._checks import boolean
from mindspore.nn.optim.optimizer import Optimizer, _number, opt_init_args_register


class SGD(Optimizer):
    """Stochastic gradient descent, with momentum if wanted.

    Args:
        params: the Parameters, or groups of them.
        learning_rate: the learning rate.
        momentum: the share of the last step that is added.
        dampening: the share of the gradient that the momentum leaves out.
        weight_decay: the weight decay.
        nesterov: look ahead along the momentum.
        loss_scale: what the gradients are divided by.

    Examples:
        >>> from mindspore import Parameter, Tensor, nn
        >>> p = Parameter(Tensor([1.0, 2.0]), name="p")
        >>> _ = nn.SGD([p], 0.5)((Tensor([1.0, 1.0]),))
        >>> print(p.asnumpy())
        [0.5 1.5]
    """

    @opt_init_args_register
    def __init__(
        self,
        params: Any,
        learning_rate: Any = 0.1,
        momentum: float = 0.0,
        dampening: float = 0.0,
        weight_decay: float = 0.0,
        nesterov: bool = False,
        loss_scale: float = 1.0,
    ) -> None:
        super().__init__(learning_rate, params, weight_decay, loss_scale)
        rate = _number(momentum, "momentum")
        self.dampening = _number(dampening, "dampening")
        self.nesterov = boolean(nesterov, "nesterov")
        if nesterov and (rate <= 0 or dampening != 0):
            raise ValueError(
                "`nesterov` needs a `momentum` above 0 and a `dampening` of 0, "
                f"but they are {momentum} and {dampening}"
            )
        self.momentum = Parameter(Tensor(rate, mstype.float32), name="momentum")
        self.accum = self._state("accum")
        self.stat = self._state("stat", "ones")
        self._apply = ops.SGD(self.dampening, 0.0, nesterov)
        self._state_args = tuple(zip(self.parameters, self.accum, self.stat, strict=True))

    def construct(self, gradients: Any) -> bool:
        """Takes one step."""
        grads = self.prepared(gradients)
        apply, momentum = self._apply, self.momentum
        for (p, accum, stat), grad, rate in zip(self._state_args, grads, self.rates(), strict=True):
            apply(p, grad, rate, accum, momentum, stat)
        return True


class Momentum(Optimizer):
    """Gradient descent along a running sum of the gradients.

    Args:
        params: the Parameters, or groups of them.
        learning_rate: the learning rate.
        momentum: the share of the last step that is added.
        weight_decay: the weight decay.
        loss_scale: what the gradients are divided by.
        use_nesterov: look ahead along the momentum.

    Examples:
        >>> from mindspore import Parameter, Tensor, nn
        >>> p = Parameter(Tensor([1.0, 2.0]), name="p")
        >>> _ = nn.Momentum([p], 0.5, 0.9)((Tensor([1.0, 1.0]),))
        >>> print(p.asnumpy())
        [0.5 1.5]
    """

    @opt_init_args_register
    def __init__(
        self,
        params: Any,
        learning_rate: Any,
        momentum: float,
        weight_decay: float = 0.0,
        loss_scale: float = 1.0,
        use_nesterov: bool = False,
    ) -> None:
        super().__init__(learning_rate, params, weight_decay, loss_scale)
        rate = _number(momentum, "momentum")
        self.momentum = Parameter(Tensor(rate, mstype.float32), name="momentum")
        self.use_nesterov = boolean(use_nesterov, "use_nesterov")
        self.moments = self._state("moments")
        self._apply = ops.ApplyMomentum(use_nesterov=use_nesterov)
        self._state_args = tuple(zip(self.parameters, self.moments, strict=True))

    def construct(self, gradients: Any) -> bool:
        """Takes one step."""
        grads = self.prepared(gradients)
        apply, momentum = self._apply, self.momentum
        for (p, moment), grad, rate in zip(self._state_args, grads, self.rates(), strict=True):
            apply(p, moment, rate, grad, momentum)
        return True
