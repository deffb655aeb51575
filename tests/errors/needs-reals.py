"""The inverse of the error function is not defined on complex numbers."""

from mindspore import Tensor, ops

wave = Tensor([0.5 + 0.25j])
ops.erfinv(wave)
# prints:
# TypeError: this operator needs real numbers  [needs-reals]
#   --> needs-reals.py:6:1
#   |
# 6 | ops.erfinv(wave)
#   | ^^^^^^^^^^^^^^^^
#   = note: an operand is complex128
