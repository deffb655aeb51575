"""Data pipelines: sources, what is done to their rows, and iterators over the result.

>>> import mindspore.dataset as ds
>>> data = ds.NumpySlicesDataset({"x": [1, 2, 3, 4]}, shuffle=False).map(lambda x: x * 10).batch(2)
>>> [x.tolist() for x, in data.create_tuple_iterator(num_epochs=1, output_numpy=True)]
[[10, 20], [30, 40]]
"""

from mindspore.dataset import config, samplers, text, transforms, vision
from mindspore.dataset.callback import DSCallback
from mindspore.dataset.config import get_seed, set_seed
from mindspore.dataset.core.dataset import Dataset
from mindspore.dataset.core.iterators import DictIterator, TupleIterator
from mindspore.dataset.nodes import (
    BatchDataset,
    BatchInfo,
    BucketBatchByLengthDataset,
    ConcatDataset,
    FilterDataset,
    MapDataset,
    PaddedBatchDataset,
    ProjectDataset,
    RenameDataset,
    RepeatDataset,
    ShuffleDataset,
    SkipDataset,
    TakeDataset,
    ZipDataset,
)
from mindspore.dataset.nodes.columns import zip_datasets as zip
from mindspore.dataset.samplers import (
    DistributedSampler,
    PKSampler,
    RandomSampler,
    Sampler,
    SequentialSampler,
    Shuffle,
    SubsetRandomSampler,
    SubsetSampler,
    WeightedRandomSampler,
)
from mindspore.dataset.sources.base import MappableDataset
from mindspore.dataset.sources.cifar import Cifar10Dataset, Cifar100Dataset
from mindspore.dataset.sources.generator import GeneratorDataset
from mindspore.dataset.sources.image_folder import ImageFolderDataset
from mindspore.dataset.sources.mnist import FashionMnistDataset, KMnistDataset, MnistDataset
from mindspore.dataset.sources.numpy_slices import NumpySlicesDataset
from mindspore.dataset.sources.record_files import MindDataset
from mindspore.dataset.sources.text_files import CSVDataset, TextFileDataset

__all__ = [
    "BatchDataset",
    "BatchInfo",
    "BucketBatchByLengthDataset",
    "CSVDataset",
    "Cifar10Dataset",
    "Cifar100Dataset",
    "ConcatDataset",
    "DSCallback",
    "Dataset",
    "DictIterator",
    "DistributedSampler",
    "FashionMnistDataset",
    "FilterDataset",
    "GeneratorDataset",
    "ImageFolderDataset",
    "KMnistDataset",
    "MapDataset",
    "MappableDataset",
    "MindDataset",
    "MnistDataset",
    "NumpySlicesDataset",
    "PKSampler",
    "PaddedBatchDataset",
    "ProjectDataset",
    "RandomSampler",
    "RenameDataset",
    "RepeatDataset",
    "Sampler",
    "SequentialSampler",
    "Shuffle",
    "ShuffleDataset",
    "SkipDataset",
    "SubsetRandomSampler",
    "SubsetSampler",
    "TakeDataset",
    "TextFileDataset",
    "TupleIterator",
    "WeightedRandomSampler",
    "ZipDataset",
    "config",
    "get_seed",
    "samplers",
    "set_seed",
    "text",
    "transforms",
    "vision",
    "zip",
]
