"""Filter: keep the rows for which a function is true."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from mindspore.dataset.core.blame import blamed, name_of
from mindspore.dataset.core.checks import check_callable, check_int, column_list
from mindspore.dataset.core.dataset import Dataset, Row
from mindspore.dataset.core.run import Run


class FilterDataset(Dataset):
    """The rows of a dataset for which `predicate` is true."""

    def __init__(
        self,
        input_dataset: Dataset,
        predicate: Callable,
        input_columns: str | list[str] | None = None,
        num_parallel_workers: int | None = None,
    ) -> None:
        super().__init__((input_dataset,))
        self.predicate = check_callable("predicate", predicate)
        names = [] if input_columns is None else column_list("input_columns", input_columns)
        self._inputs = names
        if num_parallel_workers is not None:
            check_int("num_parallel_workers", num_parallel_workers, 1)

    def _places(self) -> list[int]:
        child = self._children[0]
        return child._place_of("`filter`", self._inputs or child._columns())

    def _columns(self) -> list[str]:
        self._places()
        return self._children[0]._columns()

    def _rows(self, run: Run) -> Iterator[Row]:
        predicate, places = self.predicate, self._places()
        for number, row in enumerate(self._children[0]._rows(run)):
            values = [row[place] for place in places]
            try:
                kept = bool(predicate(*values))
            except Exception as error:
                names = self._children[0]._columns()
                where = f"filter function `{name_of(predicate)}` at row {number}"
                raise blamed(error, where, [names[i] for i in places], values) from None
            if kept:
                yield row
