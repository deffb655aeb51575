"""A value that does not fit the variable."""

from mindspore import Tensor, ops

x = Tensor([1.0, 2.0])
ops.assign(x, Tensor([1.0, 2.0, 3.0]))
# prints:
# ValueError: `value` needs a shape that broadcasts to that of `variable`  [assign-shape]
#   --> assign-shape.py:6:1
#   |
# 6 | ops.assign(x, Tensor([1.0, 2.0, 3.0]))
#   |            -  ^^^^^^^^^^^^^^^^^^^^^^^ float32 (3,)
#   |            |
#   |            float32 (2,)
