"""Settings of devices. There is the CPU; settings of others are checked and kept."""

from mindspore.device_context import ascend, cpu, gpu

__all__ = ["ascend", "cpu", "gpu"]
