"""Gradients where a formula has an exception: zeros in products, integers, places of extremes."""

from __future__ import annotations

import numpy as np
import pytest

import mindspore as ms
from mindspore import Tensor, ops


@pytest.mark.parametrize("values", [[2, 0, 3], [0, 0, 3], [1, 2, 3], [0], [2, 3, 0, 0]])
@pytest.mark.parametrize("exclusive", [False, True])
@pytest.mark.parametrize("reverse", [False, True])
def test_the_slope_of_running_products_is_exact_at_zeros(values, exclusive, reverse):
    x = np.array(values, np.float64)

    def products(x):
        return ops.CumProd(exclusive, reverse)(x, 0)

    wanted = np.zeros_like(x)
    for j in range(x.size):
        # A product is linear in each factor.
        high, low = x.copy(), x.copy()
        high[j], low[j] = 1, 0
        wanted[j] = (products(Tensor(high)) - products(Tensor(low))).asnumpy().sum()
    np.testing.assert_array_equal(ms.grad(products)(Tensor(x)).asnumpy(), wanted)


def test_the_second_slope_of_running_products_is_exact_at_zeros():
    slope = ms.grad(lambda x: ops.cumprod(x, 0))
    x = Tensor(np.array([2.0, 0.0, 3.0], np.float32))
    np.testing.assert_array_equal(ms.grad(slope)(x).asnumpy(), [4, 6, 2])


# What MindSpore 2.10 gives for Tensor([1, 4, 9], int32).
INTEGERS = {
    "x * x": [2, 8, 18],
    "(x * 2).sum()": [2, 2, 2],
    "x * 1.5": [1, 1, 1],
    "x.astype(ms.float32) ** 2": [2, 8, 18],
    "x // 2": [0, 0, 0],
    "x % 2": [1, 1, 1],
    "x ** 3": [3, 48, 243],
    "x.max()": [0, 0, 1],
    "x[1] * 2": [0, 2, 0],
    "ops.prod(x)": [36, 9, 4],
    "ops.relu(x)": [1, 1, 1],
    "x & 3": [0, 0, 0],
    "ops.cumprod(x, 0)": [41, 10, 4],
}


@pytest.mark.parametrize("formula", INTEGERS)
def test_integers_have_the_gradients_that_mindspore_gives_them(formula):
    function = eval(f"lambda x: {formula}", {"ms": ms, "ops": ops})
    gradient = ms.grad(function)(Tensor(np.array([1, 4, 9], np.int32)))
    assert gradient.dtype == ms.int32
    assert gradient.asnumpy().tolist() == INTEGERS[formula]


def test_a_gradient_goes_through_a_cast_to_integers():
    x = Tensor(np.array([1.5, 2.5], np.float32))
    np.testing.assert_array_equal(ms.grad(lambda x: x.astype(ms.int32) * 3)(x).asnumpy(), [3, 3])


@pytest.mark.parametrize("dtype", [np.float32, np.int32, np.int64])
def test_places_have_no_gradient(dtype):
    x = Tensor(np.array([1, 5, 3], dtype))
    for function in (
        lambda x: ops.topk(x, 2)[1],
        lambda x: ops.sort(x)[1],
        lambda x: ops.cummax(x, 0)[1],
        lambda x: ops.max(x, 0)[1],
        ops.argmax,
    ):
        assert not ms.grad(lambda x, f=function: f(x) * 2)(x).asnumpy().any()


def test_integer_parameters_take_part_in_gradients():
    p = ms.Parameter(Tensor(np.array([4, 5], np.int32)), name="p")
    x = Tensor(np.array([1.5, 2.5], np.float32))
    gradient = ms.grad(lambda x: (x * p).sum(), None, weights=[p])(x)
    assert gradient[0].asnumpy().tolist() == [1, 2]


@pytest.mark.parametrize("name", ["max", "min", "amax", "amin", "ReduceMax", "ReduceMin"])
def test_extremes_of_complex_numbers_are_refused(name):
    x = Tensor(np.array([1j, 2]))
    with pytest.raises(TypeError, match="needs real numbers"):
        getattr(ops, name)()(x) if name[0] == "R" else getattr(ops, name)(x)


@pytest.mark.parametrize("call", ["ops.embedding(i, w)", "ops.gather(w, i, 0)", "w[i]"])
def test_an_index_of_floats_is_refused_while_a_gradient_is_recorded_too(call):
    w, i = Tensor(np.ones((4, 5), np.float32)), Tensor(np.array([0.0, 1.0], np.float32))
    function = eval(f"lambda w, i: {call}", {"ops": ops})
    for run in (function, ms.grad(function), ms.grad(function, 1)):
        with pytest.raises(IndexError, match="index"):
            run(w, i)
