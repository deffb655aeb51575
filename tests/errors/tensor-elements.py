"""An array of strings."""

import numpy as np

from mindspore import Tensor

Tensor(np.array(["a", "b"]))
# prints:
# TypeError: a Tensor needs elements that are numbers or bools, found an array of <U1  [tensor-elements]
#   --> tensor-elements.py:7:1
#   |
# 7 | Tensor(np.array(["a", "b"]))
#   | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
