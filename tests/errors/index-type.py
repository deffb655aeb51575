"""A subscript that is no index."""

from mindspore import Tensor

x = Tensor([1, 2, 3])
x["first"]
# prints:
# IndexError: an index is made of ints, slices, ..., None, bools, lists and Tensors of ints or bools, found str  [index-type]
#   --> index-type.py:6:1
#   |
# 6 | x["first"]
#   | ^^^^^^^^^^
