"""Calls that Python carries out from inside a graph: each in its place, at each call."""

import collections
import json
import logging
import random
import string
import time

import numpy as np
import pytest
from modes import check, f32

import mindspore as ms
from mindspore import Tensor, ops


class Counter:
    """A class of the program's own, used as an object of Python's."""

    def __init__(self):
        self.calls = []

    def note(self, value):
        self.calls.append(value)
        return len(self.calls)


def visited(function, *args):
    """The function as a graph with visits; nothing runs in Python as a whole."""
    graph = ms.jit(function, jit_config=ms.JitConfig(jit_syntax_level="EXACT"))
    result = graph(*args)
    slugs = [reason for reason, _ in graph.fallbacks]
    return result, slugs


def seeded(function):
    """The function behind a fixed state of `random`."""

    def run(*args):
        random.seed(7)
        np.random.seed(7)
        return function(*args)

    return run


def draws(x):
    a = random.random()
    b = random.randint(1, 10)
    return x * a + b, a, b


def draws_of_numpy(x):
    noise = np.random.rand(3)
    return x + Tensor(noise.astype(np.float32)), noise


def shuffles(x):
    order = [1, 2, 3, 4]
    random.shuffle(order)
    return x * order[0], order


def shuffles_and_goes_on(x):
    order = [1, 2, 3]
    random.shuffle(order)
    order.append(9)
    return x, order, len(order), sum(order)


def leaves_to_numpy(x):
    y = (x * 2).asnumpy()
    return Tensor(np.linalg.inv(y)) @ x


def sums_in_numpy(x):
    y = x.asnumpy().sum()
    return x * float(y), y


def branches_on_numpy(x):
    total = x.asnumpy().sum()
    if total > 0:
        return x + 1
    return x - 1


def branches_and_joins(x):
    total = x.asnumpy().sum()
    word = "none"
    if total > 0:
        word = "positive"
    return x, word


def joins_with_an_object(x):
    y = x.asnumpy()
    z = None
    if x.sum() > 0:
        z = y
    return z


def loops_over_an_array(x):
    total = 0.0
    for value in x.asnumpy():
        total = total + float(value)
    return x * total


def loops_with_break(x):
    found = -1
    for i, value in enumerate(x.asnumpy()):
        if value > 0:
            found = i
            break
    return x, found


def loops_until_an_object_says_so(x):
    count = 0
    while x.asnumpy().sum() < 10:
        x = x + 1
        count = count + 1
    return x, count


def unpacks(x):
    a, b, c = x.asnumpy()
    return x * float(a), float(b) + float(c)


def unpacks_with_a_star(x):
    a, *rest = x.asnumpy()
    return float(a), len(rest)


def texts(x):
    return f"{x.asnumpy().sum():.2f} and {x}"


def joins_text(x):
    return "-".join([str(value) for value in x.asnumpy().tolist()])


def writes_items(x):
    y = x.asnumpy().copy()
    y[0] = 5.0
    y[1:] += 1
    return Tensor(y) * 2, y.shape, y.dtype.name


def asks_for_kinds(x):
    y = x.asnumpy()
    return isinstance(y, np.ndarray), type(y) is np.ndarray, len(y), bool((y > 100).any()), y is y


def counts(x):
    words = collections.Counter(string.ascii_lowercase[:3] * 2)
    return x, words["a"], words.most_common(1)


def writes_json(x):
    text = json.dumps({"shape": list(x.shape), "name": "x"})
    return x * 2, text, json.loads(text)["shape"]


def looks_at_the_clock(x):
    start = time.perf_counter()
    y = x * 2
    return y, time.perf_counter() >= start


def uses_an_operator_on_both(x):
    y = x.asnumpy()
    return (y + 1) * 2 - y, -y, y @ y


def passes_through_a_network(x):
    y = ops.relu(Tensor(np.sort(x.asnumpy())))
    return ops.sigmoid(y) * x


def contains(x):
    y = x.asnumpy().tolist()
    return 100.0 in y, 100.0 not in y


def keeps_objects_in_containers(x):
    parts = {"array": x.asnumpy(), "list": [x.asnumpy()]}
    parts["list"].append(x.asnumpy().max())
    return parts["array"].shape, len(parts["list"]), parts


def negates(x):
    y = x.asnumpy()
    return not y.any(), y.any() and y.all(), y.any() or y.all()


ALL = [
    seeded(draws), seeded(draws_of_numpy), seeded(shuffles), seeded(shuffles_and_goes_on),
    sums_in_numpy, branches_on_numpy, branches_and_joins, joins_with_an_object,
    loops_over_an_array, loops_with_break, loops_until_an_object_says_so, unpacks,
    unpacks_with_a_star, texts, joins_text, writes_items, asks_for_kinds, counts, writes_json,
    looks_at_the_clock, uses_an_operator_on_both, passes_through_a_network, contains,
    keeps_objects_in_containers, negates,
]  # fmt: skip


@pytest.mark.parametrize("function", ALL, ids=lambda f: f.__name__)
def test_a_program_with_visits_is_the_same_in_both_modes(function):
    for x in (f32(3), -f32(3), ops.abs(f32(3))):
        check(function, (x,), one_graph=False)


def test_a_square_matrix_is_inverted_in_the_middle():
    check(leaves_to_numpy, (f32(3, 3),), one_graph=False)


@pytest.mark.parametrize(
    "function",
    [
        sums_in_numpy,
        branches_on_numpy,
        loops_over_an_array,
        loops_until_an_object_says_so,
        unpacks,
        texts,
        writes_items,
    ],
)
def test_it_is_one_graph(function):
    graph = ms.jit(function)
    graph(f32(3))
    found, _, _ = ms._core.jit_specialisations(graph)
    assert all("reason" not in each for each in found)


def test_each_call_draws_anew():
    @ms.jit
    def f(x):
        return x + random.random()

    x = Tensor([1.0])
    assert len({float(f(x)[0]) for _ in range(5)}) > 1


def test_visits_and_prints_keep_their_order(capsys):
    log = []

    class Note:
        def __call__(self, text):
            log.append(text)

    def f(x):
        print("first")
        y = x.asnumpy()
        print(y.sum())
        print("last")
        return x

    graph = ms.jit(f, jit_config=ms.JitConfig(jit_syntax_level="EXACT"))
    x = Tensor([1.0, 2.0])
    graph(x), graph(x)
    assert capsys.readouterr().out == "first\n3.0\nlast\n" * 2


def test_an_exception_arrives_with_its_type_and_the_line():
    @ms.jit
    def f(x):
        return np.linalg.inv(x.asnumpy())

    with pytest.raises(np.linalg.LinAlgError, match="Singular") as caught:
        f(Tensor(np.zeros((2, 2), np.float32)))
    assert any(entry.name.endswith("f") for entry in caught.traceback)


def test_what_was_written_before_a_visit_is_there_when_it_raises():
    class State:
        count = 0

    state = State()

    @ms.jit
    def f(x):
        state.count = 5
        json.loads("{")
        return x

    with pytest.raises(json.JSONDecodeError):
        f(Tensor([1.0]))
    assert state.count == 5


def test_logging_sees_values(caplog):
    logger = logging.getLogger("visits")

    @ms.jit
    def f(x):
        logger.warning("sum %s", x.sum())
        return x * 2

    with caplog.at_level(logging.WARNING):
        f(Tensor([1.0, 2.0]))
        f(Tensor([3.0, 4.0]))
    assert [record.getMessage() for record in caplog.records] == ["sum 3.0", "sum 7.0"]


def test_gradients_around_a_visit_are_those_of_pynative_mode():
    def f(x):
        scale = random.choice([2.0])
        return (x * x * scale).sum()

    graph = ms.jit(f)
    x = f32(3)
    assert (ms.grad(graph)(x).asnumpy() == ms.grad(f)(x).asnumpy()).all()


def test_fullgraph_refuses_a_visit():
    @ms.jit(fullgraph=True)
    def f(x):
        return x * random.random()

    with pytest.raises(RuntimeError, match="random"):
        f(Tensor([1.0]))


RECENT = collections.deque(maxlen=2)


def test_an_outside_deque_is_changed_when_the_graph_runs():
    @ms.jit
    def f(x):
        RECENT.append(float(x.sum()))
        return x, len(RECENT), RECENT[0]

    assert [f(Tensor([value]))[1:] for value in (1.0, 2.0, 3.0)] == [(1, 1.0), (2, 1.0), (2, 2.0)]


def own_deque(x):
    queue = collections.deque([1, 2], maxlen=2)
    queue.append(3)
    return x * queue[0], len(queue)


def test_a_deque_of_the_function_is_made_at_each_call():
    check(own_deque, (f32(2),), one_graph=False)
