"""A table with three axes."""

from mindspore import Tensor, ops

ops.embedding(Tensor([0]), ops.ones((2, 3, 4)))
# prints:
# ValueError: embedding needs a `weight` of rank 2  [embedding-rank]
#   --> embedding-rank.py:5:1
#   |
# 5 | ops.embedding(Tensor([0]), ops.ones((2, 3, 4)))
#   |                            ^^^^^^^^^^^^^^^^^^^ float32 (2, 3, 4)
