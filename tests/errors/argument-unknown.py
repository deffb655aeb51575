"""A keyword that the operator does not know."""

from mindspore import Tensor, ops

x = Tensor([1.0, 2.0])
ops.add(x, x, scale=2)
# prints:
# TypeError: add has no argument `scale`, it takes (input, other)  [argument-unknown]
#   --> argument-unknown.py:6:1
#   |
# 6 | ops.add(x, x, scale=2)
#   | ^^^^^^^^^^^^^^^^^^^^^^
