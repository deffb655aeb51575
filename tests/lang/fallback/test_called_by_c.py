"""Builtins and functions of Python's that C code calls; arguments whose number the run knows."""

import functools
import itertools
import logging
import operator
import threading

import numpy as np
from modes import every_mode, f32
from visited import hidden, in_one_graph

from mindspore import Tensor, ops

X = f32(3)
heard = []


class Ear(logging.Handler):
    def emit(self, record):
        heard.append(record.getMessage())


log = logging.getLogger(__name__)
log.addHandler(Ear())
log.setLevel("INFO")
log.propagate = False
forget = hidden("lambda heard: heard.clear()")
size = hidden("lambda heard: tuple(heard)")


def three(a, b, c):
    return a * 2 + b + c


def some(*values, **named):
    return len(values), sorted(named)


class Prices:
    def __init__(self):
        self.of = {1: 5, 2: 3, 3: 4}

    def price(self, k):
        return self.of[k]


prices = Prices()


@in_one_graph(X)
def test_print_given_to_map(x):
    list(map(print, [1, 2], "ab"))
    return x


@in_one_graph(X)
def test_print_of_tensors_given_to_map(x):
    list(map(print, [x, x * 2]))
    return x


@in_one_graph(X)
def test_print_given_to_starmap(x):
    list(itertools.starmap(print, [(1, 2), (3,)]))
    return x


@in_one_graph(X)
def test_a_partial_print(x):
    say = functools.partial(print, "a", sep="-")
    say(1)
    list(map(say, [1, 2]))
    return x


@in_one_graph(X)
def test_a_partial_of_a_host_function(x):
    double = functools.partial(np.multiply, 2)
    return Tensor(double(x.asnumpy()))


@in_one_graph(X)
def test_logging_given_to_map(x):
    forget(heard)
    list(map(log.info, ["a", "b"]))
    return size(heard), x


@in_one_graph(X)
def test_float_given_to_map(x):
    return list(map(float, x)), list(map(int, x * 10))


@in_one_graph(X)
def test_sorted_by_a_method_of_a_dict(x):
    return sorted([1, 2, 3], key=prices.of.get), sorted([1, 2, 3], key=prices.price)


@in_one_graph(X, grad=True)
def test_reduce_of_tensors(x):
    return functools.reduce(operator.add, [x, x * 2, x * 3])


@in_one_graph(X)
def test_max_of_tensors_by_key(x):
    return max([x, x * 2, -x], key=lambda t: t.sum())


@in_one_graph(X)
def test_a_key_that_prints(x):
    return sorted([3, 1, 2], key=lambda v: (print(v), v)[1]), x


@every_mode(X, one_graph=False)
def test_any_of_a_generator(x):
    return any(v > 0 for v in x), any(v > 0 for v in x.asnumpy())


@every_mode(X, one_graph=False)
def test_filter_of_tensors(x):
    return [float(v) for v in filter(None, [x.sum(), (x * 0).sum()])]


@in_one_graph(X)
def test_stars_of_an_array_for_a_function(x):
    y = x.asnumpy()
    return three(*y), three(1, *y[:2])


@in_one_graph(X)
def test_stars_of_the_wrong_number(x):
    return three(*x.asnumpy()[:2])


@in_one_graph(X)
def test_stars_for_a_function_of_any_number(x):
    return some(*x.asnumpy(), 1), some(*x.asnumpy(), k=1)


@in_one_graph(X)
def test_stars_for_builtins(x):
    return float(max(*x.asnumpy())), "{} {}".format(*x.asnumpy().tolist()[:2])


@in_one_graph(X)
def test_stars_for_print(x):
    print(*x.asnumpy())
    print("a", *x.asnumpy().tolist(), sep=",")
    return x


@in_one_graph(X)
def test_stars_of_a_map(x):
    return three(*map(float, x.asnumpy()))


@in_one_graph(X)
def test_double_stars_of_an_object(x):
    named = dict(zip("abc", x.asnumpy().tolist(), strict=True))
    return three(**named), some(**named)


@in_one_graph(X)
def test_displays_with_stars_of_objects(x):
    y = x.asnumpy().tolist()
    return [0, *y, 1], (*y, x), {**dict(zip("ab", y, strict=False)), "c": 3}


@in_one_graph(X)
def test_length_hints(x):
    return operator.length_hint(iter([1, 2])), operator.length_hint(x.asnumpy())


@in_one_graph(X)
def test_a_method_of_a_list_given_to_python(x):
    out = []
    thread = threading.Thread(target=out.append, args=(3,))
    thread.start()
    thread.join()
    out.append(4)
    return out, len(out), x


@in_one_graph(X)
def test_methods_of_the_functions_own_containers_given_to_map(x):
    rows, pairs = [], {}
    list(map(rows.append, [1, 2]))
    list(map(pairs.__setitem__, "ab", [1, 2]))
    return rows, pairs, x


@in_one_graph(X)
def test_accumulate_of_tensors(x):
    return list(itertools.accumulate([x, x * 2], operator.add))[-1], ops.abs(x)
