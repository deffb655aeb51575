"""Labels for another number of rows."""

from mindspore import Tensor, ops

ops.cross_entropy(ops.ones((2, 3)), Tensor([0, 1, 2]))
# prints:
# ValueError: a loss of classes needs a target index for each row of scores  [class-shapes]
#   --> class-shapes.py:5:1
#   |
# 5 | ops.cross_entropy(ops.ones((2, 3)), Tensor([0, 1, 2]))
#   |                   ----------------  ^^^^^^^^^^^^^^^^^ int64 (3,)
#   |                   |
#   |                   float32 (2, 3)
