"""Walking through a data set for training: epochs, steps, Tensors."""

from collections.abc import Iterator
from typing import Any


class DatasetHelper:
    """Gives a data set's batches as Tensors, epoch by epoch.

    Args:
        dataset: the data set.
        dataset_sink_mode: kept for programs that set it.
        sink_size: the steps of an epoch; -1 for the data set's.
        epoch_num: the number of epochs to come.

    Examples:
        >>> from mindspore import dataset, train
        >>> data = dataset.NumpySlicesDataset([1.0, 2.0, 3.0], ["x"], shuffle=False)
        >>> helper = train.DatasetHelper(data, dataset_sink_mode=False)
        >>> [float(x) for (x,) in helper]
        [1.0, 2.0, 3.0]
    """

    def __init__(
        self,
        dataset: Any,
        dataset_sink_mode: bool = True,
        sink_size: int = -1,
        epoch_num: int = 1,
    ) -> None:
        if not isinstance(dataset_sink_mode, bool):
            raise TypeError(f"`dataset_sink_mode` needs to be a bool, but is {dataset_sink_mode!r}")
        if isinstance(sink_size, bool) or not isinstance(sink_size, int):
            raise TypeError(f"`sink_size` needs to be an int, but is {sink_size!r}")
        if sink_size < -1 or sink_size == 0:
            raise ValueError(f"`sink_size` needs to be -1 or above 0, but is {sink_size}")
        self.dataset = dataset
        self._sink = sink_size
        self._batches = dataset.create_tuple_iterator(num_epochs=epoch_num, do_copy=False)
        self._rest: Iterator | None = None

    def __iter__(self) -> Iterator[tuple]:
        if self._sink == -1:
            yield from map(tuple, self._batches)
            return
        for _ in range(self._sink):
            yield self._next()

    def _next(self) -> tuple:
        """The next batch; after the last the first again."""
        if self._rest is None:
            self._rest = iter(self._batches)
        try:
            return tuple(next(self._rest))
        except StopIteration:
            self._rest = iter(self.dataset.create_tuple_iterator(num_epochs=-1, do_copy=False))
            return tuple(next(self._rest))

    def sink_size(self) -> int:
        """The steps of an epoch."""
        return self._sink if self._sink != -1 else self.dataset.get_dataset_size()

    def types_shapes(self) -> tuple[list, list]:
        """The dtypes and shapes of the columns."""
        return self.dataset.output_types(), self.dataset.output_shapes()

    def stop_send(self) -> None:
        """Nothing: nothing is sent ahead."""

    def release(self) -> None:
        """Nothing: nothing is held."""

    def continue_send(self) -> None:
        """Nothing: nothing is sent ahead."""


def connect_network_with_dataset(network: Any, dataset_helper: DatasetHelper) -> Any:
    """Gives the net, which is fed by the loop."""
    return network


def data_sink(
    fn: Any, dataset: Any, sink_size: int = 1, jit_config: Any = None, input_signature: Any = None
) -> Any:
    """Makes a function that calls `fn` with the next `sink_size` batches.

    Examples:
        >>> from mindspore import dataset, train
        >>> data = dataset.NumpySlicesDataset([1.0, 2.0], ["x"], shuffle=False)
        >>> step = train.data_sink(lambda x: x * 2, data)
        >>> print(step(), step())
        2.0 4.0
    """
    helper = DatasetHelper(dataset, sink_size=sink_size, epoch_num=-1)

    def sink() -> Any:
        result = None
        for batch in helper:
            result = fn(*batch)
        return result

    return sink
