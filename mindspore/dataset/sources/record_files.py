"""MindDataset: the rows of record files that mindspore.mindrecord wrote."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from mindspore.dataset.core.checks import check_int, check_type, pipeline_error, told
from mindspore.dataset.core.dataset import Row
from mindspore.dataset.core.run import Run
from mindspore.dataset.samplers import Shuffle
from mindspore.dataset.sources.base import MappableDataset
from mindspore.mindrecord import layout
from mindspore.mindrecord.errors import MindRecordException
from mindspore.mindrecord.filereader import files_of


def shuffles(shuffle: Any) -> Any:
    """Tell whether rows are shuffled: of True, False, None, or one of Shuffle."""
    if isinstance(shuffle, Shuffle):
        return shuffle in (Shuffle.GLOBAL, Shuffle.INFILE, Shuffle.PARTIAL, Shuffle.ADAPTIVE)
    return shuffle


class MindDataset(MappableDataset):
    """Rows of record files.

    A field of one number or text is a value without axes, an array has the schema's shape, and
    bytes are a sequence of one item. `padded_sample` is a row that is added `num_padded` times.

    >>> import os, tempfile
    >>> import mindspore.dataset as ds
    >>> from mindspore.mindrecord import FileWriter
    >>> path = os.path.join(tempfile.mkdtemp(), "x.mindrecord")
    >>> writer = FileWriter(path)
    >>> _ = writer.add_schema({"label": {"type": "int32"}})
    >>> _ = writer.write_raw_data([{"label": 5}, {"label": 6}]), writer.commit()
    >>> data = ds.MindDataset(path, shuffle=False)
    >>> [int(label) for label, in data.create_tuple_iterator(None, 1, True)]
    [5, 6]
    """

    def __init__(
        self,
        dataset_files: str | list[str],
        columns_list: list[str] | None = None,
        num_parallel_workers: int | None = None,
        shuffle: Any = None,
        num_shards: int | None = None,
        shard_id: int | None = None,
        sampler: Any = None,
        padded_sample: dict | None = None,
        num_padded: int | None = None,
        num_samples: int | None = None,
        cache: Any = None,
    ) -> None:
        super().__init__(
            num_parallel_workers,
            sampler,
            num_samples,
            shuffles(shuffle),
            num_shards,
            shard_id,
            cache,
        )
        try:
            self._files = files_of(dataset_files)
        except MindRecordException as error:
            raise pipeline_error("MindDataset needs record files", str(error)) from None
        fields = self._files[0].fields
        self._names = list(columns_list) if columns_list else list(fields)
        missing = [name for name in self._names if name not in fields]
        if missing:
            raise pipeline_error(
                "`columns_list` needs fields of the file", f"{missing} is not in {list(fields)}"
            )
        self._padding = self._padded(padded_sample, num_padded)
        self._places = [(file, i) for file in self._files for i in range(len(file))]

    def _padded(self, sample: dict | None, count: int | None) -> list[dict]:
        if (sample is None) != (count is None):
            raise RuntimeError(told("`padded_sample` and `num_padded` need each other"))
        if sample is None or count is None:
            return []
        check_type("padded_sample", sample, dict, "a dict")
        return [sample] * check_int("num_padded", count, 0)

    def _columns(self) -> list[str]:
        return self._names

    def _length(self) -> int:
        return len(self._places) + len(self._padding)

    def __getitem__(self, index: int) -> Row:
        """Give the row at `index`."""
        if index >= len(self._places):
            row = self._padding[index - len(self._places)]
        else:
            file, number = self._places[index]
            row = layout.unpacked(file.data(number), file.fields, self._names)
        return tuple(_column(row[name]) for name in self._names)

    def _rows(self, run: Run) -> Iterator[Row]:
        for index in self._order(run):
            yield self[index]


def _column(value: Any) -> np.ndarray:
    return np.array([value]) if isinstance(value, bytes) else np.asarray(value)
