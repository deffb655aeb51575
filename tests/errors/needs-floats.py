"""Softmax of integers."""

from mindspore import Tensor, ops

ops.softmax(Tensor([1, 2, 3]))
# prints:
# TypeError: `input` needs real floats  [needs-floats]
#   --> needs-floats.py:5:1
#   |
# 5 | ops.softmax(Tensor([1, 2, 3]))
#   |             ^^^^^^^^^^^^^^^^^ int64 (3,)
