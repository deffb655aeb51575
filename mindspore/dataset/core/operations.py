"""The methods of a dataset that build a longer pipeline out of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from mindspore.dataset.core.checks import check_callable, told

if TYPE_CHECKING:
    from mindspore.dataset.core.dataset import Dataset


class Operations:
    """What can be done with any dataset. Each method gives a new dataset and leaves this one as it
    was."""

    @property
    def _dataset(self) -> Dataset:
        return cast("Dataset", self)

    def map(
        self,
        operations: Any,
        input_columns: str | list[str] | None = None,
        output_columns: str | list[str] | None = None,
        num_parallel_workers: int | None = None,
        **kwargs: Any,
    ) -> Dataset:
        """Apply transforms or functions to each row.

        The first gets the values of `input_columns` (the first column, if not given), each next
        one what the one before returned; several values are returned as a tuple. The results
        replace the input columns, under the names `output_columns` if given. Values are arrays.
        `num_parallel_workers` threads work if given, or processes with
        `python_multiprocessing=True`; the order of rows stays.

        >>> import mindspore.dataset as ds
        >>> data = ds.NumpySlicesDataset({"x": [1, 2]}, shuffle=False)
        >>> data = data.map(lambda x: (x, x * x), "x", ["x", "square"])
        >>> rows = data.create_tuple_iterator(num_epochs=1, output_numpy=True)
        >>> [(int(x), int(y)) for x, y in rows]
        [(1, 1), (2, 4)]
        """
        from mindspore.dataset.nodes import MapDataset

        return MapDataset(
            self._dataset, operations, input_columns, output_columns, num_parallel_workers, **kwargs
        )

    def batch(
        self,
        batch_size: int | Callable,
        drop_remainder: bool = False,
        num_parallel_workers: int | None = None,
        **kwargs: Any,
    ) -> Dataset:
        """Put `batch_size` rows together; a last smaller batch is kept unless `drop_remainder`.

        `batch_size` may be a function of a BatchInfo. `per_batch_map` is called with one list of
        values for each of `input_columns` and the BatchInfo, and returns such lists.

        >>> import mindspore.dataset as ds
        >>> data = ds.NumpySlicesDataset([1, 2, 3], "x", shuffle=False).batch(2)
        >>> [x.tolist() for x, in data.create_tuple_iterator(num_epochs=1, output_numpy=True)]
        [[1, 2], [3]]
        """
        from mindspore.dataset.nodes import BatchDataset

        return BatchDataset(
            self._dataset, batch_size, drop_remainder, num_parallel_workers, **kwargs
        )

    def padded_batch(
        self,
        batch_size: int | Callable,
        drop_remainder: bool = False,
        num_parallel_workers: int | None = None,
        pad_info: dict | None = None,
    ) -> Dataset:
        """Pad rows to one shape, then put `batch_size` of them together.

        `pad_info` maps a column to (shape, value); None, as the shape or in it, stands for the
        largest of the batch. Columns it does not name are padded to their largest with 0;
        `pad_info=None` pads nothing.

        >>> import mindspore.dataset as ds
        >>> data = ds.NumpySlicesDataset([[1], [2, 3]], "x", shuffle=False)
        >>> data = data.padded_batch(2, pad_info={"x": (None, 9)})
        >>> [x.tolist() for x, in data.create_tuple_iterator(num_epochs=1, output_numpy=True)]
        [[[1, 9], [2, 3]]]
        """
        from mindspore.dataset.nodes import PaddedBatchDataset

        return PaddedBatchDataset(
            self._dataset, batch_size, drop_remainder, num_parallel_workers, pad_info
        )

    def bucket_batch_by_length(
        self,
        column_names: str | list[str],
        bucket_boundaries: list[int],
        bucket_batch_sizes: list[int],
        element_length_function: Callable | None = None,
        pad_info: dict | None = None,
        pad_to_bucket_boundary: bool = False,
        drop_remainder: bool = False,
    ) -> Dataset:
        """Batch rows of about the same length: those between two boundaries are padded and batched
        together.

        The length is that of the only column, or what `element_length_function` gives for several.
        `pad_info` is as in `padded_batch`; with `pad_to_bucket_boundary`, None in a shape stands
        for the longest length of the bucket.

        >>> import mindspore.dataset as ds
        >>> rows = [[0], [1, 1], [2], [3, 3]]
        >>> data = ds.NumpySlicesDataset(rows, "x", shuffle=False)
        >>> data = data.bucket_batch_by_length("x", [2], [2, 2])
        >>> [x.tolist() for x, in data.create_tuple_iterator(num_epochs=1, output_numpy=True)]
        [[[0], [2]], [[1, 1], [3, 3]]]
        """
        from mindspore.dataset.nodes import BucketBatchByLengthDataset

        return BucketBatchByLengthDataset(
            self._dataset,
            column_names,
            bucket_boundaries,
            bucket_batch_sizes,
            element_length_function,
            pad_info,
            pad_to_bucket_boundary,
            drop_remainder,
        )

    def shuffle(self, buffer_size: int) -> Dataset:
        """Change the order at random: each next row is picked among `buffer_size` that wait.

        >>> import mindspore.dataset as ds
        >>> ds.config.set_seed(1)
        >>> data = ds.NumpySlicesDataset(list(range(10)), "x", shuffle=False).shuffle(4)
        >>> [int(x) for x, in data.create_tuple_iterator(num_epochs=1, output_numpy=True)]
        [0, 2, 4, 5, 3, 1, 7, 9, 6, 8]
        """
        from mindspore.dataset.nodes import ShuffleDataset

        return ShuffleDataset(self._dataset, buffer_size)

    def repeat(self, count: int | None = None) -> Dataset:
        """Pass over the data `count` times, or without end (None or -1).

        >>> import mindspore.dataset as ds
        >>> data = ds.NumpySlicesDataset([1, 2], "x", shuffle=False).repeat(2)
        >>> [int(x) for x, in data.create_tuple_iterator(num_epochs=1, output_numpy=True)]
        [1, 2, 1, 2]
        """
        from mindspore.dataset.nodes import RepeatDataset

        return RepeatDataset(self._dataset, count)

    def take(self, count: int = -1) -> Dataset:
        """Keep the first `count` rows, or all (-1).

        >>> import mindspore.dataset as ds
        >>> ds.NumpySlicesDataset([1, 2, 3], "x").take(2).get_dataset_size()
        2
        """
        from mindspore.dataset.nodes import TakeDataset

        return TakeDataset(self._dataset, count)

    def skip(self, count: int) -> Dataset:
        """Leave out the first `count` rows.

        >>> import mindspore.dataset as ds
        >>> ds.NumpySlicesDataset([1, 2, 3], "x").skip(2).get_dataset_size()
        1
        """
        from mindspore.dataset.nodes import SkipDataset

        return SkipDataset(self._dataset, count)

    def zip(self, datasets: Any) -> Dataset:
        """Put the columns of this and other datasets side by side; the shortest one ends it.

        >>> import mindspore.dataset as ds
        >>> left, right = ds.NumpySlicesDataset([1, 2], "x"), ds.NumpySlicesDataset([3, 4], "y")
        >>> left.zip(right).get_col_names()
        ['x', 'y']
        """
        from mindspore.dataset.nodes import ZipDataset

        others = datasets if isinstance(datasets, tuple) else (datasets,)
        return ZipDataset((self._dataset, *others))

    def concat(self, datasets: Any) -> Dataset:
        """Append the rows of one dataset or a list of them; all need the same columns.

        >>> import mindspore.dataset as ds
        >>> left, right = ds.NumpySlicesDataset([1, 2], "x"), ds.NumpySlicesDataset([3], "x")
        >>> left.concat(right).get_dataset_size()
        3
        """
        from mindspore.dataset.nodes import ConcatDataset

        others = list(datasets) if isinstance(datasets, (list, tuple)) else [datasets]
        return ConcatDataset([self._dataset, *others])

    def __add__(self, other: Any) -> Dataset:
        """Append the rows of another dataset."""
        return self.concat(other)

    def filter(
        self,
        predicate: Callable,
        input_columns: str | list[str] | None = None,
        num_parallel_workers: int | None = None,
    ) -> Dataset:
        """Keep the rows for which `predicate`, called with `input_columns`, is true.

        >>> import mindspore.dataset as ds
        >>> data = ds.NumpySlicesDataset(list(range(6)), "x", shuffle=False)
        >>> data = data.filter(lambda x: x % 2 == 0)
        >>> [int(x) for x, in data.create_tuple_iterator(num_epochs=1, output_numpy=True)]
        [0, 2, 4]
        """
        from mindspore.dataset.nodes import FilterDataset

        return FilterDataset(self._dataset, predicate, input_columns, num_parallel_workers)

    def project(self, columns: str | list[str]) -> Dataset:
        """Keep these columns, in this order.

        >>> import mindspore.dataset as ds
        >>> ds.NumpySlicesDataset({"x": [1], "y": [2]}).project(["y"]).get_col_names()
        ['y']
        """
        from mindspore.dataset.nodes import ProjectDataset

        return ProjectDataset(self._dataset, columns)

    def rename(self, input_columns: str | list[str], output_columns: str | list[str]) -> Dataset:
        """Give columns new names.

        >>> import mindspore.dataset as ds
        >>> ds.NumpySlicesDataset({"x": [1], "y": [2]}).rename("x", "z").get_col_names()
        ['z', 'y']
        """
        from mindspore.dataset.nodes import RenameDataset

        return RenameDataset(self._dataset, input_columns, output_columns)

    def split(self, sizes: list[int] | list[float], randomize: bool = True) -> tuple:
        """Split into datasets that share no row, by numbers of rows or by fractions that sum to 1.

        `randomize` chooses the rows of each at random, once: every epoch has the same split.

        >>> import mindspore.dataset as ds
        >>> train, test = ds.NumpySlicesDataset(list(range(10)), "x").split([0.7, 0.3])
        >>> len(train), len(test)
        (7, 3)
        """
        from mindspore.dataset.nodes import split

        return split(self._dataset, sizes, randomize)

    def flat_map(self, func: Callable) -> Dataset:
        """Put the datasets that `func` makes out of each row one behind the other."""
        from mindspore.dataset.nodes import FlatMapDataset

        return FlatMapDataset(self._dataset, func)

    def apply(self, apply_func: Callable) -> Dataset:
        """Give `apply_func(self)`, which needs to be a dataset.

        >>> import mindspore.dataset as ds
        >>> ds.NumpySlicesDataset([1, 2], "x").apply(lambda data: data.batch(2)).get_batch_size()
        2
        """
        from mindspore.dataset.core.dataset import Dataset

        check_callable("apply_func", apply_func)
        result = apply_func(self)
        if not isinstance(result, Dataset):
            raise TypeError(
                told("`apply_func` needs to return a dataset", f"found {type(result).__name__}")
            )
        return result
