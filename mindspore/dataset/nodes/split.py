"""Split: datasets that share no row, chosen once."""

from __future__ import annotations

import copy
from typing import Any

from mindspore.dataset.core.checks import check_bool, check_type, shown, told
from mindspore.dataset.core.dataset import Dataset
from mindspore.dataset.nodes.sequence import SkipDataset, TakeDataset
from mindspore.dataset.nodes.shuffle import ShuffleDataset
from mindspore.dataset.samplers import RandomSampler, SequentialSampler
from mindspore.dataset.sources.base import MappableDataset
from mindspore.dataset.sources.generator import GeneratorDataset


def split(dataset: Dataset, sizes: Any, randomize: bool) -> tuple[Dataset, ...]:
    """Split `dataset` into one dataset for each of `sizes`."""
    counts = _counts(dataset, sizes)
    check_bool("randomize", randomize)
    if dataset.is_sharded():
        raise RuntimeError(told("`split` needs a dataset that is not sharded", "found a shard"))
    if isinstance(dataset, MappableDataset) and _chooses_rows(dataset):
        return tuple(_by_sampler(dataset, counts, randomize))
    if randomize and sum(counts) > 1:
        dataset = ShuffleDataset(dataset, sum(counts), reshuffle_each_epoch=False)
    parts: list[Dataset] = []
    for count, start in zip(counts, _starts(counts), strict=True):
        parts.append(TakeDataset(SkipDataset(dataset, start) if start else dataset, count))
    return tuple(parts)


def _chooses_rows(dataset: MappableDataset) -> bool:
    return not isinstance(dataset, GeneratorDataset) or dataset._kind == "random"


def _by_sampler(dataset: MappableDataset, counts: list[int], randomize: bool) -> list[Dataset]:
    parts: list[Dataset] = []
    for count, start in zip(counts, _starts(counts), strict=True):
        part = copy.copy(dataset)
        part.sampler = _frozen(part.sampler)
        if randomize:
            shuffler = RandomSampler()
            shuffler.reshuffle_each_epoch = False
            part.use_sampler(shuffler)
        part.use_sampler(SequentialSampler(start, count))
        parts.append(part)
    return parts


def _frozen(sampler: Any) -> Any:
    """Give a sampler whose order stays: a row may not move from one part to another."""
    sampler = copy.copy(sampler)
    if isinstance(sampler, RandomSampler):
        sampler.reshuffle_each_epoch = False
    if sampler.child_sampler is not None:
        sampler.child_sampler = _frozen(sampler.child_sampler)
    return sampler


def _starts(counts: list[int]) -> list[int]:
    return [sum(counts[:i]) for i in range(len(counts))]


def _counts(dataset: Dataset, sizes: Any) -> list[int]:
    check_type("sizes", sizes, (list, tuple), "a list of ints or of floats")
    whole = bool(sizes) and all(type(size) is int for size in sizes)
    if not whole and not (sizes and all(isinstance(size, float) for size in sizes)):
        raise ValueError(
            told("`sizes` needs to be all ints or all floats", f"found {shown(sizes)}")
        )
    if any(size <= 0 for size in sizes):
        raise ValueError(told("`sizes` needs values above 0", f"found {shown(sizes)}"))
    total = dataset.get_dataset_size()
    if whole:
        if sum(sizes) != total:
            raise RuntimeError(
                told(
                    "`sizes` needs to sum to the number of rows",
                    f"they sum to {sum(sizes)}, the dataset has {total} rows",
                )
            )
        return list(sizes)
    if abs(sum(sizes) - 1.0) > 1e-9:
        raise ValueError(
            told("`sizes` in fractions needs to sum to 1", f"{list(sizes)} sum to {sum(sizes)}")
        )
    return _rounded(sizes, total)


def _rounded(fractions: Any, total: int) -> list[int]:
    counts = [round(fraction * total) for fraction in fractions]
    if any(count == 0 for count in counts):
        raise RuntimeError(
            told(
                "`split` needs at least one row for each part",
                f"{total} rows in parts of {list(fractions)} would be {counts}",
            )
        )
    over = sum(counts) - total
    if over < 0:
        counts[0] -= over
    for i, count in enumerate(counts):
        if 0 < over < count:
            counts[i] -= over
            break
    return counts
