"""One argument by position and by keyword."""

from mindspore import Tensor, ops

x = Tensor([1.0, 2.0])
ops.add(x, x, other=x)
# prints:
# TypeError: add is given its argument `other` twice  [argument-twice]
#   --> argument-twice.py:6:1
#   |
# 6 | ops.add(x, x, other=x)
#   | ^^^^^^^^^^^^^^^^^^^^^^
