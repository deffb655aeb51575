"""Padded batch: bring rows to one shape by padding their ends, then batch them."""

from __future__ import annotations

from typing import Any

import numpy as np

from mindspore.dataset.core.checks import check_int, check_type, pipeline_error, shown, told
from mindspore.dataset.core.dataset import Dataset, Row
from mindspore.dataset.nodes.batch import BatchDataset, BatchInfo


class PaddedBatchDataset(BatchDataset):
    """A dataset whose rows are padded batches of the rows of another."""

    def __init__(
        self,
        input_dataset: Dataset,
        batch_size: Any,
        drop_remainder: bool = False,
        num_parallel_workers: int | None = None,
        pad_info: dict | None = None,
    ) -> None:
        super().__init__(input_dataset, batch_size, drop_remainder, num_parallel_workers)
        self.pad_info = None if pad_info is None else _checked(pad_info)

    def _columns(self) -> list[str]:
        self._children[0]._place_of("`pad_info`", list(self.pad_info or ()))
        return super()._columns()

    def _rows(self, run: Any) -> Any:
        if self.pad_info is None:
            return super()._rows(run)
        return (self._batch(group) for group in self._groups(run))

    def _stacked(self, columns: list[list], names: list[str], info: BatchInfo) -> Row:
        if self.pad_info is not None:
            columns = [
                self._padded(values, name) for values, name in zip(columns, names, strict=True)
            ]
        return super()._stacked(columns, names, info)

    def _padded(self, values: list, name: str) -> list:
        wanted, fill = (self.pad_info or {}).get(name, (None, None))
        if values[0].dtype.kind in "US" and name not in (self.pad_info or {}):
            return values
        ranks = {value.ndim for value in values}
        if len(ranks) > 1 or (wanted is not None and ranks != {len(wanted)}):
            raise pipeline_error(
                "`pad_info` needs a shape with as many axes as the rows have",
                f"column {name!r} has rows with {sorted(ranks)} axes"
                + ("" if wanted is None else f", its shape in `pad_info` is {list(wanted)}"),
            )
        largest = np.max([value.shape for value in values], axis=0).astype(int).tolist()
        shape = (
            largest
            if wanted is None
            else [big if size is None else size for big, size in zip(largest, wanted, strict=True)]
        )
        return [pad_end(value, shape, fill) for value in values]


def pad_end(value: np.ndarray, shape: list[int], fill: Any) -> np.ndarray:
    """Pad or cut the end of each axis so that `value` gets `shape`.

    >>> pad_end(np.array([1, 2]), [3], 7).tolist()
    [1, 2, 7]
    """
    text = value.dtype.kind in "US"
    if fill is None:
        fill = "" if value.dtype.kind == "U" else b"" if text else 0
    if text != isinstance(fill, (str, bytes)):
        raise pipeline_error(
            "padding needs a text for texts and a number for numbers",
            f"the column has {value.dtype}, the value to pad with is {shown(fill)}",
        )
    dtype = np.result_type(value.dtype, np.asarray(fill).dtype) if text else value.dtype
    padded = np.empty(shape, dtype)
    padded[...] = fill
    kept = tuple([slice(0, min(have, want)) for have, want in zip(value.shape, shape, strict=True)])
    padded[kept] = value[kept]
    return padded


def _checked(pad_info: Any) -> dict[str, tuple]:
    check_type("pad_info", pad_info, dict, "a dict from columns to (shape, value)")
    checked = {}
    for name, entry in pad_info.items():
        check_type("pad_info", name, str, "a dict from columns to (shape, value)")
        if not isinstance(entry, tuple) or len(entry) != 2:
            raise TypeError(
                told(
                    "`pad_info` needs a tuple (shape, value) for each column",
                    f"column {name!r} has {shown(entry)}",
                )
            )
        shape, fill = entry
        if shape is not None:
            check_type("pad_info", shape, (list, tuple), "a list of ints or None as a shape")
            for size in shape:
                if size is not None:
                    check_int(f"pad_info[{name!r}]", size, 1)
        checked[name] = (shape, fill)
    return checked
