"""Operators over groups of processes. A program runs alone, so a group has one member.

What a group of one gives is its own Tensor; a rank that is not there is refused.
"""

from __future__ import annotations

from typing import Any

from mindspore import _core
from mindspore._core import Tensor
from mindspore.ops.primitive import Primitive

_ops = _core.ops
_WORLD = "hccl_world_group"

__all__ = [
    "AllGather",
    "AllReduce",
    "AlltoAll",
    "Barrier",
    "Broadcast",
    "CollectiveGather",
    "CollectiveScatter",
    "NeighborExchange",
    "Reduce",
    "ReduceOp",
    "ReduceScatter",
]


class ReduceOp:
    """How the Tensors of a group become one.

    >>> from mindspore import ops
    >>> ops.ReduceOp.SUM
    'sum'
    """

    SUM = "sum"
    MAX = "max"
    MIN = "min"
    PROD = "prod"
    AVG = "avg"


class _Collective(Primitive):
    """An operator over a group."""

    def __init__(self, group: str = _WORLD) -> None:
        super().__init__(type(self).__name__)
        if not isinstance(group, str):
            raise TypeError(f"`group` needs to be a str, but is {type(group).__name__}")
        self.add_prim_attr("group", group)

    def _check_word(self, op: Any) -> None:
        if op not in ("sum", "max", "min", "prod", "avg"):
            raise ValueError(
                f"`op` needs to be 'sum', 'max', 'min', 'prod' or 'avg', but is {op!r}"
            )
        self.add_prim_attr("op", op)

    def _check_rank(self, rank: Any, name: str) -> None:
        if rank != 0:
            raise ValueError(f"`{name}` needs to be 0, the only member of the group, but is {rank}")
        self.add_prim_attr(name, rank)

    def __call__(self, input_x: Any) -> Any:
        """Give what the group has together."""
        return _ops.copy(input_x)


class AllReduce(_Collective):
    """Reduce the Tensors of all members, and give the result to all.

    Args:
        op: "sum", "max", "min", "prod" or "avg".
        group: The group.

    Examples:
        >>> from mindspore import Tensor, ops
        >>> print(ops.AllReduce(ops.ReduceOp.SUM)(Tensor([1.0, 2.0])))
        [1. 2.]
    """

    def __init__(self, op: str = ReduceOp.SUM, group: str = _WORLD) -> None:
        super().__init__(group)
        self._check_word(op)


class Reduce(_Collective):
    """Reduce the Tensors of all members, and give the result to one."""

    def __init__(self, dest_rank: int, op: str = ReduceOp.SUM, group: str = _WORLD) -> None:
        super().__init__(group)
        self._check_rank(dest_rank, "dest_rank")
        self._check_word(op)


class ReduceScatter(_Collective):
    """Reduce the Tensors of all members, and give each a part of the result."""

    def __init__(self, op: str = ReduceOp.SUM, group: str = _WORLD) -> None:
        super().__init__(group)
        self._check_word(op)


class AllGather(_Collective):
    """Join the Tensors of all members along the first axis.

    Examples:
        >>> from mindspore import Tensor, ops
        >>> print(ops.AllGather()(Tensor([1.0])))
        [1.]
    """


class CollectiveGather(_Collective):
    """Join the Tensors of all members, and give the result to one."""

    def __init__(self, dest_rank: int, group: str = _WORLD) -> None:
        super().__init__(group)
        self._check_rank(dest_rank, "dest_rank")


class CollectiveScatter(_Collective):
    """Give each member a part of the Tensor of one."""

    def __init__(self, src_rank: int = 0, group: str = _WORLD) -> None:
        super().__init__(group)
        self._check_rank(src_rank, "src_rank")


class Broadcast(_Collective):
    """Give the Tensors of one member to all.

    Examples:
        >>> from mindspore import Tensor, ops
        >>> print(ops.Broadcast(0)((Tensor([1.0]),))[0])
        [1.]
    """

    def __init__(self, root_rank: int, group: str = _WORLD) -> None:
        super().__init__(group)
        self._check_rank(root_rank, "root_rank")

    def __call__(self, input_x: Any) -> Any:
        """Give the Tensors."""
        if isinstance(input_x, Tensor):
            return _ops.copy(input_x)
        return tuple(_ops.copy(each) for each in input_x)


class AlltoAll(_Collective):
    """Exchange parts: what is cut along one axis is joined along another."""

    def __init__(
        self, split_count: int, split_dim: int, concat_dim: int, group: str = _WORLD
    ) -> None:
        super().__init__(group)
        if split_count != 1:
            raise ValueError(
                f"`split_count` needs to be 1, the size of the group, but is {split_count}"
            )
        self.add_prim_attr("split_dim", split_dim)
        self.add_prim_attr("concat_dim", concat_dim)


class NeighborExchange(_Collective):
    """Send Tensors to members and receive theirs."""

    def __init__(
        self, send_rank_ids: Any, recv_rank_ids: Any, recv_shapes: Any, send_shapes: Any,
        recv_type: Any, group: str = _WORLD,
    ) -> None:  # fmt: skip
        super().__init__(group)
        for ranks, name in ((send_rank_ids, "send_rank_ids"), (recv_rank_ids, "recv_rank_ids")):
            for rank in ranks:
                self._check_rank(rank, name)

    def __call__(self, input_x: Any) -> tuple:
        """Give the Tensors that were sent, in order."""
        return tuple(_ops.copy(each) for each in input_x)


class Barrier(_Collective):
    """Wait for all members."""

    def __call__(self) -> None:
        """Go on: nobody else is there."""
