"""An equation with more factors than there are operands."""

from mindspore import ops

ops.einsum("ij,jk->ik", ops.ones((2, 3)))
# prints:
# ValueError: `equation` needs to be like 'ij,jk->ik': it has more terms than there are tensors  [einsum-equation]
#   --> einsum-equation.py:5:1
#   |
# 5 | ops.einsum("ij,jk->ik", ops.ones((2, 3)))
#   |            ^^^^^^^^^^^ 'ij,jk->ik'
