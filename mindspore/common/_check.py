"""`jit(check=True)`: a call as a graph, the same call in Python, and what differs.

Start reading at `call`; the core calls it (src/python/jit/call.cpp). Both calls begin with the same
arguments, Parameters and random numbers; what Python leaves is what stays.
"""

import linecache
from collections import defaultdict
from collections.abc import Callable, Iterator
from types import CellType
from typing import Any, NamedTuple

import numpy as np

from mindspore import _core
from mindspore.common._errors import draw
from mindspore.common.tensor import Tensor

_PLAIN = (bool, int, float, complex, str, bytes, type(None))

# What an operator gave: (file, line, operator, Tensors).
_Entry = tuple[str, int, str, list[Tensor]]


class Difference(NamedTuple):
    """Where two values differ, and how."""

    where: str
    text: str


class Outcome(NamedTuple):
    """How a call ended."""

    value: Any
    error: BaseException | None

    @staticmethod
    def of(call: Callable[[], Any]) -> "Outcome":
        """Carry out a call."""
        try:
            return Outcome(call(), None)
        except Exception as error:
            return Outcome(None, error)


class _Outside:
    """What the graph may change: Tensors, lists, dicts, variables of closures, attributes."""

    def __init__(self, tensors: list, objects: list) -> None:
        self.tensors = [tensor for tensor in tensors if isinstance(tensor, Tensor)]
        self.values = self.present()
        self._objects = [(each, _content(each)) for each in objects]

    def present(self) -> list[Tensor]:
        """Copies of the Tensors as they are."""
        return [Tensor(tensor.asnumpy().copy(), tensor.dtype) for tensor in self.tensors]

    def put_back(self) -> None:
        """Make everything what it was."""
        for tensor, value in zip(self.tensors, self.values, strict=True):
            if _tensors_differ(tensor, value):
                tensor.assign_value(value)
        for each, content in self._objects:
            _refill(each, content)


def _content(target: Any) -> Any:
    if isinstance(target, (list, dict)):
        return target.copy()
    if isinstance(target, CellType):
        return target.cell_contents
    return dict(vars(target)) if hasattr(target, "__dict__") else None


def _refill(target: Any, content: Any) -> None:
    if isinstance(target, list):
        target[:] = content
    elif isinstance(target, CellType):
        target.cell_contents = content
    elif content is not None:
        names = target if isinstance(target, dict) else vars(target)
        names.clear()
        names.update(content)


def call(function: Any, args: tuple, kwargs: dict) -> Any:
    """Call a compiled function, and Python; give Python's result if nothing differs.

    Raises:
        RuntimeError: naming the first line whose value differs.
    """
    found = _core.jit_outside(function, args, kwargs)
    if found is None:  # It runs in Python anyway.
        return function(*args, **kwargs)
    outside = _Outside(*found)
    given, again = _copied((args, kwargs)), _copied((args, kwargs))
    graph = Outcome.of(lambda: function(*given[0], **given[1]))
    left = outside.present()
    outside.put_back()
    trail: list[_Entry] = []

    def in_python() -> Any:
        result, entries = _core.jit_trail_of_python(function, args, kwargs)
        trail.extend(entries)
        return result

    python = Outcome.of(in_python)
    difference = (
        _errors_differ(graph.error, python.error)
        or _differ(graph.value, python.value, "the result")
        or _differ(given, (args, kwargs), "an argument")
        or _differ(left, outside.tensors, "a Tensor outside")
    )
    if difference is None:
        if python.error:
            raise python.error
        return python.value
    outside.put_back()
    place = _first_line(function, again, outside, trail)
    outside.put_back()
    raise RuntimeError(_text(function, difference, place)) from python.error or graph.error


def _copied(value: Any, memo: dict[int, Any] | None = None) -> Any:
    """The same structure with Tensors of its own; Parameters and other objects are those given."""
    memo = {} if memo is None else memo
    if id(value) in memo:
        return memo[id(value)]
    made: Any = value
    if type(value) is Tensor:
        made = Tensor(value.asnumpy().copy(), value.dtype)
    elif type(value) is tuple:
        made = tuple(_copied(item, memo) for item in value)
    elif type(value) is list:
        made = memo[id(value)] = []
        made.extend(_copied(item, memo) for item in value)
    elif type(value) is dict:
        made = memo[id(value)] = {}
        made.update((key, _copied(item, memo)) for key, item in value.items())
    memo[id(value)] = made
    return made


def _errors_differ(graph: BaseException | None, python: BaseException | None) -> Difference | None:
    if type(graph) is type(python) and str(graph) == str(python):
        return None
    words = [f"raises {type(e).__name__}: {e}" if e else "returns" for e in (graph, python)]
    return Difference("how the call ends", f"the graph {words[0]}; Python {words[1]}")


def _differ(graph: Any, python: Any, where: str, depth: int = 0) -> Difference | None:
    """The first difference, or None."""
    if isinstance(graph, Tensor) and isinstance(python, Tensor):
        text = _tensors_differ(graph, python)
        return Difference(where, text) if text else None
    if type(graph) is not type(python):
        kinds = type(graph).__name__, type(python).__name__
        return Difference(where, f"the graph has {kinds[0]}, Python {kinds[1]}")
    if depth > 100:  # It holds itself.
        return None
    for at, one, other in _parts(graph, python):
        if found := _differ(one, other, f"{where}{at}", depth + 1):
            return found
    same = not isinstance(python, _PLAIN) or graph == python or graph != graph
    return None if same else Difference(where, f"the graph has {graph!r}, Python {python!r}")


def _parts(graph: Any, python: Any) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(python, (tuple, list)):
        if len(graph) != len(python):
            yield ": its length", len(graph), len(python)
        for i, (one, other) in enumerate(zip(graph, python, strict=False)):
            yield f"[{i}]", one, other
    elif isinstance(python, dict):
        if list(graph) != list(python):
            yield ": its keys", repr(list(graph)), repr(list(python))
        for key in graph:
            if key in python:
                yield f"[{key!r}]", graph[key], python[key]


def _tensors_differ(graph: Tensor, python: Tensor) -> str:
    """How two Tensors differ; empty where they do not, to the last bit."""
    if graph.dtype != python.dtype or graph.shape != python.shape:
        return f"the graph has {graph.dtype} {graph.shape}, Python {python.dtype} {python.shape}"
    one, other = graph.asnumpy(), python.asnumpy()
    if one.tobytes() == other.tobytes():
        return ""
    bits = np.ascontiguousarray(one).reshape(-1), np.ascontiguousarray(other).reshape(-1)
    size = one.dtype.itemsize
    unlike = (bits[0].view(np.uint8) != bits[1].view(np.uint8)).reshape(-1, size).any(1)
    first = int(unlike.argmax())
    index = tuple(int(i) for i in np.unravel_index(first, one.shape))
    values = bits[0][first], bits[1][first]
    return (
        f"{int(unlike.sum())} of {one.size} elements; the first at {index}: the graph has "
        f"{values[0]!s}, Python {values[1]!s}"
    )


def _first_line(
    function: Any, given: tuple, outside: _Outside, trail: list[_Entry]
) -> tuple[str, int, str] | None:
    """File, line and words of the first operator that gives something else in the graph."""
    for optimised in (False, True):
        outside.put_back()
        args, kwargs = _copied(given)
        nodes = _core.jit_trail_of_graph(function, args, kwargs, optimised)
        waiting: dict[tuple[str, int, str], list[_Entry]] = defaultdict(list)
        for entry in reversed(nodes or []):
            waiting[entry[:3]].append(entry)
        for file, line, operator, results in trail:
            found = waiting[file, line, operator]
            others = found.pop()[3] if found else results
            for one, other in zip(others, results, strict=False):
                if text := _tensors_differ(one, other):
                    return file, line, f"{operator} is the first that differs: {text}"
    return None


def _text(function: Any, difference: Difference, place: tuple[str, int, str] | None) -> str:
    name = getattr(function, "__qualname__", "a function")
    message = f"the graph of `{name}` and Python differ in {difference.where}: {difference.text}"
    if place is None:
        visits = [f"{each[1]}: {each[0]}: is it the same twice?" for each in function.fallbacks]
        notes = [
            "each operator that both have gives the same",
            *visits[:3],
            f"a documented deviation has a `!` in {name}.explain(...); all else is to be reported",
        ]
        return draw(message, "check-differs", [], notes, "", -1, [])
    file, line, words = place
    source = linecache.getline(file, line).rstrip()
    start = len(source) - len(source.lstrip())
    where = (file, "<module>", line, start, line, len(source))
    return draw(message, "check-differs", [(-1, None, words, None)], [], "", -1, [where])
