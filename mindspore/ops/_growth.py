"""Lists whose length only the run of a graph knows, as programs: the evaluator carries these out
where a list of a loop's is used (`src/frontend/evaluate/branches/growth.h`).
"""

import builtins
from typing import Any

from mindspore import ops
from mindspore._core import Tensor


def rows_of(items: list) -> Tensor:
    """The items one above the other; in a graph, what a list of unknown length is held as."""
    return ops.stack(items)


def item_at(items: list, index: int) -> Any:
    """An item whose place is one of the list's."""
    return items[index]


def items_of(rows: Tensor) -> list:
    """A list that leaves a graph, from its rows: each item has memory of its own."""
    return [rows[i].copy() for i in range(rows.shape[0])]


def numbers_of(rows: Tensor) -> list:
    """The same where the items are numbers."""
    return rows.asnumpy().tolist()


def expect(holds: bool, error: type[Exception], text: str) -> bool:
    """Whether it holds; a graph that is never left raises here, and goes on as if it did."""
    return holds


def item(items: list, index: Any) -> Any:
    """`items[index]`."""
    count = len(items)
    if index < 0:
        index = index + count
    if not expect((index >= 0) & (index < count), IndexError, "list index out of range"):
        raise IndexError("list index out of range")
    return item_at(items, index)


def stack(tensors: list, axis: int = 0) -> Tensor:
    """`ops.stack`."""
    if not expect(len(tensors) > 0, ValueError, "stack needs at least one tensor"):
        return ops.stack([], axis)
    rows = rows_of(tensors)
    return rows if axis == 0 else ops.movedim(rows, 0, axis)


def concat(tensors: list, axis: int = 0) -> Tensor:
    """`ops.concat`."""
    if not expect(len(tensors) > 0, ValueError, "concat needs at least one tensor"):
        return ops.concat([], axis)
    rows = rows_of(tensors)
    if axis < 0:
        axis += rows.ndim - 1
    return ops.flatten(ops.movedim(rows, 0, axis), start_dim=axis, end_dim=axis + 1)


def total(items: list, /, start: Any = 0) -> Any:
    """`sum`."""
    for each in items:
        start = start + each
    return start


MODELS = {builtins.sum: total, ops.stack: stack, ops.concat: concat, ops.cat: concat}
