"""NumpySlicesDataset: one row for each slice along the first axis of arrays or lists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from mindspore.dataset.core.checks import check_type, column_list, told
from mindspore.dataset.core.dataset import Dataset, Row
from mindspore.dataset.core.run import Run
from mindspore.dataset.core.values import to_column
from mindspore.dataset.sources.base import MappableDataset


class NumpySlicesDataset(MappableDataset):
    """Rows that are the slices of `data`: an array or list, a tuple of columns, or a dict of named
    columns.

    >>> import mindspore.dataset as ds
    >>> data = ds.NumpySlicesDataset({"x": [1, 2], "y": [[3, 4], [5, 6]]}, shuffle=False)
    >>> [(int(x), y.tolist()) for x, y in data.create_tuple_iterator(None, 1, True)]
    [(1, [3, 4]), (2, [5, 6])]
    """

    def __init__(
        self,
        data: Any,
        column_names: str | list[str] | None = None,
        num_samples: int | None = None,
        num_parallel_workers: int = 1,
        shuffle: bool | None = None,
        sampler: Any = None,
        num_shards: int | None = None,
        shard_id: int | None = None,
    ) -> None:
        super().__init__(num_parallel_workers, sampler, num_samples, shuffle, num_shards, shard_id)
        check_type("data", data, (list, tuple, dict, np.ndarray), "an array, list, tuple or dict")
        if isinstance(data, np.ndarray) and data.ndim == 0:
            raise TypeError(told("`data` needs an array with a first axis", "found a 0-d array"))
        if len(data) == 0:
            raise ValueError(told("`data` needs at least one row", f"found {data!r}"))
        columns = list(data.values()) if isinstance(data, dict) else data
        columns = list(columns) if isinstance(data, (tuple, dict)) else [data]
        self._names = self._choose_names(data, column_names, len(columns))
        lengths = [len(column) for column in columns]
        if len(set(lengths)) > 1:
            raise ValueError(
                told("`data` needs columns of one length", f"the lengths are {lengths}")
            )
        self._rows_count = lengths[0]
        self._stacks = [_as_stack(column) for column in columns]

    def _choose_names(self, data: Any, names: Any, count: int) -> list[str]:
        if names is None:
            if isinstance(data, dict):
                return column_list("data", list(data))
            return [f"column_{i}" for i in range(count)]
        names = column_list("column_names", names)
        if len(names) != count:
            raise ValueError(
                told(
                    "`column_names` needs one name for each column",
                    f"found {len(names)} name(s) and {count} column(s)",
                )
            )
        return names

    def __getitem__(self, index: int) -> Row:
        """Give the row at `index`."""
        return tuple([stack[index] for stack in self._stacks])

    def _columns(self) -> list[str]:
        return self._names

    def _length(self) -> int:
        return self._rows_count

    def _blocky(self) -> bool:
        return all(isinstance(stack, np.ndarray) for stack in self._stacks)

    def _take(self, indices: np.ndarray) -> Row:
        return tuple([stack[indices] for stack in self._stacks])

    def _rows(self, run: Run) -> Iterator[Row]:
        if self._blocky():
            return Dataset._rows(self, run)
        return self._single_rows(run)

    def _single_rows(self, run: Run) -> Iterator[Row]:
        for index in self._order(run):
            yield tuple([np.array(stack[index]) for stack in self._stacks])


def _as_stack(column: Any) -> Any:
    """Give a column as one array, or as a list of arrays if its values differ in shape or dtype."""
    if isinstance(column, np.ndarray) and column.dtype != object:
        return column
    values = [to_column(value) for value in column]
    first = values[0]
    alike = all(v.dtype == first.dtype and v.shape == first.shape for v in values)
    return np.stack(values) if alike else values
