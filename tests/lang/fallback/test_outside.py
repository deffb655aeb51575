"""What is outside and changes between calls is read anew: deques, arrays, slots, dataclasses."""

import array
import collections
import copy
import dataclasses
import warnings

import numpy as np
import pytest

from mindspore import Tensor, jit

X = Tensor([1.0, 3.0])


class Slotted:
    __slots__ = ("items", "number")

    def __init__(self):
        self.number, self.items = 1.0, [1]


@dataclasses.dataclass
class Settings:
    number: float = 1.0
    items: list = dataclasses.field(default_factory=lambda: [1])


class Registry(collections.UserDict):
    pass


def filled(kind):
    made = kind()
    made["k"] = 1
    return made


def grow(items):
    items.append(len(items) + 1)


def more(table):
    table["k"] += 1
    table["other"] = 5


def first(values):
    values[0] += 1


def number(settings):
    settings.number += 1
    settings.items.append(2)


def agrees(make, change, function):
    """The same text in both modes, while what both have of their own changes in the same way."""
    eager, graph = make(), make()
    compiled = jit(lambda x: function(x, graph))
    for _ in range(3):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            assert str(compiled(X)) == str(function(X, eager))
        change(eager)
        change(graph)


SEQUENCES = {
    "deque": lambda: collections.deque([1]),
    "array": lambda: array.array("d", [1.0]),
    "bytearray": lambda: bytearray(b"\x01"),
    "UserList": lambda: collections.UserList([1]),
}
OF_SEQUENCES = {
    "truth": lambda x, q: x * 2 if q and len(q) > 1 else x,
    "not": lambda x, q: x if not q else x * len(q),
    "equality": lambda x, q: x * (2 if list(q) == [1] else 3),
    "item": lambda x, q: x * float(q[-1]),
    "sum": lambda x, q: x * float(sum(q)),
    "comprehension": lambda x, q: (x, [float(v) for v in q]),
    "stars": lambda x, q: (x, (lambda *a: len(a))(*q)),
    "text": lambda x, q: (x, f"{q}", str(q)),
    "operator": lambda x, q: x * len(q + q),
    "copy": lambda x, q: x * len(copy.copy(q)),
    "next": lambda x, q: x * float(next(iter(q))),
    "membership": lambda x, q: (x, 2 in q),
    "order": lambda x, q: (x, [float(v) for v in sorted(q, reverse=True)]),
}


@pytest.mark.parametrize("kind", SEQUENCES)
@pytest.mark.parametrize("what", OF_SEQUENCES)
def test_a_sequence(kind, what):
    agrees(SEQUENCES[kind], grow, OF_SEQUENCES[what])


def test_unpacking_a_sequence():
    def function(x, q):
        first, *rest = q
        return x * float(first) + len(rest)

    for make in SEQUENCES.values():
        agrees(make, grow, function)


OF_DICTS = {
    "length": lambda x, d: (x, len(d)),
    "items": lambda x, d: (x, sorted(d.items())),
    "item": lambda x, d: x * d["k"],
    "membership": lambda x, d: (x, "other" in d),
    "get": lambda x, d: (x, d.get("other", 3)),
    "copy": lambda x, d: (x, sorted(dict(d))),
}


@pytest.mark.parametrize("kind", [collections.UserDict, collections.ChainMap, Registry])
@pytest.mark.parametrize("what", OF_DICTS)
def test_a_dict_written_in_python(kind, what):
    agrees(lambda: filled(kind), more, OF_DICTS[what])


OF_ARRAYS = {
    "product": lambda x, a: x * a,
    "own operators": lambda x, a: x * float((a * 2 + a).sum()),
    "power": lambda x, a: x * float((2**a).sum()),
    "comparison": lambda x, a: (x, a > 1),
    "sign": lambda x, a: x * float((-a).sum()),
    "condition": lambda x, a: x * (2 if (a > 1.5).all() else 3),
    "part": lambda x, a: x * float(a[0:1].sum()),
    "item": lambda x, a: x * float(a[0]),
    "flat": lambda x, a: x * float(a.flat[0]),
    "turned": lambda x, a: x * float(a.T[0]),
    "rows": lambda x, a: (x, [float(v) for v in a]),
    "text": lambda x, a: (x, f"{a}"),
}


@pytest.mark.parametrize("what", OF_ARRAYS)
def test_an_array(what):
    agrees(lambda: np.array([1.0, 2.0]), first, OF_ARRAYS[what])


def test_a_part_of_an_array_is_written_when_the_graph_runs():
    def function(x, a):
        part = a[0:1]
        part[0] += 5
        return x + float(a.sum())

    agrees(lambda: np.array([1.0, 2.0]), first, function)


def test_a_constant_array_keeps_one_graph():
    scale = np.array([2.0, 4.0], np.float32)
    graph = jit(lambda x: x * scale, fullgraph=True)
    assert str(graph(X)) == "[ 2. 12.]"
    scale[1] = 5
    assert str(graph(X)) == "[ 2. 15.]"


OF_INSTANCES = {
    "number": lambda x, s: x * s.number,
    "list": lambda x, s: (x, len(s.items)),
    "getattr": lambda x, s: x * getattr(s, "number"),
    "attributes": lambda x, s: (x, [s.number, s.items[-1]]),
}


@pytest.mark.parametrize("kind", [Slotted, Settings])
@pytest.mark.parametrize("what", OF_INSTANCES)
def test_an_instance(kind, what):
    agrees(kind, number, OF_INSTANCES[what])


OF_DATACLASSES = {
    "asdict": lambda x, s: (x, dataclasses.asdict(s)),
    "astuple": lambda x, s: (x, dataclasses.astuple(s)),
    "replace": lambda x, s: (x, dataclasses.replace(s, items=[]).number),
    "repr": lambda x, s: (x, repr(s), str(s), f"{s}"),
    "equality": lambda x, s: (x, s == Settings()),
    "copy": lambda x, s: (x, copy.copy(s).number, copy.deepcopy(s).items),
}


@pytest.mark.parametrize("what", OF_DATACLASSES)
def test_a_dataclass_in_functions_of_the_library(what):
    agrees(Settings, number, OF_DATACLASSES[what])
