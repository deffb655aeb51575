"""More elements than there are."""

from mindspore import Tensor, ops

ops.topk(Tensor([1.0, 2.0]), 3)
# prints:
# ValueError: `k` needs to be at most the extent of the axis  [topk-count]
#   --> topk-count.py:5:1
#   |
# 5 | ops.topk(Tensor([1.0, 2.0]), 3)
#   |          ------------------  ^ 3
#   |          |
#   |          float32 (2,)
