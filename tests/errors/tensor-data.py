"""A Tensor of something that holds no numbers."""

from mindspore import Tensor

Tensor({"a": 1})
# prints:
# TypeError: a Tensor is made from numbers, nested lists of them, an ndarray or a Tensor, found dict  [tensor-data]
#   --> tensor-data.py:5:1
#   |
# 5 | Tensor({"a": 1})
#   | ^^^^^^^^^^^^^^^^
