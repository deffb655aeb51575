"""Python functions that C code calls are parts of the program: what they print and change
happens at each call, in every mode."""

import bisect
import collections
import copy
import dataclasses
import enum
import functools
import heapq
import itertools
import operator
import re

import pytest
from modes import compiled, same

from mindspore import Tensor, nn


class Log:
    def __init__(self):
        self.items = []

    def hit(self, item):
        self.items.append(item)
        return item


class Spy:
    """Tells the log of each special method that is asked for."""

    def __init__(self, log, value):
        self.log, self.value = log, value

    def __eq__(self, other):
        self.log.hit("eq")
        return isinstance(other, Spy) and self.value == other.value

    def __hash__(self):
        self.log.hit("hash")
        return hash(self.value)

    def __lt__(self, other):
        self.log.hit("lt")
        return self.value < other.value

    def __len__(self):
        self.log.hit("len")
        return self.value

    def __iter__(self):
        self.log.hit("iter")
        return iter(range(self.value))

    def __index__(self):
        self.log.hit("index")
        return self.value

    def __format__(self, spec):
        self.log.hit("format")
        return spec + str(self.value)

    def __round__(self, digits=None):
        self.log.hit("round")
        return self.value

    def __reversed__(self):
        self.log.hit("reversed")
        return iter([self.value])

    def __radd__(self, other):
        self.log.hit("radd")
        return other + self.value


def keys_of_sorts(log, x):
    items = [3, 1, 2]
    items.sort(key=lambda v: log.hit(-v))
    return sorted(items, key=log.hit), max(items, key=lambda v: log.hit(-v)), x + 1


def functions_that_take_functions(log, x):
    mapped = list(map(lambda v: log.hit(1) * v, [x, x * 2]))
    kept = list(filter(lambda v: log.hit(v) > 1, [1, 2, 3]))
    return mapped, kept, functools.reduce(lambda a, b: a + b * log.hit(2), [x, x, x])


def iterators_of_functions(log, x):
    sums = list(itertools.accumulate([1, 2, 3], lambda a, b: log.hit(a + b)))
    first = list(itertools.takewhile(lambda v: log.hit(v) < 2, [1, 2, 3]))
    groups = [(k, list(g)) for k, g in itertools.groupby([1, 1, 2], key=log.hit)]
    return sums, first, groups, list(itertools.starmap(lambda a, b: log.hit(a * b), [(1, 2)])), x


def replacements_of_a_pattern(log, x):
    return re.sub(r"\d", lambda match: log.hit(match.group()) + "!", "a1b2"), x


def equality_behind_containers(log, x):
    spies = [Spy(log, 1), Spy(log, 2)]
    found = Spy(log, 2) in spies, spies.index(Spy(log, 2)), spies.count(Spy(log, 1))
    spies.remove(Spy(log, 1))
    return found, len(spies), (Spy(log, 1), 2) == (Spy(log, 1), 2), x


def hashes_behind_dicts(log, x):
    names = {Spy(log, 1): "a"}
    names[Spy(log, 1)] = "b"
    return len(names), names.get(Spy(log, 3)), Spy(log, 1) in {Spy(log, 1)}, x


def order_behind_heaps(log, x):
    heap = []
    for value in (2, 1, 3):
        heapq.heappush(heap, Spy(log, value))
    return heapq.heappop(heap).value, bisect.bisect([1, 3, 5], 3, key=log.hit), x


def numbers_and_texts(log, x):
    spy = Spy(log, 2)
    texts = "{:z}".format(spy), f"{spy:>}", format(spy, "q")  # noqa: UP032
    return texts, list(range(spy)), [1, 2, 3][spy], round(spy), list(reversed(spy)), sum([spy]), x


def iteration(log, x):
    spy = Spy(log, 2)
    return list(zip(spy, Spy(log, 3), strict=False)), list(enumerate(spy)), tuple(spy), x


class Missing(dict):
    def __missing__(self, key):
        return self["log"].hit(key)


def keys_that_are_missing(log, x):
    lists = collections.defaultdict(lambda: log.hit([]))
    lists["a"].append(1)
    return Missing(log=log)["q"], dict(lists), x


class Told:
    def __get__(self, instance, owner):
        return instance.log.hit("get")

    def __set__(self, instance, value):
        instance.log.hit(("set", value))


class Holder:
    told = Told()

    def __init__(self, log):
        self.log = log

    @property
    def six(self):
        return self.log.hit(6)


def descriptors_and_getters(log, x):
    holder = Holder(log)
    holder.told = 3
    return holder.told, operator.attrgetter("six")(holder), x


@dataclasses.dataclass
class Point:
    a: int
    b: list = dataclasses.field(default_factory=lambda: [1])

    def __post_init__(self):
        self.a += 1


def dataclasses_made_by_python(log, x):
    point = Point(log.hit(1))
    return dataclasses.asdict(dataclasses.replace(point, a=5)), repr(point), x


class Colour(enum.Enum):
    RED = 1

    @classmethod
    def _missing_(cls, value):
        return cls.RED


class Registered:
    def __init_subclass__(cls, **words):
        cls.words = words


def classes_made_inside(log, x):
    class Child(Registered, word=log.hit(1)):
        pass

    return Child.words, Colour(7).name, x


class Copied:
    def __init__(self, log):
        self.log = log

    def __deepcopy__(self, memo):
        self.log.hit("copied")
        return [1]


def copies(log, x):
    return copy.deepcopy([Copied(log)]), x


def branches_in_a_key(log, x):
    return list(map(lambda v: v if v.sum() > 2 else -v, [x, x * 2])), log.hit(1)


@pytest.mark.parametrize(
    "program",
    [
        keys_of_sorts,
        functions_that_take_functions,
        iterators_of_functions,
        replacements_of_a_pattern,
        equality_behind_containers,
        hashes_behind_dicts,
        order_behind_heaps,
        numbers_and_texts,
        iteration,
        keys_that_are_missing,
        descriptors_and_getters,
        dataclasses_made_by_python,
        classes_made_inside,
        copies,
        branches_in_a_key,
    ],
)
def test_effects_happen_at_each_call(program):
    eager, graphs = Log(), Log()
    graph = compiled(program)
    for _ in range(3):
        assert same(program(eager, Tensor([1.0, 2.0])), graph(graphs, Tensor([1.0, 2.0])))
        assert eager.items == graphs.items


class Net(nn.Cell):
    def __init__(self):
        super().__init__()
        self.layers = nn.CellList([nn.Dense(2, 2), nn.Dense(2, 2)])
        self.calls = 0

    def construct(self, x):
        self.calls += 1
        return list(map(self.layers[0], [x, x + 1])), functools.reduce(
            lambda value, layer: layer(value), self.layers, x
        )


def test_cells_that_c_code_calls():
    net = Net()
    expected = net.construct(Tensor([[1.0, 2.0]]))
    graph = compiled(lambda x: net.construct(x))
    for count in (2, 3):
        assert same(expected, graph(Tensor([[1.0, 2.0]])))
        assert net.calls == count
    net.layers[0].weight.set_data(net.layers[0].weight * 2)
    assert same(net.construct(Tensor([[1.0, 2.0]])), graph(Tensor([[1.0, 2.0]])))
