"""An index past the end."""

from mindspore import Tensor

x = Tensor([1.0, 2.0])
x[7]
# prints:
# IndexError: an index needs to lie within its axis  [index-range]
#   --> index-range.py:6:1
#   |
# 6 | x[7]
#   | - ^ index 7
#   | |
#   | 2 elements on axis 0: float32 (2,)
