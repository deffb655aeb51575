"""Shuffle: a buffer of waiting rows, of which each next one is picked at random."""

from __future__ import annotations

from collections.abc import Iterator

from mindspore.dataset.core.checks import check_int
from mindspore.dataset.core.dataset import Dataset, Row
from mindspore.dataset.core.run import Run
from mindspore.dataset.core.twister import Twister64


class ShuffleDataset(Dataset):
    """A dataset in random order, as far as a buffer of `buffer_size` rows allows."""

    def __init__(
        self, input_dataset: Dataset, buffer_size: int, reshuffle_each_epoch: bool = True
    ) -> None:
        super().__init__((input_dataset,))
        self.buffer_size = check_int("buffer_size", buffer_size, 2)
        self._reshuffles = reshuffle_each_epoch

    def is_shuffled(self) -> bool:
        """Tell that the order is random."""
        return True

    def _rows(self, run: Run) -> Iterator[Row]:
        if self._reshuffles:
            # The numbers go on from epoch to epoch, so each has an order of its own.
            twister = run.remembered((id(self), "twister"), lambda: Twister64(run.seed))
        else:
            twister = Twister64(run.seed)
        draw, size = twister.next, self.buffer_size
        waiting: list[Row] = []
        for row in self._children[0]._rows(run):
            if len(waiting) < size:
                waiting.append(row)
                continue
            place = draw() % size
            picked = waiting[place]
            waiting[place] = waiting[-1]
            waiting[-1] = row
            yield picked
        while waiting:
            place = draw() % len(waiting)
            picked = waiting[place]
            waiting[place] = waiting[-1]
            waiting.pop()
            yield picked

    def _count(self) -> int:
        return self._children[0].get_dataset_size()
