"""Map: apply transforms and functions to each row.

Three ways to run, with the same result: block-wise, if every operation and everything before can
work on stacked rows (`batched` of a transform); row by row in the calling thread; or by workers,
in chunks of rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from mindspore.dataset import config
from mindspore.dataset.callback import check_callbacks, with_callbacks
from mindspore.dataset.core import draws
from mindspore.dataset.core.blame import blamed, name_of
from mindspore.dataset.core.checks import (
    check_bool,
    check_int,
    check_type,
    column_list,
    pipeline_error,
    shown,
    told,
)
from mindspore.dataset.core.dataset import Dataset, Row, rows_of
from mindspore.dataset.core.run import Run
from mindspore.dataset.core.values import to_made_column
from mindspore.dataset.core.workers import CHUNK, in_order, worker_count


class MapDataset(Dataset):
    """A dataset whose rows went through operations."""

    def __init__(
        self,
        input_dataset: Dataset,
        operations: Any = None,
        input_columns: str | list[str] | None = None,
        output_columns: str | list[str] | None = None,
        num_parallel_workers: int | None = None,
        python_multiprocessing: bool = False,
        cache: Any = None,
        callbacks: Any = None,
        max_rowsize: Any = None,
        offload: bool | None = None,
    ) -> None:
        super().__init__((input_dataset,))
        self.operations = _checked_operations(operations)
        self._inputs = [] if input_columns is None else column_list("input_columns", input_columns)
        self._outputs = (
            [] if output_columns is None else column_list("output_columns", output_columns)
        )
        if num_parallel_workers is not None:
            check_int("num_parallel_workers", num_parallel_workers, 1)
        self._workers = num_parallel_workers
        self._in_processes = check_bool("python_multiprocessing", python_multiprocessing)
        check_type("cache", cache, type(None), "None: rows are never kept by a cache server")
        self._callbacks = check_callbacks(callbacks)

    # Columns.

    def _places(self) -> list[int]:
        child = self._children[0]
        return child._place_of("`map`", self._inputs or child._columns()[:1])

    def _columns(self) -> list[str]:
        names, places = list(self._children[0]._columns()), self._places()
        if not self._outputs:
            return names
        if len(self._outputs) == len(places):
            for place, name in zip(places, self._outputs, strict=True):
                names[place] = name
        else:
            names = self._outputs + [n for i, n in enumerate(names) if i not in places]
        if len(set(names)) != len(names):
            raise pipeline_error(
                "`map` needs output columns that differ from the columns it leaves",
                f"the columns would be {names}",
            )
        return names

    def _count(self) -> int:
        return self._children[0].get_dataset_size()

    # Blocks.

    def _blocky(self) -> bool:
        return (
            self._children[0]._blocky()
            and all(getattr(op, "batched", None) is not None for op in self.operations)
            and not self._callbacks
            and not config.get_debug_mode()
        )

    def _blocks(self, run: Run, size: int) -> Iterator[Row]:
        steps = [op.batched for op in self.operations]
        place = self._placer()
        inputs = self._places()
        done = 0
        for block in self._children[0]._blocks(run, size):
            values = tuple([block[i] for i in inputs])
            try:
                for step in steps:
                    result = step(*values)
                    values = result if type(result) is tuple else (result,)
            except Exception:
                # Row by row the same error comes again, now with the number of its row.
                self._apply_each(rows_of(iter([block])), done)
                raise
            done += len(block[0])
            yield place(block, values)

    def _apply_each(self, rows: Iterator[Row], number: int) -> None:
        apply = self._row_function()
        for place, row in enumerate(rows, number):
            apply(row, place)

    # Rows.

    def _rows(self, run: Run) -> Iterator[Row]:
        if self._blocky():
            return Dataset._rows(self, run)
        number = run.next_pass(self)
        base = draws.base(run.seed, number, _depth(self))
        workers = worker_count(self._workers, self._in_processes)
        if workers:
            rows = self._rows_by_workers(run, base, workers)
        else:
            rows = self._rows_in_turn(run, base)
        if self._callbacks:
            counted: dict[str, int] = run.remembered((id(self), "steps"), dict)
            return with_callbacks(rows, self._callbacks, number + 1, counted)
        return rows

    def _rows_in_turn(self, run: Run, base: int) -> Iterator[Row]:
        apply, begin = self._row_function(), draws.begin
        mode = config.get_error_samples_mode()
        rows = self._children[0]._rows(run)
        if mode is not config.ErrorSamplesMode.RETURN:
            yield from _forgiving(apply, rows, base, 0, mode)
            return
        for number, row in enumerate(rows):
            begin(base, number)
            yield apply(row, number)

    def _rows_by_workers(self, run: Run, base: int, workers: int) -> Iterator[Row]:
        tasks = _chunks(self._children[0]._rows(run), base)
        key = (id(self), "rows")
        for rows in in_order(run, key, self._chunk, tasks, workers, self._in_processes):
            yield from rows

    def _chunk(self, task: tuple[int, int, list[Row]]) -> list[Row]:
        base, start, rows = task
        apply = self._row_function()
        if self._in_processes:
            # Forked workers share the state of these; seeded by chunk they depend on nothing else.
            np.random.seed((base + start) & 0xFFFFFFFF)
        mode = config.get_error_samples_mode()
        if mode is not config.ErrorSamplesMode.RETURN:
            return list(_forgiving(apply, iter(rows), base, start, mode))
        made = []
        for number, row in enumerate(rows, start):
            draws.begin(base, number)
            made.append(apply(row, number))
        return made

    def _row_function(self) -> Callable[[Row, int], Row]:
        inputs, operations, place = self._places(), self.operations, self._placer()
        names = [self._children[0]._columns()[i] for i in inputs]

        def apply(row: Row, number: int) -> Row:
            values = tuple([row[i] for i in inputs])
            operation: Any = None
            try:
                for operation in operations:
                    result = operation(*values)
                    values = result if type(result) is tuple else (result,)
                operation = operations[-1]
                made = tuple([to_made_column(value) for value in values])
            except Exception as error:
                where = f"map operation `{name_of(operation)}` at row {number}"
                raise blamed(error, where, names, [row[i] for i in inputs]) from None
            return place(row, made)

        return apply

    def _placer(self) -> Callable[[Row, Row], Row]:
        """Make the function that puts results where the inputs were, or in front if they are more
        or fewer."""
        places = self._places()
        expected = len(self._outputs or places)
        rest = [i for i in range(len(self._children[0]._columns())) if i not in places]

        def place(row: Row, made: Row) -> Row:
            if len(made) != expected:
                self._wrong_count(len(made), expected)
            if expected != len(places):
                return made + tuple([row[i] for i in rest])
            row_list = list(row)
            for i, value in zip(places, made, strict=True):
                row_list[i] = value
            return tuple(row_list)

        return place

    def _wrong_count(self, found: int, expected: int) -> None:
        names = self._outputs or self._inputs or self._children[0]._columns()[:1]
        raise pipeline_error(
            "`map` needs operations that return one value for each output column",
            f"`{name_of(self.operations[-1])}` returned {found} value(s), "
            f"the output columns are {names} ({expected})",
            "name the columns in `output_columns`; return several values as a tuple",
        )


def _chunks(rows: Iterator[Row], base: int) -> Iterator[tuple[int, int, list[Row]]]:
    chunk: list[Row] = []
    start = 0
    for row in rows:
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield base, start, chunk
            start += CHUNK
            chunk = []
    if chunk:
        yield base, start, chunk


def _forgiving(
    apply: Callable, rows: Iterator[Row], base: int, start: int, mode: config.ErrorSamplesMode
) -> Iterator[Row]:
    """Apply to each row; leave out a row that fails, or give the last good one again in its
    place."""
    good: Row | None = None
    owed = 0
    for number, row in enumerate(rows, start):
        draws.begin(base, number)
        try:
            good = apply(row, number)
        except Exception:
            if mode is config.ErrorSamplesMode.REPLACE:
                owed += 1
        else:
            yield good
        while owed and good is not None:
            owed -= 1
            yield good


def _depth(dataset: Dataset) -> int:
    """Give a number that tells the maps of one pipeline apart and is the same in every process."""
    return 1 + max((_depth(child) for child in dataset._children), default=0)


def _checked_operations(operations: Any) -> list[Any]:
    items = list(operations) if isinstance(operations, (list, tuple)) else [operations]
    if not items or operations is None:
        raise ValueError(told("`operations` needs at least one operation", "found none"))
    for item in items:
        if not callable(item):
            raise ValueError(
                told(
                    "`operations` needs transforms or functions",
                    f"found {shown(item)}",
                    "pass the function itself, not the result of calling it",
                )
            )
    return items
