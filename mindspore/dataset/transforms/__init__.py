"""Transforms of any data: casts, one-hot codes, slices, padding, and how transforms combine.

Each works in `map` and when called with a value.

>>> import mindspore.dataset.transforms as transforms
>>> transforms.OneHot(3)(1).tolist()
[0, 1, 0]
"""

from mindspore.dataset.transforms.base import Transform
from mindspore.dataset.transforms.combine import Compose, RandomApply, RandomChoice, RandomOrder
from mindspore.dataset.transforms.elements import Fill, Mask, OneHot, Relational, TypeCast
from mindspore.dataset.transforms.shape import Concatenate, Duplicate, PadEnd, Slice, Unique

__all__ = [
    "Compose",
    "Concatenate",
    "Duplicate",
    "Fill",
    "Mask",
    "OneHot",
    "PadEnd",
    "RandomApply",
    "RandomChoice",
    "RandomOrder",
    "Relational",
    "Slice",
    "Transform",
    "TypeCast",
    "Unique",
]
