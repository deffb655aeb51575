"""A shape for another number of elements."""

from mindspore import Tensor

Tensor([1, 2, 3]).reshape(2, 2)
# prints:
# ValueError: reshape needs a shape of as many elements as `input`  [reshape-size]
#   --> reshape-size.py:5:1
#   |
# 5 | Tensor([1, 2, 3]).reshape(2, 2)
#   | -----------------         ^ (2, 2)
#   | |
#   | 3 elements: int64 (3,)
