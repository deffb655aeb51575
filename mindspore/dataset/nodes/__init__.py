"""What can be done with a dataset, one class each. `core/operations.py` has the methods that make
them."""

from mindspore.dataset.nodes.batch import BatchDataset, BatchInfo
from mindspore.dataset.nodes.bucket import BucketBatchByLengthDataset
from mindspore.dataset.nodes.columns import ProjectDataset, RenameDataset, ZipDataset
from mindspore.dataset.nodes.filter import FilterDataset
from mindspore.dataset.nodes.map import MapDataset
from mindspore.dataset.nodes.padded_batch import PaddedBatchDataset
from mindspore.dataset.nodes.sequence import (
    ConcatDataset,
    FlatMapDataset,
    RepeatDataset,
    SkipDataset,
    TakeDataset,
)
from mindspore.dataset.nodes.shuffle import ShuffleDataset
from mindspore.dataset.nodes.split import split

__all__ = [
    "BatchDataset",
    "BatchInfo",
    "BucketBatchByLengthDataset",
    "ConcatDataset",
    "FilterDataset",
    "FlatMapDataset",
    "MapDataset",
    "PaddedBatchDataset",
    "ProjectDataset",
    "RenameDataset",
    "RepeatDataset",
    "ShuffleDataset",
    "SkipDataset",
    "TakeDataset",
    "ZipDataset",
    "split",
]
