"""Callbacks of `map`: functions called when the data, an epoch or a step begins and ends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mindspore.dataset.core.checks import check_int, shown, told


class CallbackParam:
    """What a callback is told: the numbers of epoch and step, from 1, and the step within the
    epoch."""

    def __init__(self, cur_epoch_num: int, cur_step_num_in_epoch: int, cur_step_num: int) -> None:
        self.cur_epoch_num = cur_epoch_num
        self.cur_step_num_in_epoch = cur_step_num_in_epoch
        self.cur_step_num = cur_step_num


class DSCallback:
    """The base of callbacks: define those of its methods that you need; steps count by `step_size`.

    >>> import mindspore.dataset as ds
    >>> class Count(ds.DSCallback):
    ...     steps = 0
    ...     def ds_step_end(self, run_context):
    ...         self.steps = run_context.cur_step_num
    >>> count = Count()
    >>> data = ds.NumpySlicesDataset([1, 2, 3], "x").map(lambda x: x, callbacks=count)
    >>> _ = list(data.create_tuple_iterator(num_epochs=1, output_numpy=True))
    >>> count.steps
    3
    """

    def __init__(self, step_size: int = 1) -> None:
        self.step_size = check_int("step_size", step_size, 1)

    def ds_begin(self, ds_run_context: CallbackParam) -> None:
        """Do something before the first row."""

    def ds_epoch_begin(self, ds_run_context: CallbackParam) -> None:
        """Do something before each epoch."""

    def ds_epoch_end(self, ds_run_context: CallbackParam) -> None:
        """Do something behind each epoch."""

    def ds_step_begin(self, ds_run_context: CallbackParam) -> None:
        """Do something before a step."""

    def ds_step_end(self, ds_run_context: CallbackParam) -> None:
        """Do something behind a step."""


def check_callbacks(callbacks: Any) -> list[DSCallback]:
    """Give a list of callbacks, of none, one or a list."""
    items = [] if callbacks is None else callbacks
    items = list(items) if isinstance(items, (list, tuple)) else [items]
    for item in items:
        if not isinstance(item, DSCallback):
            raise TypeError(told("`callbacks` needs DSCallbacks", f"found {shown(item)}"))
    return items


def with_callbacks(
    rows: Iterator[Any], callbacks: list[DSCallback], epoch: int, counted: dict[str, int]
) -> Iterator[Any]:
    """Call the callbacks around the rows of one pass; `counted` keeps the steps of the passes
    before."""

    def call(name: str, step: int) -> None:
        for callback in callbacks:
            if name.startswith("ds_step") and (step - 1) % callback.step_size:
                continue
            getattr(callback, name)(CallbackParam(epoch, step, counted["steps"]))

    if not counted:
        counted["steps"] = 0
        for callback in callbacks:
            callback.ds_begin(CallbackParam(0, 0, 0))
    call("ds_epoch_begin", 0)
    step = 0
    while True:
        step += 1
        counted["steps"] += 1
        call("ds_step_begin", step)
        row = next(rows, None)
        if row is None:
            counted["steps"] -= 1
            break
        call("ds_step_end", step)
        yield row
    call("ds_epoch_end", step - 1)
