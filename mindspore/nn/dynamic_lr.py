"""Learning rates as lists: one number for each step."""

import math
from typing import Any

from mindspore.nn._checks import boolean, positive_int


def _checked(steps: dict[str, Any], **rates: Any) -> None:
    for name, value in steps.items():
        positive_int(value, name)
    for name, value in rates.items():
        if isinstance(value, bool) or not isinstance(value, float):
            raise TypeError(f"`{name}` needs to be a float, but is {value!r}")
        if value <= 0:
            raise ValueError(f"`{name}` needs to be greater than 0, but is {value}")


def piecewise_constant_lr(milestone: list[int], learning_rates: list[float]) -> list[float]:
    """Gives each rate up to its milestone.

    Examples:
        >>> from mindspore import nn
        >>> nn.piecewise_constant_lr([2, 3], [0.5, 0.25])
        [0.5, 0.5, 0.25]
    """
    if not isinstance(milestone, (tuple, list)) or not isinstance(learning_rates, (tuple, list)):
        raise TypeError("`milestone` and `learning_rates` need to be lists")
    if not milestone or len(milestone) != len(learning_rates):
        raise ValueError(
            "`milestone` and `learning_rates` need the same length of at least 1, "
            f"but they have {len(milestone)} and {len(learning_rates)}"
        )
    rates: list[float] = []
    for end, rate in zip(milestone, learning_rates, strict=True):
        positive_int(end, "milestone")
        if not isinstance(rate, float):
            raise TypeError(f"`learning_rates` needs floats, but holds {rate!r}")
        if rate < 0:
            raise ValueError(f"`learning_rates` needs to be at least 0, but holds {rate}")
        if end < len(rates):
            raise ValueError(f"`milestone` needs to rise, but is {milestone}")
        rates.extend([rate] * (end - len(rates)))
    return rates


def _epochs(total_step: int, step_per_epoch: int) -> list[int]:
    return [step // step_per_epoch for step in range(total_step)]


def _stairs(epoch: int, decay_epoch: int, is_stair: bool) -> float:
    return epoch // decay_epoch if is_stair else epoch / decay_epoch


def exponential_decay_lr(
    learning_rate: float,
    decay_rate: float,
    total_step: int,
    step_per_epoch: int,
    decay_epoch: int,
    is_stair: bool = False,
) -> list[float]:
    """Gives learning_rate * decay_rate ** (epoch / decay_epoch) for each step.

    Examples:
        >>> from mindspore import nn
        >>> nn.exponential_decay_lr(1.0, 0.5, 3, 1, 1)
        [1.0, 0.5, 0.25]
    """
    steps = {"total_step": total_step, "step_per_epoch": step_per_epoch, "decay_epoch": decay_epoch}
    _checked(steps, learning_rate=learning_rate, decay_rate=decay_rate)
    boolean(is_stair, "is_stair")
    return [
        learning_rate * decay_rate ** _stairs(epoch, decay_epoch, is_stair)
        for epoch in _epochs(total_step, step_per_epoch)
    ]


def natural_exp_decay_lr(
    learning_rate: float,
    decay_rate: float,
    total_step: int,
    step_per_epoch: int,
    decay_epoch: int,
    is_stair: bool = False,
) -> list[float]:
    """Gives learning_rate * exp(-decay_rate * epoch) for each step.

    Examples:
        >>> from mindspore import nn
        >>> nn.natural_exp_decay_lr(1.0, 0.5, 1, 1, 1)
        [1.0]
    """
    steps = {"total_step": total_step, "step_per_epoch": step_per_epoch, "decay_epoch": decay_epoch}
    _checked(steps, learning_rate=learning_rate, decay_rate=decay_rate)
    boolean(is_stair, "is_stair")
    return [
        learning_rate
        * math.exp(-decay_rate * (epoch // decay_epoch * decay_epoch if is_stair else epoch))
        for epoch in _epochs(total_step, step_per_epoch)
    ]


def inverse_decay_lr(
    learning_rate: float,
    decay_rate: float,
    total_step: int,
    step_per_epoch: int,
    decay_epoch: int,
    is_stair: bool = False,
) -> list[float]:
    """Gives learning_rate / (1 + decay_rate * epoch / decay_epoch) for each step.

    Examples:
        >>> from mindspore import nn
        >>> nn.inverse_decay_lr(1.0, 1.0, 2, 1, 1)
        [1.0, 0.5]
    """
    steps = {"total_step": total_step, "step_per_epoch": step_per_epoch, "decay_epoch": decay_epoch}
    _checked(steps, learning_rate=learning_rate, decay_rate=decay_rate)
    boolean(is_stair, "is_stair")
    return [
        learning_rate / (1 + decay_rate * _stairs(epoch, decay_epoch, is_stair))
        for epoch in _epochs(total_step, step_per_epoch)
    ]


def cosine_decay_lr(
    min_lr: float, max_lr: float, total_step: int, step_per_epoch: int, decay_epoch: int
) -> list[float]:
    """Gives half a cosine from `max_lr` down to `min_lr` over the epochs.

    Examples:
        >>> from mindspore import nn
        >>> nn.cosine_decay_lr(0.0, 1.0, 3, 1, 2)
        [1.0, 0.5, 0.0]
    """
    if not isinstance(min_lr, float):
        raise TypeError(f"`min_lr` needs to be a float, but is {min_lr!r}")
    steps = {"total_step": total_step, "step_per_epoch": step_per_epoch, "decay_epoch": decay_epoch}
    _checked(steps, max_lr=max_lr)
    if not 0 <= min_lr < max_lr:
        raise ValueError(f"`min_lr` needs to be in the range [0, {max_lr}), but is {min_lr}")
    half = 0.5 * (max_lr - min_lr)
    return [
        min_lr + half * (1 + math.cos(math.pi * min(epoch, decay_epoch) / decay_epoch))
        for epoch in _epochs(total_step, step_per_epoch)
    ]


def polynomial_decay_lr(
    learning_rate: float,
    end_learning_rate: float,
    total_step: int,
    step_per_epoch: int,
    decay_epoch: int,
    power: float,
    update_decay_epoch: bool = False,
) -> list[float]:
    """Gives a power of the share of epochs left, between two rates, for each step.

    Examples:
        >>> from mindspore import nn
        >>> nn.polynomial_decay_lr(1.0, 0.5, 3, 1, 2, 1.0)
        [1.0, 0.75, 0.5]
    """
    steps = {"total_step": total_step, "step_per_epoch": step_per_epoch, "decay_epoch": decay_epoch}
    _checked(steps, learning_rate=learning_rate, power=power)
    if not isinstance(end_learning_rate, float):
        raise TypeError(f"`end_learning_rate` needs to be a float, but is {end_learning_rate!r}")
    boolean(update_decay_epoch, "update_decay_epoch")
    rates = []
    for epoch in _epochs(total_step, step_per_epoch):
        period = decay_epoch
        if update_decay_epoch:
            period *= max(math.ceil(epoch / decay_epoch), 1)
        left = 1 - min(epoch, period) / period
        rates.append((learning_rate - end_learning_rate) * left**power + end_learning_rate)
    return rates


def warmup_lr(
    learning_rate: float, total_step: int, step_per_epoch: int, warmup_epoch: int
) -> list[float]:
    """Gives rates that rise in a line to `learning_rate` over the epochs.

    Examples:
        >>> from mindspore import nn
        >>> nn.warmup_lr(1.0, 3, 1, 2)
        [0.0, 0.5, 1.0]
    """
    if not isinstance(learning_rate, float):
        raise TypeError(f"`learning_rate` needs to be a float, but is {learning_rate!r}")
    if learning_rate < 0:
        raise ValueError(f"`learning_rate` needs to be at least 0, but is {learning_rate}")
    _checked({"total_step": total_step, "step_per_epoch": step_per_epoch})
    if isinstance(warmup_epoch, bool) or not isinstance(warmup_epoch, int) or warmup_epoch < 0:
        raise ValueError(f"`warmup_epoch` needs to be an int of at least 0, but is {warmup_epoch}")
    return [
        learning_rate * min(epoch, warmup_epoch) / warmup_epoch if warmup_epoch else learning_rate
        for epoch in _epochs(total_step, step_per_epoch)
    ]
