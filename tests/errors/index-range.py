"""An index past the end."""

from mindspore import Tensor

x = Tensor([1.0, 2.0])
x[7]
# prints:
# IndexError: axis 0 has 2 elements, found index 7  [index-range]
#   --> index-range.py:6:1
#   |
# 6 | x[7]
#   | ^^^^
