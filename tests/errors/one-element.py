"""A condition on a tensor with several elements."""

from mindspore import Tensor

losses = Tensor([1.0, 2.0])
if losses:
    print("never")
# prints:
# ValueError: a truth value needs a Tensor with one element  [one-element]
#   --> one-element.py:6:1
#   |
# 6 | if losses:
#   | ^^^^^^^^^^ float32 (2,)
