"""Adding up the gradients of several steps, and updating once."""

from __future__ import annotations

from typing import Any

from mindspore import ops
from mindspore.common import dtype as mstype
from mindspore.common.parameter import Parameter, ParameterTuple
from mindspore.common.tensor import Tensor
from mindspore.nn.cell import Cell

__all__ = ["GradientAccumulation", "gradient_accumulation_op", "gradient_clear_op"]

gradient_accumulation_op = ops.MultitypeFuncGraph("gradient_accumulation_op")
gradient_clear_op = ops.MultitypeFuncGraph("gradient_clear_op")


@gradient_accumulation_op.register("Number", "Tensor", "Tensor")
def _add(step: int, total: Tensor, gradient: Tensor) -> Any:
    """Add a share of a gradient to what was added up."""
    return ops.assign_add(total, gradient / step)


@gradient_clear_op.register("Tensor")
def _clear(total: Tensor) -> Any:
    """Begin again at 0."""
    return ops.assign(total, ops.zeros_like(total))


class GradientAccumulation(Cell):
    """Add up gradients, and let the optimiser see their mean once in a number of calls.

    Args:
        max_accumulation_step: The number of calls.
        optimizer: The optimiser.

    Examples:
        >>> from mindspore import nn, ops
        >>> from mindspore.boost import GradientAccumulation
        >>> net = nn.Dense(1, 1, weight_init="zeros", has_bias=False)
        >>> step = GradientAccumulation(2, nn.SGD(net.trainable_params(), 1.0))
        >>> for _ in range(2):
        ...     _ = step(ops.zeros(()), (ops.ones((1, 1)),))
        >>> print(net.weight.asnumpy())
        [[-1.]]
    """

    def __init__(self, max_accumulation_step: int, optimizer: Cell) -> None:
        super().__init__(auto_prefix=False)
        self.max_accumulation_step, self.optimizer = max_accumulation_step, optimizer
        held = [
            Parameter(ops.zeros_like(p), name=f"grad_sum.{p.name}", requires_grad=False)
            for p in optimizer.parameters
        ]
        self.grad_sum = ParameterTuple(held)
        self.step = Parameter(
            Tensor(0, mstype.int32), name="accumulation_step", requires_grad=False
        )

    def construct(self, loss: Tensor, grads: Any) -> Tensor:
        """Take the gradients of one step; gives the loss."""
        for total, gradient in zip(self.grad_sum, grads, strict=True):
            gradient_accumulation_op(self.max_accumulation_step, total, gradient)
        ops.assign_add(self.step, Tensor(1, mstype.int32))
        if self.step >= self.max_accumulation_step:
            self.optimizer(self.grad_sum)
            for total in self.grad_sum:
                gradient_clear_op(total)
            ops.assign(self.step, Tensor(0, mstype.int32))
        return loss
