"""Truth values are not added to."""

import mindspore as ms
from mindspore import Parameter, Tensor, ops

seen = Parameter(Tensor([True, False]), name="seen")
ops.assign_add(seen, Tensor([True, True], ms.bool_))
# prints:
# TypeError: this operator needs numbers  [needs-numbers]
#   --> needs-numbers.py:7:1
#   |
# 7 | ops.assign_add(seen, Tensor([True, True], ms.bool_))
#   | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
#   = note: an operand is bool
