"""Transforms that change shapes and numbers of columns: concatenate, duplicate, pad, slice,
unique."""

from __future__ import annotations

from typing import Any

import numpy as np

from mindspore.dataset.core.checks import check_int, check_type, pipeline_error, told
from mindspore.dataset.transforms.base import Transform


class Concatenate(Transform):
    """Puts 1-D columns, with `prepend` before and `append` behind, into one.

    >>> import numpy as np
    >>> from mindspore.dataset import transforms
    >>> transforms.Concatenate(append=np.array([9]))(np.array([5]), np.array([6])).tolist()
    [5, 6, 9]
    """

    def __init__(
        self, axis: int = 0, prepend: np.ndarray | None = None, append: np.ndarray | None = None
    ) -> None:
        check_type("axis", axis, int, "an int")
        if axis not in (0, -1):
            raise ValueError(
                told("`axis` needs to be 0: only 1-D columns concatenate", f"found {axis}")
            )
        for name, value in (("prepend", prepend), ("append", append)):
            check_type(name, value, (np.ndarray, type(None)), "an array")
        self.prepend = prepend
        self.append = append

    def _apply(self, *values: np.ndarray) -> np.ndarray:
        parts = [part for part in (self.prepend, *values, self.append) if part is not None]
        for part in parts:
            if part.ndim != 1:
                raise pipeline_error("Concatenate needs 1-D columns", f"found {part.shape}")
            if part.dtype != values[0].dtype and part.dtype.kind not in "US":
                raise pipeline_error(
                    "Concatenate needs columns of one dtype",
                    f"found {values[0].dtype} and {part.dtype}",
                )
        return np.concatenate(parts)


class Duplicate(Transform):
    """Gives a column twice.

    >>> import numpy as np
    >>> from mindspore.dataset import transforms
    >>> [x.tolist() for x in transforms.Duplicate()(np.array([1, 2]))]
    [[1, 2], [1, 2]]
    """

    def _apply(self, value: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return value, value.copy()

    batched = _apply


class PadEnd(Transform):
    """Pads or cuts the end of each axis to `pad_shape`; None in it leaves an axis as it is.

    >>> import numpy as np
    >>> from mindspore.dataset import transforms
    >>> transforms.PadEnd([3], 10)(np.array([1, 2])).tolist()
    [1, 2, 10]
    """

    def __init__(self, pad_shape: list[int | None], pad_value: Any = None) -> None:
        check_type("pad_shape", pad_shape, (list, tuple), "a list of ints or None")
        for i, size in enumerate(pad_shape):
            if size is not None:
                check_int(f"pad_shape[{i}]", size, 1, 2**63 - 1)
        if pad_value is not None:
            check_type("pad_value", pad_value, (str, float, bool, int, bytes), "a number or text")
        self.pad_shape = list(pad_shape)
        self.pad_value = pad_value

    def _apply(self, value: np.ndarray) -> np.ndarray:
        from mindspore.dataset.nodes.padded_batch import pad_end

        if value.ndim != len(self.pad_shape):
            raise pipeline_error(
                "PadEnd needs a shape with as many axes as the value has",
                f"`pad_shape` is {self.pad_shape}, the value has the shape {value.shape}",
            )
        shape = [
            have if want is None else want
            for have, want in zip(value.shape, self.pad_shape, strict=True)
        ]
        return pad_end(value, shape, self.pad_value)


class Slice(Transform):
    """Cuts out a part: one of an int, a list of ints, a slice, None or ... (all) for each axis;
    axes stay.

    >>> import numpy as np
    >>> from mindspore.dataset import transforms
    >>> transforms.Slice(slice(0, 1), [0, 2])(np.array([[1, 2, 3], [4, 5, 6]])).tolist()
    [[1, 3]]
    """

    def __init__(self, *slices: Any) -> None:
        kinds = (int, list, slice, bool, type(None), type(...))
        for i, item in enumerate(slices):
            check_type(f"slices[{i}]", item, kinds, "an int, list of ints, slice, None or ...")
            for number in item if isinstance(item, list) else ():
                check_type(f"slices[{i}]", number, int, "an int, list of ints, slice, None or ...")
        self.slices = slices

    def _apply(self, value: np.ndarray) -> np.ndarray:
        if len(self.slices) > value.ndim and self.slices != (...,):
            raise pipeline_error(
                "Slice needs at most one slice for each axis",
                f"there are {len(self.slices)} slices, the value has the shape {value.shape}",
            )
        for axis, item in enumerate(self._expanded(value.ndim)):
            value = self._cut(value, axis, item)
        return np.ascontiguousarray(value)

    def _expanded(self, ndim: int) -> list[Any]:
        items = list(self.slices)
        if ... in items:
            at = items.index(...)
            items[at : at + 1] = [None] * (ndim - len(items) + 1)
        return items

    def _cut(self, value: np.ndarray, axis: int, item: Any) -> np.ndarray:
        if item is None or item is True or item is ...:
            return value
        if isinstance(item, slice):
            if item.step is not None and item.step <= 0:
                raise pipeline_error("Slice needs a step of at least 1", f"found {item}")
            return value[(slice(None),) * axis + (item,)]
        places = [int(item)] if isinstance(item, int) else item
        size = value.shape[axis]
        for place in places:
            if not -size <= place < size:
                raise pipeline_error(
                    f"Slice needs places from {-size} to {size - 1} for axis {axis}",
                    f"found {place}, the value has the shape {value.shape}",
                )
        return value.take(places, axis)


class Unique(Transform):
    """Gives the different values in the order they come, the place of each element among them, and
    their counts.

    >>> import numpy as np
    >>> from mindspore.dataset import transforms
    >>> [x.tolist() for x in transforms.Unique()(np.array([[3, 1], [3, 2]]))]
    [[3, 1, 2], [0, 1, 0, 2], [2, 1, 1]]
    """

    def _apply(self, value: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        if value.ndim < 2:
            raise pipeline_error(
                "Unique needs a value with at least 2 axes",
                f"found the shape {value.shape}",
                "batch the rows first, and map the batches",
            )
        values, first, inverse, counts = np.unique(
            value.ravel(), return_index=True, return_inverse=True, return_counts=True
        )
        order = np.argsort(first)
        place = np.empty_like(order)
        place[order] = np.arange(len(order))
        return (
            values[order],
            place[inverse.ravel()].astype(np.int32),
            counts[order].astype(np.int32),
        )
