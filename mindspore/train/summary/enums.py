"""The words by which a summary names its kinds."""

from __future__ import annotations

from enum import Enum

__all__ = ["ModeEnum", "PluginEnum"]


class ModeEnum(Enum):
    """Whether a net is trained or judged.

    >>> from mindspore.train.summary.enums import ModeEnum
    >>> ModeEnum("train")
    <ModeEnum.TRAIN: 'train'>
    """

    TRAIN = "train"
    EVAL = "eval"


class PluginEnum(Enum):
    """What a summary holds."""

    GRAPH = "graph"
    SCALAR = "scalar"
    IMAGE = "image"
    TENSOR = "tensor"
    HISTOGRAM = "histogram"
    TRAIN_LINEAGE = "train_lineage"
    EVAL_LINEAGE = "eval_lineage"
    CUSTOM_LINEAGE_DATA = "custom_lineage_data"
    DATASET_GRAPH = "dataset_graph"
    EXPLAINER = "explainer"
    LANDSCAPE = "landscape"
