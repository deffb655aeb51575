"""TextFileDataset and CSVDataset: rows that are the lines of text files."""

from __future__ import annotations

import csv
import glob
from collections.abc import Iterator
from typing import Any

import numpy as np

from mindspore.dataset.core.checks import check_type, column_list, pipeline_error, told
from mindspore.dataset.core.dataset import Row
from mindspore.dataset.core.run import Run
from mindspore.dataset.samplers import Shuffle
from mindspore.dataset.sources.base import MappableDataset
from mindspore.dataset.sources.record_files import shuffles


class LinesDataset(MappableDataset):
    """What sources of lines share: files are read once, when first needed."""

    def __init__(
        self,
        dataset_files: str | list[str],
        num_samples: int | None = None,
        num_parallel_workers: int | None = None,
        shuffle: Any = Shuffle.GLOBAL,
        num_shards: int | None = None,
        shard_id: int | None = None,
        cache: Any = None,
    ) -> None:
        super().__init__(
            num_parallel_workers, None, num_samples, shuffles(shuffle), num_shards, shard_id, cache
        )
        patterns = [dataset_files] if isinstance(dataset_files, str) else dataset_files
        check_type("dataset_files", patterns, (list, tuple), "a path, a pattern or a list of them")
        self._paths: list[str] = []
        for pattern in patterns:
            found = sorted(glob.glob(pattern))
            if not found:
                raise ValueError(
                    told("`dataset_files` needs files that exist", f"found {pattern!r}")
                )
            self._paths += found
        self._kept: list[list[Row]] = []

    def _read(self) -> list[Row]:
        raise AssertionError(f"{type(self).__name__} does not read files")

    def _lines(self) -> list[Row]:
        if not self._kept:
            self._kept.append(self._read())
        return self._kept[0]

    def _length(self) -> int:
        return len(self._lines())

    def __getitem__(self, index: int) -> Row:
        """Give the row at `index`."""
        return self._lines()[index]

    def _rows(self, run: Run) -> Iterator[Row]:
        for index in self._order(run):
            yield self._lines()[index]


class TextFileDataset(LinesDataset):
    """One row with the column `text` for each line that is not empty.

    >>> import os, tempfile
    >>> import mindspore.dataset as ds
    >>> path = os.path.join(tempfile.mkdtemp(), "a.txt")
    >>> _ = open(path, "w").write("one line\\n\\nanother\\n")
    >>> data = ds.TextFileDataset(path, shuffle=False)
    >>> [line.item() for line, in data.create_tuple_iterator(None, 1, True)]
    ['one line', 'another']
    """

    def _columns(self) -> list[str]:
        return ["text"]

    def _read(self) -> list[Row]:
        rows: list[Row] = []
        for path in self._paths:
            with open(path, encoding="utf8") as file:
                lines = (line.rstrip("\n") for line in file)
                rows += [(np.array(line),) for line in lines if line]
        return rows


class CSVDataset(LinesDataset):
    """One row for each line of files of comma separated values.

    Args:
        dataset_files: A path, a pattern or a list of them.
        field_delim: What stands between values.
        column_defaults: For each column the value of an empty one; int, float or str, which says
            the dtype too: int32, float32 or text. Columns are text if not given.
        column_names: Names of the columns; the first line of each file if not given.
        num_samples: How many rows at most.
        num_parallel_workers: Kept.
        shuffle: Whether rows are shuffled.
        num_shards: In how many parts the rows are divided.
        shard_id: Which part to give.
        cache: None.

    >>> import os, tempfile
    >>> import mindspore.dataset as ds
    >>> path = os.path.join(tempfile.mkdtemp(), "a.csv")
    >>> _ = open(path, "w").write("x,y\\n1,2.5\\n,3\\n")
    >>> data = ds.CSVDataset(path, column_defaults=[7, 0.0], shuffle=False)
    >>> [(int(x), float(y)) for x, y in data.create_tuple_iterator(None, 1, True)]
    [(1, 2.5), (7, 3.0)]
    """

    def __init__(
        self,
        dataset_files: str | list[str],
        field_delim: str = ",",
        column_defaults: list | None = None,
        column_names: list[str] | None = None,
        num_samples: int | None = None,
        num_parallel_workers: int | None = None,
        shuffle: Any = Shuffle.GLOBAL,
        num_shards: int | None = None,
        shard_id: int | None = None,
        cache: Any = None,
    ) -> None:
        super().__init__(
            dataset_files, num_samples, num_parallel_workers, shuffle, num_shards, shard_id, cache
        )
        check_type("field_delim", field_delim, str, "a character")
        self._delimiter = field_delim
        self._defaults = column_defaults
        self._headed = column_names is None
        self._names = column_list("column_names", column_names) if column_names else self._head()

    def _head(self) -> list[str]:
        with open(self._paths[0], encoding="utf8", newline="") as file:
            return [name.strip() for name in next(csv.reader(file, delimiter=self._delimiter), [])]

    def _columns(self) -> list[str]:
        return self._names

    def _read(self) -> list[Row]:
        rows: list[Row] = []
        for path in self._paths:
            with open(path, encoding="utf8", newline="") as file:
                lines = csv.reader(file, delimiter=self._delimiter)
                if self._headed:
                    next(lines, None)
                rows += [self._row(path, line) for line in lines if line]
        return rows

    def _row(self, path: str, line: list[str]) -> Row:
        if len(line) != len(self._names):
            raise pipeline_error(
                f"CSVDataset needs {len(self._names)} values in each line", f"{path}: {line}"
            )
        if self._defaults is None:
            return tuple(np.array(text) for text in line)
        try:
            return tuple(map(_value, line, self._defaults))
        except ValueError as error:
            raise pipeline_error("CSVDataset needs numbers", f"{path}: {error}") from None


def _value(text: str, default: Any) -> np.ndarray:
    if isinstance(default, str):
        return np.array(text or default)
    kind = np.float32 if isinstance(default, float) else np.int32
    return np.array(type(default)(text) if text else default, kind)
