"""The path `mindspore.dataset.vision.transforms`, which programs use as well as `vision` itself."""

from mindspore.dataset.vision import *  # noqa: F403
from mindspore.dataset.vision import __all__ as __all__
