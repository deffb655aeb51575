"""More arguments than the operator has."""

from mindspore import Tensor, ops

x = Tensor([1.0, 2.0])
ops.add(x, x, x)
# prints:
# TypeError: add takes (input, other), 3 arguments were given  [argument-count]
#   --> argument-count.py:6:1
#   |
# 6 | ops.add(x, x, x)
#   | ^^^^^^^^^^^^^^^^
