"""Parts that deal with whole columns: choose them, rename them, put those of several datasets side
by side."""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter
from typing import Any

from mindspore.dataset.core.checks import column_list, pipeline_error, shown, told
from mindspore.dataset.core.dataset import Dataset, Row, close
from mindspore.dataset.core.run import Run


class ProjectDataset(Dataset):
    """Some columns of a dataset, in a given order."""

    def __init__(self, input_dataset: Dataset, columns: str | list[str]) -> None:
        super().__init__((input_dataset,))
        self._names = column_list("columns", columns)

    def _columns(self) -> list[str]:
        self._children[0]._place_of("`project`", self._names)
        return self._names

    def _rows(self, run: Run) -> Iterator[Row]:
        return self._chosen(self._children[0]._rows(run))

    def _blocks(self, run: Run, size: int) -> Iterator[Row]:
        return self._chosen(self._children[0]._blocks(run, size))

    def _blocky(self) -> bool:
        return self._children[0]._blocky()

    def _chosen(self, rows: Iterator[Row]) -> Iterator[Row]:
        places = self._children[0]._place_of("`project`", self._names)
        if len(places) == 1:
            place = places[0]
            return ((row[place],) for row in rows)
        return map(itemgetter(*places), rows)

    def _count(self) -> int:
        return self._children[0].get_dataset_size()


class RenameDataset(Dataset):
    """A dataset some of whose columns have other names."""

    def __init__(
        self, input_dataset: Dataset, input_columns: str | list[str], output_columns: Any
    ) -> None:
        super().__init__((input_dataset,))
        self._old = column_list("input_columns", input_columns)
        self._new = column_list("output_columns", output_columns)
        if len(self._old) != len(self._new):
            raise ValueError(
                told(
                    "`rename` needs a new name for each column",
                    f"`input_columns` is {self._old}, `output_columns` is {self._new}",
                )
            )

    def _columns(self) -> list[str]:
        names = list(self._children[0]._columns())
        places = self._children[0]._place_of("`rename`", self._old)
        for place, name in zip(places, self._new, strict=True):
            names[place] = name
        if len(set(names)) != len(names):
            raise pipeline_error("`rename` needs names that all differ", f"they would be {names}")
        return names

    def _rows(self, run: Run) -> Iterator[Row]:
        return self._children[0]._rows(run)

    def _blocks(self, run: Run, size: int) -> Iterator[Row]:
        return self._children[0]._blocks(run, size)

    def _blocky(self) -> bool:
        return self._children[0]._blocky()

    def _count(self) -> int:
        return self._children[0].get_dataset_size()


class ZipDataset(Dataset):
    """The columns of several datasets side by side."""

    def __init__(self, datasets: tuple[Dataset, ...]) -> None:
        for dataset in datasets:
            if not isinstance(dataset, Dataset):
                raise TypeError(told("`zip` needs datasets", f"found {shown(dataset)}"))
        super().__init__(datasets)

    def _columns(self) -> list[str]:
        names = [name for child in self._children for name in child._columns()]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise pipeline_error(
                "`zip` needs columns whose names all differ",
                f"{twice} come more than once",
                "rename them first: dataset.rename(old, new)",
            )
        return names

    def _rows(self, run: Run) -> Iterator[Row]:
        passes = [child._rows(run) for child in self._children]
        try:
            for rows in zip(*passes, strict=False):
                yield tuple([value for row in rows for value in row])
        finally:
            for one in passes:
                close(one)

    def _count(self) -> int:
        return min(child.get_dataset_size() for child in self._children)


def zip_datasets(datasets: tuple[Dataset, ...]) -> ZipDataset:
    """Put the columns of a tuple of datasets side by side; the shortest one ends it.

    >>> import mindspore.dataset as ds
    >>> pair = ds.NumpySlicesDataset([1, 2], "x"), ds.NumpySlicesDataset([3, 4], "y")
    >>> ds.zip(pair).get_col_names()
    ['x', 'y']
    """
    if not isinstance(datasets, tuple):
        raise TypeError(told("`zip` needs a tuple of datasets", f"found {shown(datasets)}"))
    if len(datasets) < 1:
        raise ValueError(told("`zip` needs at least one dataset", "found none"))
    return ZipDataset(datasets)
