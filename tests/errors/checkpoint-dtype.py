"""Integers for a Parameter of floats."""

import numpy as np

import mindspore as ms
from mindspore import Parameter, Tensor, nn

values = {"weight": Parameter(Tensor(np.zeros((3, 2), np.int32)))}
ms.load_param_into_net(nn.Dense(2, 3), values)
# prints:
# RuntimeError: a loaded value needs the dtype of the net's Parameter `weight`  [checkpoint-dtype]
#   --> checkpoint-dtype.py:9:1
#   |
# 9 | ms.load_param_into_net(nn.Dense(2, 3), values)
#   | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
#   = note: the net: float32 (3, 2)
#   = note: the loaded value: int32 (3, 2)
