"""Loss scale managers, for `Model` and `build_train_network`."""

from typing import Any

from mindspore import nn


class LossScaleManager:
    """The base: gives the scale, changes it, and makes the Cell that does so in training."""

    def get_loss_scale(self) -> Any:
        """The scale."""

    def update_loss_scale(self, overflow: bool) -> None:
        """Changes the scale after a step."""

    def get_update_cell(self) -> Any:
        """The Cell that changes the scale in training, or None."""


class FixedLossScaleManager(LossScaleManager):
    """Keeps the scale.

    Args:
        loss_scale: the scale.
        drop_overflow_update: leave out steps that overflow.

    Examples:
        >>> import mindspore as ms
        >>> ms.FixedLossScaleManager(128.0).get_loss_scale()
        128.0
    """

    def __init__(self, loss_scale: float = 128.0, drop_overflow_update: bool = True) -> None:
        if loss_scale < 1:
            raise ValueError(f"`loss_scale` needs to be at least 1, but is {loss_scale}")
        self._loss_scale = loss_scale
        self._drop_overflow_update = drop_overflow_update

    def get_loss_scale(self) -> float:
        """The scale."""
        return self._loss_scale

    def get_drop_overflow_update(self) -> bool:
        """Whether steps that overflow are left out."""
        return self._drop_overflow_update

    def update_loss_scale(self, overflow: bool) -> None:
        """Nothing."""

    def get_update_cell(self) -> Any:
        """The Cell that keeps the scale, or None if no step is left out."""
        if not self._drop_overflow_update:
            return None
        return nn.FixedLossScaleUpdateCell(self._loss_scale)


class DynamicLossScaleManager(LossScaleManager):
    """Divides the scale after an overflow, and multiplies it after enough steps without.

    Args:
        init_loss_scale: the first scale.
        scale_factor: by what it changes.
        scale_window: the number of steps without overflow.

    Examples:
        >>> import mindspore as ms
        >>> ms.DynamicLossScaleManager().get_loss_scale()
        16777216
    """

    def __init__(
        self, init_loss_scale: float = 2**24, scale_factor: int = 2, scale_window: int = 2000
    ) -> None:
        if init_loss_scale < 1:
            raise ValueError(f"`init_loss_scale` needs to be at least 1, but is {init_loss_scale}")
        self.loss_scale = init_loss_scale
        self.scale_factor, self.scale_window = scale_factor, scale_window
        self.increase_ratio = scale_factor
        self.decrease_ratio = 1 / scale_factor
        self.cur_iter = 1
        self.last_overflow_iter = 0

    def get_loss_scale(self) -> float:
        """The scale."""
        return self.loss_scale

    def get_drop_overflow_update(self) -> bool:
        """True: steps that overflow are left out."""
        return True

    def update_loss_scale(self, overflow: bool) -> None:
        """Changes the scale after a step."""
        if overflow:
            self.loss_scale = max(self.loss_scale * self.decrease_ratio, 1)
            self.last_overflow_iter = self.cur_iter
        elif self.cur_iter - self.last_overflow_iter >= self.scale_window:
            self.loss_scale *= self.increase_ratio
            self.last_overflow_iter = self.cur_iter
        self.cur_iter += 1

    def get_update_cell(self) -> Any:
        """The Cell that changes the scale."""
        return nn.DynamicLossScaleUpdateCell(self.loss_scale, self.scale_factor, self.scale_window)
