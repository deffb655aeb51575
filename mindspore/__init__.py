"""Duet: one Python program, run eagerly or compiled, behind MindSpore's API."""

from mindspore._core import __version__
from mindspore.common import dtype as dtype
from mindspore.common.dtype import *  # noqa: F403
from mindspore.common.tensor import Tensor, from_numpy, is_tensor, tensor

mstype = dtype

__all__ = ["Tensor", "__version__", "from_numpy", "is_tensor", "tensor"]
