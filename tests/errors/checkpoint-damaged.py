"""A checkpoint that was cut off."""

from pathlib import Path

import mindspore as ms
from mindspore import nn

net = nn.Dense(2, 3)
ms.save_checkpoint(net, "net.ckpt")
Path("net.ckpt").write_bytes(Path("net.ckpt").read_bytes()[:-5])
ms.load_checkpoint("net.ckpt", net)
# prints:
# ValueError: a checkpoint needs a file that is whole  [checkpoint-damaged]
#   --> checkpoint-damaged.py:11:1
#    |
# 11 | ms.load_checkpoint("net.ckpt", net)
#    |                    ^^^^^^^^^^ net.ckpt: a field reaches over the end
