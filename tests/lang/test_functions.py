"""Calls, closures, classes, generators, containers: Python's own semantics inside one graph."""

import functools
from dataclasses import dataclass

import pytest
from modes import check, every_mode, f32, same

import mindspore as ms
from mindspore import Parameter, Tensor, nn, ops

FACTOR = 2.0
TABLE = {"scale": 3.0}


@dataclass
class Pair:
    """Two Tensors."""

    left: Tensor
    right: Tensor

    def total(self):
        """Their sum."""
        return self.left + self.right


@every_mode(f32(3), 2, 0.5)
def test_all_kinds_of_parameters(x, n, scale=1.0, *rest, shift=1, **named):
    def f(a, /, b, *args, c=3, **kwargs):
        return a * b + c + len(args) + len(kwargs)

    return f(x, n, 1, 2, c=shift, d=4), f(x, *[n], **{"c": 5}), scale


@every_mode(f32(3))
def test_closures_are_bound_late(x):
    functions = [lambda y, k=k: y * k for k in range(3)]
    late = [lambda y: y * k for k in range(3)]
    return [f(x) for f in functions], [f(x) for f in late]


@every_mode(f32(3))
def test_nonlocal_counts(x):
    count = 0

    def step(y):
        nonlocal count
        count += 1
        return y + count

    return step(step(x)), count


@every_mode(f32(4))
def test_generators_and_unpacking(x):
    def halves(y):
        n = y.shape[0] // 2
        yield y[:n]
        yield y[n:]

    first, second = halves(x)
    head, *tail = [first, second, x]
    return head, tail, sum(part.sum() for part in halves(x))


@every_mode(f32(2))
def test_recursion_over_known_values(x):
    def power(y, n):
        return y if n == 1 else y * power(y, n - 1)

    return power(x, 4)


@every_mode(f32(2), f32(2, seed=1), grad=True)
def test_dataclasses_and_methods(a, b):
    return Pair(a * b, b).total()


@every_mode(f32(2))
def test_strings_and_exceptions(x):
    try:
        {"a": 1}["b"]
    except KeyError as error:
        text = f"{error.args[0]!r:>5}|{x.shape[0]:03d}"
    else:
        text = "none"
    return text, "-".join(["x", "y"]).upper(), x


@every_mode(f32(2, 3))
def test_shapes_are_numbers(x):
    rows, columns = x.shape
    return x.reshape(columns, rows), rows * columns, x.ndim, x.dtype == ms.float32, 7 // 2, 2**-1


@every_mode(f32(3))
def test_partials_and_decorators(x):
    def doubled(function):
        @functools.wraps(function)
        def inner(y):
            return function(y) * 2

        return inner

    @doubled
    def plus(y, by=1.0):
        return y + by

    return plus(x), functools.partial(lambda a, b: a - b, b=1.0)(x)


@every_mode(f32(3))
def test_with_and_sets_and_slices(x):
    class Scope:
        def __enter__(self):
            self.open = True
            return self

        def __exit__(self, *error):
            self.open = False

    with Scope() as scope:
        inside = scope.open
    return x[::2], x[-1], inside, scope.open, sorted({3, 1, 2}), 2 in {1, 2}


@every_mode(f32(4, 4))
def test_assignments_to_views_are_seen(x):
    y = x * 1
    row = y[1]
    row[0] = 5
    y[2:, 1] = 0
    column = y.T[0]
    column += 1
    return y, row, column


@every_mode(f32(3), 0.1)
def test_float_arguments_are_run_time_numbers(x, rate):
    return x * (1 - rate), rate * 2, x - rate


def test_a_float_argument_compiles_once():
    graph = ms.jit(lambda x, rate: x * (rate * 0.5), fullgraph=True)
    for k in range(20):
        rate = 0.99**k
        assert same(graph(Tensor([1.0, 2.0]), rate), Tensor([1.0, 2.0]) * (rate * 0.5))
    assert graph.cache_info().misses == 1


def test_changes_outside_are_honoured():
    global FACTOR
    graph = ms.jit(lambda x: x * FACTOR + TABLE["scale"], fullgraph=True)
    x = Tensor([1.0])
    assert graph(x).asnumpy().tolist() == [5.0]
    FACTOR, TABLE["scale"] = 4.0, 1.0
    assert graph(x).asnumpy().tolist() == [5.0]
    FACTOR = 5.0
    assert graph(x).asnumpy().tolist() == [6.0]
    FACTOR, TABLE["scale"] = 2.0, 3.0


class Net(nn.Cell):
    """A Cell with Parameters, state and attributes."""

    def __init__(self):
        super().__init__()
        self.weight = Parameter(Tensor([2.0, 3.0]), name="weight")
        self.layers = nn.CellList([nn.Dense(2, 2), nn.ReLU()])
        self.calls = 0
        self.seen = []

    def construct(self, x):
        """Counts, remembers, writes its weight."""
        self.calls = self.calls + 1
        self.seen.append(x.shape)
        for layer in self.layers:
            x = layer(x)
        self.weight += 1
        return x * self.weight


def test_state_of_cells_is_that_of_pynative():
    eager, graph = Net(), Net()
    for a, b in zip(graph.get_parameters(), eager.get_parameters(), strict=True):
        a.set_data(b)
    compiled = ms.jit(graph.construct, fullgraph=True)
    for rows in (2, 2, 3):
        x = f32(rows, 2)
        assert same(eager(x), compiled(x))
    assert (eager.calls, eager.seen) == (graph.calls, graph.seen)
    assert same(Tensor(eager.weight), Tensor(graph.weight))


def test_a_failed_call_changes_what_pynative_changes():
    net = Net()

    def step(x):
        net.calls = 10
        net.weight += 1
        return ops.matmul(x, Tensor([[1.0, 2.0, 3.0]]))

    before = net.weight.asnumpy().copy()
    with pytest.raises(ValueError, match="columns"):
        ms.jit(step)(f32(2, 2))
    assert net.calls == 10
    assert (net.weight.asnumpy() == before + 1).all()


def test_a_training_step_as_one_graph():
    def build():
        ms.set_seed(3)
        net = nn.SequentialCell(nn.Dense(4, 8), nn.Dropout(p=0.5), nn.ReLU(), nn.Dense(8, 1))
        net.set_train()
        optimizer = nn.Adam(net.trainable_params(), 0.01)
        loss = nn.MSELoss()
        both = ms.value_and_grad(lambda x, y: loss(net(x), y), None, optimizer.parameters)

        def step(x, y):
            value, gradients = both(x, y)
            optimizer(gradients)
            return value

        return step

    x, y = f32(5, 4), f32(5, 1)
    eager, graph = build(), ms.jit(build(), fullgraph=True)
    ms.set_seed(5)
    expected = [eager(x, y) for _ in range(4)]
    ms.set_seed(5)
    assert same(expected, [graph(x, y) for _ in range(4)])


def test_higher_orders_inside_and_around():
    def cube(x):
        return (x * x * x).sum()

    def second(x):
        return ms.grad(lambda y: ms.grad(cube)(y).sum())(x)

    check(second, (f32(3),))
    check(lambda x: ms.jvp(cube, x, x), (f32(3),))
    check(lambda x: ms.vjp(cube, x)[1](Tensor(2.0)), (f32(3),))


class Hundred(nn.Cell):
    """Its gradient is its own."""

    def construct(self, x):
        """Three times `x`."""
        return x * 3

    def bprop(self, x, out, dout):
        """Not the derivative."""
        return (dout * 100 + out,)


def test_gradients_that_users_write():
    net = Hundred()
    check(lambda x: ms.grad(net)(x), (f32(3),))
    check(lambda x: ms.grad(lambda y: net(y * y) * 2)(x), (f32(3),))
    double = ops.InsertGradientOf(lambda dx: dx * 2)
    check(lambda x: ms.grad(lambda y: double(y) * 3)(x), (f32(3),))


def test_operators_that_store_into_their_arguments():
    def build():
        net = nn.BatchNorm1d(3)
        net.set_train()
        return net

    eager, graph = build(), build()
    compiled = ms.jit(graph.construct, fullgraph=True)
    for seed in range(3):
        x = f32(4, 3, seed=seed)
        assert same(eager(x), compiled(x))
    for a, b in zip(eager.get_parameters(), graph.get_parameters(), strict=True):
        assert same(Tensor(a), Tensor(b)), a.name
    eager.set_train(False)
    graph.set_train(False)
    assert same(eager(x), compiled(x))


def test_gradients_that_users_write_around_the_graph():
    net = Hundred()
    graph = ms.jit(lambda x: net(x * x), fullgraph=True)
    x = f32(3)
    assert same(ms.grad(lambda y: net(y * y))(x), ms.grad(graph)(x))
    double = ops.InsertGradientOf(lambda dx: dx * 2)
    hooked = ms.jit(lambda x: double(x) * 3, fullgraph=True)
    assert ms.grad(hooked)(Tensor([1.0])).asnumpy().tolist() == [6.0]
