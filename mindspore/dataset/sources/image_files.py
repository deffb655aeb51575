"""The base of sources that read all their images from a few binary files."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from mindspore.dataset.core.checks import check_choice, check_folder, pipeline_error
from mindspore.dataset.core.dataset import Row
from mindspore.dataset.sources.base import MappableDataset

USAGES = ["train", "test", "all"]


class ImageFilesDataset(MappableDataset):
    """Images and labels that are read from `dataset_dir` once, when first needed."""

    def __init__(
        self,
        dataset_dir: Any,
        usage: str | None = None,
        num_samples: int | None = None,
        num_parallel_workers: int | None = None,
        shuffle: Any = None,
        sampler: Any = None,
        num_shards: int | None = None,
        shard_id: int | None = None,
        cache: Any = None,
    ) -> None:
        self.dataset_dir = check_folder(dataset_dir)
        if usage is not None:
            check_choice("usage", usage, USAGES)
        self.usage = usage or "all"
        if sampler is not None and shuffle is not None:
            raise RuntimeError("`sampler` and `shuffle` cannot be given at the same time")
        super().__init__(
            num_parallel_workers, sampler, num_samples, shuffle, num_shards, shard_id, cache
        )
        # A list, so that the parts of a split, which are copies, read the files once.
        self._read: list[Row] = []

    def _load(self) -> Row:
        """Read the files: one stacked array per column."""
        raise AssertionError(f"{type(self).__name__} does not read files")

    def _stacks(self) -> Row:
        if not self._read:
            self._read.append(self._load())
        return self._read[0]

    def _length(self) -> int:
        return len(self._stacks()[0])

    def _labels(self) -> np.ndarray:
        return self._stacks()[1]

    def _blocky(self) -> bool:
        return True

    def _take(self, indices: np.ndarray) -> Row:
        return tuple([stack[indices] for stack in self._stacks()])


def nothing_found(name: str, folder: str, expected: list[str]) -> RuntimeError:
    """Make the error for a folder without the files of a dataset."""
    found = sorted(os.listdir(folder))
    some = ", ".join(found[:8]) + (", ..." if len(found) > 8 else "")
    return pipeline_error(
        f"{name} needs the files {', '.join(expected)} in its folder",
        f"{folder} holds {some or 'nothing'}",
        "download the data set there, unpacked",
        "data-folder",
    )
