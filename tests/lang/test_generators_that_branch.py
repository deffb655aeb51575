"""Generators that branch on a condition that only the run knows. Where both sides yield equally
often they are part of the graph."""

import numpy as np
import pytest
from modes import compiled, every_mode, f32, same

import mindspore as ms
from mindspore import Tensor


def number(value: float) -> Tensor:
    return Tensor(np.float32(value))


def sign(x):
    if x > 0:
        yield x
    else:
        yield -x


@every_mode(number(3.0), grad=True, also=((number(-2.0),),))
def test_both_sides_yield(x):
    return sum(sign(x)) * 2


def steps(x):
    for i in range(4):
        if x > i:
            yield x * i
        else:
            yield x + i
        x = x * 0.75


@every_mode(number(3.0), grad=True, also=((number(-2.0),), (number(100.0),)))
def test_a_branch_in_each_round(x):
    total = x * 0
    for i, item in enumerate(steps(x)):
        total = total + item * (i + 1)
    return total


@every_mode(number(3.0), also=((number(-2.0),),))
def test_items_in_a_list(x):
    return list(steps(x)), tuple(sign(x))


def twice(x):
    if x > 0:
        y = x * 2
        yield y
        y = y + 1
        yield y * y
    else:
        y = x - 1
        yield y
        yield y / 2
    yield y


@every_mode(number(3.0), grad=True, also=((number(-2.0),),))
def test_several_yields_on_either_side(x):
    a, b, c = twice(x)
    return a + 2 * b + 3 * c


def quiet(x):
    total = x
    for i in range(3):
        total = total + x if x > i else total - i
        yield total
    while total < 100:
        total = total / 2 + 90
    yield total + 1  # of its own: `total` may be the one that was yielded before


@every_mode(number(1.5), also=((number(-2.0),), (number(200.0),)))
def test_branches_and_loops_between_yields(x):
    return [*quiet(x)]


@every_mode(number(1.5), number(-2.0))
def test_a_generator_expression(x, y):
    return sum(v * 2 if v > 0 else -v for v in (x, y, x + y)), max(
        [v for v in (1, 2)], default=None
    )


def sometimes(x):
    if x > 0:
        yield x
    yield x * 2
    if x <= 0:
        yield -x


@every_mode(number(1.5), number(2.0), one_graph=False, also=((number(-1.5), number(2.0)),))
def test_how_many_items_there_are_is_pythons_to_find(x, y):
    return list(sometimes(x)), y


def in_turn(x):
    if x > 0:
        yield x
    else:
        x = x - 1
        yield x
        return
    x = x * 5


@every_mode(number(1.5), also=((number(-1.5),),))
def test_what_stands_behind_the_last_yield(x):
    return list(in_turn(x))


def talking(x):
    if x > 0:
        got = yield x
    else:
        got = yield -x
    yield got + x


@every_mode(number(1.5), also=((number(-1.5),),))
def test_what_is_sent(x):
    generator = talking(x)
    first = next(generator)
    return first, generator.send(first * 10)


def guarded(x):
    try:
        if x > 0:
            yield x
        else:
            yield x - 1
    finally:
        x = x * 0


def test_a_generator_that_is_closed():
    def first(x):
        generator = guarded(x)
        item = next(generator)
        generator.close()
        return item

    def dropped(x):
        generator = sign(x)
        item = next(generator)
        del generator
        return item

    for value in (2.0, -2.0):
        assert same(ms.jit(first)(number(value)), first(number(value)))
        assert same(compiled(dropped)(number(value)), dropped(number(value)))


def refusing(x):
    if x > 5:
        raise ValueError("too large")
    if x > 0:
        yield x
    else:
        yield -x


def test_an_exception_in_a_generator():
    graph = ms.jit(lambda x: sum(refusing(x)) + 1)
    for _ in range(2):
        assert same(graph(number(-3.0)), number(4.0))
        with pytest.raises(ValueError, match="too large"):
            graph(number(6.0))


def nested(x, y):
    if x > 0:
        yield x
    elif y > 0:
        yield y
    else:
        yield x + y


@every_mode(number(-1.0), number(2.0), one_graph=False, also=((number(1.0), number(2.0)),))
def test_more_than_two_sides(x, y):
    return list(nested(x, y))


@every_mode(f32(3), number(2.0))
def test_a_generator_that_is_asked_under_a_condition(x, y):
    items = steps(y)
    first = next(items)
    return first + sum(items) * x
