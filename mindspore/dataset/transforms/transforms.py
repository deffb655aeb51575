"""The path `mindspore.dataset.transforms.transforms`, as good as `transforms` itself."""

from mindspore.dataset.transforms import *  # noqa: F403
from mindspore.dataset.transforms import __all__ as __all__
