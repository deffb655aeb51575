"""A scale of another length than the axis that is normalised."""

from mindspore import ops

ops.layer_norm(ops.ones((2, 3)), (3,), ops.ones((4,)), ops.ones((4,)))
# prints:
# ValueError: a layer norm needs a weight and a bias of the shape of the normalised axes  [norm-shapes]
#   --> norm-shapes.py:5:1
#   |
# 5 | ops.layer_norm(ops.ones((2, 3)), (3,), ops.ones((4,)), ops.ones((4,)))
#   |                ----------------        ^^^^^^^^^^^^^^ float32 (4,)
#   |                |
#   |                float32 (2, 3)
