"""A float as an index of a list."""

from mindspore import Tensor

[1, 2, 3][Tensor(1.5)]
# prints:
# ValueError: an index needs a Tensor of integers  [index-dtype]
#   --> index-dtype.py:5:1
#   |
# 5 | [1, 2, 3][Tensor(1.5)]
#   | ^^^^^^^^^^^^^^^^^^^^^^ float32 ()
