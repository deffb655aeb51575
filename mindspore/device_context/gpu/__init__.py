"""Settings of a device that is not there: programs may make them before they ask for it."""

from __future__ import annotations

from mindspore.device_context.gpu import op_precision

__all__ = ["device_count", "is_available", "op_precision"]


def device_count() -> int:
    """Say how many there are.

    >>> from mindspore.device_context import gpu
    >>> gpu.device_count(), gpu.is_available()
    (0, False)
    """
    return 0


def is_available() -> bool:
    """Say whether it is there."""
    return False
