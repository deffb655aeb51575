"""Shapes that do not broadcast, in a method of a network."""

from mindspore import Tensor


class Net:
    def __init__(self):
        self.weight = Tensor([[1.0, 2.0, 3.0]])

    def construct(self, x):
        return x * 2 + self.weight


def train_step(net, x):
    return net.construct(x)


train_step(Net(), Tensor([1.0, 2.0]))
# prints:
# ValueError: `input` and `other` need shapes that broadcast  [broadcast]
#   --> broadcast.py:11:16 in Net.construct
#    |
# 11 |         return x * 2 + self.weight
#    |                -----   ^^^^^^^^^^^ float32 (1, 3)
#    |                |
#    |                float32 (2,)
#    = note: called from broadcast.py:15:12 in train_step
