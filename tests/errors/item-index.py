"""item() with something that is no index."""

from mindspore import Tensor

Tensor([1.0, 2.0]).item("first")
# prints:
# TypeError: item() takes ints  [item-index]
#   --> item-index.py:5:1
#   |
# 5 | Tensor([1.0, 2.0]).item("first")
#   | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
