"""Samplers: which rows of a source that knows its length come, and in which order.

A sampler describes; `indices` draws one pass for a given number of rows. Orders follow the seed of
the run exactly as MindSpore's do (`core/twister.py`). A sampler may choose among what a child
sampler chose (`add_child`). Any iterable of row numbers works as a sampler too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum
from typing import Any

import numpy as np

from mindspore.dataset.core import twister
from mindspore.dataset.core.checks import (
    INT64_MAX,
    check_bool,
    check_int,
    check_type,
    pipeline_error,
    shown,
    told,
)
from mindspore.dataset.core.run import Run


class Shuffle(str, Enum):  # noqa: UP042 - prints as MindSpore's does
    """How a source shuffles: not, everything, or by files.

    Examples:
        >>> from mindspore import dataset as ds
        >>> ds.Shuffle.GLOBAL.name
        'GLOBAL'
    """

    FALSE = "false"
    ADAPTIVE = "adaptive"
    GLOBAL = "global"
    PARTIAL = "partial"
    FILES = "files"
    INFILE = "infile"


class Pass:
    """What a sampler may look at: how many rows there are, the run, and the labels of the rows."""

    def __init__(self, count: int, run: Run, owner: object, labels: Any = None) -> None:
        self.count = count
        self.run = run
        self.owner = owner
        self.labels = labels

    def of(self, count: int) -> Pass:
        """Give the same with another number of rows."""
        return Pass(count, self.run, self.owner, self.labels)


class BuiltinSampler:
    """What the samplers share: a number of samples and a child."""

    def __init__(self, num_samples: int | None = None) -> None:
        if num_samples is not None:
            check_int("num_samples", num_samples, 0, INT64_MAX)
        self.num_samples = num_samples
        self.child_sampler: BuiltinSampler | None = None
        self.dataset_size = 0

    def add_child(self, sampler: BuiltinSampler) -> None:
        """Choose among the rows `sampler` chooses."""
        if self.child_sampler is not None:
            raise RuntimeError(told("a sampler can have one child only", "it has one already"))
        self.child_sampler = as_sampler(sampler)

    def get_child(self) -> BuiltinSampler | None:
        """Give the child sampler."""
        return self.child_sampler

    def get_num_samples(self) -> int | None:
        """Give the number of samples that was asked for."""
        if self.child_sampler is None:
            return self.num_samples
        below = self.child_sampler.get_num_samples()
        known = [n for n in (self.num_samples, below) if n is not None]
        return min(known) if known else None

    def is_shuffled(self) -> bool:
        """Tell whether the order is random."""
        return self.child_sampler is not None and self.child_sampler.is_shuffled()

    def is_sharded(self) -> bool:
        """Tell whether only one shard of the rows comes."""
        return self.child_sampler is not None and self.child_sampler.is_sharded()

    def indices(self, at: Pass) -> Sequence[int]:
        """Draw the row numbers of one pass."""
        if self.child_sampler is None:
            return self._draw(at)
        below = self.child_sampler.indices(at)
        return [below[place] for place in self._draw(at.of(len(below)))]

    def count(self, at: Pass) -> int:
        """Give how many rows one pass has."""
        return len(self.indices(at))

    def _draw(self, at: Pass) -> Sequence[int]:
        raise AssertionError(f"{type(self).__name__} does not say which rows it chooses")

    def _limit(self, count: int) -> int:
        return min(self.num_samples or count, count)

    def _seed(self, at: Pass) -> int:
        """Give a seed that differs from pass to pass."""
        return at.run.seed + at.run.remembered((id(at.owner), id(self)), _Counter).next()


class _Counter:
    def __init__(self) -> None:
        self.value = -1

    def next(self) -> int:
        self.value += 1
        return self.value


class SequentialSampler(BuiltinSampler):
    """Chooses rows in order, from `start_index` on.

    >>> import mindspore.dataset as ds
    >>> data = ds.NumpySlicesDataset([5, 6, 7, 8], "x", sampler=ds.SequentialSampler(1, 2))
    >>> [int(x) for x, in data.create_tuple_iterator(num_epochs=1, output_numpy=True)]
    [6, 7]
    """

    def __init__(self, start_index: int | None = None, num_samples: int | None = None) -> None:
        super().__init__(num_samples)
        self.start_index = check_int("start_index", start_index or 0, 0, INT64_MAX)

    def _draw(self, at: Pass) -> Sequence[int]:
        if self.start_index and self.start_index >= at.count:
            raise pipeline_error(
                "SequentialSampler needs a `start_index` below the number of rows",
                f"start_index is {self.start_index}, there are {at.count} rows",
            )
        return range(self.start_index, min(at.count, self.start_index + self._limit(at.count)))


class RandomSampler(BuiltinSampler):
    """Chooses rows in random order; with `replacement`, one row may come several times.

    >>> import mindspore.dataset as ds
    >>> ds.config.set_seed(1)
    >>> data = ds.NumpySlicesDataset(list(range(12)), "x", sampler=ds.RandomSampler(num_samples=4))
    >>> [int(x) for x, in data.create_tuple_iterator(num_epochs=1, output_numpy=True)]
    [9, 10, 2, 5]
    """

    def __init__(
        self,
        replacement: bool = False,
        num_samples: int | None = None,
        shuffle: Shuffle = Shuffle.GLOBAL,
    ) -> None:
        super().__init__(num_samples)
        self.replacement = check_bool("replacement", replacement)
        self.reshuffle_each_epoch = True

    def is_shuffled(self) -> bool:
        """Tell that the order is random."""
        return True

    def count(self, at: Pass) -> int:
        """Give how many rows one pass has, without drawing them."""
        return self._limit(at.count) if self.child_sampler is None else super().count(at)

    def _draw(self, at: Pass) -> Sequence[int]:
        seed = self._seed(at) if self.reshuffle_each_epoch else at.run.seed
        limit = self._limit(at.count)
        if self.replacement:
            return twister.with_replacement(limit, at.count, seed)
        order = list(range(at.count))
        if self.reshuffle_each_epoch:
            # Each epoch shuffles the order of the epoch before.
            order = at.run.remembered((id(at.owner), id(self), "order"), lambda: order)
        return twister.shuffled(order, seed)[:limit]


class DistributedSampler(BuiltinSampler):
    """Chooses every `num_shards`-th row; shards are equally long, the last rows of some come from
    the start again.

    >>> import mindspore.dataset as ds
    >>> sampler = ds.DistributedSampler(3, 1, shuffle=False)
    >>> data = ds.NumpySlicesDataset(list(range(10)), "x", sampler=sampler)
    >>> [int(x) for x, in data.create_tuple_iterator(num_epochs=1, output_numpy=True)]
    [1, 4, 7, 0]
    """

    def __init__(
        self,
        num_shards: int,
        shard_id: int,
        shuffle: bool = True,
        num_samples: int | None = None,
        offset: int = -1,
    ) -> None:
        super().__init__(num_samples)
        self.num_shards = check_int("num_shards", num_shards, 1)
        self.shard_id = check_int("shard_id", shard_id, 0)
        self.shuffle = check_bool("shuffle", shuffle)
        self.offset = check_int("offset", offset, -1)
        if shard_id >= num_shards:
            raise ValueError(
                told(
                    "`shard_id` needs to be less than `num_shards`",
                    f"shard_id is {shard_id}, num_shards is {num_shards}",
                )
            )
        if offset > num_shards:
            raise ValueError(
                told(
                    "`offset` needs to be at most `num_shards`",
                    f"offset is {offset}, num_shards is {num_shards}",
                )
            )

    def is_shuffled(self) -> bool:
        """Tell whether the order is random."""
        return self.shuffle or super().is_shuffled()

    def is_sharded(self) -> bool:
        """Tell that only one shard of the rows comes."""
        return True

    def _draw(self, at: Pass) -> Sequence[int]:
        count, step = at.count, self.num_shards
        if not count:
            return []
        order: Sequence[int] = range(count)
        if self.shuffle:
            seed = self._seed(at) + 1
            kept = at.run.remembered((id(at.owner), id(self), "order"), lambda: list(range(count)))
            order = twister.shuffled(kept, seed)
        if self.offset == -1:
            per_shard = -(-count // step)
            places = [(self.shard_id + k * step) % count for k in range(per_shard)]
        else:
            first = self.shard_id - self.offset
            places = list(range(first if first >= 0 else first + step, count, step))
        return [order[place] for place in places[: self.num_samples or None]]


class SubsetSampler(BuiltinSampler):
    """Chooses the given rows, in the given order.

    >>> import mindspore.dataset as ds
    >>> data = ds.NumpySlicesDataset([5, 6, 7], "x", sampler=ds.SubsetSampler([2, 0]))
    >>> [int(x) for x, in data.create_tuple_iterator(num_epochs=1, output_numpy=True)]
    [7, 5]
    """

    def __init__(self, indices: Any, num_samples: int | None = None) -> None:
        super().__init__(num_samples)
        items = indices if isinstance(indices, Iterable) else [indices]
        found = []
        for i, item in enumerate(items):
            if isinstance(item, bool) or not isinstance(item, (int, np.integer)):
                raise TypeError(told("`indices` needs ints", f"indices[{i}] is {shown(item)}"))
            found.append(int(item))
        self._indices = found

    def _draw(self, at: Pass) -> Sequence[int]:
        chosen = self._indices[: self.num_samples or None]
        for i in chosen:
            if not 0 <= i < at.count:
                raise pipeline_error(
                    f"a sampler needs row numbers from 0 to {at.count - 1}", f"found {i}"
                )
        return chosen


class SubsetRandomSampler(SubsetSampler):
    """Chooses the given rows, in random order.

    >>> import mindspore.dataset as ds
    >>> data = ds.NumpySlicesDataset([5, 6, 7], "x", sampler=ds.SubsetRandomSampler([2, 0]))
    >>> sorted(int(x) for x, in data.create_tuple_iterator(num_epochs=1, output_numpy=True))
    [5, 7]
    """

    def is_shuffled(self) -> bool:
        """Tell that the order is random."""
        return True

    def _draw(self, at: Pass) -> Sequence[int]:
        key = (id(at.owner), id(self), "order")
        order = at.run.remembered(key, lambda: list(self._indices))
        twister.shuffled(order, at.run.seed)
        picked = SubsetSampler(order, self.num_samples)
        return list(picked._draw(at))


class WeightedRandomSampler(BuiltinSampler):
    """Chooses rows at random, row i with a chance in proportion to `weights[i]`.

    It gives `num_samples` rows, and at most as many as there are.

    >>> import mindspore.dataset as ds
    >>> data = ds.NumpySlicesDataset([5, 6], "x", sampler=ds.WeightedRandomSampler([0, 1]))
    >>> [int(x) for x, in data.create_tuple_iterator(num_epochs=1, output_numpy=True)]
    [6, 6]
    """

    def __init__(
        self, weights: Any, num_samples: int | None = None, replacement: bool = True
    ) -> None:
        super().__init__(num_samples)
        items = list(weights) if isinstance(weights, Iterable) else [weights]
        for i, item in enumerate(items):
            check_type(f"weights[{i}]", item, (int, float, np.integer, np.floating), "a number")
        self.replacement = check_bool("replacement", replacement)
        self._weights = np.asarray(items, np.float64)
        if not items or (self._weights < 0).any() or not 0 < self._weights.sum() < np.inf:
            raise ValueError(
                told(
                    "`weights` needs numbers of at least 0, one of them above 0",
                    f"found {shown(items)}",
                )
            )

    def is_shuffled(self) -> bool:
        """Tell that the order is random."""
        return True

    def _draw(self, at: Pass) -> Sequence[int]:
        if len(self._weights) > at.count:
            raise pipeline_error(
                "WeightedRandomSampler needs at most one weight for each row",
                f"there are {len(self._weights)} weights and {at.count} rows",
            )
        wanted = self._limit(at.count)
        if self.replacement:
            return twister.weighted(self._weights, wanted, at.run.seed)
        if wanted > np.count_nonzero(self._weights):
            raise pipeline_error(
                "WeightedRandomSampler without replacement needs a weight above 0 for each sample",
                f"num_samples is {wanted}, {np.count_nonzero(self._weights)} weights are above 0",
            )
        return twister.weighted_distinct(self._weights, wanted, at.run.seed)


class PKSampler(BuiltinSampler):
    """Chooses `num_val` rows of each class (of `num_class` classes, if given), class by class or
    shuffled.

    Examples:
        >>> from mindspore import dataset as ds
        >>> sampler = ds.PKSampler(2)
    """

    def __init__(
        self,
        num_val: int,
        num_class: int | None = None,
        shuffle: bool = False,
        class_column: str = "label",
        num_samples: int | None = None,
    ) -> None:
        super().__init__(num_samples)
        self.num_val = check_int("num_val", num_val, 1)
        if num_class is not None:
            check_int("num_class", num_class, 1)
        check_type("class_column", class_column, str, "a str")
        self.num_class = num_class
        self.shuffle = check_bool("shuffle", shuffle)
        self.class_column = class_column

    def is_shuffled(self) -> bool:
        """Tell whether the order is random."""
        return self.shuffle or super().is_shuffled()

    def _draw(self, at: Pass) -> Sequence[int]:
        if at.labels is None:
            raise ValueError(
                told(
                    "PKSampler needs a source that knows the class of each row",
                    help="use MnistDataset, Cifar10Dataset or ImageFolderDataset",
                )
            )
        seed = self._seed(at)
        labels = np.asarray(at.labels)
        chosen: list[int] = []
        for label in np.unique(labels)[: self.num_class]:
            rows = twister.shuffled(np.flatnonzero(labels == label).tolist(), seed)
            chosen += (rows * -(-self.num_val // len(rows)))[: self.num_val]
        if self.shuffle:
            twister.shuffled(chosen, seed)
        return chosen[: self.num_samples or None]


class Sampler(BuiltinSampler):
    """The base of samplers users write: define `__iter__` to give row numbers.

    >>> import mindspore.dataset as ds
    >>> class Backwards(ds.Sampler):
    ...     def __iter__(self):
    ...         return iter(range(self.dataset_size - 1, -1, -1))
    >>> data = ds.NumpySlicesDataset([5, 6, 7], "x", sampler=Backwards())
    >>> [int(x) for x, in data.create_tuple_iterator(num_epochs=1, output_numpy=True)]
    [7, 6, 5]
    """

    def __iter__(self) -> Any:
        raise TypeError(
            told(f"{type(self).__name__} needs a method __iter__ that gives row numbers")
        )

    def _draw(self, at: Pass) -> Sequence[int]:
        self.dataset_size = at.count
        return IterSampler(self, self.num_samples)._draw(at)


class IterSampler(BuiltinSampler):
    """Chooses the rows that an iterable names."""

    def __init__(self, sampler: Iterable, num_samples: int | None = None) -> None:
        super().__init__(num_samples)
        self.sampler = sampler

    def _draw(self, at: Pass) -> Sequence[int]:
        return SubsetSampler(self.sampler, self.num_samples)._draw(at)


def as_sampler(sampler: Any) -> BuiltinSampler:
    """Give `sampler` itself if it is one, or one made of an iterable of row numbers."""
    if isinstance(sampler, BuiltinSampler):
        return sampler
    if isinstance(sampler, Iterable):
        return IterSampler(sampler)
    raise TypeError(
        told("`sampler` needs a sampler or an iterable of row numbers", f"found {shown(sampler)}")
    )


def choose_sampler(
    num_samples: int | None,
    sampler: Any,
    shuffle: Any,
    num_shards: int | None,
    shard_id: int | None,
) -> BuiltinSampler:
    """Give the sampler that the arguments of a source ask for; by default rows are shuffled."""
    if num_samples is not None:
        check_int("num_samples", num_samples, 0, INT64_MAX)
    if isinstance(shuffle, Shuffle):
        shuffle = shuffle is not Shuffle.FALSE
    if shuffle is not None:
        check_bool("shuffle", shuffle)
    if (num_shards is None) != (shard_id is None):
        raise ValueError(
            told(
                "`num_shards` and `shard_id` need to be given together",
                f"num_shards is {num_shards}, shard_id is {shard_id}",
            )
        )
    if sampler is not None:
        if (num_samples, shuffle, num_shards) != (None, None, None):
            raise ValueError(
                told(
                    "a `sampler` needs to be the only one to choose rows",
                    f"found {num_samples=}, {shuffle=}, {num_shards=} too",
                    "give these to the sampler instead",
                )
            )
        return as_sampler(sampler)
    if num_shards is not None and shard_id is not None:
        check_int("num_shards", num_shards, 1)
        check_int("shard_id", shard_id, 0)
        return DistributedSampler(num_shards, shard_id, shuffle is not False, num_samples)
    if shuffle is False:
        return SequentialSampler(num_samples=num_samples)
    # As MindSpore does it: a number of samples without a sampler draws with replacement.
    return RandomSampler(num_samples is not None and num_samples > 0, num_samples)
