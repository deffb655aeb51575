"""Optimisers whose groups are dicts, and what changes their learning rates."""

from mindspore.experimental.optim import lr_scheduler
from mindspore.experimental.optim.adam import Adam, Adamax, AdamW, NAdam, RAdam
from mindspore.experimental.optim.adaptive import ASGD, Adadelta, Adagrad, RMSprop, Rprop
from mindspore.experimental.optim.optimizer import Optimizer
from mindspore.experimental.optim.sgd import SGD

__all__ = [
    "ASGD",
    "SGD",
    "Adadelta",
    "Adagrad",
    "Adam",
    "AdamW",
    "Adamax",
    "NAdam",
    "Optimizer",
    "RAdam",
    "RMSprop",
    "Rprop",
    "lr_scheduler",
]
