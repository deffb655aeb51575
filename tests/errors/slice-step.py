"""A slice that never ends."""

from mindspore import Tensor

Tensor([1, 2, 3])[::0]
# prints:
# ValueError: a slice needs a step other than 0  [slice-step]
#   --> slice-step.py:5:1
#   |
# 5 | Tensor([1, 2, 3])[::0]
#   | ^^^^^^^^^^^^^^^^^^^^^^
