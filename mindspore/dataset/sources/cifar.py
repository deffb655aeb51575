"""Cifar10Dataset and Cifar100Dataset: small colour images in the CIFAR binary format."""

from __future__ import annotations

import glob
import os
from typing import ClassVar

import numpy as np

from mindspore.dataset.core.checks import pipeline_error
from mindspore.dataset.core.dataset import Row
from mindspore.dataset.sources.image_files import ImageFilesDataset, nothing_found

_PIXELS = 3 * 32 * 32


class _CifarDataset(ImageFilesDataset):
    _files: ClassVar[dict[str, str]]
    _label_bytes: ClassVar[int]

    def _load(self) -> Row:
        usages = ["train", "test"] if self.usage == "all" else [self.usage]
        paths = []
        for usage in usages:
            pattern = os.path.join(glob.escape(self.dataset_dir), self._files[usage])
            paths += glob.glob(pattern)
        if not paths:
            expected = [self._files[usage] for usage in usages]
            raise nothing_found(type(self).__name__, self.dataset_dir, expected)
        records = [self._records(path) for path in sorted(paths)]
        images = np.empty((sum(map(len, records)), 32, 32, 3), np.uint8)
        start = 0
        for part in records:
            planes = part[:, self._label_bytes :].reshape(-1, 3, 32, 32)
            images[start : start + len(part)] = planes.transpose(0, 2, 3, 1)
            start += len(part)
        labels = [
            np.concatenate([part[:, i] for part in records]).astype(np.uint32)
            for i in range(self._label_bytes)
        ]
        return (images, *labels)

    def _records(self, path: str) -> np.ndarray:
        data = np.fromfile(path, np.uint8)
        size = self._label_bytes + _PIXELS
        if not len(data) or len(data) % size:
            raise pipeline_error(
                f"{path} needs whole records of {size} bytes (the CIFAR binary version)",
                f"the file has {len(data)} bytes",
                "it was cut off or is of another version: download the binary version again",
                "data-file",
            )
        return data.reshape(-1, size)


class Cifar10Dataset(_CifarDataset):
    """CIFAR-10, with the columns `image` (uint8, 32 x 32 x 3) and `label` (uint32).

    `dataset_dir` holds data_batch_1.bin to data_batch_5.bin (`usage` "train") and test_batch.bin
    ("test").

    >>> import mindspore.dataset as ds
    >>> ds.Cifar10Dataset("cifar10", usage="test").get_col_names()
    ['image', 'label']
    """

    _files: ClassVar = {"train": "data_batch*.bin", "test": "test_batch*.bin"}
    _label_bytes: ClassVar = 1

    def _columns(self) -> list[str]:
        return ["image", "label"]


class Cifar100Dataset(_CifarDataset):
    """CIFAR-100, with the columns `image` (uint8, 32 x 32 x 3), `coarse_label` and `fine_label`
    (uint32).

    `dataset_dir` holds train.bin (`usage` "train") and test.bin ("test").

    >>> import mindspore.dataset as ds
    >>> ds.Cifar100Dataset("cifar100", usage="test").get_col_names()
    ['image', 'coarse_label', 'fine_label']
    """

    _files: ClassVar = {"train": "train.bin", "test": "test.bin"}
    _label_bytes: ClassVar = 2

    def _columns(self) -> list[str]:
        return ["image", "coarse_label", "fine_label"]
