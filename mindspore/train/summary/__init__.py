"""Records of a training in event files that TensorBoard shows."""

from mindspore.train.summary.enums import ModeEnum, PluginEnum
from mindspore.train.summary.summary_record import SummaryRecord

__all__ = ["ModeEnum", "PluginEnum", "SummaryRecord"]
