"""An argument is left out."""

from mindspore import Tensor, ops

ops.add(Tensor([1.0, 2.0]))
# prints:
# TypeError: add needs its argument `other`  [argument-missing]
#   --> argument-missing.py:5:1
#   |
# 5 | ops.add(Tensor([1.0, 2.0]))
#   | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
