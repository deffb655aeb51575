"""Functions that call themselves under a condition that only the run knows: graphs that call
themselves. How deep it goes is Python's to say."""

import sys

import numpy as np
import pytest
from modes import compiled, every_mode, f32, same

import mindspore as ms
from mindspore import Tensor


def number(value: float) -> Tensor:
    return Tensor(np.float32(value))


def halves(x):
    return x if x < 1 else halves(x / 2) + 1


@every_mode(number(300.0), also=((number(0.5),), (number(1e6),)))
def test_a_function_that_calls_itself(x):
    return halves(x)


def collatz(n, steps):
    if n == 1:
        return steps
    if n % 2 == 0:
        return collatz(n // 2, steps + 1)
    return collatz(3 * n + 1, steps + 1)


@every_mode(Tensor(27), Tensor(0), also=((Tensor(1), Tensor(0)), (Tensor(97), Tensor(5))))
def test_several_arguments_and_two_calls(n, steps):
    return collatz(n, steps)


def shrink(x, rate, name="shrink"):
    if x.sum() < 1:
        return x
    return shrink(x * rate, rate, name=name)


@every_mode(f32(3, 4, scale=100.0).abs(), 0.5)
def test_arguments_that_stay_as_they_are(x, rate):
    return shrink(x, rate), shrink(x, 0.25, name="other")


def halved(x, count):
    if x < 1:
        return x, count
    return halved(x / 2, count + 1)


@every_mode(number(1000.0))
def test_a_tuple_is_given(x):
    value, count = halved(x, number(0.0))
    return value + count, [value, count]


def is_even(n):
    return True if n < 1 else is_odd(n - 1)


def is_odd(n):
    return False if n < 1 else is_even(n - 1)


@every_mode(Tensor(7), also=((Tensor(10),), (Tensor(0),), (Tensor(1),)))
def test_two_functions_that_call_each_other(n):
    return (n + 1 if is_even(n) else n - 1), is_odd(n)


def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


@every_mode(Tensor(12), also=((Tensor(1),), (Tensor(2),)))
def test_a_function_that_calls_itself_twice(n):
    return fibonacci(n)


def ackermann(m, n):
    if m == 0:
        return n + 1
    if n == 0:
        return ackermann(m - 1, m - m + 1)
    return ackermann(m - 1, ackermann(m, n - 1))


@every_mode(Tensor(2), Tensor(3))
def test_a_call_is_an_argument_of_a_call(m, n):
    return ackermann(m, n)


def counted(x, depth):
    return depth if x < 1 else counted(x / 2, depth + 1)


@every_mode(number(1e9), also=((number(0.1),), (number(3.0),)))
def test_a_number_that_counts_calls(x):
    return counted(x, 0)


def factorial(n):
    return 1 if n <= 1 else n * factorial(n - 1)


@every_mode(ms.mutable(10), also=((ms.mutable(1),), (ms.mutable(20),)))
def test_a_number_of_python(n):
    return factorial(n)


weight = Tensor(np.array([[0.5, 0.1], [0.2, 0.4]], np.float32))


def through(x):
    return x if x.abs().sum() < 0.01 else through(x @ weight)


@every_mode(f32(3, 2))
def test_a_tensor_from_outside(x):
    return through(x)


@every_mode(f32(4, scale=50.0))
def test_a_function_inside_of_a_function(x):
    limit = x.abs().max() / 100

    def go(y, k=2.0):
        return y if y.abs().max() < limit else go(y / k) + limit

    return go(x)


class Halving(ms.nn.Cell):
    def __init__(self) -> None:
        super().__init__()
        self.scale = ms.Parameter(Tensor(np.array([0.5, 0.25], np.float32)), name="scale")

    def go(self, x):
        if x.sum() < 1:
            return x
        return self.go(x * self.scale)

    def construct(self, x):
        return self.go(x)


def test_a_method_of_a_cell():
    net = Halving()
    x = Tensor(np.array([90.0, 700.0], np.float32))
    assert same(net(x), compiled(lambda x: net(x))(x))


def listed(x):
    if x < 1:
        return [x, {"count": 0.0}]
    rest = listed(x / 2)
    return [rest[0] + x, {"count": rest[1]["count"] + 1.0}]


@every_mode(number(100.0))
def test_lists_and_dicts_are_given(x):
    return listed(x)


def deep(x):
    return x if x < 1 else deep(x - 1) + 1


def test_too_deep_a_recursion_is_an_error_of_python():
    graph = compiled(deep)
    assert same(graph(number(500.0)), deep(number(500.0)))
    for _ in range(2):
        with pytest.raises(RecursionError, match="maximum recursion depth exceeded"):
            graph(number(5000.0))
        assert same(graph(number(20.5)), deep(number(20.5)))


def test_as_deep_as_python_is_told_to_go():
    graph = compiled(deep)
    before = sys.getrecursionlimit()
    try:
        sys.setrecursionlimit(200)
        with pytest.raises(RecursionError):
            graph(number(400.0))
        sys.setrecursionlimit(20000)
        assert same(graph(number(3000.0)), Tensor(np.float32(3000.0)))
    finally:
        sys.setrecursionlimit(before)


def endless(x):
    return endless(x + 1) if x > 0 else endless(x - 1)


def test_a_recursion_without_an_end():
    with pytest.raises(RecursionError):
        ms.jit(endless)(number(1.0))


def refusing(x):
    if x < 0:
        raise ValueError(f"not below zero: {x.item()}")
    return x if x < 1 else refusing(x - 3)


def test_an_exception_from_inside():
    graph = ms.jit(refusing)
    assert same(graph(number(3.5)), number(0.5))
    for _ in range(2):
        with pytest.raises(ValueError, match=r"not below zero: -1\.0"):
            graph(number(5.0))


def kept(x, y):
    return y if x < 1 else kept(x / 2, y)


def test_what_comes_back_may_be_the_callers_own():
    y = f32(3)
    assert compiled(kept)(number(50.0), y) is kept(number(50.0), y)


def divisor(a, b):
    return a if b == 0 else divisor(b, a % b)


@every_mode(Tensor(84), Tensor(36), also=((Tensor(36), Tensor(12)), (Tensor(5), Tensor(0))))
def test_an_argument_goes_on_into_the_next_call(a, b):
    return divisor(a, b)


def test_which_of_the_callers_tensors_comes_back():
    graph = compiled(lambda x, y, z: (kept(x, y), divisor(y, z)))
    x, y, z, none = number(50.0), Tensor(36), Tensor(12), Tensor(0)
    for arguments in ((x, y, z), (x, z, y), (x, y, none), (x, Tensor(35), Tensor(20))):
        expected = kept(*arguments[:2]), divisor(*arguments[1:])
        found = graph(*arguments)
        for a, b in zip(expected, found, strict=True):
            assert same(a, b)
            for one in arguments:
                assert (a is one) == (b is one)


def test_a_tensor_of_the_function_around_comes_back():
    def outer(x, y):
        def go(h):
            return y if h < 1 else go(h / 2)

        return go(x)

    y = f32(2)
    assert compiled(outer)(number(9.0), y) is y


def remembered(x, seen):
    seen.append(x)
    return x if x < 1 else remembered(x / 2, seen)


def test_a_list_that_grows_is_no_graph():
    def total(x):
        seen = []
        remembered(x, seen)
        return len(seen), seen[-1]

    assert same(ms.jit(total)(number(9.0)), total(number(9.0)))


# --- gradients


def powers(x):
    return x * x if x < 1 else powers(x / 2) * x + 1


@every_mode(number(30.0), grad=True, also=((number(0.5),),))
def test_the_gradient_of_a_recursion(x):
    return powers(x)


def layers(x, w):
    if x.abs().sum() < 0.5:
        return x
    return layers(ms.ops.tanh(x @ w), w) * 1.5 + x


@every_mode(f32(2, 3), f32(3, 3, scale=0.3), grad=True)
def test_a_weight_of_every_call(x, w):
    return layers(x, w)


def tree(x, y):
    if x < 1:
        return x * y
    return tree(x / 2, y) * tree(x / 3, x) + x


@every_mode(number(20.0), number(0.5), grad=True)
def test_the_gradient_of_a_tree(x, y):
    return tree(x, y)


def pair(x, y):
    if x < 1:
        return y, x
    a, b = pair(x / 2, y * 1.5)
    return a * x, a + b


@every_mode(number(20.0), number(0.5), grad=True)
def test_the_gradient_of_several_results(x, y):
    a, b = pair(x, y)
    return a + b * 2


def upper(x):
    return x * 2 if x < 1 else lower(x / 2) * x


def lower(x):
    return x * x if x < 1 else upper(x / 3) + x


@every_mode(number(50.0), grad=True)
def test_the_gradient_of_two_functions(x):
    return upper(x)


def looped(x, n):
    y = x
    while y < 4:
        y = y * 1.5
    return y if n < 1 else looped(x * y / 10, n - 1) + y


@every_mode(number(2.0), number(5.0), grad=True)
def test_the_gradient_of_a_loop_in_every_call(x, n):
    return looped(x, n)


@every_mode(number(30.0), also=((number(0.5),),))
def test_gradients_of_gradients(x):
    return ms.grad(ms.grad(powers))(x)


@every_mode(number(30.0), one_graph=False)
def test_third_gradients_run_in_python(x):
    return ms.grad(ms.grad(ms.grad(powers)))(x)


def test_gradients_of_gradients_around_a_graph():
    x, graph = number(30.0), ms.jit(powers)
    assert same(ms.grad(ms.grad(graph))(x), ms.grad(ms.grad(powers))(x))
    assert same(ms.grad(ms.grad(ms.grad(graph)))(x), ms.grad(ms.grad(ms.grad(powers)))(x))


@every_mode(number(20.0), number(0.5))
def test_gradients_of_gradients_of_a_tree(x, y):
    def first(x, y):
        a, b = ms.grad(tree, (0, 1))(x, y)
        return a * b

    return ms.grad(first, (0, 1))(x, y)


@every_mode(number(30.0), number(1.0))
def test_forward_mode(x, dx):
    return ms.jvp(powers, x, dx)
