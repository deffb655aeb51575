"""An order that leaves out an axis."""

from mindspore import ops

ops.transpose(ops.ones((2, 3, 4)), (1, 0))
# prints:
# ValueError: `dims` needs to name each axis of `input` once  [transpose-axes]
#   --> transpose-axes.py:5:1
#   |
# 5 | ops.transpose(ops.ones((2, 3, 4)), (1, 0))
#   |               -------------------  ^^^^^^ (1, 0)
#   |               |
#   |               3 axes: float32 (2, 3, 4)
