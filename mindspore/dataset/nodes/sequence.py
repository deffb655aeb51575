"""Parts that lengthen or shorten the sequence of rows: repeat, take, skip, one dataset behind
another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from mindspore.dataset.core.blame import blamed, name_of
from mindspore.dataset.core.checks import (
    check_callable,
    check_int,
    check_type,
    pipeline_error,
    shown,
    told,
)
from mindspore.dataset.core.dataset import Dataset, Row, blocks_of, close
from mindspore.dataset.core.run import Run


class RepeatDataset(Dataset):
    """Several passes over a dataset, one behind the other."""

    def __init__(self, input_dataset: Dataset, count: int | None = None) -> None:
        super().__init__((input_dataset,))
        count = -1 if count is None else count
        check_type("count", count, int, "an int")
        if count != -1:
            check_int("count", count, 1)
        self.count = count

    def get_repeat_count(self) -> int:
        """Give the number of passes, -1 for no end; a single pass does not count as repeating."""
        return super().get_repeat_count() if self.count == 1 else self.count

    def _passes(self, begin: Callable[[], Iterator[Row]]) -> Iterator[Row]:
        done = 0
        while done != self.count:
            empty = True
            for row in begin():
                empty = False
                yield row
            if empty and self.count == -1:
                return
            done += 1

    def _rows(self, run: Run) -> Iterator[Row]:
        return self._passes(lambda: self._children[0]._rows(run))

    def _blocks(self, run: Run, size: int) -> Iterator[Row]:
        return blocks_of(self._passes(lambda: self._children[0]._blocks(run, size)), size)

    def _blocky(self) -> bool:
        return self._children[0]._blocky()

    def _count(self) -> int:
        size = self._children[0].get_dataset_size()
        return size if self.count == -1 else size * self.count


class TakeDataset(Dataset):
    """The first rows of a dataset."""

    def __init__(self, input_dataset: Dataset, count: int = -1) -> None:
        super().__init__((input_dataset,))
        check_type("count", count, int, "an int")
        if count != -1:
            check_int("count", count, 1)
        self.count = count

    def _rows(self, run: Run) -> Iterator[Row]:
        rows = self._children[0]._rows(run)
        try:
            yield from rows if self.count == -1 else islice(rows, self.count)
        finally:
            close(rows)

    def _blocks(self, run: Run, size: int) -> Iterator[Row]:
        left = self.count
        for block in self._children[0]._blocks(run, size):
            count = len(block[0])
            if 0 <= left < count:
                block = tuple([column[:left] for column in block])
                count = left
            if count:
                yield block
            left -= count if left >= 0 else 0
            if left == 0:
                return

    def _blocky(self) -> bool:
        return self._children[0]._blocky()

    def _count(self) -> int:
        size = self._children[0].get_dataset_size()
        return size if self.count == -1 else min(size, self.count)


class SkipDataset(Dataset):
    """A dataset without its first rows."""

    def __init__(self, input_dataset: Dataset, count: int) -> None:
        super().__init__((input_dataset,))
        self.count = check_int("count", count, 0)

    def _rows(self, run: Run) -> Iterator[Row]:
        return islice(self._children[0]._rows(run), self.count, None)

    def _blocks(self, run: Run, size: int) -> Iterator[Row]:
        return blocks_of(self._left_over(self._children[0]._blocks(run, size)), size)

    def _left_over(self, blocks: Iterator[Row]) -> Iterator[Row]:
        ahead = self.count
        for block in blocks:
            skipped = min(ahead, len(block[0]))
            ahead -= skipped
            if skipped < len(block[0]):
                yield tuple([column[skipped:] for column in block])

    def _blocky(self) -> bool:
        return self._children[0]._blocky()

    def _count(self) -> int:
        return max(0, self._children[0].get_dataset_size() - self.count)


class ConcatDataset(Dataset):
    """Datasets with the same columns, one behind the other."""

    def __init__(self, datasets: list[Dataset]) -> None:
        for dataset in datasets:
            if not isinstance(dataset, Dataset):
                raise TypeError(told("`concat` needs datasets", f"found {shown(dataset)}"))
        super().__init__(tuple(datasets))

    def _columns(self) -> list[str]:
        first, *others = [child._columns() for child in self._children]
        for other in others:
            if other != first:
                raise pipeline_error(
                    "`concat` needs datasets with the same columns in the same order",
                    f"found {first} and {other}",
                    "write dataset.rename(old, new) or dataset.project(columns)",
                )
        return first

    def _rows(self, run: Run) -> Iterator[Row]:
        names = self._columns()
        expected: list[Any] | None = None
        for child in self._children:
            for number, row in enumerate(child._rows(run)):
                if number == 0:
                    expected = self._checked(row, expected, names)
                yield row

    def _checked(self, row: Row, expected: list[Any] | None, names: list[str]) -> list[Any]:
        found = [getattr(value, "dtype", None) for value in row]
        for name, old, new in zip(names, expected or found, found, strict=True):
            texts = old is not None and new is not None and {old.kind, new.kind} <= {"U", "S"}
            if old != new and not texts:
                raise pipeline_error(
                    "`concat` needs columns of one dtype",
                    f"column {name!r} has {old} and {new}",
                    "cast one: dataset.map(transforms.TypeCast(...), column)",
                )
        return found

    def _count(self) -> int:
        return sum(child.get_dataset_size() for child in self._children)


class FlatMapDataset(Dataset):
    """The datasets a function makes out of each row, one behind the other."""

    def __init__(self, input_dataset: Dataset, func: Callable) -> None:
        super().__init__((input_dataset,))
        self._function = check_callable("func", func)

    def _made(self, run: Run) -> Iterator[Dataset]:
        for number, row in enumerate(self._children[0]._rows(run)):
            try:
                made = self._function(*row)
            except Exception as error:
                where = f"flat_map function `{name_of(self._function)}` at row {number}"
                raise blamed(error, where, self._children[0]._columns(), row) from None
            if not isinstance(made, Dataset):
                raise TypeError(told("`func` needs to return a dataset", f"found {shown(made)}"))
            # The run's memory goes by identity: it keeps what it has seen.
            run.remember((id(made), "made"), made)
            yield made

    def _columns(self) -> list[str]:
        run = Run(0)
        made = next(self._made(run), None)
        return self._children[0]._columns() if made is None else made._columns()

    def _rows(self, run: Run) -> Iterator[Row]:
        for made in self._made(run):
            yield from made._rows(run)
