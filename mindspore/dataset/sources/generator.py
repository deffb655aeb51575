"""GeneratorDataset: rows from any Python object.

Three kinds of sources, looked for in this order: with `__getitem__` and `__len__` (rows in any
order, through a sampler, by several workers if asked for), callable (called for each pass),
iterable.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from mindspore.dataset.core import draws
from mindspore.dataset.core.blame import blamed
from mindspore.dataset.core.checks import (
    check_bool,
    check_callable,
    column_list,
    pipeline_error,
    shown,
    told,
)
from mindspore.dataset.core.dataset import Row
from mindspore.dataset.core.run import Run
from mindspore.dataset.core.values import stack, to_own_column
from mindspore.dataset.core.workers import CHUNK, in_order, worker_count
from mindspore.dataset.sources.base import MappableDataset


class GeneratorDataset(MappableDataset):
    """Rows from a Python function, iterable, or object with `__getitem__` and `__len__`.

    Each item is one row: a tuple with a value for each of `column_names`, or the value of the only
    column. A source with `__getitem__` is shuffled unless `shuffle=False` or a `sampler` says
    otherwise.

    >>> import mindspore.dataset as ds
    >>> def numbers():
    ...     for i in range(3):
    ...         yield i, i / 2
    >>> data = ds.GeneratorDataset(numbers, ["x", "half"])
    >>> [float(half) for x, half in data.create_tuple_iterator(num_epochs=1, output_numpy=True)]
    [0.0, 0.5, 1.0]
    """

    def __init__(
        self,
        source: Any,
        column_names: str | list[str] | None = None,
        column_types: list | None = None,
        schema: Any = None,
        num_samples: int | None = None,
        num_parallel_workers: int = 1,
        shuffle: bool | None = None,
        sampler: Any = None,
        num_shards: int | None = None,
        shard_id: int | None = None,
        python_multiprocessing: bool = True,
        max_rowsize: Any = None,
        batch_sampler: Any = None,
        collate_fn: Callable | None = None,
    ) -> None:
        super().__init__(num_parallel_workers, sampler, num_samples, shuffle, num_shards, shard_id)
        self._kind = _kind_of(source)
        check_bool("python_multiprocessing", python_multiprocessing)
        if column_names is None:
            raise ValueError(told("GeneratorDataset needs `column_names`", "found None"))
        self.source = source
        self._names = column_list("column_names", column_names)
        self._dtypes = _as_dtypes(column_types, len(self._names))
        self._workers = num_parallel_workers
        self._in_processes = python_multiprocessing
        self._limit = num_samples or None
        self._kept: list | None = None
        self._batches = batch_sampler
        self._collate = collate_fn
        self._check_order(sampler=sampler, num_shards=num_shards, batch_sampler=batch_sampler)
        self._check_batches(shuffle, sampler, num_samples, num_shards)

    def _check_order(self, **given: Any) -> None:
        for name, value in given.items():
            if value is not None and self._kind != "random":
                raise ValueError(
                    told(
                        f"`{name}` needs a source with __getitem__ and __len__",
                        f"the source is {shown(self.source)}",
                    )
                )

    def _check_batches(self, *others: Any) -> None:
        if self._batches is None:
            if self._collate is not None:
                raise ValueError(told("`collate_fn` needs a `batch_sampler`", "found none"))
            return
        if any(other is not None for other in others):
            raise ValueError(
                told(
                    "a `batch_sampler` needs to be the only one to choose rows",
                    help="leave out shuffle, sampler, num_samples, num_shards and shard_id",
                )
            )
        if self._collate is not None:
            check_callable("collate_fn", self._collate)

    def __getitem__(self, index: int) -> Any:
        """Give what the source has at `index`."""
        return self.source[index]

    def is_shuffled(self) -> bool:
        """Tell whether the sampler changes the order at random."""
        return self._kind == "random" and super().is_shuffled()

    def get_batch_size(self) -> int:
        """Give 1, or -1 with a `batch_sampler`."""
        return 1 if self._batches is None else -1

    def _columns(self) -> list[str]:
        return self._names

    def _length(self) -> int:
        return len(self.source)

    def _count(self) -> int:
        if self._kind == "random":
            return super()._count() if self._batches is None else sum(1 for _ in self._batches)
        return self._count_by_running()

    def _rows(self, run: Run) -> Iterator[Row]:
        if self._kind != "random":
            return self._rows_in_turn()
        order: Any = self._order(run) if self._batches is None else self._batches
        base = draws.base(run.seed, run.next_pass(self), 0)
        workers = worker_count(self._workers, self._in_processes)
        if self._batches is not None:
            return self._batch_rows(order)
        if workers and self._workers > 1:
            return self._rows_by_workers(run, order, base, workers)
        return self._rows_at(order, base)

    def _rows_in_turn(self) -> Iterator[Row]:
        number = -1
        items = self._open()
        while self._limit is None or number + 1 < self._limit:
            number += 1
            try:
                item = next(items)
            except StopIteration:
                return
            except Exception as error:
                raise blamed(error, f"the source of GeneratorDataset at row {number}") from None
            yield self._row(item, number)

    def _open(self) -> Iterator[Any]:
        try:
            if isinstance(self.source, types.GeneratorType):
                return self._replay()
            return iter(self.source() if self._kind == "callable" else self.source)
        except Exception as error:
            raise blamed(error, "the source of GeneratorDataset when a pass began") from None

    def _replay(self) -> Iterator[Any]:
        # A generator can be passed over once; what it gave is kept for later passes.
        if self._kept is None:
            self._kept = list(self.source)
        return iter(self._kept)

    def _rows_at(self, order: Any, base: int) -> Iterator[Row]:
        source, begin, row = self.source, draws.begin, self._row
        for place, index in enumerate(order):
            begin(base, place)
            try:
                item = source[index]
            except Exception as error:
                raise blamed(error, f"the source of GeneratorDataset at index {index}") from None
            yield row(item, index)

    def _rows_by_workers(self, run: Run, order: Any, base: int, workers: int) -> Iterator[Row]:
        tasks = [
            (base, start, list(order[start : start + CHUNK]))
            for start in range(0, len(order), CHUNK)
        ]
        key = (id(self), "rows")
        for rows in in_order(run, key, self._chunk, tasks, workers, self._in_processes):
            yield from rows

    def _chunk(self, task: tuple[int, int, list[int]]) -> list[Row]:
        base, start, indices = task
        if self._in_processes:
            np.random.seed((base + start) & 0xFFFFFFFF)
        return list(self._rows_at(indices, draws.moved(base, start)))

    def _batch_rows(self, batches: Any) -> Iterator[Row]:
        for number, indices in enumerate(batches):
            try:
                items = [self.source[index] for index in indices]
            except Exception as error:
                where = f"the source of GeneratorDataset in batch {number} ({list(indices)})"
                raise blamed(error, where) from None
            if self._collate is None:
                rows = [self._row(item, number) for item in items]
                yield tuple([stack(list(column)) for column in zip(*rows, strict=True)])
                continue
            try:
                merged = self._collate(items)
            except Exception as error:
                raise blamed(error, f"`collate_fn` in batch {number}") from None
            yield self._row(tuple(merged) if isinstance(merged, list) else merged, number)

    def _row(self, item: Any, number: int) -> Row:
        values = item if isinstance(item, tuple) else (item,)
        names = self._names
        if type(item) is list:
            # MindSpore takes a list for a row, as it does a tuple.
            values = tuple(item)
        if len(values) != len(names):
            raise pipeline_error(
                "the source of GeneratorDataset needs to give one value for each column",
                f"row {number} has {len(values)} value(s), `column_names` is {names}",
                "give a tuple; put a list that is one value into a tuple: ([1, 2],)",
            )
        try:
            row = tuple([to_own_column(value) for value in values])
        except TypeError as error:
            raise blamed(error, f"the source of GeneratorDataset at row {number}") from None
        if self._dtypes is not None:
            self._check_dtypes(row, number)
        return row

    def _check_dtypes(self, row: Row, number: int) -> None:
        for name, value, dtype in zip(self._names, row, self._dtypes or (), strict=True):
            if value.dtype != dtype:
                raise pipeline_error(
                    f"the source of GeneratorDataset needs to give {dtype} for column {name!r}",
                    f"row {number} has {value.dtype}, `column_types` says {dtype}",
                )


def _kind_of(source: Any) -> str:
    if hasattr(source, "__getitem__"):
        if not hasattr(source, "__len__"):
            raise pipeline_error(
                "a source with __getitem__ needs __len__ too", f"found {shown(source)}"
            )
        return "random"
    if callable(source):
        return "callable"
    if hasattr(source, "__iter__") or hasattr(source, "__next__"):
        return "iterable"
    raise TypeError(
        told(
            "`source` needs a function, an iterable, or an object with __getitem__ and __len__",
            f"found {shown(source)}",
        )
    )


def _as_dtypes(types: Any, count: int) -> list[np.dtype] | None:
    if types is None:
        return None
    from mindspore.dataset.core.dtypes import numpy_dtype

    types = types if isinstance(types, (list, tuple)) else [types]
    if len(types) != count:
        raise ValueError(
            told(
                "`column_types` needs one type for each column",
                f"found {len(types)} type(s) and {count} column(s)",
            )
        )
    return [numpy_dtype("column_types", item) for item in types]
