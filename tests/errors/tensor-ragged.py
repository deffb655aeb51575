"""Nested lists of different lengths."""

from mindspore import Tensor

Tensor([[1, 2], [3]])
# prints:
# TypeError: a Tensor needs nested lists whose lengths agree along each axis  [tensor-ragged]
#   --> tensor-ragged.py:5:1
#   |
# 5 | Tensor([[1, 2], [3]])
#   | ^^^^^^^^^^^^^^^^^^^^^
