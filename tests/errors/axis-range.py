"""An axis that the tensor does not have; the call takes two lines."""

from mindspore import Tensor, ops

x = Tensor([[1.0, 2.0]])
ops.reduce_sum(
    x,
    axis=2,
)
# prints:
# ValueError: `axis` needs to be an axis of the tensor, from -2 to 1  [axis-range]
#   --> axis-range.py:6:1
#   |
# 6 | ops.reduce_sum(
# 7 |     x,
#   |     ^ float32 (1, 2)
# 8 |     axis=2,
#   |          ^ 2
