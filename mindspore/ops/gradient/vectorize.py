"""`vmap`: a function of one example as a function of many.

The examples are taken apart, the function is evaluated on each, and the results are stacked. So
everything that a function may hold has a meaning under `vmap`: run-time conditions, gradients,
another `vmap`. A random operator draws the same numbers for each example, as MindSpore says.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from mindspore import _core
from mindspore.common.tensor import Tensor

_ops = _core.ops


def _is_axis(axis: Any) -> bool:
    return axis is None or (isinstance(axis, int) and not isinstance(axis, bool))


def _leaves(axes: Any, name: str) -> list[Any]:
    """All axes in nested tuples and lists; refuses what is none."""
    if isinstance(axes, (tuple, list)):
        return [leaf for each in axes for leaf in _leaves(each, name)]
    if not _is_axis(axes):
        raise RuntimeError(f"vmap needs ints or None as `{name}`, found {axes!r}")
    return [axes]


def _spread(axes: Any, value: Any, name: str) -> Any:
    """The axes in the structure of `value`."""
    if not isinstance(value, (tuple, list)):
        if isinstance(axes, (tuple, list)):
            raise RuntimeError(
                f"vmap needs as many `{name}` as there are Tensors, found {axes!r} for one"
            )
        return axes
    if _is_axis(axes):
        return [_spread(axes, each, name) for each in value]
    if len(axes) != len(value):
        raise RuntimeError(
            f"vmap needs as many `{name}` as there are values, {len(value)}, found {len(axes)}"
        )
    return [_spread(axis, each, name) for axis, each in zip(axes, value, strict=True)]


def _place(axis: int, ndim: int, name: str) -> int:
    if not -ndim <= axis < ndim:
        raise RuntimeError(f"vmap needs `{name}` from {-ndim} to {ndim - 1}, found {axis}")
    return axis % ndim


def _extents(value: Any, axes: Any) -> list[int]:
    """How many examples each mapped Tensor holds."""
    if isinstance(value, (tuple, list)):
        return [n for each, axis in zip(value, axes, strict=True) for n in _extents(each, axis)]
    if axes is None:
        return []
    if not isinstance(value, Tensor):
        raise RuntimeError(
            f"vmap needs a Tensor where `in_axes` is {axes}, found {type(value).__name__}; "
            "write None for what is the same in each example"
        )
    return [value.shape[_place(axes, value.ndim, "in_axes")]]


def _example(value: Any, axes: Any, index: int) -> Any:
    """The arguments of one example."""
    if isinstance(value, (tuple, list)):
        return type(value)([_example(v, a, index) for v, a in zip(value, axes, strict=True)])
    if axes is None:
        return value
    place = _place(axes, value.ndim, "in_axes")
    return _ops.squeeze(_ops.narrow(value, place, index, 1), place)


def _together(results: list[Any], axes: Any) -> Any:
    """The results of all examples as one, example by example along its axis."""
    first = results[0]
    if isinstance(first, (tuple, list)):
        columns = zip(*results, strict=True)
        return type(first)([_together(list(c), a) for c, a in zip(columns, axes, strict=True)])
    if axes is None:
        return first
    if isinstance(first, (int, float)):
        results = [Tensor(each) for each in results]
        first = results[0]
    if not isinstance(first, Tensor):
        raise RuntimeError(
            "vmap needs a function that returns Tensors or numbers, in tuples or lists, "
            f"found {type(first).__name__}"
        )
    return _ops.stack(results, _place(axes, first.ndim + 1, "out_axes"))


def _as_function(cells: Any) -> Callable[[int], Callable]:
    """Which function evaluates which example: its own Cell of a CellList, else always `cells`."""
    if isinstance(cells, Sequence) or type(cells).__name__ == "CellList":
        return lambda index: cells[index]
    return lambda index: cells


def vmap(fn: Callable, in_axes: Any = 0, out_axes: Any = 0) -> Callable:
    """A function that maps `fn` over an axis of its arguments.

    Args:
        fn: A function or Cell of Tensors. A CellList has a Cell for each example.
        in_axes: Which axis of each argument holds the examples: an int for all arguments, or a
            tuple with an int or None (the same in each example) for each argument, nested as the
            arguments are.
        out_axes: Where the axis of the examples stands in each result; None returns a result that
            is the same in each example once.

    Returns:
        A function of as many arguments, with one axis more where `in_axes` says so. Its results
        have the dtype of those of `fn` and one axis more.

    Raises:
        RuntimeError: If an axis is no int or None, lies outside of its Tensor, or all are None; if
            the arguments hold different numbers of examples; if `fn` returns what cannot be
            stacked.

    Supported modes: PyNative, graph.

    Examples:
        >>> import mindspore as ms
        >>> rows = ms.Tensor([[1.0, 2.0], [3.0, 4.0]])
        >>> print(ms.vmap(lambda row, k: (row * k).sum(), (0, None))(rows, 10.0))
        [30. 70.]
        >>> print(ms.vmap(ms.grad(lambda row: (row**3).sum()))(rows))
        [[ 3. 12.]
         [27. 48.]]
    """
    many = type(fn).__name__ == "CellList"
    if not callable(fn) and not many:
        raise RuntimeError(f"vmap needs a function or Cell as `fn`, found {type(fn).__name__}")
    none = all(axis is None for axis in _leaves(in_axes, "in_axes"))
    if none and not many:
        raise RuntimeError(f"vmap needs an axis in `in_axes`, found {in_axes!r}")
    if all(axis is None for axis in _leaves(out_axes, "out_axes")) and not many:
        raise RuntimeError(f"vmap needs an axis in `out_axes`, found {out_axes!r}")

    def mapped(*args: Any) -> Any:
        axes = _spread(in_axes, args, "in_axes")
        extents = _extents(args, axes) or [len(fn)]  # type: ignore[arg-type]
        count = extents[0]
        if any(extent != count for extent in extents):
            raise RuntimeError(
                "vmap needs the same number of examples in each argument, "
                f"found {', '.join(map(str, extents))}"
            )
        if count == 0:
            raise RuntimeError("vmap needs at least one example, found none")
        function = _as_function(fn)
        state = _core.random_state()
        start = state.copy()
        results = []
        for index in range(count):
            if index:
                _ops.assign(state, start)
            results.append(function(index)(*_example(args, axes, index)))
        return _together(results, _spread(out_axes, results[0], "out_axes"))

    return mapped
