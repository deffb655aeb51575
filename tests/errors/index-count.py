"""item() with too many indices."""

from mindspore import Tensor

Tensor([1.0, 2.0]).item(0, 0)
# prints:
# IndexError: item() needs one index, or one for each of the 1 axes  [index-count]
#   --> index-count.py:5:1
#   |
# 5 | Tensor([1.0, 2.0]).item(0, 0)
#   | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
