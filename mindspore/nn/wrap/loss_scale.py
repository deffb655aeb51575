"""Training with a scaled loss, so that small float16 gradients are not lost."""

from typing import Any

from mindspore import ops
from mindspore.common import dtype as mstype
from mindspore.common.parameter import Parameter
from mindspore.common.tensor import Tensor
from mindspore.nn._checks import positive_int
from mindspore.nn.cell import Cell
from mindspore.nn.wrap.cell_wrapper import TrainOneStepCell

# Public training steps map this over their gradients.
_grad_scale = ops.MultitypeFuncGraph("grad_scale")


@_grad_scale.register("Tensor", "Tensor")
def tensor_grad_scale(scale: Any, grad: Any) -> Any:
    """Divide a gradient by the scale of the loss."""
    return grad * ops.cast(ops.reciprocal(scale), grad.dtype)


class DynamicLossScaleUpdateCell(Cell):
    """Divides the scale after an overflow, and multiplies it after enough steps without.

    Args:
        loss_scale_value: the first scale.
        scale_factor: by what it changes.
        scale_window: the number of steps without overflow.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> manager = nn.DynamicLossScaleUpdateCell(1024, 2, 1000)
        >>> manager.get_loss_scale()
        1024
    """

    def __init__(self, loss_scale_value: float, scale_factor: int, scale_window: int) -> None:
        super().__init__()
        self.loss_scale_value = loss_scale_value
        self.scale_factor = positive_int(scale_factor, "scale_factor")
        self.scale_window = positive_int(scale_window, "scale_window")
        self.cur_iter = Parameter(Tensor(1, mstype.int32), name="current_iterator_step")
        self.last_overflow_iter = Parameter(Tensor(0, mstype.int32), name="last_overflow_iter")

    def get_loss_scale(self) -> float:
        """The first scale."""
        return self.loss_scale_value

    def construct(self, loss_scale: Parameter, overflow: Any) -> Any:
        """Updates the scale; gives `overflow`."""
        step, last = self.cur_iter, self.last_overflow_iter
        bad = ops.reshape(overflow if isinstance(overflow, Tensor) else Tensor(overflow), ())
        enough = ops.logical_and(step - last >= self.scale_window, ops.logical_not(bad))
        less = ops.maximum(loss_scale / self.scale_factor, 1.0)
        more = ops.where(enough, loss_scale * self.scale_factor, loss_scale)
        ops.assign(loss_scale, ops.where(bad, less, more))
        ops.assign(last, ops.where(ops.logical_or(bad, enough), step, last))
        ops.assign(step, step + 1)
        return overflow


class FixedLossScaleUpdateCell(Cell):
    """Keeps the scale.

    Examples:
        >>> from mindspore import nn
        >>> nn.FixedLossScaleUpdateCell(128).get_loss_scale()
        128
    """

    def __init__(self, loss_scale_value: float) -> None:
        super().__init__()
        self.loss_scale_value = loss_scale_value

    def get_loss_scale(self) -> float:
        """The scale."""
        return self.loss_scale_value

    def construct(self, _: Any, overflow: Any) -> Any:
        """Gives `overflow`."""
        return overflow


class TrainOneStepWithLossScaleCell(TrainOneStepCell):
    """Takes one training step with a scaled loss; a step that overflows changes nothing.

    Args:
        network: a net that gives its loss.
        optimizer: the optimiser.
        scale_sense: the scale: a Tensor, or a Cell that updates it.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> net = nn.WithLossCell(nn.Dense(2, 1), nn.MSELoss())
        >>> step = nn.TrainOneStepWithLossScaleCell(
        ...     net, nn.SGD(net.trainable_params(), 0.1), nn.DynamicLossScaleUpdateCell(16, 2, 9))
        >>> loss, overflow, scale = step(Tensor([[1.0, 2.0]]), Tensor([[1.0]]))
        >>> print(overflow, scale.asnumpy())
        False 16.0
    """

    def __init__(self, network: Cell, optimizer: Any, scale_sense: Any) -> None:
        super().__init__(network, optimizer, sens=None)
        self.loss_scaling_manager: Cell | None = None
        if isinstance(scale_sense, Cell):
            self.loss_scaling_manager = scale_sense
            start: Any = Tensor(float(scale_sense.get_loss_scale()), mstype.float32)
        elif isinstance(scale_sense, Tensor) and scale_sense.size == 1:
            start = scale_sense
        else:
            raise TypeError(
                "`scale_sense` needs to be a Cell or a Tensor of one element, "
                f"but is {type(scale_sense).__name__}"
            )
        self.scale_sense = Parameter(start, name="scale_sense")
        # Subclasses that write their own step find what they know by name.
        self.hyper_map = ops.HyperMap()
        self.base = Tensor(1, mstype.float32)
        self.reduce_sum, self.less_equal = ops.ReduceSum(keep_dims=False), ops.LessEqual()
        self.allreduce, self.is_distributed = ops.AllReduce(), False
        self._scaled = ops.value_and_grad(self._scaled_loss, None, self.weights, has_aux=True)

    def _scaled_loss(self, *inputs: Any) -> tuple:
        outputs = self.network(*inputs)
        first = outputs[0] if isinstance(outputs, tuple) else outputs
        return first * ops.cast(self.scale_sense, first.dtype), outputs

    def set_sense_scale(self, sens: Tensor) -> None:
        """Sets the scale."""
        if not isinstance(sens, Tensor):
            raise TypeError(f"`sens` needs to be a Tensor, but is {type(sens).__name__}")
        self.scale_sense.set_data(sens)

    def start_overflow_check(self, pre_cond: Any, compute_input: Any) -> tuple:
        """Begin to watch for overflow: gives a status to pass on, and the input itself."""
        return Tensor(False), compute_input

    def get_overflow_status(self, status: Any, compute_output: Any) -> Tensor:
        """Whether a gradient is not finite."""
        flags = [ops.logical_not(ops.isfinite(grad).all()) for grad in compute_output]
        return ops.stack(flags).any()

    def process_loss_scale(self, overflow: Any) -> Any:
        """Updates the scale."""
        if self.loss_scaling_manager is None:
            return overflow
        return self.loss_scaling_manager(self.scale_sense, overflow)

    def construct(self, *inputs: Any) -> Any:
        """Takes the step; gives the loss, whether it overflowed, and the scale."""
        scale = ops.copy(self.scale_sense)
        (_, outputs), grads = self._scaled(*inputs)
        grads = tuple(grad / ops.cast(self.scale_sense, grad.dtype) for grad in grads)
        grads = self.grad_reducer(grads)
        overflow = self.process_loss_scale(self.get_overflow_status(None, grads))
        if not overflow:
            self.optimizer(grads)
        return outputs, overflow, scale
