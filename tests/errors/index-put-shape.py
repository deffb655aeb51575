"""A value that does not fit the places it is written to."""

from mindspore import Tensor

x = Tensor([[1, 2, 3], [4, 5, 6]])
x[[0, 1], [1, 2]] = Tensor([7, 8, 9])
# prints:
# ValueError: the value needs a shape that broadcasts to that of the places written to  [index-put-shape]
#   --> index-put-shape.py:6:1
#   |
# 6 | x[[0, 1], [1, 2]] = Tensor([7, 8, 9])
#   | -                   ^^^^^^^^^^^^^^^^^ int64 (3,)
#   | |
#   | (2,) places: int64 (2, 3)
