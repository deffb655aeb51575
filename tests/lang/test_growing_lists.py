"""Lists that loops on run-time conditions make longer, in one graph."""

from __future__ import annotations

import numpy as np
import pytest

import mindspore as ms
from mindspore import Tensor, ops
from tests.lang.modes import check, every_mode, f32

THREE = Tensor(3)
SOME = Tensor(np.array([True, False, True, True]))


@every_mode(f32(3), THREE, grad=True)
def test_a_list_is_stacked(x, n):
    out = []
    while n > 0:
        out.append(x * n)
        n = n - 1
    return ops.stack(out)


@every_mode(f32(2, 3), THREE)
def test_a_list_is_stacked_along_another_axis(x, n):
    out = []
    while n > 0:
        out.append(x * n)
        n = n - 1
    return ops.stack(out, axis=1), ops.stack(out, -1)


@every_mode(f32(2, 3), THREE)
def test_a_list_is_concatenated(x, n):
    out = [x]
    while n > 0:
        out.append(x * n)
        n = n - 1
    return ops.concat(out), ops.concat(out, axis=1), ops.cat(out, -1)


@every_mode(f32(3), THREE)
def test_a_list_leaves_the_graph(x, n):
    out = []
    while n > 0:
        out.append(x * n)
        n = n - 1
    return out


@every_mode(f32(3), Tensor(0))
def test_an_empty_list_leaves_the_graph(x, n):
    out = []
    while n > 0:
        out.append(x * n)
        n = n - 1
    return out


@every_mode(f32(3), THREE, grad=True)
def test_a_list_is_gone_through(x, n):
    out = []
    while n > 0:
        out.append(x * n)
        n = n - 1
    s = x
    for v in out:
        s = s * 0.5 + v
    return s, len(out)


@every_mode(f32(3), THREE)
def test_items_are_read_by_all_names_of_a_list(x, n):
    out = [x + 1]
    other = out
    while n > 0:
        out.append(out[-1] * n)
        n = n - 1
    return other[0], other[len(out) // 2], out[n], other is out


@every_mode(f32(3), THREE)
def test_items_are_added_up(x, n):
    out = []
    while n > 0:
        out.append(x * n)
        n = n - 1
    return sum(out, x)


@every_mode(f32(3), THREE)
def test_a_list_of_numbers(x, n):
    out, seen = [], []
    k = 1
    while n > 0:
        out.append(k)
        seen.append(x.sum().item())
        k = k * 3
        n = n - 1
    return out, seen, out[0] + out[-1]


@every_mode(f32(4, 2), SOME)
def test_rows_whose_number_is_known_at_run_time(x, some):
    out = []
    for row in x[some]:
        out.append(row * 2)
    return ops.stack(out)


@every_mode(f32(4, 2), SOME)
def test_a_comprehension_over_such_rows(x, some):
    return ops.stack([row * 2 for row in x[some]])


@every_mode(f32(3), Tensor(4))
def test_a_list_is_appended_to_under_a_condition(x, n):
    out = []
    while n > 0:
        if n % 2 == 0:
            out.append(x * n)
        n = n - 1
    return len(out), ops.stack(out)


@every_mode(f32(3), THREE)
def test_loops_in_loops(x, n):
    out = []
    while n > 0:
        k = n
        while k > 0:
            out.append(x * k)
            k = k - 1
        n = n - 1
    return out


@every_mode(f32(3), THREE)
def test_whether_a_list_is_empty(x, n):
    out = []
    while n > 0:
        last = out[-1] if out else x
        out.append(last * 2)
        n = n - 1
    if not out:
        return x
    return out[-1]


@every_mode(f32(3), THREE)
def test_a_bound_method_appends(x, n):
    out = []
    append = out.append
    while n > 0:
        append(x * n)
        n = n - 1
    return out


@every_mode(f32(3), THREE)
def test_a_function_appends(x, n):
    def put(items, value):
        items.append(value)

    out = []
    while n > 0:
        put(out, x * n)
        n = n - 1
    return out


@every_mode(f32(3), THREE)
def test_a_place_beyond_the_list(x, n):
    out = []
    while n > 0:
        out.append(x * n)
        n = n - 1
    return out[7]


def refused(function, *args):
    """The call goes on in Python: what it does with the list has no graph."""
    check(function, args, one_graph=False)
    with pytest.raises(RuntimeError, match="one graph"):
        ms.jit(function, fullgraph=True)(*args)


def test_one_object_in_several_places_is_python_s() -> None:
    def same(x, n):
        out = []
        while n > 0:
            out.append(x)
            n = n - 1
        return out

    def beside(x, n):
        out = []
        while n > 0:
            x = x * 2
            out.append(x)
            n = n - 1
        return out, x

    def twice(x, n):
        out = []
        y = x + 1
        while n > 0:
            out.append(y)
            n = n - 1
        return out

    for function in (same, beside, twice):
        refused(function, f32(3), THREE)
        graph = ms.jit(function)
        given = graph(f32(3), THREE)
        items = given[0] if isinstance(given, tuple) else given
        assert items[-1] is (given[1] if isinstance(given, tuple) else items[0])


def test_items_that_are_written_are_python_s() -> None:
    def later(x, n):
        out = []
        while n > 0:
            y = x * n
            out.append(y)
            y.add_(1)
            n = n - 1
        return ops.stack(out)

    def between(x, n):
        out = []
        y = x + 0
        while n > 0:
            y.add_(1)
            out.append(y)
            n = n - 1
        return ops.stack(out)

    def item(x, n):
        out = []
        while n > 0:
            out.append(x * n)
            n = n - 1
        out[0].add_(1)
        return ops.stack(out)

    for function in (later, between, item):
        refused(function, f32(3), THREE)


def test_what_no_graph_does_with_such_a_list() -> None:
    def insert(out, x):
        out.insert(0, x)
        return len(out)

    def unlike(out, x):
        out.append(x[:1])
        return len(out)

    def sliced(out, x):
        return out[1:]

    def reverse(out, x):
        out.reverse()
        return ops.stack(out)

    def write(out, x):
        out[0] = x
        return ops.stack(out)

    def added(out, x):
        return ops.stack(out + [x])

    def nested(out, x):
        return len([*out, x])

    def unpacked(out, x):
        first, *rest = out
        return first, len(rest)

    def text(out, x):
        return f"{len(out)} {out!r}"

    def compared(out, x):
        return out == [x]

    def held(out, x):
        return x in out

    def matched(out, x):
        match out:
            case [a, b, c]:
                return a + b + c
        return x

    def spread(out, x):
        return max(len(each) for each in (out, [x]))

    def copied(out, x):
        return list(out), tuple(out), out.copy(), sorted([1, len(out)])

    def iterated(out, x):
        it = iter(out)
        return next(it)

    for use in (
        insert,
        unlike,
        sliced,
        reverse,
        write,
        added,
        nested,
        unpacked,
        text,
        compared,
        held,
        matched,
        spread,
        copied,
        iterated,
    ):

        def function(x, n, use=use):
            out = []
            while n > 0:
                out.append(x * n)
                n = n - 1
            return use(out, x)

        check(function, (f32(3), THREE), one_graph=False)


def test_an_iterator_from_before_the_loop() -> None:
    def function(x, n):
        out = [x + 1, x + 2]
        it = iter(out)
        a, b = next(it), next(it)
        while n > 0:
            out.append(x * n)
            n = n - 1
        c = next(it)
        return a + b, c

    def around(x, n):
        out = [x + 1, x + 2]
        count = 0
        for v in out:
            while n > 0:
                out.append(v * n)
                n = n - 1
            count = count + 1
        return count

    for each in (function, around):
        check(each, (f32(3), THREE), one_graph=False)
