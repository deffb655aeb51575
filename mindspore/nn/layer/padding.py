"""Padding: with a constant, by reflection, by repetition."""

from typing import Any

from mindspore import ops
from mindspore.common.tensor import Tensor
from mindspore.nn._checks import one_of
from mindspore.nn.cell import Cell


def _sides(padding: Any, axes: int) -> tuple[int, ...]:
    """Left and right of each axis, the last axis first."""
    if isinstance(padding, bool) or not isinstance(padding, (int, tuple)):
        raise TypeError(f"`padding` needs to be an int or a tuple, but is {padding!r}")
    sides = (padding,) * (2 * axes) if isinstance(padding, int) else padding
    if any(isinstance(n, bool) or not isinstance(n, int) for n in sides):
        raise TypeError(f"`padding` needs ints, but is {padding!r}")
    if len(sides) % 2 or not 0 < len(sides) <= 2 * axes:
        raise ValueError(f"`padding` needs two ints for each of {axes} axes, but is {padding!r}")
    return sides


class Pad(Cell):
    """Pads each axis.

    Args:
        paddings: for each axis how much before and how much after.
        mode: "CONSTANT", "REFLECT" or "SYMMETRIC".

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.Pad(((0, 0), (1, 1)))(Tensor([[1.0, 2.0]])))
        [[0. 1. 2. 0.]]
    """

    def __init__(self, paddings: Any, mode: str = "CONSTANT") -> None:
        super().__init__()
        if not isinstance(paddings, tuple):
            raise TypeError(f"`paddings` needs to be a tuple, but is {type(paddings).__name__}")
        if any(len(pair) != 2 for pair in paddings):
            raise ValueError(f"`paddings` needs two ints for each axis, but is {paddings}")
        self.paddings = paddings
        self.mode = one_of(mode, ("CONSTANT", "REFLECT", "SYMMETRIC"), "mode")

    def construct(self, x: Tensor) -> Tensor:
        """Gives the padded Tensor."""
        if self.mode == "SYMMETRIC":
            return self._symmetric(x)
        if self.mode == "CONSTANT":
            flat = [n for pair in reversed(self.paddings) for n in pair]
            return ops.pad(x, flat)
        for axis, (before, after) in enumerate(self.paddings):
            x = _mirrored(x, axis, before, after, 1)
        return x

    def _symmetric(self, x: Tensor) -> Tensor:
        for axis, (before, after) in enumerate(self.paddings):
            x = _mirrored(x, axis, before, after, 0)
        return x


def _mirrored(x: Tensor, axis: int, before: int, after: int, skip: int) -> Tensor:
    """Pads an axis with its own elements backwards, without the outermost `skip`."""
    if not before and not after:
        return x
    size = x.shape[axis]
    if max(before, after) > size - skip:
        raise ValueError(
            f"`paddings` needs at most {size - skip} for axis {axis} of {size} elements, "
            f"but has {before} and {after}"
        )
    places = [
        *range(before - 1 + skip, skip - 1, -1),
        *range(size),
        *range(size - 1 - skip, size - 1 - skip - after, -1),
    ]
    return ops.gather(x, Tensor(places), axis)


class _PadNd(Cell):
    _axes = 1
    _mode = "constant"

    def __init__(self, padding: Any, value: float = 0) -> None:
        super().__init__()
        self.padding = padding
        self._padding = _sides(padding, self._axes)
        self.value = value

    def construct(self, x: Tensor) -> Tensor:
        """Gives the padded Tensor."""
        if self._mode != "constant":
            return ops.pad(x, list(self._padding), self._mode)
        return ops.pad(x, list(self._padding), "constant", self.value)


class ConstantPad1d(_PadNd):
    """Pads the last axis with a constant.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.ConstantPad1d(1, 9.0)(Tensor([[1.0, 2.0]])))
        [[9. 1. 2. 9.]]
    """

    def __init__(self, padding: Any, value: float) -> None:
        super().__init__(padding, value)


class ConstantPad2d(ConstantPad1d):
    """Pads the last two axes with a constant.

    Examples:
        >>> from mindspore import nn, ops
        >>> nn.ConstantPad2d(1, 9.0)(ops.ones((1, 2, 2))).shape
        (1, 4, 4)
    """

    _axes = 2


class ConstantPad3d(ConstantPad1d):
    """Pads the last three axes with a constant.

    Examples:
        >>> from mindspore import nn, ops
        >>> nn.ConstantPad3d(1, 9.0)(ops.ones((1, 2, 2, 2))).shape
        (1, 4, 4, 4)
    """

    _axes = 3


class ZeroPad2d(_PadNd):
    """Pads the last two axes with zeros.

    Examples:
        >>> from mindspore import nn, ops
        >>> nn.ZeroPad2d(1)(ops.ones((1, 2, 2))).shape
        (1, 4, 4)
    """

    _axes = 2

    def __init__(self, padding: Any) -> None:
        super().__init__(padding)


class ReflectionPad1d(_PadNd):
    """Pads the last axis with its elements backwards, the outermost not repeated.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.ReflectionPad1d(1)(Tensor([[1.0, 2.0, 3.0]])))
        [[2. 1. 2. 3. 2.]]
    """

    _mode = "reflect"

    def __init__(self, padding: Any) -> None:
        super().__init__(padding)


class ReflectionPad2d(ReflectionPad1d):
    """Pads the last two axes with their elements backwards.

    Examples:
        >>> from mindspore import nn, ops
        >>> nn.ReflectionPad2d(1)(ops.ones((1, 2, 2))).shape
        (1, 4, 4)
    """

    _axes = 2


class ReflectionPad3d(ReflectionPad1d):
    """Pads the last three axes with their elements backwards.

    Examples:
        >>> from mindspore import nn, ops
        >>> nn.ReflectionPad3d(1)(ops.ones((1, 2, 2, 2))).shape
        (1, 4, 4, 4)
    """

    _axes = 3


class ReplicationPad1d(ReflectionPad1d):
    """Pads the last axis with its outermost elements.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.ReplicationPad1d(1)(Tensor([[1.0, 2.0]])))
        [[1. 1. 2. 2.]]
    """

    _mode = "replicate"


class ReplicationPad2d(ReplicationPad1d):
    """Pads the last two axes with their outermost elements.

    Examples:
        >>> from mindspore import nn, ops
        >>> nn.ReplicationPad2d(1)(ops.ones((1, 1, 2, 2))).shape
        (1, 1, 4, 4)
    """

    _axes = 2


class ReplicationPad3d(ReplicationPad1d):
    """Pads the last three axes with their outermost elements.

    Examples:
        >>> from mindspore import nn, ops
        >>> nn.ReplicationPad3d(1)(ops.ones((1, 1, 2, 2, 2))).shape
        (1, 1, 4, 4, 4)
    """

    _axes = 3
