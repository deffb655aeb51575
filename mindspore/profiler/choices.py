"""What a profiler can be told; most of it is about devices that are not there."""

from __future__ import annotations

from enum import Enum
from typing import Any


class ProfilerLevel(Enum):
    """How much to record; a CPU has one level."""

    LevelNone = "LevelNone"
    Level0 = "Level0"
    Level1 = "Level1"
    Level2 = "Level2"


class ProfilerActivity(Enum):
    """What to record: only the CPU does anything."""

    CPU = "CPU"
    NPU = "NPU"
    GPU = "GPU"


class ProfilerAction(Enum):
    """What a schedule asks for at a step."""

    NONE = 0
    WARM_UP = 1
    RECORD = 2
    RECORD_AND_SAVE = 3


class AicoreMetrics(Enum):
    """Counters of cores that are not there."""

    AiCoreNone = -1
    PipeUtilization = 0
    ArithmeticUtilization = 1
    Memory = 2


class ExportType(Enum):
    """How results are written: always as text."""

    Text = "text"
    Db = "db"


class _ExperimentalConfig:
    """Settings that are kept and change nothing."""

    def __init__(self, **settings: Any) -> None:
        self.__dict__.update(settings)
