"""An argument of a kind that the operator does not take."""

from mindspore import Tensor, ops

x = Tensor([1.0, 2.0])
ops.add(x, "two")
# prints:
# TypeError: add needs a Tensor or a number as `other`  [argument-type]
#   --> argument-type.py:6:1
#   |
# 6 | ops.add(x, "two")
#   |            ^^^^^ 'two'
