"""Gradients inside, around and through what Python does: those of PyNative mode."""

import random

import numpy as np
import pytest
from modes import compiled, every_mode, f32, same
from visited import hidden, in_one_graph, reasons

import mindspore as ms
from mindspore import Parameter, Tensor, nn, ops

SCALE = Parameter(Tensor([2.0, 3.0, 4.0]), name="scale")
X = f32(3)

# No source: Python carries them out, with Tensors of the framework.
square = hidden("lambda v: v * v * 2")
scaled = hidden("lambda v: v * scale", scale=SCALE)
both = hidden("lambda v, w: (v * w, v + w)")
through_numpy = hidden("lambda v: Tensor(np.sin(v.asnumpy()))", Tensor=Tensor, np=np)
kept = hidden("def keep(v, box):\n    box.append(v * 3)\n    return v")
repeated = hidden(
    "def repeated(v):\n    for _ in range(3):\n        v = ops.sin(v) * v\n    return v", ops=ops
)
checked = hidden(
    "def checked(v):\n    if float(v.sum()) > 1e9:\n        raise ValueError()\n    return v * 5"
)


@in_one_graph(X, grad=True)
def test_operators_on_what_a_visit_gives(x):
    return ops.sum(square(x) * x)


@in_one_graph(X, grad=True)
def test_a_parameter_inside_a_visit(x):
    return ops.sum(ops.exp(scaled(x)) * 0.1)


@in_one_graph(X, grad=True)
def test_visits_one_behind_the_other(x):
    return ops.sum(square(scaled(square(x))))


@in_one_graph(X, f32(3, seed=1), grad=True)
def test_several_arguments_and_results(x, y):
    product, total = both(x, y)
    return ops.sum(product * total + x)


@in_one_graph(X, grad=True)
def test_numpy_breaks_the_chain(x):
    return ops.sum(through_numpy(x) * x)


@in_one_graph(X, grad=True)
def test_numbers_break_the_chain(x):
    return ops.sum(x * float(x.asnumpy().sum()))


@in_one_graph(X, grad=True)
def test_a_loop_inside_a_visit(x):
    return ops.sum(repeated(x))


@in_one_graph(X, grad=True)
def test_a_tensor_kept_for_later(x):
    box = []
    y = kept(x, box)
    return ops.sum(y * box[0])


@in_one_graph(X, grad=True, also=((-ops.abs(X),), (ops.abs(X),)))
def test_a_visit_in_a_branch(x):
    if x.sum() > 0:
        y = square(x)
    else:
        y = x * 3
    return ops.sum(y * x)


@in_one_graph(X, grad=True)
def test_a_visit_in_a_loop_over_an_array(x):
    total = x * 0
    for value in x.asnumpy():
        total = total + x * float(value) + scaled(x)
    return ops.sum(total)


@in_one_graph(X, grad=True)
def test_a_visit_in_a_try(x):
    try:
        y = checked(x)
    except ValueError:
        y = x
    return ops.sum(y * x)


@in_one_graph(X, grad=True)
def test_a_visit_that_raises_in_a_try(x):
    try:
        y = square(x) + int("no number " + str(x.asnumpy()))
    except ValueError:
        y = ops.exp(x)
    return ops.sum(y * x)


@in_one_graph(X, grad=True)
def test_a_list_of_tensors_from_a_loop(x):
    parts = [x * float(value) for value in x.asnumpy()]
    return ops.sum(ops.stack(parts) * 2)


@in_one_graph(X, grad=True)
def test_views_go_to_python(x):
    return ops.sum(square(x.reshape(3, 1)) + square(x[1:]).sum())


@in_one_graph(f32(2, 3), grad=True)
def test_a_transposed_view_goes_to_python(x):
    return ops.sum(square(x.T) @ x)


@in_one_graph(X, grad=True)
def test_a_written_tensor_goes_to_python(x):
    y = x * 1
    y[0] = 5.0
    return ops.sum(square(y))


@in_one_graph(X, grad=True)
def test_random_numbers(x):
    random.seed(4)
    return ops.sum(x * x * random.random())


@in_one_graph(X, grad=True)
def test_stop_gradient_beside_a_visit(x):
    return ops.sum(square(ops.stop_gradient(x)) * x)


@in_one_graph(X)
def test_gradient_in_the_middle(x):
    slope = ms.grad(lambda v: ops.sum(square(v) * v))(x)
    return slope * 2 + x


@in_one_graph(X)
def test_value_and_gradient_in_the_middle(x):
    value, slope = ms.value_and_grad(lambda v: ops.sum(scaled(v)))(x)
    return value + 1, slope - x


@in_one_graph(X)
def test_gradient_of_a_closure_over_values_of_the_graph(x):
    factor = ops.sum(x) * 2
    return ms.grad(lambda v: ops.sum(square(v) * factor))(x)


@in_one_graph(X)
def test_a_list_that_the_differentiated_function_fills(x):
    seen = []

    def inner(v):
        seen.append(1)
        return ops.sum(square(v))

    return ms.grad(inner)(x), len(seen)


@every_mode(X, one_graph=False)
def test_a_name_that_the_differentiated_function_assigns(x):
    count = 0

    def inner(v):
        nonlocal count
        count = count + 1
        return ops.sum(square(v))

    return ms.grad(inner)(x), count


@in_one_graph(X)
def test_gradient_under_a_condition(x):
    y = x
    if x.sum() > -1e9:
        y = ms.grad(lambda v: ops.sum(square(v)))(x)
    return y


@in_one_graph(X)
def test_second_order_inside(x):
    return ms.grad(lambda v: ops.sum(ms.grad(lambda w: ops.sum(square(w) * w))(v)))(x)


def test_second_order_around():
    def f(x):
        return ops.sum(square(x) * scaled(x))

    graph = compiled(f, one_graph=False)
    eager = ms.grad(lambda v: ops.sum(ms.grad(f)(v)))(X)
    assert same(eager, ms.grad(lambda v: ops.sum(ms.grad(graph)(v)))(X))
    assert reasons(graph) == []


def test_gradients_of_parameters_around():
    def f(x):
        return ops.sum(scaled(x) * square(x))

    graph = compiled(f, one_graph=False)
    expected = ms.grad(f, 0, [SCALE])(X)
    for _ in range(2):
        assert same(expected, ms.grad(graph, 0, [SCALE])(X))
    assert np.abs(expected[1][0].asnumpy()).sum() > 0


def test_a_parameter_that_no_argument_of_the_graph_knows():
    graph = compiled(lambda x: ops.sum(scaled(Tensor([1.0, 1.0, 1.0]))) + ops.sum(x) * 0, False)
    (slope,) = ms.grad(graph, None, [SCALE])(X)
    assert slope.asnumpy().tolist() == [1.0, 1.0, 1.0]


class Net(nn.Cell):
    def __init__(self):
        super().__init__()
        self.dense = nn.Dense(3, 2, weight_init="ones", bias_init="zeros")
        self.seen = 0

    def construct(self, x):
        self.seen = self.seen + 1
        return ops.sum(square(self.dense(x)))


@pytest.mark.parametrize("around", [True, False])
def test_training_step(around):
    def train(compile_it):
        net = Net()
        optimizer = nn.SGD(net.trainable_params(), 0.01)
        step = ms.value_and_grad(net, None, optimizer.parameters)

        def once(x):
            value, slopes = step(x)
            optimizer(slopes)
            return value

        if compile_it and around:
            once = compiled(once, one_graph=False)
        elif compile_it:
            step = ms.value_and_grad(compiled(lambda x: net(x), False), None, optimizer.parameters)
        losses = [float(once(f32(2, 3))) for _ in range(3)]
        return losses, net.dense.weight.asnumpy().tolist(), net.seen

    assert train(True) == train(False)


def test_a_state_written_around_a_visit_has_its_gradient():
    state = Parameter(Tensor([1.0, 1.0, 1.0]), name="state")

    def f(x):
        y = square(x)
        ops.assign(state, x * 2)
        return ops.sum(y * state)

    graph = compiled(f, one_graph=False)
    expected = ms.grad(f)(X)
    state.set_data(Tensor([1.0, 1.0, 1.0]))
    assert same(expected, ms.grad(graph)(X))
    assert state.asnumpy().tolist() == (X * 2).asnumpy().tolist()
