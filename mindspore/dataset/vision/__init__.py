"""Image transforms. Each works in `map` and when called with an image, an array or a PIL image.

>>> import numpy as np
>>> import mindspore.dataset.vision as vision
>>> vision.HWC2CHW()(np.zeros((28, 28, 1), np.uint8)).shape
(1, 28, 28)
"""

from mindspore.dataset.vision.enums import (
    Border,
    ConvertMode,
    ImageBatchFormat,
    ImageReadMode,
    Inter,
    SliceMode,
)
from mindspore.dataset.vision.numbers import (
    HWC2CHW,
    Decode,
    Normalize,
    NormalizePad,
    Rescale,
    ToNumpy,
    ToPIL,
    ToTensor,
    ToType,
)

__all__ = [
    "HWC2CHW",
    "Border",
    "ConvertMode",
    "Decode",
    "ImageBatchFormat",
    "ImageReadMode",
    "Inter",
    "Normalize",
    "NormalizePad",
    "Rescale",
    "SliceMode",
    "ToNumpy",
    "ToPIL",
    "ToTensor",
    "ToType",
]
