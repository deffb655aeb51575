"""A label that is no class."""

from mindspore import Tensor, ops

ops.cross_entropy(ops.ones((2, 3)), Tensor([0, 3]))
# prints:
# IndexError: a class needs to be below the number of classes  [class-range]
#   --> class-range.py:5:1
#   |
# 5 | ops.cross_entropy(ops.ones((2, 3)), Tensor([0, 3]))
#   |                   ----------------  ^^^^^^^^^^^^^^ class 3: int64 (2,)
#   |                   |
#   |                   3 classes: float32 (2, 3)
