"""The hardware: one CPU.

>>> import mindspore as ms
>>> ms.hal.is_available("CPU"), ms.hal.is_available("GPU"), ms.hal.device_count()
(True, False, 1)
"""

from __future__ import annotations

import platform

from mindspore.runtime import (
    Event,
    Stream,
    StreamCtx,
    communication_stream,
    current_stream,
    default_stream,
    empty_cache,
    max_memory_allocated,
    max_memory_reserved,
    memory_allocated,
    memory_reserved,
    memory_stats,
    memory_summary,
    reset_max_memory_allocated,
    reset_max_memory_reserved,
    reset_peak_memory_stats,
    set_cur_stream,
    synchronize,
)

__all__ = [
    "Event",
    "Stream",
    "StreamCtx",
    "communication_stream",
    "current_stream",
    "default_stream",
    "device_count",
    "empty_cache",
    "get_arch_list",
    "get_device_capability",
    "get_device_name",
    "get_device_properties",
    "is_available",
    "is_initialized",
    "max_memory_allocated",
    "max_memory_reserved",
    "memory_allocated",
    "memory_reserved",
    "memory_stats",
    "memory_summary",
    "reset_max_memory_allocated",
    "reset_max_memory_reserved",
    "reset_peak_memory_stats",
    "set_cur_stream",
    "synchronize",
]


def _is_cpu(target: str | None) -> bool:
    if target not in (None, "CPU", "GPU", "Ascend"):
        raise ValueError(f"`device_target` needs to be CPU, GPU or Ascend, but is {target!r}")
    return target in (None, "CPU")


def is_available(device_target: str) -> bool:
    """Tell whether programs can run on a kind of device."""
    return _is_cpu(device_target)


def is_initialized(device_target: str) -> bool:
    """Tell whether a kind of device is in use."""
    return _is_cpu(device_target)


def device_count(device_target: str | None = None) -> int:
    """Give the number of devices of a kind."""
    return int(_is_cpu(device_target))


def get_device_name(device_id: int = 0, device_target: str | None = None) -> str:
    """Give the name of a device."""
    return (platform.processor() or platform.machine()) if _is_cpu(device_target) else ""


def get_device_properties(device_id: int = 0, device_target: str | None = None) -> None:
    """Give what is known of a device; of a CPU nothing."""
    _is_cpu(device_target)


def get_device_capability(device_id: int = 0, device_target: str | None = None) -> None:
    """Give the compute capability of a device; a CPU has none."""
    _is_cpu(device_target)


def get_arch_list(device_target: str | None = None) -> None:
    """Give the architectures that code was compiled for; for a CPU it is compiled when needed."""
    _is_cpu(device_target)
