"""The path `mindspore.dataset.vision.utils`, where programs look for the names of choices."""

from mindspore.dataset.vision.enums import *  # noqa: F403
