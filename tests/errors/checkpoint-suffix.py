"""A file of another kind by its name."""

import mindspore as ms

ms.load_checkpoint("net.txt")
# prints:
# ValueError: `ckpt_file_name` needs the suffix '.ckpt'  [checkpoint-suffix]
#   --> checkpoint-suffix.py:5:1
#   |
# 5 | ms.load_checkpoint("net.txt")
#   |                    ^^^^^^^^^ 'net.txt'
