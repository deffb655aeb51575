"""Something that no checkpoint can hold."""

import mindspore as ms

ms.save_checkpoint({"when": object}, "net.ckpt")
# prints:
# TypeError: `when` needs to be a Tensor, number or str to be saved  [checkpoint-value]
#   --> checkpoint-value.py:5:1
#   |
# 5 | ms.save_checkpoint({"when": object}, "net.ckpt")
#   |                    ^^^^^^^^^^^^^^^^ type
