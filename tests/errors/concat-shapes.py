"""Tensors that do not fit beside each other."""

from mindspore import ops

ops.concat([ops.ones((2, 3)), ops.ones((2, 4))], 0)
# prints:
# ValueError: concat needs tensors that have the same extents on all axes but `axis`  [concat-shapes]
#   --> concat-shapes.py:5:1
#   |
# 5 | ops.concat([ops.ones((2, 3)), ops.ones((2, 4))], 0)
#   |            ------------------------------------  ^ 0
#   |            |
#   |            tensor 0 is float32 (2, 3), tensor 1 is float32 (2, 4)
