"""Optimisers."""

from mindspore.nn.optim.adam import (
    Adam,
    AdaMax,
    AdamOffload,
    AdamWeightDecay,
    LazyAdam,
)
from mindspore.nn.optim.adaptive import (
    FTRL,
    Adadelta,
    Adagrad,
    ProximalAdagrad,
    RMSProp,
)
from mindspore.nn.optim.averaged import (
    ASGD,
    Rprop,
)
from mindspore.nn.optim.layerwise import (
    LARS,
    AdaFactor,
    Lamb,
)
from mindspore.nn.optim.optimizer import (
    Optimizer,
)
from mindspore.nn.optim.sgd import (
    SGD,
    Momentum,
)

__all__ = [
    "ASGD",
    "FTRL",
    "LARS",
    "SGD",
    "AdaFactor",
    "AdaMax",
    "Adadelta",
    "Adagrad",
    "Adam",
    "AdamOffload",
    "AdamWeightDecay",
    "Lamb",
    "LazyAdam",
    "Momentum",
    "Optimizer",
    "ProximalAdagrad",
    "RMSProp",
    "Rprop",
]
