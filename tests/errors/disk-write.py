"""A disk that is full: here, one that takes files of 64 bytes."""

import resource

import mindspore as ms
from mindspore import nn

limit = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (64, limit[1]))
try:
    ms.save_checkpoint(nn.Dense(20, 30), "net.ckpt")
finally:
    resource.setrlimit(resource.RLIMIT_FSIZE, limit)
# prints:
# OSError: [Errno 27] saving needs a disk that takes the whole file  [disk-write]
#   --> disk-write.py:11:5
#    |
# 11 |     ms.save_checkpoint(nn.Dense(20, 30), "net.ckpt")
#    |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ net.ckpt: File too large; what stood there before still does
