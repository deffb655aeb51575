"""Optimisers that scale steps by the size of each Parameter: Lamb, LARS, AdaFactor."""

from collections.abc import Callable
from typing import Any

from mindspore import ops
from mindspore.common import dtype as mstype
from mindspore.common.parameter import Parameter, ParameterTuple
from mindspore.common.tensor import Tensor
from mindspore.nn._checks import boolean
from mindspore.nn.cell import Cell
from mindspore.nn.optim.adam import _AdamBase
from mindspore.nn.optim.optimizer import Optimizer, _number, opt_init_args_register


def _norm(x: Tensor) -> Tensor:
    return ops.sqrt(ops.square(x).sum())


class Lamb(_AdamBase):
    """Adam, each Parameter's step scaled to the Parameter's size.

    Args:
        params: the Parameters, or groups of them.
        learning_rate: the learning rate.
        beta1: the share of the mean of gradients that a step keeps.
        beta2: the share of the mean of squares that a step keeps.
        eps: what is added to the root of the mean of squares.
        weight_decay: the share of a Parameter that is added to its step.

    Examples:
        >>> from mindspore import Parameter, Tensor, nn
        >>> p = Parameter(Tensor([1.0]), name="p")
        >>> nn.Lamb([p], 0.1)((Tensor([1.0]),))
        True
    """

    @opt_init_args_register
    def __init__(
        self,
        params: Any,
        learning_rate: Any,
        beta1: float = 0.9,
        beta2: float = 0.999,
        eps: float = 1e-6,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(learning_rate, params, weight_decay)
        self._set_moments(beta1, beta2, eps)
        self.moments1 = self._state("lamb_m")
        self.moments2 = self._state("lamb_v")

    @staticmethod
    def _decays(parameter: Parameter) -> bool:
        name = parameter.name.lower()
        return "layernorm" not in name and "bias" not in name

    def construct(self, gradients: Any) -> bool:
        """Takes one step."""
        decays, rates = self._current_decays(), self.rates()
        step = ops.cast(self.global_step, mstype.float32).reshape(())
        left1, left2 = 1 - ops.pow(self.beta1, step), 1 - ops.pow(self.beta2, step)
        for p, m, v, grad, rate, decay in zip(
            self.parameters, self.moments1, self.moments2, gradients, rates, decays, strict=True
        ):
            grad = ops.cast(grad, mstype.float32)
            ops.assign(m, self.beta1 * m + (1 - self.beta1) * grad)
            ops.assign(v, self.beta2 * v + (1 - self.beta2) * ops.square(grad))
            update = (m / left1) / (ops.sqrt(v / left2) + self.eps)
            if isinstance(decay, Tensor) or decay:
                update = update + decay * p
            ops.assign_sub(p, rate * self._ratio(p, update) * update)
        return True

    @staticmethod
    def _ratio(p: Tensor, update: Tensor) -> Tensor:
        """The Parameter's size over the step's, or one where either is zero."""
        size, step = _norm(p), _norm(update)
        ratio = size / ops.where(step > 0, step, ops.ones_like(step))
        return ops.where((size > 0).logical_and(step > 0), ratio, ops.ones_like(size))


class LARS(Optimizer):
    """Scales gradients by the size of their Parameters, then takes another optimiser's step.

    Args:
        optimizer: the optimiser.
        epsilon: what is added to the sizes.
        coefficient: the share of a Parameter's size that a step has.
        use_clip: scale by at most one over the learning rate.
        lars_filter: takes a Parameter, says whether to scale it.

    Examples:
        >>> from mindspore import Parameter, Tensor, nn
        >>> p = Parameter(Tensor([1.0]), name="p")
        >>> nn.LARS(nn.Momentum([p], 0.1, 0.9))((Tensor([1.0]),))
        True
    """

    def __init__(
        self,
        optimizer: Optimizer,
        epsilon: float = 1e-5,
        coefficient: float = 0.001,
        use_clip: bool = False,
        lars_filter: Callable = lambda x: "LayerNorm" not in x.name and "bias" not in x.name,
    ) -> None:
        Cell.__init__(self, auto_prefix=False)
        if not isinstance(optimizer, Optimizer):
            raise TypeError(f"`optimizer` needs to be an Optimizer: {type(optimizer).__name__}")
        self.opt = optimizer
        self.epsilon = _number(epsilon, "epsilon", above=True)
        self.coefficient = _number(coefficient, "coefficient")
        self.use_clip = boolean(use_clip, "use_clip")
        self.parameters = optimizer.parameters
        self.param_length = optimizer.param_length
        self.learning_rate = optimizer.learning_rate
        self._scaled = [bool(lars_filter(p)) for p in self.parameters]
        # The decay is part of the scaled gradient; the optimiser must not add it again.
        self._decays_here = optimizer._decay_of
        optimizer.exec_weight_decay = False

    def get_lr(self) -> Any:
        """The optimiser's learning rate."""
        return self.opt.get_lr()

    def construct(self, gradients: Any) -> Any:
        """Takes one step."""
        rates = self.opt._current_rates()
        scaled = [
            self._scale(p, grad, decay, rate) if wanted else grad
            for p, grad, decay, rate, wanted in zip(
                self.parameters, gradients, self._decays_here, rates, self._scaled, strict=True
            )
        ]
        return self.opt(tuple(scaled))

    def _scale(self, p: Tensor, grad: Tensor, decay: float, rate: Tensor) -> Tensor:
        size = _norm(p)
        local = self.coefficient * size / (_norm(grad) + decay * size + self.epsilon)
        if self.use_clip:
            local = ops.minimum(local / rate, 1.0)
        return (grad + decay * p) * local


class AdaFactor(Optimizer):
    """Adam with means of squares kept by row and column alone.

    Args:
        params: the Parameters, or groups of them.
        learning_rate: the learning rate, if `relative_step` is False.
        eps: what is added to squares, and the least size of a Parameter.
        clip_threshold: the greatest size of a step.
        decay_rate: how the share that a step keeps grows.
        beta1: the share of the mean of steps that a step keeps; 0 for none.
        weight_decay: the share of a Parameter that a step takes away.
        scale_parameter: scale steps by the size of the Parameter.
        relative_step: choose the learning rate by the number of the step.
        warmup_init: let it rise from zero.
        compression: keep the mean of steps in float16.
        loss_scale: what the gradients are divided by.

    Examples:
        >>> from mindspore import Parameter, Tensor, nn
        >>> p = Parameter(Tensor([1.0]), name="p")
        >>> nn.AdaFactor([p])((Tensor([1.0]),))
        True
    """

    @opt_init_args_register
    def __init__(
        self,
        params: Any,
        learning_rate: Any = None,
        eps: tuple[float, float] = (1e-30, 1e-3),
        clip_threshold: float = 1.0,
        decay_rate: float = 0.8,
        beta1: float = 0.9,
        weight_decay: float = 0.0,
        scale_parameter: bool = True,
        relative_step: bool = True,
        warmup_init: bool = False,
        compression: bool = False,
        loss_scale: float = 1.0,
    ) -> None:
        if learning_rate is not None and relative_step:
            raise ValueError("`learning_rate` needs to be None when `relative_step` is True")
        if learning_rate is None and not relative_step:
            raise ValueError("`learning_rate` needs to be given when `relative_step` is False")
        if warmup_init and not relative_step:
            raise ValueError("`relative_step` needs to be True when `warmup_init` is")
        super().__init__(learning_rate or 0.0, params, weight_decay, loss_scale)
        self.eps, self.clip_threshold, self.decay_rate = eps, clip_threshold, decay_rate
        self.beta1, self.scale_parameter = beta1, scale_parameter
        self.relative_step, self.warmup_init = relative_step, warmup_init
        self._mean_dtype = mstype.float16 if compression else mstype.float32
        self.exp_avg = self._slots("exp_avg.", lambda p: p.shape if beta1 else (1,))
        self.exp_avg_sq_row = self._slots("exp_avg_sq_row_", self._rows)
        self.exp_avg_sq_col = self._slots("exp_avg_sq_col_", self._columns)
        self.exp_avg_sq = self._slots("exp_avg_sq_", lambda p: p.shape if p.ndim < 2 else (1,))
        self.step = Parameter(Tensor([0.0], mstype.float32), name="afactor_step")

    @staticmethod
    def _rows(p: Parameter) -> tuple[int, ...]:
        return p.shape[:-1] if p.ndim > 1 else (1,)

    @staticmethod
    def _columns(p: Parameter) -> tuple[int, ...]:
        return p.shape[:-2] + p.shape[-1:] if p.ndim > 1 else (1,)

    def _slots(self, prefix: str, shape: Callable) -> ParameterTuple:
        dtype = self._mean_dtype if prefix == "exp_avg." else mstype.float32
        return ParameterTuple(
            Parameter(ops.zeros(tuple(shape(p)), dtype), name=prefix + p.name)
            for p in self.parameters
        )

    def construct(self, gradients: Any) -> bool:
        """Takes one step."""
        grads, rates = self.scale_grad(gradients), self.rates()
        decays = self._current_decays()
        ops.assign_add(self.step, 1.0)
        step = float(self.step.asnumpy()[0])
        keep = 1.0 - step ** (-self.decay_rate)
        for i, (p, grad, rate) in enumerate(zip(self.parameters, grads, rates, strict=True)):
            rate = self._rate(p, rate, step)
            update = self._update(i, ops.cast(grad, mstype.float32), keep)
            size = ops.sqrt(ops.square(update).mean())
            update = update / ops.maximum(size / self.clip_threshold, 1.0) * rate
            if self.beta1:
                mean = self.exp_avg[i]
                ops.assign(mean, self.beta1 * mean + (1 - self.beta1) * update)
                update = ops.cast(mean, mstype.float32)
            if isinstance(decays[i], Tensor) or decays[i]:
                ops.assign_sub(p, p * decays[i] * rate)
            ops.assign_sub(p, update)
        return True

    def _rate(self, p: Tensor, rate: Any, step: float) -> Any:
        if self.relative_step:
            rate = min(1e-6 * step if self.warmup_init else 1e-2, step**-0.5)
        if not self.scale_parameter:
            return rate
        return rate * ops.maximum(ops.sqrt(ops.square(p).mean()), self.eps[1])

    def _update(self, i: int, grad: Tensor, keep: float) -> Tensor:
        """The gradient over the root of the running mean of its squares."""
        square = ops.square(grad) + self.eps[0]
        if grad.ndim < 2:
            mean = self.exp_avg_sq[i]
            ops.assign(mean, keep * mean + (1 - keep) * square)
            return grad * ops.rsqrt(mean)
        row, column = self.exp_avg_sq_row[i], self.exp_avg_sq_col[i]
        ops.assign(row, keep * row + (1 - keep) * square.mean(-1))
        ops.assign(column, keep * column + (1 - keep) * square.mean(-2))
        share = row / row.mean(-1, keep_dims=True)
        return grad * ops.rsqrt(share).expand_dims(-1) * ops.rsqrt(column).expand_dims(-2)
