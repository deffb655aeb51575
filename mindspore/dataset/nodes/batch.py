"""Batch: put rows together to one array per column."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from mindspore.dataset.core.blame import blamed, name_of
from mindspore.dataset.core.checks import (
    check_bool,
    check_callable,
    check_int,
    column_list,
    pipeline_error,
    shown,
    told,
)
from mindspore.dataset.core.dataset import Dataset, Row
from mindspore.dataset.core.run import Run
from mindspore.dataset.core.values import stack, to_column
from mindspore.dataset.core.workers import in_order, worker_count


class BatchInfo:
    """What a `per_batch_map` or a function for the batch size is told about the batch at hand."""

    def __init__(self, epoch: int, batch: int) -> None:
        self._epoch = epoch
        self._batch = batch

    def get_epoch_num(self) -> int:
        """Give the number of the epoch, from 0."""
        return self._epoch

    def get_batch_num(self) -> int:
        """Give the number of the batch in this pass over the data, from 0."""
        return self._batch


class BatchDataset(Dataset):
    """A dataset whose rows are batches of the rows of another."""

    def __init__(
        self,
        input_dataset: Dataset,
        batch_size: int | Callable,
        drop_remainder: bool = False,
        num_parallel_workers: int | None = None,
        per_batch_map: Callable | None = None,
        input_columns: str | list[str] | None = None,
        output_columns: str | list[str] | None = None,
        python_multiprocessing: bool = False,
        max_rowsize: Any = None,
    ) -> None:
        super().__init__((input_dataset,))
        if not callable(batch_size):
            if isinstance(batch_size, bool) or not isinstance(batch_size, (int, np.integer)):
                raise TypeError(
                    told("`batch_size` needs an int or a function", f"found {shown(batch_size)}")
                )
            batch_size = check_int("batch_size", batch_size, 1)
        self.batch_size = batch_size
        self.drop_remainder = check_bool("drop_remainder", drop_remainder)
        self.per_batch_map = per_batch_map
        if per_batch_map is not None:
            check_callable("per_batch_map", per_batch_map)
        self._inputs = [] if input_columns is None else column_list("input_columns", input_columns)
        self._outputs = (
            [] if output_columns is None else column_list("output_columns", output_columns)
        )
        if num_parallel_workers is not None:
            check_int("num_parallel_workers", num_parallel_workers, 1)
        self._workers = num_parallel_workers
        self._in_processes = check_bool("python_multiprocessing", python_multiprocessing)

    def get_batch_size(self) -> int:
        """Give the number of rows in a batch; -1 if a function chooses it."""
        return -1 if callable(self.batch_size) else self.batch_size

    def _places(self) -> list[int]:
        child = self._children[0]
        return child._place_of("`batch`", self._inputs or child._columns())

    def _columns(self) -> list[str]:
        names, places = list(self._children[0]._columns()), self._places()
        if not self._outputs or self.per_batch_map is None:
            return names
        if len(self._outputs) != len(places):
            return self._outputs + [n for i, n in enumerate(names) if i not in places]
        for place, name in zip(places, self._outputs, strict=True):
            names[place] = name
        return names

    def _count(self) -> int:
        if callable(self.batch_size):
            return self._count_by_running()
        rows = self._children[0].get_dataset_size()
        return rows // self.batch_size if self.drop_remainder else -(-rows // self.batch_size)

    def _rows(self, run: Run) -> Iterator[Row]:
        size = self.batch_size
        if not callable(size) and self.per_batch_map is None and self._children[0]._blocky():
            return self._whole(self._children[0]._blocks(run, size))
        workers = worker_count(self._workers, self._in_processes)
        groups = self._groups(run)
        if workers and self.per_batch_map is not None:
            key = (id(self), "rows")
            return in_order(run, key, self._batch, groups, workers, self._in_processes)
        return (self._batch(group) for group in groups)

    def _whole(self, blocks: Iterator[Row]) -> Iterator[Row]:
        for block in blocks:
            if not self.drop_remainder or len(block[0]) == self.batch_size:
                yield block

    def _groups(self, run: Run) -> Iterator[tuple[BatchInfo, list[Row]]]:
        """Collect the rows of each batch."""
        number = 0
        info = BatchInfo(run.epoch, number)
        size = self._size_of(info)
        rows: list[Row] = []
        for row in self._children[0]._rows(run):
            rows.append(row)
            if len(rows) < size:
                continue
            yield info, rows
            number += 1
            info = BatchInfo(run.epoch, number)
            size = self._size_of(info)
            rows = []
        if rows and not self.drop_remainder:
            yield info, rows

    def _size_of(self, info: BatchInfo) -> int:
        if not callable(self.batch_size):
            return self.batch_size
        try:
            size = self.batch_size(info)
        except Exception as error:
            where = f"batch size function `{name_of(self.batch_size)}` at batch {info._batch}"
            raise blamed(error, where) from None
        if isinstance(size, bool) or not isinstance(size, (int, np.integer)) or size < 1:
            raise pipeline_error(
                "a batch size function needs to return an int of at least 1",
                f"`{name_of(self.batch_size)}` returned {shown(size)} for batch {info._batch}",
            )
        return int(size)

    def _batch(self, group: tuple[BatchInfo, list[Row]]) -> Row:
        info, rows = group
        columns: list[list] = [list(column) for column in zip(*rows, strict=True)]
        names = self._children[0]._columns()
        if self.per_batch_map is not None:
            columns, names = self._mapped(columns, info), self._columns()
        return self._stacked(columns, names, info)

    def _stacked(self, columns: list[list], names: list[str], info: BatchInfo) -> Row:
        stacked = []
        for name, values in zip(names, columns, strict=True):
            try:
                stacked.append(stack(values))
            except ValueError as error:
                raise pipeline_error(
                    "`batch` needs rows of one shape and dtype",
                    f"column {name!r} in batch {info._batch} has {error}",
                    "resize or cast them in `map`, or write padded_batch(..., pad_info={})",
                ) from None
        return tuple(stacked)

    def _mapped(self, columns: list[list], info: BatchInfo) -> list[list]:
        places = self._places()
        function: Any = self.per_batch_map
        where = f"per_batch_map `{name_of(function)}` at batch {info._batch}"
        try:
            result = function(*[columns[place] for place in places], info)
            made = list(result) if isinstance(result, tuple) else [result]
            lists = [[to_column(value) for value in column] for column in made]
        except Exception as error:
            names = [self._children[0]._columns()[place] for place in places]
            raise blamed(error, where, names, [columns[place][0] for place in places]) from None
        self._check_lists(lists, len(self._outputs or places), len(columns[0]), info)
        if len(lists) != len(places):
            return lists + [column for i, column in enumerate(columns) if i not in places]
        for place, column in zip(places, lists, strict=True):
            columns[place] = column
        return columns

    def _check_lists(self, lists: list[list], expected: int, rows: int, info: BatchInfo) -> None:
        if len(lists) != expected:
            raise pipeline_error(
                "`per_batch_map` needs to return one list of values for each output column",
                f"it returned {len(lists)} for batch {info._batch}, {expected} are needed",
                "name the columns in `output_columns`; return the lists as a tuple",
            )
        for column in lists:
            if len(column) != rows:
                raise pipeline_error(
                    "`per_batch_map` needs to return as many values as the batch has rows",
                    f"it returned {len(column)} values for batch {info._batch} of {rows} rows",
                )
