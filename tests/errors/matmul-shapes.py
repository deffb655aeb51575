"""The columns of one factor and the rows of the other differ."""

import numpy as np

from mindspore import Tensor, ops


class Net:
    def __init__(self):
        self.w = Tensor(np.zeros((64, 10), np.float32))

    def construct(self, x):
        return ops.matmul(x, self.w)


Net().construct(Tensor(np.zeros((8, 32), np.float32)))
# prints:
# ValueError: matmul needs the columns of `input` to equal the rows of `other`  [matmul-shapes]
#   --> matmul-shapes.py:13:16 in Net.construct
#    |
# 13 |         return ops.matmul(x, self.w)
#    |                           -  ^^^^^^ 64 rows: float32 (64, 10)
#    |                           |
#    |                           32 columns: float32 (8, 32)
#    = note: called from matmul-shapes.py:16:1
