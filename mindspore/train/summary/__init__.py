"""Words of summaries; what they record is printed and kept by callbacks."""

from mindspore.train.summary.enums import ModeEnum, PluginEnum

__all__ = ["ModeEnum", "PluginEnum"]
