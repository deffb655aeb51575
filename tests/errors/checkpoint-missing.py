"""No such checkpoint."""

import mindspore as ms

ms.load_checkpoint("none.ckpt")
# prints:
# ValueError: a checkpoint needs a file that exists  [checkpoint-missing]
#   --> checkpoint-missing.py:5:1
#   |
# 5 | ms.load_checkpoint("none.ckpt")
#   |                    ^^^^^^^^^^^ no file none.ckpt
