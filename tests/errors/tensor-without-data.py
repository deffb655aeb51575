"""A subclass that forgets to make the Tensor."""

from mindspore import Tensor


class Weight(Tensor):
    def __init__(self, name):
        self.name = name


Weight("w") + 1
# prints:
# RuntimeError: this Tensor has neither data nor an initializer  [tensor-without-data]
#   --> tensor-without-data.py:11:1
#    |
# 11 | Weight("w") + 1
#    | ^^^^^^^^^^^^^^^
#    = help: call super().__init__ with data in the subclass of Tensor
