"""Tensors of two shapes."""

from mindspore import ops

ops.stack([ops.ones((2, 3)), ops.ones((2, 4))])
# prints:
# ValueError: stack needs tensors of one shape  [stack-shapes]
#   --> stack-shapes.py:5:1
#   |
# 5 | ops.stack([ops.ones((2, 3)), ops.ones((2, 4))])
#   |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ float32 (2, 3) and float32 (2, 4)
