"""Visits in branches, loops, try, with, match, comprehensions, prints and asserts."""

import contextlib
import random

import numpy as np
from modes import every_mode, f32
from visited import hidden, in_one_graph

from mindspore import Tensor, ops

X = f32(3)
SIGNS = ((-ops.abs(X),), (ops.abs(X),))
twice = hidden("lambda v: v * 2")
fails = hidden("def fails(v):\n    raise LookupError(v)")


@in_one_graph(X, also=SIGNS)
def test_both_sides_visit(x):
    y = np.sin(x.asnumpy()) if x.sum() > 0 else np.cos(x.asnumpy())
    return Tensor(y), twice(x)


@in_one_graph(X, also=SIGNS)
def test_one_side_raises(x):
    y = x.asnumpy()
    if x.sum() > 0:
        raise ValueError("positive")
    return y


@in_one_graph(X, also=SIGNS)
def test_conditions_of_objects(x):
    y = x.asnumpy()
    if y.any() and not (y > 0).all():
        return "mixed", x
    return "one sign", x


@in_one_graph(X, also=SIGNS)
def test_chained_comparison_of_objects(x):
    total = x.asnumpy().sum()
    return x if -1 < total < 1 else -x


@in_one_graph(X, also=SIGNS)
def test_a_list_changed_by_python_in_a_branch(x):
    random.seed(2)
    order = [1, 2, 3]
    if x.sum() > 0:
        random.shuffle(order)
    return order, x


@in_one_graph(X, also=SIGNS)
def test_a_list_grows_in_branches(x):
    names = []
    if x.asnumpy().sum() > 0:
        names.append("positive")
        names.append("sum")
    return names, len(names), x


@every_mode(X, one_graph=False)
def test_comprehensions_over_an_object(x):
    values = x.asnumpy()
    return (
        [float(v) + 1 for v in values],
        {i: float(v) for i, v in enumerate(values)},
    )


@every_mode(X, one_graph=False)
def test_nested_comprehension_with_a_test(x):
    values = x.asnumpy().tolist()
    return [[a * b for a in values if a > 0] for b in values]


@in_one_graph(X)
def test_a_dict_fills_in_a_loop(x):
    found = {}
    for i, value in enumerate(x.asnumpy()):
        if value > 0:
            found[i] = float(value)
    return found, x


@every_mode(X, one_graph=False)
def test_a_loop_with_else(x):
    for value in x.asnumpy():
        if value > 1e6:
            y = x
            break
    else:
        y = -x
    return y


@in_one_graph(X)
def test_continue_in_a_loop(x):
    total = 0.0
    for value in x.asnumpy():
        if value < 0:
            continue
        total = total + float(value)
    return x * total


@in_one_graph(X)
def test_a_loop_in_a_loop(x):
    total = 0.0
    for a in x.asnumpy():
        for b in x.asnumpy():
            total = total + float(a * b)
    return total, x


@in_one_graph(X)
def test_return_from_a_loop_over_an_object(x):
    for value in x.asnumpy():
        if value < 0:
            return x * float(value)
    return x


@in_one_graph(X)
def test_a_while_that_python_ends(x):
    waiting = [3, 2, 1]
    total = 0
    while waiting:
        total = total + waiting.pop()
        random.shuffle(waiting)
    return x * total


@in_one_graph(X)
def test_zip_and_enumerate_of_objects(x):
    total = 0.0
    for i, (a, b) in enumerate(zip(x.asnumpy(), x.asnumpy()[::-1], strict=True)):
        total = total + i * float(a - b)
    return x + total


@in_one_graph(X)
def test_an_exception_is_caught(x):
    try:
        fails(x.asnumpy().sum())
    except LookupError as error:
        return x + float(error.args[0]), type(error).__name__
    return x


@in_one_graph(X)
def test_else_and_finally(x):
    said = []
    try:
        y = twice(x)
    except LookupError:
        said.append("except")
    else:
        said.append("else")
    finally:
        said.append("finally")
    return y, said


@in_one_graph(X)
def test_finally_behind_an_exception(x):
    said = []
    try:
        try:
            fails(1)
        finally:
            said.append("inner")
    except LookupError:
        said.append("outer")
    return x, said


@in_one_graph(X)
def test_another_exception_is_raised(x):
    try:
        fails(x.asnumpy().sum())
    except LookupError as error:
        raise ValueError("instead") from error


@in_one_graph(X)
def test_the_exception_is_raised_again(x):
    try:
        fails(3)
    except LookupError:
        raise


@in_one_graph(X)
def test_the_wrong_handler(x):
    try:
        fails(3)
    except ValueError:
        return x


@in_one_graph(X)
def test_a_visit_in_a_handler(x):
    try:
        fails(1)
    except LookupError:
        x = twice(x)
    return x


@in_one_graph(X)
def test_a_visit_that_raises_in_a_handler(x):
    said = []
    try:
        try:
            raise KeyError("known")
        except KeyError:
            fails(2)
        finally:
            said.append("finally")
    except LookupError as error:
        said.append(type(error).__name__)
    return x, said


@in_one_graph(X)
def test_try_in_a_loop(x):
    caught = 0
    for text in ("1", "x", "3", "y"):
        try:
            x = x + int(hidden_int(text))
        except ValueError:
            caught = caught + 1
    return x, caught


hidden_int = hidden("lambda text: int(text)")


@in_one_graph(X)
def test_try_in_a_loop_over_an_object(x):
    total = 0
    for value in x.asnumpy():
        try:
            total = total + [10, 20][int(abs(value))]
        except IndexError:
            total = total + 100
    return total, x


@in_one_graph(X)
def test_try_around_a_loop(x):
    seen = 0
    try:
        for value in x.asnumpy():
            seen = seen + 1
            if value < 0:
                fails(seen)
    except LookupError:
        seen = seen * 100
    return seen, x


@in_one_graph(X)
def test_in_a_function_that_is_called(x):
    def careful(v):
        try:
            return fails(v)
        except LookupError:
            return v + 1

    return careful(x) + careful(x * 2)


@in_one_graph(X)
def test_an_exception_from_a_function_that_is_called(x):
    def careless(v):
        return fails(v) + 1

    try:
        y = careless(x)
    except LookupError:
        y = x - 1
    return y


class Guard:
    def __init__(self, log, takes=False):
        self.log, self.takes = log, takes

    def __enter__(self):
        self.log.append("enter")
        return self

    def __exit__(self, kind, error, trace):
        self.log.append(kind.__name__ if kind else "exit")
        return self.takes


@in_one_graph(X)
def test_with_of_the_program(x):
    log = []
    with Guard(log):
        y = twice(x)
    return y, log


@in_one_graph(X)
def test_with_takes_the_exception(x):
    log = []
    with Guard(log, takes=True):
        fails(1)
    return x, log


@in_one_graph(X)
def test_with_passes_the_exception_on(x):
    log = []
    try:
        with Guard(log):
            fails(1)
    except LookupError:
        log.append("caught")
    return x, log


@in_one_graph(X)
def test_two_managers(x):
    log = []
    with Guard(log) as first, contextlib.nullcontext(x.asnumpy()) as array:
        y = x * float(array.sum())
        same = first.log is log
    return y, log, same


@in_one_graph(X, also=SIGNS)
def test_with_under_a_condition(x):
    log = []
    if x.sum() > 0:
        with Guard(log):
            x = twice(x)
    return x


@in_one_graph(X)
def test_assert_that_holds(x):
    assert x.asnumpy().shape == (3,), "wrong"
    return twice(x)


@every_mode(X, one_graph=False)
def test_match_on_an_object(x):
    match x.asnumpy().tolist():
        case [a, b, c]:
            return x * a + b - c
        case _:
            return x


@in_one_graph(X)
def test_prints_stand_between_visits(x):
    print("first")
    y = twice(x)
    print(y.sum(), x.asnumpy().shape)
    for value in x.asnumpy():
        print(f"{value:.2f}", end=" ")
    print("last", sep="")
    return y


@in_one_graph(X)
def test_print_in_a_handler(x):
    try:
        print("try")
        fails(1)
        print("never")
    except LookupError as error:
        print("caught", error)
    return x


@every_mode(X, one_graph=False)
def test_a_generator_over_an_object(x):
    return sum(float(v) for v in x.asnumpy()), x


@in_one_graph(X)
def test_star_of_an_object(x):
    return max(*x.asnumpy().tolist()), [*x.asnumpy().tolist(), 1], x


@in_one_graph(X)
def test_unpacking_the_wrong_number(x):
    a, b = x.asnumpy()
    return a, b


@in_one_graph(X)
def test_swap_and_star(x):
    a, *rest = x.asnumpy()
    a, rest = rest, a
    return len(a), float(rest), x


@in_one_graph(X)
def test_a_lambda_given_to_python(x):
    return sorted(x.asnumpy().tolist(), key=lambda v: -v), x


@in_one_graph(X)
def test_divmod_and_round_of_a_number_from_a_tensor(x):
    value = float(x[0])
    return divmod(value, 2), round(value, 2), str(value), f"{value:8.3f}", x
