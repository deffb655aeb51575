"""A Python integer beyond 64 bits."""

from mindspore import Tensor

Tensor([1, 2]) + 2**70
# prints:
# OverflowError: a number in an operator needs to fit into 64 bits  [int-too-large]
#   --> int-too-large.py:5:1
#   |
# 5 | Tensor([1, 2]) + 2**70
#   | ^^^^^^^^^^^^^^^^^^^^^^
