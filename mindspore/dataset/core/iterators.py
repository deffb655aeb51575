"""Iterators over a pipeline: they own its run, count epochs and turn arrays into what the user
asked for."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from mindspore.dataset import config
from mindspore.dataset.core.checks import check_bool, pipeline_error, told
from mindspore.dataset.core.run import Run
from mindspore.dataset.core.values import to_numpy, to_tensor

if TYPE_CHECKING:
    from mindspore.dataset.core.dataset import Dataset


class _Iterator:
    """What both iterators share. A `for` loop over it is one epoch."""

    def __init__(
        self, dataset: Dataset, num_epochs: int, output_numpy: bool, do_copy: bool
    ) -> None:
        if isinstance(num_epochs, bool) or not isinstance(num_epochs, (int, np.integer)):
            raise TypeError(told("`num_epochs` needs an int", f"found {num_epochs!r}"))
        if num_epochs != -1 and num_epochs < 1:
            raise RuntimeError(
                told("`num_epochs` needs -1 (without end) or at least 1", f"found {num_epochs}")
            )
        check_bool("output_numpy", output_numpy)
        check_bool("do_copy", do_copy)
        self._dataset = dataset
        self._num_epochs = int(num_epochs)
        self._convert = to_numpy if output_numpy else to_tensor
        self._copy = do_copy or config.get_iterator_mode()["do_copy"]
        # Wrong column names are told here, not at the first row.
        self._names = dataset._columns()
        self._run = Run(config.seed_of_run())
        self._rows: Iterator[tuple] | None = None
        self._ended = 0
        self._stopped = False

    def __iter__(self) -> Any:
        return self

    def _next_row(self) -> tuple:
        rows = self._rows
        if rows is None:
            rows = self._rows = self._start_epoch()
        try:
            return next(rows)
        except StopIteration:
            self._end_epoch()
            raise
        except BaseException:
            self.stop()
            raise

    def _start_epoch(self) -> Iterator[tuple]:
        if self._stopped:
            raise pipeline_error("the iterator needs to be running", "it was stopped")
        if self._num_epochs != -1 and self._ended >= self._num_epochs:
            raise pipeline_error(
                f"the iterator was made for {self._num_epochs} epoch(s) and has given all of them",
                help="write num_epochs=-1, or make a new iterator for each epoch",
            )
        if self._run.foreign:
            raise pipeline_error(
                "an iterator works in the process that made it only",
                help="make the iterator after the fork",
            )
        self._run.epoch = self._ended
        return iter(self._dataset._rows(self._run))

    def _end_epoch(self) -> None:
        self._rows = None
        self._ended += 1
        if self._ended == self._num_epochs:
            self._run.close()

    def stop(self) -> None:
        """End the iterator and its workers."""
        self._stopped = True
        rows, self._rows = self._rows, None
        if rows is not None and hasattr(rows, "close"):
            rows.close()
        self._run.close()

    def __del__(self) -> None:
        # At the end of the interpreter what we would close may be gone already.
        with contextlib.suppress(Exception):
            if not self._run.foreign:
                self.stop()


class TupleIterator(_Iterator):
    """Gives each row as a list of values."""

    def __next__(self) -> list:
        """Give the next row."""
        convert, copy = self._convert, self._copy
        return [convert(value, copy) for value in self._next_row()]


class DictIterator(_Iterator):
    """Gives each row as a dict from column names to values."""

    def __next__(self) -> dict[str, Any]:
        """Give the next row."""
        convert, copy = self._convert, self._copy
        return {
            name: convert(value, copy)
            for name, value in zip(self._names, self._next_row(), strict=True)
        }
