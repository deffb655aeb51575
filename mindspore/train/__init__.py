"""Training: Model, metrics, callbacks, checkpoints, mixed precision."""
# ruff: noqa: F401, F403

from mindspore import nn
from mindspore.train import amp, callback, metrics
from mindspore.train.amp import build_train_network
from mindspore.train.callback import *
from mindspore.train.dataset_helper import DatasetHelper, connect_network_with_dataset, data_sink
from mindspore.train.loss_scale_manager import (
    DynamicLossScaleManager,
    FixedLossScaleManager,
    LossScaleManager,
)
from mindspore.train.metrics import *
from mindspore.train.mindir import export, load
from mindspore.train.model import Model
from mindspore.train.serialization import (
    async_ckpt_thread_status,
    ckpt_to_safetensors,
    load_checkpoint,
    load_checkpoint_async,
    load_param_into_net,
    safetensors_to_ckpt,
    save_checkpoint,
)
from mindspore.train.summary import SummaryRecord

__all__ = [
    *callback.__all__,
    *metrics.__all__,
    "DatasetHelper",
    "DynamicLossScaleManager",
    "FixedLossScaleManager",
    "LossScaleManager",
    "Model",
    "SummaryRecord",
    "async_ckpt_thread_status",
    "build_train_network",
    "ckpt_to_safetensors",
    "connect_network_with_dataset",
    "data_sink",
    "export",
    "load",
    "load_checkpoint",
    "load_checkpoint_async",
    "load_param_into_net",
    "safetensors_to_ckpt",
    "save_checkpoint",
]

# `nn.Accuracy` and its kin are found here.
nn._metrics = metrics
