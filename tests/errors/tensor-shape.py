"""A size that no tensor can have."""

from mindspore import Tensor

Tensor(shape=(2, -3))
# prints:
# ValueError: `shape` of a Tensor needs sizes of 0 or more, or None where any will do, found -3  [tensor-shape]
#   --> tensor-shape.py:5:1
#   |
# 5 | Tensor(shape=(2, -3))
#   | ^^^^^^^^^^^^^^^^^^^^^
