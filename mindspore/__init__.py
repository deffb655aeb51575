"""Duet: one Python program, run eagerly or compiled, behind MindSpore's API."""

from mindspore._core import __version__
from mindspore.common import dtype
from mindspore.common.dtype import *  # noqa: F403
from mindspore.common.tensor import Tensor

__all__ = ["Tensor", "__version__"]
