"""A checkpoint of a net with other layers."""

import mindspore as ms
from mindspore import nn

ms.save_checkpoint(nn.Dense(2, 3), "net.ckpt")
values = ms.load_checkpoint("net.ckpt")
ms.load_param_into_net(nn.Dense(4, 3), values)
# prints:
# RuntimeError: a loaded value needs the shape of the net's Parameter `weight`  [checkpoint-shape]
#   --> checkpoint-shape.py:8:1
#   |
# 8 | ms.load_param_into_net(nn.Dense(4, 3), values)
#   | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
#   = note: the net: float32 (3, 4)
#   = note: the loaded value: float32 (3, 2)
