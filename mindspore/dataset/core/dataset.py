"""The base of all datasets.

A dataset only describes; nothing runs before an iterator is made. A part of a pipeline offers its
data in one or two ways, both as generators that live for one pass:

- `_rows(run)`: one tuple of arrays per row. Every part has it.
- `_blocks(run, size)`: tuples of stacked arrays, `size` rows each, the last one maybe shorter.
  Parts that can do it cheaply say so with `_blocky()`. A pipeline that consists of such parts
  never touches single rows.

The two give the same values. `Operations` has the methods that build longer pipelines.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from mindspore.dataset import config
from mindspore.dataset.core.checks import check_bool, column_list, find_columns
from mindspore.dataset.core.iterators import DictIterator, TupleIterator
from mindspore.dataset.core.operations import Operations
from mindspore.dataset.core.run import Run

Row = tuple[Any, ...]
BLOCK = 64


class Dataset(Operations):
    """What all datasets share: iterating, and asking for size, names, shapes and dtypes."""

    def __init__(self, children: tuple[Dataset, ...] = ()) -> None:
        self._children = tuple(children)
        self._size: int | None = None
        self._first: Row | None = None

    # What each kind of dataset defines.

    def _columns(self) -> list[str]:
        """Give the names of the columns."""
        return self._children[0]._columns()

    def _rows(self, run: Run) -> Iterator[Row]:
        """Pass over the data, row by row."""
        return rows_of(self._blocks(run, BLOCK))

    def _blocks(self, run: Run, size: int) -> Iterator[Row]:
        """Pass over the data, block by block; only called if `_blocky()`."""
        raise AssertionError(f"{type(self).__name__} has no blocks")

    def _blocky(self) -> bool:
        """Tell whether `_blocks` works."""
        return False

    def _count(self) -> int:
        """Count the rows of one pass."""
        return self._count_by_running()

    def _count_by_running(self) -> int:
        run = Run(config.get_seed())
        try:
            return sum(1 for _ in self._rows(run))
        finally:
            run.close()

    # What users call.

    def create_tuple_iterator(
        self,
        columns: str | list[str] | None = None,
        num_epochs: int = -1,
        output_numpy: bool = False,
        do_copy: bool = False,
    ) -> TupleIterator:
        """Make an iterator that gives each row as a list, of Tensors or (`output_numpy`) of arrays.

        Each `for` loop over the iterator is one epoch, with an order of its own if the pipeline
        shuffles; `num_epochs` limits them, -1 does not.

        >>> import mindspore.dataset as ds
        >>> data = ds.NumpySlicesDataset([1, 2], "x", shuffle=False)
        >>> [int(x) for x, in data.create_tuple_iterator(num_epochs=1, output_numpy=True)]
        [1, 2]
        """
        source: Dataset = self
        if columns is not None:
            source = source.project(column_list("columns", columns))
        return TupleIterator(source, num_epochs, output_numpy, do_copy)

    def create_dict_iterator(
        self, num_epochs: int = -1, output_numpy: bool = False, do_copy: bool = False
    ) -> DictIterator:
        """Make an iterator that gives each row as a dict from column names to values.

        >>> import mindspore.dataset as ds
        >>> data = ds.NumpySlicesDataset({"x": [1, 2]}, shuffle=False)
        >>> [int(row["x"]) for row in data.create_dict_iterator(num_epochs=1, output_numpy=True)]
        [1, 2]
        """
        return DictIterator(self, num_epochs, output_numpy, do_copy)

    def __iter__(self) -> TupleIterator:
        """Iterate over one epoch; rows are lists of Tensors."""
        return self.create_tuple_iterator(num_epochs=1)

    def __len__(self) -> int:
        """Give the number of rows."""
        return self.get_dataset_size()

    def get_dataset_size(self) -> int:
        """Give the number of rows in one epoch (of batches, behind `batch`).

        >>> import mindspore.dataset as ds
        >>> ds.NumpySlicesDataset(list(range(10)), "x").batch(4).get_dataset_size()
        3
        """
        if self._size is None:
            self._size = self._count()
        return self._size

    def get_col_names(self) -> list[str]:
        """Give the names of the columns, in the order iterators give their values.

        >>> import mindspore.dataset as ds
        >>> ds.NumpySlicesDataset(([1], [2])).get_col_names()
        ['column_0', 'column_1']
        """
        return list(self._columns())

    def output_shapes(self, estimate: bool = False) -> list[list[int | None]]:
        """Give the shape of each column in the first row; with `estimate`, None where rows differ.

        >>> import mindspore.dataset as ds
        >>> ds.NumpySlicesDataset([[1, 2], [3, 4]], "x").batch(2).output_shapes()
        [[2, 2]]
        """
        check_bool("estimate", estimate)
        if not estimate:
            return [list(np.shape(value)) for value in self._first_row()]
        return self._shapes_of_all_rows()

    def output_types(self) -> list[np.dtype]:
        """Give the dtype of each column in the first row.

        >>> import mindspore.dataset as ds
        >>> ds.NumpySlicesDataset([1.5, 2.5], "x").output_types()
        [dtype('float64')]
        """
        return [_public_dtype(value) for value in self._first_row()]

    def get_batch_size(self) -> int:
        """Give the number of rows in a batch; 1 without `batch`, -1 if a function chooses it."""
        return self._children[0].get_batch_size() if len(self._children) == 1 else 1

    def get_repeat_count(self) -> int:
        """Give the count of the nearest `repeat`; 1 without one, -1 for repeating without end."""
        return self._children[0].get_repeat_count() if len(self._children) == 1 else 1

    def num_classes(self) -> int | None:
        """Give the number of classes, where the source knows it."""
        return self._children[0].num_classes() if self._children else None

    def get_class_indexing(self) -> dict[str, Any]:
        """Give the map from class names to labels, where the source knows it."""
        return self._children[0].get_class_indexing() if self._children else {}

    def is_shuffled(self) -> bool:
        """Tell whether some part of the pipeline changes the order at random."""
        return any(child.is_shuffled() for child in self._children)

    def is_sharded(self) -> bool:
        """Tell whether some source gives only a part of its rows."""
        return any(child.is_sharded() for child in self._children)

    # Helpers.

    def _first_row(self) -> Row:
        if self._first is None:
            run = Run(config.get_seed())
            rows = self._rows(run)
            try:
                self._first = next(rows, None)
            finally:
                close(rows)
                run.close()
        return self._first or ()

    def _shapes_of_all_rows(self) -> list[list[int | None]]:
        run = Run(config.get_seed())
        found: list[list[int | None]] = []
        try:
            for row in self._rows(run):
                shapes: list[list[int | None]] = [list(np.shape(value)) for value in row]
                if found:
                    shapes = [_joined(*pair) for pair in zip(found, shapes, strict=True)]
                found = shapes
        finally:
            run.close()
        return found

    def _place_of(self, operation: str, names: list[str]) -> list[int]:
        return find_columns(operation, names, self._columns())


def rows_of(blocks: Iterator[Row]) -> Iterator[Row]:
    """Cut blocks into rows that own their memory."""
    for block in blocks:
        for i in range(len(block[0])):
            yield tuple([column[i, ...].copy() for column in block])


def blocks_of(pieces: Iterator[Row], size: int) -> Iterator[Row]:
    """Put blocks of any sizes together to blocks of `size` rows."""
    held: list[Row] = []
    count = 0
    for piece in pieces:
        while len(piece[0]):
            taken = tuple([column[: size - count] for column in piece])
            piece = tuple([column[size - count :] for column in piece])
            held.append(taken)
            count += len(taken[0])
            if count == size:
                yield _together(held)
                held, count = [], 0
    if held:
        yield _together(held)


def _together(pieces: list[Row]) -> Row:
    if len(pieces) == 1:
        return pieces[0]
    return tuple([np.concatenate(columns) for columns in zip(*pieces, strict=True)])


def close(rows: Iterator[Row]) -> None:
    """End a pass early."""
    stop = getattr(rows, "close", None)
    if stop is not None:
        stop()


def _joined(a: list[int | None], b: list[int | None]) -> list[int | None]:
    if len(a) != len(b):
        return [None] * max(len(a), len(b))
    return [x if x == y else None for x, y in zip(a, b, strict=True)]


def _public_dtype(value: Any) -> np.dtype:
    dtype = getattr(value, "dtype", np.dtype(object))
    return np.dtype(dtype.kind) if dtype.kind in "US" else dtype
