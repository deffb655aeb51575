"""Data and a shape at once."""

from mindspore import Tensor

Tensor([1, 2], shape=(2,))
# prints:
# ValueError: a Tensor is made from data, or from `shape`, `dtype` and `init`, not both  [tensor-data-and-shape]
#   --> tensor-data-and-shape.py:5:1
#   |
# 5 | Tensor([1, 2], shape=(2,))
#   | ^^^^^^^^^^^^^^^^^^^^^^^^^^
