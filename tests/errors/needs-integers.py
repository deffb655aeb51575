"""Bits of floats."""

from mindspore import Tensor

Tensor([1.0, 2.0]) & 1
# prints:
# TypeError: `input` needs integers or bool  [needs-integers]
#   --> needs-integers.py:5:1
#   |
# 5 | Tensor([1.0, 2.0]) & 1
#   | ^^^^^^^^^^^^^^^^^^ float32 (2,)
