"""Where NumPy breaks the chain the gradient is zero, and a note says so once for each line."""

import warnings

import numpy as np
import pytest

import mindspore as ms
from mindspore import Tensor, nn, ops
from mindspore.common import _gradient_note

X = Tensor([1.0, 2.0])


@pytest.fixture(params=["PyNative", "Graph"])
def compiled(request, monkeypatch):
    monkeypatch.setattr(_gradient_note, "_said", set())
    return ms.jit if request.param == "Graph" else lambda function: function


def notes(call):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        result = call()
    return [str(each.message) for each in caught if "gradient-ends" in str(each.message)], result


def through(x):
    return ops.sum(Tensor(np.sin(x.asnumpy())) * x)


def test_the_line_is_named_and_the_way_back_is_zero(compiled):
    found, slope = notes(lambda: ms.grad(compiled(through))(X))
    assert len(found) == 1
    assert "test_gradient_notes.py" in found[0]
    assert "in through" in found[0]
    assert "return ops.sum(Tensor(np.sin(x.asnumpy())) * x)" in found[0]
    np.testing.assert_allclose(slope.asnumpy(), np.sin([1.0, 2.0]), rtol=1e-6)


def test_nothing_but_numpy_between_gives_zero(compiled):
    def function(x):
        return ops.sum(ms.tensor(np.sin(x.asnumpy()), ms.float32))

    found, slope = notes(lambda: ms.grad(compiled(function))(X))
    assert len(found) == 1
    assert "in test_nothing_but_numpy_between_gives_zero.<locals>.function" in found[0]
    assert str(slope) == "[0. 0.]"


def test_it_is_said_once_for_each_line(compiled):
    def function(x):
        a = Tensor(np.sin(x.asnumpy()))
        b = ms.tensor(np.cos(x.asnumpy()), ms.float32)
        return ops.sum(a * b * x)

    graph = compiled(function)
    found, _ = notes(lambda: [ms.grad(graph)(X) for _ in range(3)])
    assert len(found) == 2
    assert "a = Tensor" in found[0]
    assert "b = ms.tensor" in found[1]


def test_an_array_as_an_operand_is_a_constant_too(compiled):
    def function(x):
        return ops.sum(x * np.sin(x.asnumpy()))

    assert len(notes(lambda: ms.grad(compiled(function))(X))[0]) == 1


def test_nobody_is_told_without_a_gradient(compiled):
    assert notes(lambda: compiled(through)(X))[0] == []


def test_nobody_is_told_who_says_so(compiled):
    def function(x):
        return ops.sum(Tensor(np.sin(ops.stop_gradient(x).asnumpy())) * x)

    assert notes(lambda: ms.grad(compiled(function))(X))[0] == []


def test_places_and_logs_are_no_loss(compiled):
    seen = []

    def function(x):
        order = Tensor(np.argsort(x.asnumpy()))
        seen.append(float(ops.sum(x).asnumpy()))
        return ops.sum(x[order] * ops.ones_like(x))

    assert notes(lambda: ms.grad(compiled(function))(X))[0] == []


def test_parameters_of_a_network(compiled):
    class Net(nn.Cell):
        def __init__(self):
            super().__init__()
            self.w = ms.Parameter(Tensor([2.0, 3.0]), name="w")

        def construct(self, x):
            hidden = self.w * x
            return ops.sum(Tensor(np.sin(hidden.asnumpy())) * x + self.w)

    net = Net()
    step = ms.value_and_grad(compiled(lambda x: net(x)), None, net.trainable_params())
    found, (_, slopes) = notes(lambda: step(X))
    assert len(found) == 1
    assert "in test_parameters_of_a_network.<locals>.Net.construct" in found[0]
    assert str(slopes[0]) == "[1. 1.]"


def test_a_gradient_inside_of_a_graph():
    def function(x):
        return ms.grad(through)(x)

    _gradient_note._said.clear()
    found, _ = notes(lambda: ms.jit(function)(X))
    assert len(found) == 1
    assert "in through" in found[0]
