"""What losses have in common: the reduction of what each element costs."""

from typing import Any

from mindspore import ops
from mindspore.common import dtype as mstype
from mindspore.common.tensor import Tensor
from mindspore.nn._checks import one_of
from mindspore.nn.cell import Cell

_REDUCTIONS = ("mean", "sum", "none")


class LossBase(Cell):
    """The base of losses: a subclass computes each element's loss and gives it to `get_loss`.

    A subclass finds the operators that losses are written with as attributes: `reduce_mean`,
    `reduce_sum`, `mul` and `cast`. What `get_loss` does stands in `reduce` (at all?) and `average`
    (by the mean?), which a subclass may set.

    Args:
        reduction: "mean", "sum" or "none".

    Examples:
        >>> from mindspore import Tensor, nn, ops
        >>> class Absolute(nn.LossBase):
        ...     def construct(self, logits, labels):
        ...         return self.get_loss(ops.abs(logits - labels))
        >>> print(Absolute()(Tensor([1.0, 2.0]), Tensor([2.0, 4.0])))
        1.5
    """

    def __init__(self, reduction: str = "mean") -> None:
        super().__init__()
        self.reduction = one_of(reduction, _REDUCTIONS, "reduction")
        self.average = reduction != "sum"
        self.reduce = reduction != "none"
        self.reduce_mean = ops.ReduceMean()
        self.reduce_sum = ops.ReduceSum()
        self.mul = ops.Mul()
        self.cast = ops.Cast()

    def get_axis(self, x: Tensor) -> tuple[int, ...]:
        """All axes of `x`."""
        return tuple(range(x.ndim))

    def get_loss(self, x: Tensor, weights: Any = 1.0) -> Tensor:
        """Gives the reduction of `x` times `weights`, in the dtype of `x`."""
        dtype = x.dtype
        x = ops.cast(x, mstype.float32)
        if isinstance(weights, Tensor):
            x = ops.cast(weights, mstype.float32) * x
        elif weights != 1.0:
            x = x * weights
        if self.reduce:
            x = x.mean() if self.average else x.sum()
        return ops.cast(x, dtype)

    def construct(self, logits: Any, labels: Any) -> Any:
        """A subclass's loss."""
        raise NotImplementedError(f"{type(self).__name__} needs a method `construct`")


def _check_tensors(**values: Any) -> None:
    for name, value in values.items():
        if not isinstance(value, Tensor):
            raise TypeError(f"`{name}` needs to be a Tensor, but is {type(value).__name__}")
