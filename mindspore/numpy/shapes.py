"""Shapes: the same elements elsewhere."""

from __future__ import annotations

from typing import Any

import numpy as np

from mindspore import ops
from mindspore.common.tensor import Tensor
from mindspore.numpy.creation import asarray

__all__ = [
    "append",
    "array_split",
    "atleast_1d",
    "atleast_2d",
    "atleast_3d",
    "broadcast_arrays",
    "broadcast_to",
    "choose",
    "column_stack",
    "concatenate",
    "diag",
    "diagonal",
    "dsplit",
    "dstack",
    "expand_dims",
    "flip",
    "fliplr",
    "flipud",
    "hsplit",
    "hstack",
    "intersect1d",
    "moveaxis",
    "ravel",
    "ravel_multi_index",
    "repeat",
    "reshape",
    "roll",
    "rollaxis",
    "rot90",
    "size",
    "split",
    "squeeze",
    "stack",
    "swapaxes",
    "take",
    "take_along_axis",
    "tile",
    "transpose",
    "tril",
    "triu",
    "unique",
    "unravel_index",
    "vsplit",
    "vstack",
]


def reshape(x: Any, new_shape: Any) -> Tensor:
    """Give the elements another shape.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.reshape([1, 2, 3, 4], (2, 2)))
    [[1 2]
     [3 4]]
    """
    return asarray(x).reshape(new_shape)


def ravel(x: Any) -> Tensor:
    """Give all elements on one axis.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.ravel([[1, 2], [3, 4]]))
    [1 2 3 4]
    """
    return asarray(x).reshape(-1)


def size(a: Any, axis: int | None = None) -> int:
    """Count elements.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.size([[1, 2], [3, 4]]))
    4
    """
    return asarray(a).size if axis is None else asarray(a).shape[axis]


def transpose(a: Any, axes: Any = None) -> Tensor:
    """Reorder axes.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.transpose([[1, 2], [3, 4]]))
    [[1 3]
     [2 4]]
    """
    return asarray(a).T if axes is None else ops.transpose(asarray(a), tuple(axes))


def swapaxes(x: Any, axis1: int, axis2: int) -> Tensor:
    """Exchange two axes.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.swapaxes([[1, 2]], 0, 1))
    [[1]
     [2]]
    """
    return ops.swapaxes(asarray(x), axis1, axis2)


def moveaxis(a: Any, source: Any, destination: Any) -> Tensor:
    """Move axes.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.moveaxis([[1, 2]], 0, 1))
    [[1]
     [2]]
    """
    return ops.movedim(asarray(a), source, destination)


def rollaxis(x: Any, axis: int, start: int = 0) -> Tensor:
    """Move an axis before another.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.rollaxis([[1, 2]], 1))
    [[1]
     [2]]
    """
    order = np.rollaxis(np.empty((0,) * asarray(x).ndim), 0)  # checks that there is an axis
    places = list(range(order.ndim))
    axis, start = axis % order.ndim, start + order.ndim if start < 0 else start
    places.remove(axis)
    places.insert(start - 1 if axis < start else start, axis)
    return ops.transpose(asarray(x), tuple(places))


def expand_dims(a: Any, axis: Any) -> Tensor:
    """Insert axes of extent 1.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.expand_dims([1, 2], 0))
    [[1 2]]
    """
    x = asarray(a)
    for each in sorted((axis,) if isinstance(axis, int) else axis):
        x = ops.expand_dims(x, each)
    return x


def squeeze(a: Any, axis: Any = None) -> Tensor:
    """Leave out axes of extent 1.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.squeeze([[1, 2]]))
    [1 2]
    """
    return ops.squeeze(asarray(a), axis)


def broadcast_to(array: Any, shape: Any) -> Tensor:
    """Repeat along axes of extent 1.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.broadcast_to([1, 2], (2, 2)))
    [[1 2]
     [1 2]]
    """
    return ops.broadcast_to(asarray(array), shape)


def broadcast_arrays(*args: Any) -> list:
    """Broadcast to one shape.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.broadcast_arrays([1, 2], [[1], [2]]))
    [Tensor(shape=[2, 2], dtype=Int32, value=
    [[1, 2],
     [1, 2]]), Tensor(shape=[2, 2], dtype=Int32, value=
    [[1, 1],
     [2, 2]])]
    """
    tensors = [asarray(each) for each in args]
    shape = np.broadcast_shapes(*(each.shape for each in tensors))
    return [ops.broadcast_to(each, shape) for each in tensors]


def _at_least(rank: int, arrays: tuple) -> Any:
    made = [Tensor(np.array(np.asarray(each), ndmin=rank, copy=True)) for each in arrays]
    if rank == 3:
        made = [Tensor(np.atleast_3d(np.asarray(each)).copy()) for each in arrays]
    return made[0] if len(made) == 1 else made


def atleast_1d(*arys: Any) -> Any:
    """Give at least one axis.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.atleast_1d(3))
    [3]
    """
    return _at_least(1, arys)


def atleast_2d(*arys: Any) -> Any:
    """Give at least two axes.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.atleast_2d([1, 2]))
    [[1 2]]
    """
    return _at_least(2, arys)


def atleast_3d(*arys: Any) -> Any:
    """Give at least three axes.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.atleast_3d([1, 2]))
    [[[1]
      [2]]]
    """
    return _at_least(3, arys)


def concatenate(arrays: Any, axis: int | None = 0) -> Tensor:
    """Join along an axis.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.concatenate(([1, 2], [3])))
    [1 2 3]
    """
    tensors = [asarray(each) for each in arrays]
    if axis is None:
        return ops.concat([each.reshape(-1) for each in tensors], 0)
    return ops.concat(tensors, axis)


def append(arr: Any, values: Any, axis: int | None = None) -> Tensor:
    """Add elements at the end.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.append([1, 2], [3]))
    [1 2 3]
    """
    return concatenate((arr, values), axis)


def stack(arrays: Any, axis: int = 0) -> Tensor:
    """Join along a new axis.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.stack(([1, 2], [3, 4])))
    [[1 2]
     [3 4]]
    """
    return ops.stack([asarray(each) for each in arrays], axis)


def _joined(name: str) -> Any:
    def apply(tup: Any) -> Tensor:
        return getattr(ops, name)([asarray(each) for each in tup])

    apply.__name__ = apply.__qualname__ = name
    apply.__doc__ = "Join Tensors as NumPy's function of this name does."
    return apply


hstack, vstack, dstack, column_stack = map(_joined, ("hstack", "vstack", "dstack", "column_stack"))


def array_split(x: Any, indices_or_sections: Any, axis: int = 0) -> tuple:
    """Cut into parts of nearly one size, or at places."""
    return ops.tensor_split(asarray(x), indices_or_sections, axis)


def split(x: Any, indices_or_sections: Any, axis: int = 0) -> tuple:
    """Cut into parts of one size, or at places.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.split([1, 2], 2))
    (Tensor(shape=[1], dtype=Int32, value= [1]), Tensor(shape=[1], dtype=Int32, value= [2]))
    """
    tensor = asarray(x)
    if isinstance(indices_or_sections, int) and tensor.shape[axis] % indices_or_sections:
        raise ValueError(
            f"split needs parts of one size: {tensor.shape[axis]} elements on axis {axis}, "
            f"{indices_or_sections} parts"
        )
    return array_split(tensor, indices_or_sections, axis)


def hsplit(x: Any, indices_or_sections: Any) -> tuple:
    """Cut the second axis, of vectors the first.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.hsplit([1, 2], 2))
    (Tensor(shape=[1], dtype=Int32, value= [1]), Tensor(shape=[1], dtype=Int32, value= [2]))
    """
    return split(x, indices_or_sections, 1 if asarray(x).ndim > 1 else 0)


def vsplit(x: Any, indices_or_sections: Any) -> tuple:
    """Cut the first axis.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.vsplit([[1], [2]], 2))
    (Tensor(shape=[1, 1], dtype=Int32, value=
    [[1]]), Tensor(shape=[1, 1], dtype=Int32, value=
    [[2]]))
    """
    return split(x, indices_or_sections, 0)


def dsplit(x: Any, indices_or_sections: Any) -> tuple:
    """Cut the third axis.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.dsplit([[[1, 2]]], 2))
    (Tensor(shape=[1, 1, 1], dtype=Int32, value=
    [[[1]]]), Tensor(shape=[1, 1, 1], dtype=Int32, value=
    [[[2]]]))
    """
    return split(x, indices_or_sections, 2)


def flip(m: Any, axis: Any = None) -> Tensor:
    """Turn axes around.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.flip([1, 2]))
    [2 1]
    """
    x = asarray(m)
    axes = tuple(range(x.ndim)) if axis is None else axis
    return ops.flip(x, (axes,) if isinstance(axes, int) else tuple(axes))


def fliplr(m: Any) -> Tensor:
    """Turn the second axis around.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.fliplr([[1, 2], [3, 4]]))
    [[2 1]
     [4 3]]
    """
    return flip(m, 1)


def flipud(m: Any) -> Tensor:
    """Turn the first axis around.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.flipud([[1, 2], [3, 4]]))
    [[3 4]
     [1 2]]
    """
    return flip(m, 0)


def rot90(a: Any, k: int = 1, axes: Any = (0, 1)) -> Tensor:
    """Rotate by quarter turns.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.rot90([[1, 2], [3, 4]]))
    [[2 4]
     [1 3]]
    """
    return ops.rot90(asarray(a), k, tuple(axes))


def roll(a: Any, shift: Any, axis: Any = None) -> Tensor:
    """Move elements along axes, in a circle.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.roll([1, 2, 3], 1))
    [3 1 2]
    """
    return ops.roll(asarray(a), shift, axis)


def tile(a: Any, reps: Any) -> Tensor:
    """Repeat the whole.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.tile([1, 2], 2))
    [1 2 1 2]
    """
    return ops.tile(asarray(a), (reps,) if isinstance(reps, int) else tuple(reps))


def repeat(a: Any, repeats: Any, axis: int | None = None) -> Tensor:
    """Repeat each element.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.repeat([1, 2], 2))
    [1 1 2 2]
    """
    return (
        asarray(a).repeat(repeats, axis=axis) if axis is not None else repeat(ravel(a), repeats, 0)
    )


def take(a: Any, indices: Any, axis: int | None = None, mode: str = "clip") -> Tensor:
    """Take elements by their place.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.take([1, 2, 3], [0, 2]))
    [1 3]
    """
    return asarray(a).take(asarray(indices), axis, mode)


def take_along_axis(arr: Any, indices: Any, axis: int | None) -> Tensor:
    """Take elements by their place along an axis.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.take_along_axis([[1, 2]], mnp.asarray([[1]]), 1))
    [[2]]
    """
    if axis is None:
        return ops.gather_elements(ravel(arr), 0, ravel(indices))
    return ops.gather_elements(asarray(arr), axis, asarray(indices))


def diagonal(a: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Tensor:
    """Give a diagonal.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.diagonal([[1, 2], [3, 4]]))
    [1 4]
    """
    return ops.diagonal(asarray(a), offset, axis1, axis2)


def tril(m: Any, k: int = 0) -> Tensor:
    """Keep what is on and below a diagonal.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.tril([[1, 2], [3, 4]]))
    [[1 0]
     [3 4]]
    """
    return ops.tril(asarray(m), k)


def triu(m: Any, k: int = 0) -> Tensor:
    """Keep what is on and above a diagonal.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.triu([[1, 2], [3, 4]]))
    [[1 2]
     [0 4]]
    """
    return ops.triu(asarray(m), k)


def _by_numpy(name: str) -> Any:
    def apply(*args: Any, **kwargs: Any) -> Any:
        arrays = [np.asarray(each) if isinstance(each, Tensor) else each for each in args]
        result = getattr(np, name)(*arrays, **kwargs)
        if isinstance(result, tuple):
            return tuple(Tensor(np.asarray(each)) for each in result)
        return Tensor(np.asarray(result).copy())

    apply.__name__ = apply.__qualname__ = name
    apply.__doc__ = f"Compute NumPy's `{name}` on the host."
    return apply


diag = _by_numpy("diag")
unique = _by_numpy("unique")
intersect1d = _by_numpy("intersect1d")
ravel_multi_index = _by_numpy("ravel_multi_index")
unravel_index = _by_numpy("unravel_index")


def choose(a: Any, choices: Any, mode: str = "clip") -> Tensor:
    """Take each element from the choice that `a` names there.

    >>> import mindspore.numpy as mnp
    >>> print(mnp.choose([0, 1], [[1, 2], [3, 4]]))
    [1 4]
    """
    return asarray(a).choose(choices, mode)
