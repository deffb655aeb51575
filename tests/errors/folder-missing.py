"""A checkpoint into a folder that is not there."""

import mindspore as ms
from mindspore import nn

ms.save_checkpoint(nn.Dense(2, 3), "no/such/net.ckpt")
# prints:
# FileNotFoundError: a file needs a folder that exists  [folder-missing]
#   --> folder-missing.py:6:1
#   |
# 6 | ms.save_checkpoint(nn.Dense(2, 3), "no/such/net.ckpt")
#   | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ no folder no/such
