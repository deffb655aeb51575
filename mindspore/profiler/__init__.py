"""Where the time of a program goes: steps, and the Python functions and operators called in them.

>>> import tempfile
>>> import mindspore as ms
>>> folder = tempfile.mkdtemp()
>>> with ms.profiler.profile(on_trace_ready=ms.profiler.tensorboard_trace_handler(folder)) as prof:
...     y = ms.ops.ones(3) + 1
...     prof.step()
>>> import os
>>> sorted(os.listdir(os.path.join(folder, os.listdir(folder)[0])))
['functions.csv', 'trace_view.json']
"""

from mindspore.profiler.choices import (
    AicoreMetrics,
    ExportType,
    ProfilerAction,
    ProfilerActivity,
    ProfilerLevel,
    _ExperimentalConfig,
)
from mindspore.profiler.profiling import Profiler, profile, tensorboard_trace_handler
from mindspore.profiler.when import schedule

__all__ = [
    "AicoreMetrics",
    "ExportType",
    "Profiler",
    "ProfilerAction",
    "ProfilerActivity",
    "ProfilerLevel",
    "_ExperimentalConfig",
    "profile",
    "schedule",
    "tensorboard_trace_handler",
]
