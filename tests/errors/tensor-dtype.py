"""A dtype that is none."""

from mindspore import Tensor

Tensor([1, 2], dtype="float99")
# prints:
# TypeError: `dtype` of a Tensor needs to be a dtype like mindspore.float32, found str  [tensor-dtype]
#   --> tensor-dtype.py:5:1
#   |
# 5 | Tensor([1, 2], dtype="float99")
#   | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
