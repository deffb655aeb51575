"""Bucket batch: batches of rows of about the same length."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from mindspore.dataset.core.blame import blamed, name_of
from mindspore.dataset.core.checks import (
    check_bool,
    check_callable,
    check_int,
    check_type,
    column_list,
    pipeline_error,
    told,
)
from mindspore.dataset.core.dataset import Dataset, Row
from mindspore.dataset.core.run import Run
from mindspore.dataset.nodes.batch import BatchInfo
from mindspore.dataset.nodes.padded_batch import PaddedBatchDataset


class BucketBatchByLengthDataset(Dataset):
    """Batches of rows whose lengths lie between two neighbours of `bucket_boundaries`."""

    def __init__(
        self,
        input_dataset: Dataset,
        column_names: Any,
        bucket_boundaries: Any,
        bucket_batch_sizes: Any,
        element_length_function: Callable | None = None,
        pad_info: dict | None = None,
        pad_to_bucket_boundary: bool = False,
        drop_remainder: bool = False,
    ) -> None:
        super().__init__((input_dataset,))
        self._names = column_list("column_names", column_names)
        self._boundaries = _ints("bucket_boundaries", bucket_boundaries)
        if sorted(set(self._boundaries)) != self._boundaries:
            raise ValueError(
                told("`bucket_boundaries` needs rising numbers", f"found {bucket_boundaries}")
            )
        self._sizes = _ints("bucket_batch_sizes", bucket_batch_sizes)
        if len(self._sizes) != len(self._boundaries) + 1:
            raise ValueError(
                told(
                    "`bucket_batch_sizes` needs one number more than `bucket_boundaries`",
                    f"found {len(self._sizes)} and {len(self._boundaries)}",
                )
            )
        if element_length_function is not None:
            check_callable("element_length_function", element_length_function)
        elif len(self._names) != 1:
            raise ValueError(
                told("several `column_names` need an `element_length_function`", "found none")
            )
        self._length_of = element_length_function
        self._to_boundary = check_bool("pad_to_bucket_boundary", pad_to_bucket_boundary)
        self.drop_remainder = check_bool("drop_remainder", drop_remainder)
        self._padder = PaddedBatchDataset(input_dataset, 1, pad_info=pad_info or {})

    def get_batch_size(self) -> int:
        """Give -1: batches have different sizes."""
        return -1

    def _columns(self) -> list[str]:
        self._place_in_child()
        return self._padder._columns()

    def _place_in_child(self) -> list[int]:
        return self._children[0]._place_of("`bucket_batch_by_length`", self._names)

    def _rows(self, run: Run) -> Iterator[Row]:
        buckets: list[list[Row]] = [[] for _ in self._sizes]
        places = self._place_in_child()
        number = 0
        for place, row in enumerate(self._children[0]._rows(run)):
            at = self._bucket_of([row[i] for i in places], place)
            buckets[at].append(row)
            if len(buckets[at]) == self._sizes[at]:
                yield self._batch(buckets[at], at, BatchInfo(run.epoch, number))
                buckets[at] = []
                number += 1
        for at, rows in enumerate(buckets):
            if rows and not self.drop_remainder:
                yield self._batch(rows, at, BatchInfo(run.epoch, number))
                number += 1

    def _bucket_of(self, values: list[Any], row: int) -> int:
        if self._length_of is None:
            length = values[0].shape[0] if values[0].ndim else 1
        else:
            try:
                length = int(self._length_of(*values))
            except Exception as error:
                where = f"element_length_function `{name_of(self._length_of)}` at row {row}"
                raise blamed(error, where, self._names, values) from None
        return sum(length >= boundary for boundary in self._boundaries)

    def _batch(self, rows: list[Row], at: int, info: BatchInfo) -> Row:
        padder = self._padder
        if self._to_boundary:
            padder = self._padder_of(at)
        return padder._batch((info, rows))

    def _padder_of(self, at: int) -> PaddedBatchDataset:
        if at == len(self._boundaries):
            raise pipeline_error(
                "`pad_to_bucket_boundary` needs rows shorter than the last boundary",
                f"a row is longer than {self._boundaries[-1] - 1}",
            )
        padder = PaddedBatchDataset(self._children[0], 1, pad_info={})
        padder.pad_info = {
            name: (
                None
                if shape is None
                else [self._boundaries[at] - 1 if size is None else size for size in shape],
                fill,
            )
            for name, (shape, fill) in (self._padder.pad_info or {}).items()
        }
        return padder


def _ints(name: str, values: Any) -> list[int]:
    check_type(name, values, (list, tuple), "a list of ints")
    if not values:
        raise ValueError(told(f"`{name}` needs at least one number", "found none"))
    return [check_int(f"{name}[{i}]", value, 1) for i, value in enumerate(values)]
