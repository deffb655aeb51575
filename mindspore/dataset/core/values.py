"""Values of columns: whatever a source or a function gives becomes a NumPy array, and at the end a
Tensor."""

from __future__ import annotations

from typing import Any

import numpy as np

from mindspore.common.tensor import Tensor

_PLAIN_KINDS = frozenset("biufcUS")


def to_column(value: Any) -> Any:
    """Turn a value into an array; a dict keeps its keys and has its values turned.

    >>> to_column(2.5).dtype, to_column([1, 2]).shape
    (dtype('float64'), (2,))
    """
    if type(value) is np.ndarray:
        if value.dtype.kind in _PLAIN_KINDS:
            return value
    elif isinstance(value, dict):
        return {key: to_column(item) for key, item in value.items()}
    elif is_tensor(value):
        return value.asnumpy()
    elif value is None:
        raise TypeError("a column needs a number, a text, an array or a dict of these, found None")
    try:
        array = np.asarray(value)
    except ValueError as error:
        raise TypeError(
            f"a column needs values that make one array, found {type(value).__name__}: {error}"
        ) from None
    # Kind V holds what NumPy knows by extension only, such as bfloat16.
    if array.dtype.kind not in _PLAIN_KINDS and (array.dtype.kind != "V" or array.dtype.names):
        raise TypeError(
            "a column needs a number, a text, an array or a dict of these, "
            f"found {type(value).__name__}" + (f" of dtype {array.dtype}" if array.size else "")
        )
    return array


def to_own_column(value: Any) -> Any:
    """Turn a value of a source into an array that is not the source's memory.

    What happens to a row later, in place, must not change the source.
    """
    column = to_column(value)
    if isinstance(column, dict):
        return {key: to_own_column(item) for key, item in column.items()}
    return column.copy() if column is value or column.base is not None else column


def to_made_column(value: Any) -> Any:
    """Turn what a function made into an array; a view may be of something the function keeps."""
    column = to_column(value)
    if isinstance(column, dict) or column.base is None:
        return column
    return column.copy()


def is_tensor(value: Any) -> bool:
    """Tell whether `value` is a Tensor."""
    return isinstance(value, Tensor)


def to_tensor(value: Any, copy: bool = False) -> Any:
    """Turn an array into a Tensor that shares its memory if it can; texts stay arrays."""
    if isinstance(value, dict):
        return {key: to_tensor(item, copy) for key, item in value.items()}
    if value.dtype.kind in "US":
        return value
    if copy or not (value.flags.c_contiguous and value.flags.writeable):
        value = np.array(value, order="C", copy=True)
    return Tensor.from_numpy(value)


def to_numpy(value: Any, copy: bool = False) -> Any:
    """Give an array the user may keep and write to."""
    if isinstance(value, dict):
        return {key: to_numpy(item, copy) for key, item in value.items()}
    return value.copy() if copy or not value.flags.writeable else value


def described(value: Any) -> str:
    """Describe a column's value as errors show it: `uint8 (28, 28, 1)`."""
    if isinstance(value, np.ndarray):
        return f"{value.dtype} {value.shape}"
    return type(value).__name__


def stack(values: list) -> Any:
    """Put equal arrays, or dicts of them, on top of each other.

    Raises ValueError naming the first pair that does not fit.
    """
    first = values[0]
    if isinstance(first, dict):
        return {key: stack([value[key] for value in values]) for key in first}
    kind, dtype, shape = first.dtype.kind, first.dtype, first.shape
    for i, value in enumerate(values):
        if value.shape != shape:
            raise ValueError(f"shapes {shape} (row 0 of the batch) and {value.shape} (row {i})")
        if value.dtype != dtype and not (kind in "US" and value.dtype.kind == kind):
            raise ValueError(f"dtypes {dtype} (row 0 of the batch) and {value.dtype} (row {i})")
    if kind in "US":
        return np.stack(values)
    block = np.empty((len(values), *shape), dtype)
    for i, value in enumerate(values):
        block[i] = value
    return block
