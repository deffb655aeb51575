"""A mask of integers."""

from mindspore import Tensor, ops

ops.masked_fill(Tensor([1.0, 2.0]), Tensor([0, 1]), 0.0)
# prints:
# TypeError: a mask needs to be a bool tensor  [mask-dtype]
#   --> mask-dtype.py:5:1
#   |
# 5 | ops.masked_fill(Tensor([1.0, 2.0]), Tensor([0, 1]), 0.0)
#   |                                     ^^^^^^^^^^^^^^ int64 (2,)
