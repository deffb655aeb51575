"""The base of sources whose rows can be read in any order: a sampler chooses among them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from mindspore.dataset import config
from mindspore.dataset.core.checks import check_int, check_type, told
from mindspore.dataset.core.dataset import Dataset, Row
from mindspore.dataset.core.run import Run
from mindspore.dataset.samplers import BuiltinSampler, Pass, as_sampler, choose_sampler


class MappableDataset(Dataset):
    """A source with a known number of rows, read through a sampler."""

    def __init__(
        self,
        num_parallel_workers: int | None = None,
        sampler: Any = None,
        num_samples: int | None = None,
        shuffle: Any = None,
        num_shards: int | None = None,
        shard_id: int | None = None,
        cache: Any = None,
    ) -> None:
        super().__init__()
        if num_parallel_workers is not None:
            check_int("num_parallel_workers", num_parallel_workers, 1)
        if cache is not None:
            check_type("cache", cache, type(None), "None: rows are never kept by a cache server")
        self.num_parallel_workers = num_parallel_workers
        self.sampler: BuiltinSampler = choose_sampler(
            num_samples, sampler, shuffle, num_shards, shard_id
        )

    def add_sampler(self, new_sampler: Any) -> None:
        """Let `new_sampler` choose among the rows the present sampler chooses."""
        self.use_sampler(new_sampler)

    def use_sampler(self, new_sampler: Any) -> None:
        """Let `new_sampler` choose among the rows the present sampler chooses.

        >>> import mindspore.dataset as ds
        >>> data = ds.NumpySlicesDataset([5, 6, 7], "x", shuffle=False)
        >>> data.use_sampler(ds.SubsetSampler([2]))
        >>> len(data)
        1
        """
        if new_sampler is None:
            raise TypeError(told("`new_sampler` needs a sampler", "found None"))
        new_sampler = as_sampler(new_sampler)
        new_sampler.add_child(self.sampler)
        self.sampler = new_sampler
        self._size = None
        self._first = None

    def is_shuffled(self) -> bool:
        """Tell whether the sampler changes the order at random."""
        return self.sampler.is_shuffled()

    def is_sharded(self) -> bool:
        """Tell whether the sampler chooses one shard."""
        return self.sampler.is_sharded()

    # What each source defines.

    def _length(self) -> int:
        """Give the number of rows there are to choose from."""
        raise AssertionError(f"{type(self).__name__} does not know its length")

    def _labels(self) -> Any:
        """Give the class of every row, or None."""
        return None

    def _take(self, indices: np.ndarray) -> Row:
        """Give the rows at `indices`, stacked, in memory of their own; only called if
        `_blocky()`."""
        raise AssertionError(f"{type(self).__name__} has no blocks")

    # How it runs.

    def _order(self, run: Run) -> Sequence[int]:
        return self.sampler.indices(Pass(self._length(), run, self, self._labels()))

    def _blocks(self, run: Run, size: int) -> Iterator[Row]:
        order = np.asarray(self._order(run), np.int64)
        for start in range(0, len(order), size):
            yield self._take(order[start : start + size])

    def _count(self) -> int:
        run = Run(config.get_seed())
        return self.sampler.count(Pass(self._length(), run, self, self._labels()))
