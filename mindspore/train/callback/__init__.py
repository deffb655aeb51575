"""Callbacks."""

from mindspore.train.callback._backup import BackupAndRestore
from mindspore.train.callback._callback import Callback, CallbackManager, RunContext
from mindspore.train.callback._callback import InternalCallbackParam as _InternalCallbackParam
from mindspore.train.callback._checkpoint import CheckpointConfig, ModelCheckpoint
from mindspore.train.callback._monitors import (
    History,
    LambdaCallback,
    LossMonitor,
    ProgressBar,
    TimeMonitor,
)
from mindspore.train.callback._policies import (
    EarlyStopping,
    LearningRateScheduler,
    ReduceLROnPlateau,
)
from mindspore.train.callback._summary_collector import SummaryCollector

__all__ = [
    "BackupAndRestore",
    "Callback",
    "CallbackManager",
    "CheckpointConfig",
    "EarlyStopping",
    "History",
    "LambdaCallback",
    "LearningRateScheduler",
    "LossMonitor",
    "ModelCheckpoint",
    "ProgressBar",
    "ReduceLROnPlateau",
    "RunContext",
    "SummaryCollector",
    "TimeMonitor",
    "_InternalCallbackParam",
]
