"""What scripts ask about the other processes of a program; one that runs alone has none."""

from typing import Any

from mindspore.communication import get_rank
from mindspore.context import get_auto_parallel_context

__all__ = [
    "_get_device_num",
    "_get_enable_parallel_optimizer",
    "_get_global_rank",
    "_get_gradients_mean",
    "_get_parallel_mode",
    "_get_stage_device_num",
    "_is_in_auto_parallel_mode",
]


def _get_parallel_mode() -> str:
    """Give the mode that `set_auto_parallel_context` chose."""
    return get_auto_parallel_context("parallel_mode")


def _get_gradients_mean() -> bool:
    """Say whether gradients are averaged."""
    return get_auto_parallel_context("gradients_mean")


def _get_device_num() -> int:
    """Give the number of devices."""
    return get_auto_parallel_context("device_num")


def _get_stage_device_num() -> int:
    """Give the number of devices that share a stage: all."""
    return _get_device_num()


def _get_global_rank() -> int:
    """Give the number of this process."""
    return get_rank()


def _get_enable_parallel_optimizer() -> Any:
    """Say whether each device updates a part of the Parameters."""
    return get_auto_parallel_context("enable_parallel_optimizer")


def _is_in_auto_parallel_mode() -> bool:
    """Say whether the program is spread by itself."""
    return _get_parallel_mode() in ("semi_auto_parallel", "auto_parallel")
