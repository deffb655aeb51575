"""Learning rates as Cells: a formula of the number of the step."""

import math
from typing import Any

from mindspore import ops
from mindspore.common import dtype as mstype
from mindspore.common.tensor import Tensor
from mindspore.nn._checks import boolean, positive_int
from mindspore.nn.cell import Cell


class LearningRateSchedule(Cell):
    """The base: a subclass's `construct(global_step)` gives the learning rate.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> class Halving(nn.LearningRateSchedule):
        ...     def construct(self, global_step):
        ...         return 0.5**global_step
        >>> print(Halving()(Tensor(3.0)))
        0.125
    """

    def construct(self, global_step: Tensor) -> Tensor:
        """Gives the learning rate of a step."""
        raise NotImplementedError(f"{type(self).__name__} needs a method `construct(global_step)`")


def _positive(value: Any, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, float):
        raise TypeError(f"`{name}` needs to be a float, but is {value!r}")
    if value <= 0:
        raise ValueError(f"`{name}` needs to be greater than 0, but is {value}")
    return value


class _Decay(LearningRateSchedule):
    def __init__(
        self, learning_rate: float, decay_rate: float, decay_steps: int, is_stair: bool = False
    ) -> None:
        super().__init__()
        self.learning_rate = _positive(learning_rate, "learning_rate")
        self.decay_rate = _positive(decay_rate, "decay_rate")
        self.decay_steps = positive_int(decay_steps, "decay_steps")
        self.is_stair = boolean(is_stair, "is_stair")

    def _periods(self, global_step: Tensor) -> Tensor:
        periods = ops.cast(global_step, mstype.float32) / self.decay_steps
        return ops.floor(periods) if self.is_stair else periods


class ExponentialDecayLR(_Decay):
    """learning_rate * decay_rate ** (step / decay_steps).

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.ExponentialDecayLR(1.0, 0.5, 2)(Tensor(4)))
        0.25
    """

    def construct(self, global_step: Tensor) -> Tensor:
        """Gives the learning rate of a step."""
        return self.learning_rate * ops.pow(self.decay_rate, self._periods(global_step))


class NaturalExpDecayLR(_Decay):
    """learning_rate * exp(-decay_rate * step), with stairs of `decay_steps`.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.NaturalExpDecayLR(1.0, 0.5, 2)(Tensor(0)))
        1.0
    """

    def _periods(self, global_step: Tensor) -> Tensor:
        step = ops.cast(global_step, mstype.float32)
        return ops.floor(step / self.decay_steps) * self.decay_steps if self.is_stair else step

    def construct(self, global_step: Tensor) -> Tensor:
        """Gives the learning rate of a step."""
        return self.learning_rate * ops.exp(-self.decay_rate * self._periods(global_step))


class InverseDecayLR(_Decay):
    """learning_rate / (1 + decay_rate * step / decay_steps).

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.InverseDecayLR(1.0, 0.5, 2)(Tensor(4)))
        0.5
    """

    def construct(self, global_step: Tensor) -> Tensor:
        """Gives the learning rate of a step."""
        return self.learning_rate / (1 + self.decay_rate * self._periods(global_step))


class CosineDecayLR(LearningRateSchedule):
    """Half a cosine from `max_lr` down to `min_lr`.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.CosineDecayLR(0.0, 1.0, 4)(Tensor(4)))
        0.0
    """

    def __init__(self, min_lr: float, max_lr: float, decay_steps: int) -> None:
        super().__init__()
        if isinstance(min_lr, bool) or not isinstance(min_lr, float):
            raise TypeError(f"`min_lr` needs to be a float, but is {min_lr!r}")
        if min_lr < 0:
            raise ValueError(f"`min_lr` needs to be at least 0, but is {min_lr}")
        self.max_lr = _positive(max_lr, "max_lr")
        if min_lr >= max_lr:
            raise ValueError(f"`min_lr` needs to be below {max_lr}, but is {min_lr}")
        self.min_lr = min_lr
        self.decay_steps = positive_int(decay_steps, "decay_steps")

    def construct(self, global_step: Tensor) -> Tensor:
        """Gives the learning rate of a step."""
        step = ops.minimum(ops.cast(global_step, mstype.float32), float(self.decay_steps))
        half = 0.5 * (self.max_lr - self.min_lr)
        return self.min_lr + half * (1.0 + ops.cos(step * (math.pi / self.decay_steps)))


class PolynomialDecayLR(LearningRateSchedule):
    """A power of the share of steps left, from `learning_rate` to `end_learning_rate`.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.PolynomialDecayLR(1.0, 0.0 + 0.5, 4, 1.0)(Tensor(2)))
        0.75
    """

    def __init__(
        self,
        learning_rate: float,
        end_learning_rate: float,
        decay_steps: int,
        power: float,
        update_decay_steps: bool = False,
    ) -> None:
        super().__init__()
        self.start = _positive(learning_rate, "learning_rate")
        if isinstance(end_learning_rate, bool) or not isinstance(end_learning_rate, float):
            raise TypeError(f"`end_learning_rate` needs to be a float, but is {end_learning_rate}")
        if end_learning_rate < 0:
            raise ValueError(f"`end_learning_rate` needs to be at least 0: {end_learning_rate}")
        self.end = end_learning_rate
        self.decay_steps = positive_int(decay_steps, "decay_steps")
        self.power = _positive(power, "power")
        self.update_decay_steps = boolean(update_decay_steps, "update_decay_steps")

    def construct(self, global_step: Tensor) -> Tensor:
        """Gives the learning rate of a step."""
        step = ops.cast(global_step, mstype.float32)
        period: Any = float(self.decay_steps)
        if self.update_decay_steps:
            period = period * ops.maximum(ops.ceil(step / period), 1.0)
        left = 1.0 - ops.minimum(step, period) / period
        return (self.start - self.end) * ops.pow(left, self.power) + self.end


class WarmUpLR(LearningRateSchedule):
    """Rises in a line to `learning_rate`.

    Examples:
        >>> from mindspore import Tensor, nn
        >>> print(nn.WarmUpLR(1.0, 4)(Tensor(2)))
        0.5
    """

    def __init__(self, learning_rate: float, warmup_steps: int) -> None:
        super().__init__()
        if not isinstance(learning_rate, float):
            raise TypeError(f"`learning_rate` needs to be a float, but is {learning_rate!r}")
        if learning_rate < 0:
            raise ValueError(f"`learning_rate` needs to be at least 0, but is {learning_rate}")
        self.learning_rate = learning_rate
        self.warmup_steps = positive_int(warmup_steps, "warmup_steps")

    def construct(self, global_step: Tensor) -> Tensor:
        """Gives the learning rate of a step."""
        step = ops.cast(global_step, mstype.float32)
        share = ops.minimum(step, float(self.warmup_steps)) / self.warmup_steps
        return self.learning_rate * share
