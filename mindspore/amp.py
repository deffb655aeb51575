"""Mixed precision: levels, lists, and loss scalers for training loops of one's own."""

from abc import ABC, abstractmethod
from typing import Any

from mindspore import ops
from mindspore.common import dtype as mstype
from mindspore.common.parameter import Parameter
from mindspore.common.tensor import Tensor
from mindspore.train.amp import (
    AMP_BLACK_LIST,
    AMP_WHITE_LIST,
    auto_mixed_precision,
    build_train_network,
    custom_mixed_precision,
    get_black_list,
    get_white_list,
)
from mindspore.train.loss_scale_manager import (
    DynamicLossScaleManager,
    FixedLossScaleManager,
    LossScaleManager,
)


def _tensors(value: Any) -> list[Tensor]:
    if isinstance(value, Tensor):
        return [value]
    if isinstance(value, (tuple, list)):
        return [tensor for item in value for tensor in _tensors(item)]
    raise TypeError(f"Tensors are needed here, but found {type(value).__name__}")


def _mapped(value: Any, function: Any) -> Any:
    if isinstance(value, Tensor):
        return function(value)
    if isinstance(value, (tuple, list)):
        return tuple(_mapped(item, function) for item in value)
    raise TypeError(f"Tensors are needed here, but found {type(value).__name__}")


def all_finite(inputs: Any) -> Tensor:
    """Says whether all elements of Tensors are finite.

    Examples:
        >>> from mindspore import Tensor, amp
        >>> print(amp.all_finite((Tensor([1.0]), Tensor([float("inf")]))))
        False
    """
    flags = [ops.isfinite(tensor).all() for tensor in _tensors(inputs)]
    return flags[0] if len(flags) == 1 else ops.stack(flags).all()


class LossScaler(ABC):
    """The base of loss scalers: `scale` the loss, `unscale` the gradients, `adjust` the scale."""

    @abstractmethod
    def scale(self, inputs: Any) -> Any:
        """Gives the inputs times the scale."""

    @abstractmethod
    def unscale(self, inputs: Any) -> Any:
        """Gives the inputs over the scale."""

    @abstractmethod
    def adjust(self, grads_finite: Any) -> Any:
        """Changes the scale after a step."""


class StaticLossScaler(LossScaler):
    """Keeps the scale.

    Args:
        scale_value: the scale.

    Examples:
        >>> from mindspore import Tensor, amp
        >>> print(amp.StaticLossScaler(8).scale(Tensor([2.0])))
        [16.]
    """

    def __init__(self, scale_value: float) -> None:
        if isinstance(scale_value, bool) or not isinstance(scale_value, (int, float)):
            raise TypeError(f"`scale_value` needs to be a number: {type(scale_value).__name__}")
        if scale_value < 1:
            raise ValueError(f"`scale_value` needs to be at least 1, but is {scale_value}")
        self.scale_value = Parameter(Tensor(scale_value, mstype.float32), name="scale_value")

    def scale(self, inputs: Any) -> Any:
        """Gives the inputs times the scale."""
        return _mapped(inputs, lambda x: x * ops.cast(self.scale_value, x.dtype))

    def unscale(self, inputs: Any) -> Any:
        """Gives the inputs over the scale."""
        return _mapped(inputs, lambda x: x / ops.cast(self.scale_value, x.dtype))

    def adjust(self, grads_finite: Any) -> bool:
        """Nothing."""
        return False


class DynamicLossScaler(StaticLossScaler):
    """Divides the scale after an overflow, and multiplies it after enough steps without.

    Args:
        scale_value: the first scale.
        scale_factor: by what it changes.
        scale_window: the number of steps without overflow.

    Examples:
        >>> from mindspore import Tensor, amp
        >>> scaler = amp.DynamicLossScaler(1024, 2, 1)
        >>> _ = scaler.adjust(Tensor(False))
        >>> print(scaler.scale_value.asnumpy())
        512.0
    """

    def __init__(self, scale_value: float, scale_factor: int, scale_window: int) -> None:
        super().__init__(scale_value)
        for name, value in (("scale_factor", scale_factor), ("scale_window", scale_window)):
            if isinstance(value, bool) or not isinstance(value, int):
                raise TypeError(f"`{name}` needs to be an int, but is {type(value).__name__}")
            if value <= 0:
                raise ValueError(f"`{name}` needs to be greater than 0, but is {value}")
        self.scale_factor, self.scale_window = scale_factor, scale_window
        self.counter = Parameter(Tensor(0, mstype.int32), name="counter")

    def adjust(self, grads_finite: Any) -> bool:
        """Changes the scale after a step."""
        # On Tensors throughout: the step around it stays one graph.
        finite = ops.cast(grads_finite, mstype.bool_)
        count = self.counter + 1
        enough = ops.logical_and(finite, count == self.scale_window)
        lower = ops.maximum(self.scale_value / self.scale_factor, 1.0)
        higher = ops.where(enough, self.scale_value * self.scale_factor, self.scale_value)
        stays = ops.logical_and(finite, ops.logical_not(enough))
        ops.assign(self.scale_value, ops.where(finite, higher, lower))
        ops.assign(self.counter, ops.where(stays, count, 0))
        return True


__all__ = [
    "AMP_BLACK_LIST",
    "AMP_WHITE_LIST",
    "DynamicLossScaleManager",
    "DynamicLossScaler",
    "FixedLossScaleManager",
    "LossScaleManager",
    "LossScaler",
    "StaticLossScaler",
    "all_finite",
    "auto_mixed_precision",
    "build_train_network",
    "custom_mixed_precision",
    "get_black_list",
    "get_white_list",
]
