"""Special functions."""

from mindspore import _core
from mindspore.mint.nn.functional import log_softmax

_ops = _core.ops

__all__ = ["erfc", "exp2", "expm1", "log1p", "log_softmax", "round", "sinc"]

erfc, exp2, expm1, log1p = _ops.erfc, _ops.exp2, _ops.expm1, _ops.log1p
round, sinc = _ops.round, _ops.sinc
