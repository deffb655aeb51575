"""Loops over objects of Python's whose rounds change what a name holds altogether."""

import collections
import heapq

import numpy as np
from visited import in_one_graph

from mindspore import Tensor

X = Tensor([1.0, 3.0])


@in_one_graph(X)
def test_an_int_that_becomes_a_float(x):
    total = 0
    for value in x.asnumpy():
        total += float(value)
    return x + total


@in_one_graph(X)
def test_an_int_and_a_float_behind_each_other(x):
    total, rounds = 0, 1
    for value in x.asnumpy():
        total += float(value)
        rounds += 1
    return x + total + rounds


@in_one_graph(X)
def test_a_number_that_becomes_text(x):
    word, left = 0, x.asnumpy().tolist()
    while left:
        word = f"{left.pop()}"
    return x, word


@in_one_graph(X)
def test_a_number_that_becomes_a_tensor(x):
    total, left = 0, x.asnumpy().tolist()
    while left:
        left.pop()
        total = x
    return x + total


@in_one_graph(X, also=((Tensor([]),),))
def test_a_sum_of_tensors_from_zero(x):
    total = 0
    for value in x.asnumpy():
        total = total + x * float(value)
    return total


@in_one_graph(X)
def test_a_name_that_the_loop_binds(x):
    for value in x.asnumpy():
        last = float(value)
    return x * last


@in_one_graph(X)
def test_none_until_something_is_found(x):
    found = None
    for value in x.asnumpy():
        if value > 2:
            found = float(value)
    return x, found


@in_one_graph(X)
def test_a_while_over_what_is_left(x):
    left, total = x.asnumpy().tolist(), 0
    while left:
        total += float(left.pop())
    return x + total


@in_one_graph(Tensor(np.arange(9, dtype=np.float32).reshape(3, 3) % 4))
def test_beams_grow_from_a_list_of_the_functions(x):
    beams, scores = [(0.0, (0,))], x.asnumpy()
    for _ in range(3):
        found = [
            (total + float(score), (*path, place))
            for total, path in beams
            for place, score in enumerate(scores[path[-1]])
        ]
        beams = heapq.nlargest(2, found)
    return x * beams[0][0], beams[0][1]


def alike(make, change, function):
    """The same results while something outside changes, in both modes."""
    from mindspore import jit

    sides = [make(), make()]
    compiled = jit(lambda x: function(x, sides[1]))
    for _ in range(3):
        assert str(compiled(X)) == str(function(X, sides[0]))
        for side in sides:
            change(side)


def queue():
    return collections.deque()


def grow(items):
    items.append(len(items) + 1)


def test_the_truth_of_a_deque_outside():
    alike(queue, grow, lambda x, q: x * 2 if q else x)


def test_not_and_or_of_a_deque_outside():
    alike(queue, grow, lambda x, q: x if not q else x * 5)
    alike(queue, grow, lambda x, q: x * (1 if q and 3 > 2 else 2))
    alike(queue, grow, lambda x, q: x * len(q or [1, 2, 3]))


def test_a_while_over_a_deque_outside():
    def function(x, items):
        while items:
            x = x + items.popleft()
        return x

    alike(lambda: collections.deque([1, 2]), grow, function)
