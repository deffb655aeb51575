"""`jit(check=True)`: Python does each call again."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import mindspore as ms
from mindspore import Parameter, Tensor, nn, ops

EXACT = ms.JitConfig(jit_syntax_level="EXACT")


def checked(function: Any) -> Any:
    return ms.jit(function, check=True, jit_config=EXACT)


class Net(nn.Cell):
    def __init__(self) -> None:
        super().__init__()
        self.dense = nn.Dense(2, 3)
        self.dropout = nn.Dropout(p=0.5)
        self.calls = 0
        self.seen: list = []

    def construct(self, x):
        self.calls += 1
        self.seen.append(self.calls)
        return self.dropout(self.dense(x)) * self.calls


def test_a_step_of_training_is_done_once() -> None:
    def losses(wrap: Any) -> list:
        ms.set_seed(1)
        net = Net().set_train()
        optimizer = nn.Adam(net.trainable_params(), 0.1)
        gradient = ms.value_and_grad(lambda x: net(x).sum(), None, optimizer.parameters)

        def step(x):
            loss, gradients = gradient(x)
            optimizer(gradients)
            return loss

        step = wrap(step)
        found = [float(step(Tensor(np.ones((4, 2), np.float32)))) for _ in range(3)]
        assert net.seen == [1, 2, 3]
        return [*found, net.calls, net.dense.weight.asnumpy().tolist()]

    assert losses(lambda f: f) == losses(checked)


def test_arguments_are_changed_once() -> None:
    @checked
    def f(x, items, names):
        items.append(x * 2)
        names["n"] = len(items)
        x[0] = 7
        return items

    x, items, names = Tensor([1.0, 2.0]), [], {}
    assert f(x, items, names) is items
    assert len(items) == 1
    assert names == {"n": 1}
    assert x.asnumpy().tolist() == [7, 2]
    assert f.cache_info().misses == 1


def test_what_is_not_the_same_twice_is_found() -> None:
    @checked
    def f(x):
        y = ops.exp(x)
        return y * np.random.rand()

    with pytest.raises(RuntimeError) as error:
        f(Tensor([1.0, 2.0]))
    text = str(error.value)
    assert "the graph of `test_what_is_not_the_same_twice_is_found.<locals>.f`" in text
    assert "differ in the result: 2 of 2 elements; the first at (0,)" in text
    assert "is it the same twice?" in text
    assert "[check-differs]" in text


def test_an_operator_that_differs_is_found_by_its_line() -> None:
    @checked
    def f(x):
        y = ops.exp(x)
        z = y * float(np.random.rand())
        return (z * 2 + y).sum()

    with pytest.raises(RuntimeError) as error:
        f(Tensor([1.0, 2.0]))
    assert "z = y * float(np.random.rand())" in str(error.value)
    assert "Mul is the first that differs" in str(error.value)


def test_a_failed_check_leaves_parameters_as_they_were() -> None:
    weight = Parameter(Tensor([1.0, 2.0]), name="w")

    @checked
    def f(x):
        ops.assign_add(weight, x * float(np.random.rand()))
        return x

    with pytest.raises(RuntimeError, match="differ in a Tensor outside"):
        f(Tensor([1.0, 1.0]))
    assert weight.asnumpy().tolist() == [1, 2]


def test_a_documented_deviation_is_told() -> None:
    @ms.jit(check=True)
    def f(items):
        items.append(1)
        return items[0] + 1

    with pytest.raises(
        RuntimeError, match=r"an argument.*\n.*\n.*\n(.*\n)*.*a documented deviation has a `!`"
    ):
        f([Tensor(1.0)])


def test_errors_are_those_of_python() -> None:
    @checked
    def f(x, names):
        return x + names["absent"]

    with pytest.raises(KeyError, match="absent"):
        f(Tensor(1.0), {})


def test_what_runs_in_python_is_just_called() -> None:
    calls = []

    def f(x):
        calls.append(1)
        return eval("x + 1")

    assert float(checked(f)(Tensor(1.0))) == 2
    assert len(calls) == 1
