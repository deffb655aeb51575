"""Names for the choices that image transforms offer."""

from __future__ import annotations

from enum import Enum, IntEnum


class Inter(IntEnum):
    """How pixels between pixels are computed.

    Examples:
        >>> from mindspore.dataset import vision
        >>> vision.Inter.LINEAR.name
        'BILINEAR'
    """

    NEAREST = 0
    ANTIALIAS = 1
    BILINEAR = 2
    LINEAR = 2
    BICUBIC = 3
    CUBIC = 3
    AREA = 4
    PILCUBIC = 5


class Border(str, Enum):  # noqa: UP042 - prints as MindSpore's does
    """What stands beyond the edge: one value, the edge, or the image mirrored without or with its
    edge.

    Examples:
        >>> from mindspore.dataset import vision
        >>> vision.Border.CONSTANT.value
        'constant'
    """

    CONSTANT = "constant"
    EDGE = "edge"
    REFLECT = "reflect"
    SYMMETRIC = "symmetric"


class ConvertMode(IntEnum):
    """From which order of channels to which.

    Examples:
        >>> from mindspore.dataset import vision
        >>> vision.ConvertMode.COLOR_RGB2BGR.name
        'COLOR_BGR2RGB'
    """

    COLOR_BGR2BGRA = 0
    COLOR_RGB2RGBA = 0
    COLOR_BGRA2BGR = 1
    COLOR_RGBA2RGB = 1
    COLOR_BGR2RGBA = 2
    COLOR_RGB2BGRA = 2
    COLOR_RGBA2BGR = 3
    COLOR_BGRA2RGB = 3
    COLOR_BGR2RGB = 4
    COLOR_RGB2BGR = 4
    COLOR_BGRA2RGBA = 5
    COLOR_RGBA2BGRA = 5
    COLOR_BGR2GRAY = 6
    COLOR_RGB2GRAY = 7
    COLOR_GRAY2BGR = 8
    COLOR_GRAY2RGB = 8
    COLOR_GRAY2BGRA = 9
    COLOR_GRAY2RGBA = 9
    COLOR_BGRA2GRAY = 10
    COLOR_RGBA2GRAY = 11


class ImageBatchFormat(IntEnum):
    """Where the channels of a batch of images stand.

    Examples:
        >>> from mindspore.dataset import vision
        >>> vision.ImageBatchFormat.NHWC.name
        'NHWC'
    """

    NHWC = 0
    NCHW = 1


class ImageReadMode(IntEnum):
    """What `read_image` gives: what the file holds, grey, or RGB.

    Examples:
        >>> from mindspore.dataset import vision
        >>> vision.ImageReadMode.COLOR.name
        'COLOR'
    """

    UNCHANGED = 0
    GRAYSCALE = 1
    COLOR = 2


class SliceMode(IntEnum):
    """What SlicePatches does with what does not divide: pad the image, or drop the rest.

    Examples:
        >>> from mindspore.dataset import vision
        >>> vision.SliceMode.PAD.name
        'PAD'
    """

    PAD = 0
    DROP = 1
