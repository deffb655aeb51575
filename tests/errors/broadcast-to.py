"""A shape that the tensor does not broadcast to."""

from mindspore import ops

ops.broadcast_to(ops.ones((2, 3)), (2, 4))
# prints:
# ValueError: `shape` needs to be a shape that `input` broadcasts to  [broadcast-to]
#   --> broadcast-to.py:5:1
#   |
# 5 | ops.broadcast_to(ops.ones((2, 3)), (2, 4))
#   |                  ----------------  ^^^^^^ (2, 4)
#   |                  |
#   |                  float32 (2, 3)
