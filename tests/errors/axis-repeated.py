"""An axis named twice."""

from mindspore import Tensor, ops

x = Tensor([[1.0, 2.0]])
ops.reduce_sum(x, (1, -1))
# prints:
# ValueError: `axis` needs to name each axis once  [axis-repeated]
#   --> axis-repeated.py:6:1
#   |
# 6 | ops.reduce_sum(x, (1, -1))
#   |                   ^^^^^^^ (1, -1)
