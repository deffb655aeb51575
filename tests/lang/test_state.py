"""What is outside: attributes, globals, closures, Parameters, and changes to them."""

import numpy as np
from modes import f32, same

import mindspore as ms
from mindspore import Parameter, Tensor, nn, ops

COUNTER = 0
SETTINGS = {"rate": 0.5, "layers": [1, 2]}
HISTORY: list = []


class Holder:
    """An ordinary object."""

    def __init__(self):
        self.n = 0
        self.items = [1]
        self.table = {"a": 1}


def both(make, *calls):
    """The same calls on two fresh subjects: in PyNative mode, and compiled."""
    seen = []
    for compile_it in (False, True):
        subject, function = make()
        if compile_it:
            config = ms.JitConfig(jit_syntax_level="EXACT")
            function = ms.jit(function, fullgraph=True, jit_config=config)
        seen.append(([function(*args) for args in calls], vars(subject)))
    (expected, left), (found, changed) = seen
    assert same(expected, found), (expected, found)
    assert same(left, changed), (left, changed)


def test_attribute_counts():
    def make():
        h = Holder()

        def f(x):
            h.n += 1
            return x * h.n

        return h, f

    both(make, (f32(2),), (f32(2),), (f32(2),))


def test_attribute_list_grows():
    def make():
        h = Holder()

        def f(x):
            h.items.append(len(h.items))
            return x * sum(h.items)

        return h, f

    both(make, (f32(2),), (f32(2),), (f32(2),))


def test_attribute_dict_changes():
    def make():
        h = Holder()

        def f(x):
            h.table["b"] = h.table.get("b", 0) + 1
            h.table.pop("a", None)
            return x * h.table["b"]

        return h, f

    both(make, (f32(2),), (f32(2),))


def test_new_attribute_and_deletion():
    def make():
        h = Holder()

        def f(x):
            h.fresh = x * 2
            if hasattr(h, "n"):
                del h.n
            return h.fresh

        return h, f

    both(make, (f32(2),), (f32(2, seed=1),))


def test_tensor_attribute_is_replaced():
    def make():
        h = Holder()
        h.state = Tensor([0.0, 0.0])

        def f(x):
            h.state = h.state * 0.5 + x
            return h.state

        return h, f

    both(make, (f32(2),), (f32(2, seed=1),), (f32(2, seed=2),))


def test_tensor_attribute_is_written_in_place():
    def make():
        h = Holder()
        h.state = Tensor(np.zeros(2, np.float32))
        h.alias = h.state

        def f(x):
            h.state += x
            h.state[0] = 1.0
            return h.alias * 2

        return h, f

    both(make, (f32(2),), (f32(2, seed=1),))


def test_closure_cell():
    def make():
        h = Holder()
        total = 0

        def f(x):
            nonlocal total
            total += 2
            return x * total

        return h, f

    both(make, (f32(2),), (f32(2),))


def test_global_is_written():
    global COUNTER

    def f(x):
        global COUNTER
        COUNTER += 1
        return x * COUNTER

    COUNTER = 0
    expected = [f(f32(2)) for _ in range(3)]
    COUNTER = 0
    graph = ms.jit(f, fullgraph=True)
    assert same(expected, [graph(f32(2)) for _ in range(3)])
    assert COUNTER == 3


def test_global_changes_are_honoured():
    graph = ms.jit(lambda x: x * SETTINGS["rate"] + len(SETTINGS["layers"]), fullgraph=True)
    first = graph(f32(2))
    SETTINGS["rate"] = 2.0
    SETTINGS["layers"].append(3)
    try:
        second = graph(f32(2))
        assert same(second, f32(2) * 2.0 + 3)
        assert not same(first, second)
    finally:
        SETTINGS["rate"] = 0.5
        SETTINGS["layers"].pop()
    assert same(first, graph(f32(2)))


def test_closure_change_between_calls():
    def make(k):
        def set_k(value):
            nonlocal k
            k = value

        return ms.jit(lambda x: x * k, fullgraph=True), set_k

    graph, set_k = make(2)
    assert same(graph(f32(2)), f32(2) * 2)
    set_k(5)
    assert same(graph(f32(2)), f32(2) * 5)


def test_function_redefinition_is_honoured():
    namespace = {"helper": lambda y: y + 1}
    graph = ms.jit(lambda x: namespace["helper"](x), fullgraph=True)
    assert same(graph(f32(2)), f32(2) + 1)
    namespace["helper"] = lambda y: y * 3
    assert same(graph(f32(2)), f32(2) * 3)


def test_monkeypatched_method():
    class Thing:
        def go(self, x):
            return x + 1

    thing = Thing()
    graph = ms.jit(lambda x: thing.go(x), fullgraph=True)
    assert same(graph(f32(2)), f32(2) + 1)
    Thing.go = lambda self, x: x * 2
    assert same(graph(f32(2)), f32(2) * 2)


def test_default_argument_changed():
    def f(x, k=2):
        return x * k

    graph = ms.jit(lambda x: f(x), fullgraph=True)
    assert same(graph(f32(2)), f32(2) * 2)
    f.__defaults__ = (7,)
    assert same(graph(f32(2)), f32(2) * 7)


class Net(nn.Cell):
    """With a counter, a Parameter and a buffer."""

    def __init__(self):
        super().__init__()
        self.w = Parameter(Tensor([1.0, 2.0]), name="w")
        self.steps = 0
        self.seen = []

    def construct(self, x):
        """Counts, remembers, updates."""
        self.steps += 1
        self.seen.append(self.steps)
        self.w += x
        self.w = self.w * 0.5
        return self.w * self.steps


def test_cell_state():
    results = []
    for mode in (ms.PYNATIVE_MODE, ms.GRAPH_MODE):
        ms.set_context(mode=mode)
        try:
            net = Net()
            outputs = [net(f32(2, seed=i)) for i in range(3)]
        finally:
            ms.set_context(mode=ms.PYNATIVE_MODE)
        results.append((outputs, net.steps, net.seen, Tensor(net.w.asnumpy()), net.w.name))
    assert same(*results)


def test_training_flag_is_honoured():
    net = nn.Dropout(p=0.5)
    ms.set_context(mode=ms.GRAPH_MODE)
    try:
        net.set_train(False)
        assert same(net(f32(8)), f32(8))
        net.set_train(True)
        assert (net(ops.ones(1000)) == 0).sum() > 300
        net.set_train(False)
        assert same(net(f32(8)), f32(8))
    finally:
        ms.set_context(mode=ms.PYNATIVE_MODE)


def test_parameter_assign_forms():
    def make():
        h = Holder()
        h.p = Parameter(Tensor([1.0, 2.0]), name="p")

        def f(x):
            ops.assign(h.p, x)
            ops.assign_add(h.p, x)
            h.p.set_data(h.p * 2)
            return h.p + 1

        return h, f

    both(make, (f32(2),), (f32(2, seed=3),))


def test_failed_call_changes_nothing_before_the_failure_only():
    def make():
        h = Holder()

        def f(x):
            h.items.append(1)
            try:
                h.items.append(h.missing)
            except AttributeError:
                h.items.append(2)
            return x * len(h.items)

        return h, f

    both(make, (f32(2),), (f32(2),))


def test_same_function_on_two_objects():
    a, b = Holder(), Holder()
    b.n = 5

    def f(h, x):
        h.n += 1
        return x * h.n

    graph = ms.jit(f, fullgraph=True)
    assert same([graph(a, f32(2)), graph(b, f32(2))], [f32(2) * 1, f32(2) * 6])
    assert (a.n, b.n) == (1, 6)


def test_objects_passed_are_the_same_objects():
    h = Holder()
    assert ms.jit(lambda o, x: (o, x * 2), fullgraph=True)(h, f32(2))[0] is h
