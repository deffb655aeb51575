"""Running a plain Python function in every mode: the same values, types and changes outside.

`@every_mode(f32(3), 2.5)` makes a test of the function below it: PyNative once, then one graph
(nothing may fall back; `one_graph=False` where a part of it runs in Python), twice, so that the
second call is a cached one, then as a graph with all optimisation off. Results, exceptions, what
is printed and the arguments afterwards are the same; with `grad=True` the gradients of the Tensor
arguments too.
"""

from __future__ import annotations

import contextlib
import functools
import io
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

import mindspore as ms
from mindspore import Tensor, _core


@contextlib.contextmanager
def switched(names: str) -> Iterator[None]:
    """Graphs are compiled and run in another way (src/base/switches.h)."""
    before = _core.jit_switches(names)
    try:
        yield
    finally:
        _core.jit_switches(before)


def f32(*shape: int, seed: int = 0, scale: float = 1.0) -> Tensor:
    """Random numbers of a shape."""
    values = np.random.default_rng(seed + sum(shape)).standard_normal(shape)
    return Tensor((values * scale).astype(np.float32))


def kind(value: Any) -> type:
    """The type; what `ms.mutable` has marked is a plain number again behind a graph."""
    marked = type(value).__module__ == "mindspore.common.mutable"
    if not marked:
        return type(value)
    return next((t for t in (int, float) if isinstance(value, t)), type(value))


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
    if kind(a) is not kind(b):
        return False
    if isinstance(a, (int, float)):
        return a == b or (a != a and b != b)
    if isinstance(a, (tuple, list)):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    if isinstance(a, np.ndarray):
        return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
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


def outcome(function: Callable, args: tuple) -> tuple:
    """What a call gives or raises, what it prints, and its arguments afterwards."""
    used = copied(args)
    written = io.StringIO()
    try:
        with contextlib.redirect_stdout(written):
            result = function(*used)
    except Exception as error:
        result = (type(error).__name__, str(error))
    return result, written.getvalue(), used


def compiled(function: Callable, one_graph: bool = True) -> Callable:
    """The function as one graph, with Python's own meaning everywhere."""
    return ms.jit(function, fullgraph=one_graph, jit_config=ms.JitConfig(jit_syntax_level="EXACT"))


def check(function: Callable, args: tuple, grad: bool = False, one_graph: bool = True) -> None:
    """The function in PyNative mode, as one graph, again, and with all optimisation off."""
    expected, written, given = outcome(function, args)
    graph = compiled(function, one_graph)
    for call in ("first", "second", "plain"):
        with warnings.catch_warnings(), switched("plain" if call == "plain" else ""):
            if not one_graph:
                warnings.simplefilter("ignore")
            found, printed, used = outcome(graph, args)
        assert same(expected, found), f"{call}: PyNative {expected!r}, graph {found!r}"
        assert written == printed, f"{call}: PyNative prints {written!r}, the graph {printed!r}"
        assert same(given, used), f"{call}: PyNative leaves {given!r}, the graph {used!r}"
    if not grad:
        return
    places = tuple(i for i, arg in enumerate(args) if isinstance(arg, Tensor))
    eager = ms.grad(function, places)(*copied(args))
    inside = compiled(lambda *xs: ms.grad(function, places)(*xs), one_graph)(*copied(args))
    around = ms.grad(graph, places)(*copied(args))
    with switched("plain"):
        plain = compiled(lambda *xs: ms.grad(function, places)(*xs), one_graph)(*copied(args))
    assert same(eager, plain), f"gradient: PyNative {eager!r}, not optimised {plain!r}"
    assert same(eager, inside), f"gradient: PyNative {eager!r}, in the graph {inside!r}"
    assert same(eager, around), f"gradient: PyNative {eager!r}, around the graph {around!r}"


def documented(
    section: str,
    *args: Any,
    shows: str | None = None,
    levels: tuple[str, ...] = ("LAX",),
    python: bool = True,
    one_graph: bool = True,
    also: tuple = (),
) -> Callable:
    """Makes a test of a function that stands for a statement of the documents.

    `section` is the document and its section, "001 List". At each of `levels` it gives what
    PyNative mode gives (`python=False`: the documents differ from Python there), and what is
    printed, with the result behind it, is `shows`.
    """

    def decorate(function: Callable) -> Callable:
        @functools.wraps(function)
        def test() -> None:
            for each in (args, *also):
                if python:
                    check(function, each, one_graph=one_graph)
                for level in levels:
                    check_level(function, each, level, shows, python)

        del test.__wrapped__
        return states(section)(test)

    return decorate


def states(section: str) -> Callable:
    """Marks a test that stands for a statement of a section of the documents."""

    def mark(test: Callable) -> Callable:
        return test

    return mark


def check_level(
    function: Callable, args: tuple, level: str, shows: str | None, python: bool
) -> None:
    """The function at one level of the syntax, twice."""
    expected, written, _ = outcome(function, args) if python else (None, "", None)
    graph = ms.jit(function, jit_config=ms.JitConfig(jit_syntax_level=level))
    for call in ("first", "second"):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found, printed, _ = outcome(graph, args)
        if python:
            assert same(expected, found), f"{level}, {call}: PyNative {expected!r}, {found!r}"
            assert written == printed, f"{level}, {call}: prints {written!r}, {printed!r}"
        if shows is not None:
            assert shows == f"{printed}{found}", f"{level}, {call}: {printed}{found}"


def every_mode(
    *args: Any, grad: bool = False, also: tuple = (), one_graph: bool = True
) -> Callable:
    """Makes a test of a function: with `args`, and with each tuple of arguments in `also`."""

    def decorate(function: Callable) -> Callable:
        @functools.wraps(function)
        def test() -> None:
            for each in (args, *also):
                check(function, each, grad, one_graph)

        del test.__wrapped__  # pytest would take the arguments for fixtures
        return test

    return decorate
