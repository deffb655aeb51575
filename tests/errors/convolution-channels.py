"""A weight for another number of channels."""

from mindspore import ops

ops.conv2d(ops.ones((1, 4, 8, 8)), ops.ones((2, 3, 3, 3)))
# prints:
# ValueError: a convolution needs the channels of `input` to be those of `weight` times the groups  [convolution-channels]
#   --> convolution-channels.py:5:1
#   |
# 5 | ops.conv2d(ops.ones((1, 4, 8, 8)), ops.ones((2, 3, 3, 3)))
#   |            ----------------------  ^^^^^^^^^^^^^^^^^^^^^^ 3 channels, 1 groups: float32 (2, 3, 3, 3)
#   |            |
#   |            4 channels: float32 (1, 4, 8, 8)
