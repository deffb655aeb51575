"""Random Primitives whose draws have a state of their own, and dropout by packed masks."""

from __future__ import annotations

import math
from typing import Any

from mindspore import _core
from mindspore._core import Tensor
from mindspore.common import dtype as mstype
from mindspore.ops.primitive import Primitive

_ops = _core.ops

__all__ = ["DropoutDoMask", "DropoutGenMask", "Uniform"]


class Uniform(Primitive):
    """Draw from a range, in the shape and dtype of a Tensor.

    Args:
        minval: The lowest number.
        maxval: No number reaches it.
        seed: Where the draws begin; 0 is the process's own state.
        offset: Kept.

    Examples:
        >>> from mindspore import ops
        >>> ops.operations.random_ops.Uniform(1.0, 2.0)(ops.zeros((2, 3))).shape
        (2, 3)
    """

    def __init__(
        self, minval: float = 0.0, maxval: float = 1.0, seed: int = 0, offset: int = 0
    ) -> None:
        super().__init__("Uniform")
        if minval > maxval:
            raise ValueError(f"`minval` needs to be at most `maxval`, {maxval}, but is {minval}")
        self.add_prim_attr("from", minval)
        self.add_prim_attr("to", maxval)
        self._low, self._span, self._seed = minval, maxval - minval, seed

    def __call__(self, x: Tensor) -> Tensor:
        """Draw."""
        from mindspore.ops.function.random_func import rand

        return rand(*x.shape, dtype=x.dtype, seed=self._seed or None) * self._span + self._low


class DropoutGenMask(Primitive):
    """Draw which elements `DropoutDoMask` keeps, eight to a byte.

    Examples:
        >>> import mindspore as ms
        >>> from mindspore import Tensor, ops
        >>> mask = ops.DropoutGenMask(1)((4, 64), Tensor(1.0))
        >>> mask.shape, mask.dtype
        ((32,), mindspore.uint8)
    """

    def __init__(self, Seed0: int = 0, Seed1: int = 0) -> None:
        super().__init__("DropoutGenMask")
        self.Seed0 = Seed0
        self.add_prim_attr("Seed0", Seed0)
        self.add_prim_attr("Seed1", Seed1)
        self._seed = Seed0

    def __call__(self, shape: Any, keep_prob: Any) -> Tensor:
        """Draw the mask: a bit for each element, filled up to whole groups of 128."""
        from mindspore.ops.function.random_func import rand

        count = math.ceil(math.prod(shape) / 128) * 16
        bits = _ops.cast(rand(count, 8, seed=self._seed or None) < keep_prob, mstype.int32)
        weights = Tensor([1, 2, 4, 8, 16, 32, 64, 128], mstype.int32)
        return _ops.cast(_ops.reduce_sum(bits * weights, 1), mstype.uint8)


class DropoutDoMask(Primitive):
    """Keep the elements that a mask of `DropoutGenMask` keeps, divided by their share.

    Examples:
        >>> from mindspore import Tensor, ops
        >>> x = ops.ones((2, 64))
        >>> mask = ops.DropoutGenMask()((2, 64), 1.0)
        >>> bool((ops.DropoutDoMask()(x, mask, 1.0) == x).all())
        True
    """

    def __init__(self) -> None:
        super().__init__("DropoutDoMask")

    def __call__(self, input_x: Tensor, mask: Tensor, keep_prob: Any) -> Tensor:
        """Apply the mask."""
        weights = Tensor([1, 2, 4, 8, 16, 32, 64, 128], mstype.int32)
        bytes_ = _ops.expand_dims(_ops.cast(mask, mstype.int32), 1)
        bits = _ops.reshape(_ops.floor_mod(_ops.floor_div(bytes_, weights), 2), (-1,))
        kept = _ops.reshape(bits[: input_x.size], input_x.shape)
        return input_x * _ops.cast(kept, input_x.dtype) / keep_prob
