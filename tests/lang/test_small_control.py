"""Branches and loops over a few numbers and small Tensors are one function: the same bits."""

from modes import every_mode, f32

import mindspore as ms
from mindspore import Tensor, ops

N = Tensor(25, ms.int32)


@every_mode(f32(4), N, also=((f32(4), Tensor(0, ms.int32)),))
def test_a_counted_loop(x, n):
    i = Tensor(0, ms.int32)
    while i < n:
        x = x * 0.5 + 1
        i = i + 1
    return x, i


@every_mode(f32(3, 5), also=((f32(3, 5, seed=3),),))
def test_sums_and_maxima_of_rows_and_columns(x):
    i = 0
    while x.sum() < 400:
        x = ops.abs(x + x.max(axis=1, keepdims=True) * x.sum(axis=0)) + 0.25
        i += 1
    return x, i


@every_mode(f32(2, 3), N, also=((f32(2, 3), Tensor(3, ms.int32)),))
def test_nested_loops_and_an_early_break(x, n):
    i = Tensor(0, ms.int32)
    while i < n:
        j = 0
        while x.mean() < 2 and j < 4:
            x = x + x.T.reshape(2, 3) * 0.1 + 0.2
            j = j + 1
        if x.sum() > 20:
            break
        x = x * 0.9
        i = i + 1
    return x, i


@every_mode(Tensor([3.0, 0.5]), N)
def test_newton_with_python_numbers_and_items(x, n):
    guess = x.sum().item()
    steps = 0
    while abs(guess * guess - 7.0) > 1e-9:
        guess = (guess + 7.0 / guess) / 2
        steps += 1
    return guess, steps, steps % 3, steps // 2, -steps // 2


@every_mode(Tensor(27), also=((Tensor(97),), (Tensor(1),)))
def test_collatz_of_a_tensor(n):
    count, highest = 0, n
    while n != 1:
        n = ops.where(n % 2 == 0, n // 2, 3 * n + 1)
        highest = ops.maximum(highest, n)
        count = count + 1
    return count, highest


@every_mode(f32(4), also=((-abs(f32(4)),),))
def test_a_hundred_branches(x):
    for _ in range(100):
        if x.sum() > 0:
            x = x * 0.9 - 0.1
        else:
            x = x * 1.1 + 0.1
    return x


@every_mode(f32(4), grad=True, also=((f32(4, seed=5),),))
def test_a_gradient_through_many_branches(x):
    for _ in range(12):
        if x.sum() > 0:
            x = ops.tanh(x) * 0.9 - 0.1
        else:
            x = x * x * 0.5 + 0.1
    return x


@every_mode(f32(3, scale=0.3), grad=True)
def test_a_gradient_through_a_loop_of_unknown_length(x):
    while x.sum() < 50:
        x = x * x + ops.exp(x) + 1
    return x


@every_mode(f32(3, scale=0.3), N, grad=True)
def test_a_gradient_through_nested_loops(x, n):
    i = Tensor(0, ms.int32)
    while i < n:
        j = Tensor(0, ms.int32)
        while j < 3:
            if x.sum() > 1:
                x = ops.sin(x)
            else:
                x = x * 1.3 + ops.cos(x)
            j = j + 1
        i = i + 1
    return x


@every_mode(Tensor([4.0, float("nan")]))
def test_nan_ends_a_loop(x):
    i = 0
    while x.sum() > 0:
        x = x - 1
        i = i + 1
    return x, i


@every_mode(Tensor([4, 7], ms.int8), Tensor([True, False]))
def test_narrow_integers_and_truths(x, t):
    i = 0
    while i < x[0]:
        x = x * x - i
        t = t ^ (x > 3)
        i = i + 1
    return x, t, i


def test_an_integer_beyond_64_bits_goes_on_in_python():
    def power(n):
        total = 1
        while total < n:
            total = total * 3
            if total > 2**70:
                break
        return total

    assert ms.jit(power)(ms.mutable(10**19)) == power(10**19)
