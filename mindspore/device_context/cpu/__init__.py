"""Settings of the CPU."""

from __future__ import annotations

from mindspore.device_context.cpu import op_tuning

__all__ = ["device_count", "is_available", "op_tuning"]


def device_count() -> int:
    """Say how many there are.

    >>> from mindspore.device_context import cpu
    >>> cpu.device_count(), cpu.is_available()
    (1, True)
    """
    return 1


def is_available() -> bool:
    """Say whether it is there."""
    return True
