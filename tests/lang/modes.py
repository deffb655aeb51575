"""Running a plain Python function in every mode: the same values, types and changes outside.

`@every_mode(f32(3), 2.5)` makes a test of the function below it: PyNative once, then one graph
(nothing may fall back), twice, so that the second call is a cached one; with `grad=True` the
gradients of the Tensor arguments too.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

import mindspore as ms
from mindspore import Tensor


def f32(*shape: int, seed: int = 0, scale: float = 1.0) -> Tensor:
    """Random numbers of a shape."""
    values = np.random.default_rng(seed + sum(shape)).standard_normal(shape)
    return Tensor((values * scale).astype(np.float32))


def same(a: Any, b: Any) -> bool:
    """Equal to the last bit, in type and in structure."""
    if isinstance(a, Tensor) or isinstance(b, Tensor):
        return (
            isinstance(a, Tensor)
            and isinstance(b, Tensor)
            and a.dtype == b.dtype
            and a.shape == b.shape
            and a.asnumpy().tobytes() == b.asnumpy().tobytes()
        )
    if type(a) is not type(b):
        return False
    if isinstance(a, (tuple, list)):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    if hasattr(a, "__dict__") and not callable(a):
        return same(vars(a), vars(b))
    return a == b or (a != a and b != b)


def copied(value: Any) -> Any:
    """Arguments of one run are not those of the next."""
    if isinstance(value, Tensor):
        return Tensor(value.asnumpy().copy())
    if isinstance(value, (tuple, list)):
        return type(value)(copied(item) for item in value)
    if isinstance(value, dict):
        return {key: copied(item) for key, item in value.items()}
    return value


def check(function: Callable, args: tuple, grad: bool = False) -> None:
    """The function in PyNative mode, as one graph, and as one graph again."""
    given = copied(args)
    expected = function(*given)
    graph = ms.jit(function, fullgraph=True)
    for _ in range(2):
        used = copied(args)
        found = graph(*used)
        assert same(expected, found), f"PyNative {expected!r}, graph {found!r}"
        changed = [
            (a, b)
            for a, b in zip(given, used, strict=True)
            if isinstance(a, Tensor) and not same(a, b)
        ]
        assert not changed, f"arguments afterwards: {changed}"
    if not grad:
        return
    places = tuple(i for i, arg in enumerate(args) if isinstance(arg, Tensor))
    eager = ms.grad(function, places)(*copied(args))
    inside = ms.jit(lambda *xs: ms.grad(function, places)(*xs), fullgraph=True)(*copied(args))
    around = ms.grad(graph, places)(*copied(args))
    assert same(eager, inside), f"gradient: PyNative {eager!r}, in the graph {inside!r}"
    assert same(eager, around), f"gradient: PyNative {eager!r}, around the graph {around!r}"


def every_mode(*args: Any, grad: bool = False, also: tuple = ()) -> Callable:
    """Makes a test of a function: with `args`, and with each tuple of arguments in `also`."""

    def decorate(function: Callable) -> Callable:
        @functools.wraps(function)
        def test() -> None:
            for each in (args, *also):
                check(function, each, grad)

        del test.__wrapped__  # pytest would take the arguments for fixtures
        return test

    return decorate
