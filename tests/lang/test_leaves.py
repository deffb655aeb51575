"""A call goes on in Python at the very point where its graph ends: what is done before is done
once, in order, and what comes behind is as in PyNative mode."""

from __future__ import annotations

import contextlib
import io
import traceback
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import mindspore as ms
from mindspore import Parameter, Tensor
from tests.lang.modes import copied, same


def t(*values: float) -> Tensor:
    return Tensor(np.array(values, dtype=np.float32))


def outcome(function: Callable, args: tuple) -> tuple:
    """What a call gives or raises, what it prints, and its arguments afterwards."""
    given = copied(args)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        try:
            result: Any = function(*given)
        except Exception as error:
            lines = [entry.line for entry in traceback.extract_tb(error.__traceback__)]
            result = (type(error).__name__, str(error).split("\n")[0], lines[-1])
    return result, out.getvalue(), given


def agree(function: Callable, *calls: tuple, leaves: bool = True) -> None:
    """The same in PyNative mode and through one graph that calls may leave."""
    graph = ms.jit(function, jit_config=ms.JitConfig(jit_syntax_level="EXACT"))
    for _ in range(2):
        for args in calls:
            expected, found = outcome(function, args), outcome(graph, args)
            assert same(list(expected[:2]), list(found[:2])), f"{expected!r} {found!r}"
            assert all(same(a, b) for a, b in zip(expected[2], found[2], strict=True))
    explanation = graph.explain(*copied(calls[0]))
    assert "runs in the Python interpreter" not in explanation, explanation
    assert ("goes on in Python" in explanation) == leaves


UP, DOWN = (t(1.0, 2.0),), (t(-1.0, -2.0),)


def test_a_raise_under_a_run_time_condition() -> None:
    def f(x: Tensor) -> Tensor:
        y = x * 2
        if x.sum() > 0:
            raise ValueError(f"too much: {y.sum()}")
        return y + 1

    agree(f, UP, DOWN)


def test_an_assertion_on_a_tensor() -> None:
    def f(x: Tensor) -> Tensor:
        assert x.min() > 0, "needs to be positive"
        return x.sqrt()

    agree(f, UP, DOWN)


def test_a_caught_exception_goes_on_behind_the_handler() -> None:
    def f(x: Tensor) -> Tensor:
        y = x + 1
        try:
            if x.sum() > 0:
                raise KeyError("up")
            y = y * 3
        except KeyError as error:
            return y, str(error)
        return y, "down"

    agree(f, UP, DOWN)


def test_finally_runs_in_both_ways() -> None:
    def f(x: Tensor) -> tuple:
        seen = []
        try:
            seen.append(x + 1)
            if x.sum() > 0:
                raise ValueError("up")
        except ValueError:
            seen.append(x + 2)
        finally:
            seen.append(x + 3)
        return tuple(seen)

    agree(f, UP, DOWN)


class Kept:
    def __init__(self) -> None:
        self.log: list = []

    def __enter__(self) -> Kept:
        self.log.append("in")
        return self

    def __exit__(self, kind: Any, error: Any, trace: Any) -> bool:
        self.log.append("out" if kind is None else kind.__name__)
        return kind is ValueError


def test_a_context_manager_made_inside_takes_the_exception() -> None:
    def f(x: Tensor) -> tuple:
        kept = Kept()
        with kept:
            if x.sum() > 0:
                raise ValueError("up")
            kept.log.append("body")
        return x + 1, kept.log

    agree(f, UP, DOWN)


def test_three_frames_deep() -> None:
    def inner(x: Tensor, limit: float) -> Tensor:
        if x.sum() > limit:
            raise ValueError(f"more than {limit}")
        return x * 2

    def middle(x: Tensor) -> Tensor:
        before = x + 1
        return before + inner(x, 0.5) * 3

    def f(x: Tensor) -> Tensor:
        y = x - 1
        try:
            z = middle(x)
        except ValueError as error:
            return y, str(error)
        return y + z, ""

    agree(f, UP, DOWN)


def test_the_value_of_a_call_that_was_left() -> None:
    def inner(x: Tensor) -> Any:
        if x.sum() > 0:
            return "text"
        return 3

    def f(x: Tensor) -> tuple:
        y = x * 2
        return [inner(x), y]

    agree(f, UP, DOWN)


def test_return_from_within_a_loop() -> None:
    def f(x: Tensor) -> tuple:
        steps = 0
        while x.sum() < 100:
            x = x * 2
            steps = steps + 1
            if x.max() > 10:
                return x, steps
        return x, -1

    agree(f, UP, (t(200.0),), (t(9.0, 90.0),))


def test_a_raise_in_a_loop() -> None:
    def f(x: Tensor) -> Tensor:
        total = x * 0
        while total.sum() < 50:
            total = total + x
            if total.max() > 20:
                raise OverflowError(f"at {total.max()}")
        return total

    agree(f, (t(1.0, 30.0),), (t(10.0, 15.0),), (t(2.0, 3.0, 4.0, 5.0),))


def test_a_loop_that_is_no_graph_runs_in_python() -> None:
    def f(x: Tensor) -> list:
        y = x + 1
        rows = []
        while x.sum() < 20:
            x = x * 2
            rows.append([x + y])
        return rows

    agree(f, UP, (t(30.0),))


def test_loops_around_go_on_where_they_are() -> None:
    def f(x: Tensor) -> list:
        seen = []
        for i, (name, scale) in enumerate(zip(["a", "b", "c"], [1.0, 5.0, 2.0], strict=True)):
            try:
                if (x * scale).sum() > 8:
                    raise ValueError(name)
                seen.append(i)
            except ValueError as error:
                seen.append(str(error))
        return seen

    agree(f, UP, DOWN)


def test_prints_before_are_printed_once_and_in_order() -> None:
    def f(x: Tensor) -> Tensor:
        print("sum", x.sum())
        if x.sum() > 0:
            print("up")
            raise ValueError("up")
        print("down")
        return x

    agree(f, UP, DOWN)


class Counter:
    def __init__(self) -> None:
        self.count, self.items, self.table = 0, [], {}


@pytest.mark.parametrize("args", [UP, DOWN])
def test_writes_outside_are_done_before(args: tuple) -> None:
    def make() -> tuple:
        counter = Counter()
        weight = Parameter(t(1.0, 1.0), name="weight")

        def f(x: Tensor) -> Tensor:
            counter.count += 1
            counter.items.append(x + 1)
            counter.table["last"] = x
            weight.set_data(weight + x)
            if x.sum() > 0:
                raise ValueError("up")
            counter.count += 10
            return weight * 2

        return f, counter, weight

    f, counter, weight = make()
    g, other, mirror = make()
    graph = ms.jit(g)
    for _ in range(3):
        assert same(outcome(f, args)[0], outcome(graph, args)[0])
        assert same(vars(counter), vars(other))
        assert same(Tensor(weight), Tensor(mirror))
    assert not graph.fallbacks


def test_arguments_written_in_place_are_written() -> None:
    def f(x: Tensor) -> Tensor:
        x[0] = 7.0
        view = x[1:]
        if x.sum() > 8:
            view += 1
            raise ValueError("up")
        return x + 1

    agree(f, UP, DOWN)


def test_views_share_memory_behind_the_point() -> None:
    def f(x: Tensor) -> tuple:
        y = x + 1
        first = y[:1]
        if x.sum() > 0:
            raise_it = "object"
            first += 10
            return y, raise_it
        return y, 3

    agree(f, UP, DOWN, leaves=False)


def test_closures_and_objects_made_inside() -> None:
    def f(x: Tensor) -> Tensor:
        total = x * 0
        box = Counter()

        def add(y: Tensor) -> None:
            nonlocal total
            total = total + y
            box.items.append(y)

        def again(n: int) -> int:
            return 0 if n == 0 else 1 + again(n - 1)

        add(x)
        try:
            if x.sum() > 0:
                raise ValueError("up")
            add(x + 1)
        except ValueError:
            add(x + 2)
            box.count = again(3)
        return total, box.items, box.count

    agree(f, UP, DOWN)


def test_a_generator_is_not_advanced_by_a_side_that_is_given_up() -> None:
    def f(x: Tensor) -> tuple:
        numbers = (x + i for i in range(4))
        first = next(numbers)
        if x.sum() > 0:
            return first, [float(v.asnumpy()[0]) for v in numbers]
        return first, list(numbers)

    graph = ms.jit(f)
    for args in (UP, DOWN):
        assert same(outcome(f, args)[0], outcome(graph, args)[0])


def test_kinds_that_have_nothing_in_common() -> None:
    def f(x: Tensor) -> tuple:
        kind = "up"
        y = x * 2
        if x.sum() > 0:
            kind = 3
            y = [y]
        return kind, y, len(y)

    agree(f, UP, DOWN, leaves=False)


def test_an_endless_loop_is_left_by_return() -> None:
    def f(x: Tensor) -> Tensor:
        while True:
            x = x * 2
            if x.sum() > 100:
                return x

    agree(f, UP, (t(80.0),))


def test_an_exception_is_the_callers_to_catch() -> None:
    @ms.jit
    def f(x: Tensor) -> Tensor:
        if x.sum() > 0:
            raise ValueError("up")
        return x + 1

    for _ in range(3):
        with pytest.raises(ValueError, match="up"):
            f(*UP)
        assert same(f(*DOWN), DOWN[0] + 1)


def test_the_exception_being_handled_is_still_the_one() -> None:
    def f(x: Tensor) -> tuple:
        try:
            {}["key"]
        except KeyError:
            if x.sum() > 0:
                raise
            return x, "handled"

    graph = ms.jit(f)
    for args in (UP, DOWN):
        assert same(outcome(f, args)[0], outcome(graph, args)[0])


def test_one_branch_that_is_no_graph() -> None:
    def f(x: Tensor) -> Tensor:
        y = x * 3
        if x.sum() > 0:
            y = Tensor(np.sort(y.asnumpy())[::-1].copy())
        return y + 1

    agree(f, UP, DOWN, leaves=False)


def test_the_rest_behind_an_early_return() -> None:
    def f(x: Tensor) -> Any:
        if x.sum() < 0:
            return x
        return [float(v) for v in x.asnumpy()]

    graph = ms.jit(f)
    for args in (UP, DOWN):
        assert same(outcome(f, args)[0], outcome(graph, args)[0])


def test_under_a_gradient_the_call_is_pythons_where_it_leaves() -> None:
    def f(x: Tensor) -> Tensor:
        y = x * x
        if x.sum() > 0:
            y = y * float(x.asnumpy()[0])
        return y.sum()

    graph = ms.jit(f)
    for args in (UP, DOWN):
        assert same(ms.grad(f)(*args), ms.grad(graph)(*args))


def test_a_raise_inside_a_gradient_of_the_graph() -> None:
    def loss(x: Tensor) -> Tensor:
        if x.sum() > 0:
            raise ValueError("up")
        return (x * x).sum()

    def f(x: Tensor) -> Tensor:
        return ms.grad(loss)(x)

    graph = ms.jit(f)
    for args in (UP, DOWN):
        assert same(outcome(f, args)[0], outcome(graph, args)[0])


def test_a_full_graph_may_not_leave() -> None:
    @ms.jit(fullgraph=True)
    def f(x: Tensor) -> Tensor:
        if x.sum() > 0:
            raise ValueError("up")
        return x

    with pytest.raises(RuntimeError, match="run-time condition"):
        f(*DOWN)


def test_a_number_that_only_the_leaving_side_asks_for_is_not_guarded() -> None:
    def f(x: Tensor, limit: float) -> Tensor:
        if x.sum() > limit:
            raise ValueError(f"more than {limit}")
        return x * limit

    graph = ms.jit(f)
    for limit in (1.5, 2.5, 3.5, 4.5):
        assert same(outcome(f, (*UP, limit))[0], outcome(graph, (*UP, limit))[0])
    assert graph.cache_info().currsize == 1
