"""The path `mindspore.dataset.core.config`, as good as `mindspore.dataset.config`."""

from mindspore.dataset.config import *  # noqa: F403
