"""Compiled functions in a process: threads, Ctrl-C, and memory over many compilations."""

from __future__ import annotations

import linecache
import math
import os
import signal
import sys
import threading
import time
import weakref
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import mindspore as ms
from mindspore import Parameter, Tensor, nn, ops

THREADS = 4


def at_once(work: Callable[[int], Any]) -> list[Any]:
    """What `work(0)` ... `work(3)` give, each in a thread, all started at the same moment."""
    results: list[Any] = [None] * THREADS
    start = threading.Barrier(THREADS)

    def run(place: int) -> None:
        start.wait()
        try:
            results[place] = work(place)
        except Exception as error:  # the test looks at it
            results[place] = error

    threads = [threading.Thread(target=run, args=(place,)) for place in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()
    return results


def branchy(x):
    y = x * 2
    if y.sum() > 0:
        y = ops.tanh(y)
    for i in range(3):
        y = y @ y + i
    return ops.softmax(y)


def inputs(place: int) -> list[Tensor]:
    rng = np.random.default_rng(place)
    return [Tensor(rng.normal(size=(n, n)).astype(np.float32)) for n in (2, 3, 5, 8, 3, 2)]


def test_one_function_in_four_threads_gives_what_one_thread_gives():
    f = ms.jit(branchy)
    found = at_once(lambda _: [f(x).asnumpy() for x in inputs(0) * 3])
    wanted = [branchy(x).asnumpy() for x in inputs(0) * 3]
    for each in found:
        np.testing.assert_array_equal(np.concatenate([a.ravel() for a in each]),
                                      np.concatenate([a.ravel() for a in wanted]))  # fmt: skip
    assert f.cache_info().misses <= 4


def test_different_functions_in_four_threads_give_what_one_thread_gives():
    def work(place: int) -> list[np.ndarray]:
        @ms.jit
        def mine(x):
            return branchy(x) + place

        gradient = ms.jit(lambda x: ms.grad(lambda y: mine(y).max())(x))
        found = []
        for x in inputs(place):
            found += [mine(x).asnumpy(), gradient(x).asnumpy(), ms.grad(mine)(x).asnumpy()]
        return found

    found = at_once(work)
    for place, each in enumerate(found):
        assert not isinstance(each, Exception), each
        for got, wanted in zip(each, work(place), strict=True):
            np.testing.assert_array_equal(got, wanted)


def test_functions_that_call_each_other_do_not_wait_in_a_circle():
    @ms.jit
    def even(x, n):
        return x if n == 0 else odd(x + 1, n - 1)

    @ms.jit
    def odd(x, n):
        return x if n == 0 else even(x * 2, n - 1)

    found = at_once(lambda place: [(even, odd)[place % 2](Tensor(1.0), n) for n in range(6)])
    for place, each in enumerate(found):
        function = (even, odd)[place % 2]
        assert [float(x) for x in each] == [float(function(Tensor(1.0), n)) for n in range(6)]


def test_a_cell_is_compiled_by_several_threads_at_once():
    class Net(nn.Cell):
        def __init__(self):
            super().__init__()
            self.dense = nn.Dense(3, 3)

        @ms.jit
        def construct(self, x):
            return ops.relu(self.dense(x))

    net, x = Net(), Tensor(np.ones((2, 3), np.float32))
    found = at_once(lambda _: [net(x).asnumpy() for _ in range(20)])
    wanted = ops.relu(net.dense(x)).asnumpy()
    for each in found:
        for got in each:
            np.testing.assert_array_equal(got, wanted)


def test_an_exception_stays_in_its_thread():
    @ms.jit
    def picky(x, y):
        return ops.matmul(x, y)

    def work(place: int) -> float:
        x = ops.ones((2, 3))
        return float(picky(x, ops.ones((3 if place % 2 else 4, 2))).sum())

    for _ in range(5):
        found = at_once(work)
        assert [type(each) for each in found] == [ValueError, float, ValueError, float]
        assert "matmul needs the columns" in str(found[0])
        assert found[1] == found[3] == 12.0


class Pressed:
    """Ctrl-C after some seconds, as long as the program is still inside."""

    def __init__(self, seconds: float) -> None:
        self.timer = threading.Timer(seconds, lambda: os.kill(os.getpid(), signal.SIGINT))

    def __enter__(self) -> None:
        self.timer.start()

    def __exit__(self, *_: Any) -> None:
        self.timer.cancel()


def test_ctrl_c_ends_a_long_graph_and_the_next_call_works():
    @ms.jit
    def count(x, to):
        while x < to:
            x = x + 1
        return x

    assert float(count(Tensor(0.0), Tensor(3.0))) == 3.0
    start = time.monotonic()
    with pytest.raises(KeyboardInterrupt), Pressed(0.3):
        count(Tensor(0.0), Tensor(np.float32(np.inf)))
    assert time.monotonic() - start < 30
    assert float(count(Tensor(0.0), Tensor(5.0))) == 5.0
    assert count.cache_info().misses == 1


def test_ctrl_c_while_compiling_leaves_all_as_it_was():
    p = Parameter(Tensor(1.0), name="p")
    turns = [100_000_000]

    @ms.jit
    def endless(x):
        p.set_data(p + 1)
        n = 0
        for _ in range(turns[0]):
            # Slow to compute, so that the budget of steps outlasts any delay of the signal.
            n = n + math.factorial(2000) // math.factorial(2000)
        return x + n

    with pytest.raises(KeyboardInterrupt), Pressed(0.3):
        endless(Tensor(1.0))
    assert float(p) == 1.0
    turns[0] = 2
    assert float(endless(Tensor(1.0))) == 3.0
    assert float(p) == 2.0


def test_ctrl_c_stops_the_main_thread_alone():
    # Python gives signals to the main thread, which waits here for another one's compilation.
    turns = 3000

    @ms.jit
    def slow(x):
        for i in range(turns):
            x = ops.sin(x) + i
        return x

    results: list[Any] = []
    other = threading.Thread(target=lambda: results.append(float(slow(Tensor(0.5)))))
    other.start()

    def call_for_ever() -> None:
        while True:
            slow(Tensor(0.5))

    with pytest.raises(KeyboardInterrupt), Pressed(0.01):
        call_for_ever()
    other.join(120)
    assert results == [float(slow(Tensor(0.5)))]


def test_a_loop_that_is_too_long_for_a_graph_runs_in_python():
    @ms.jit
    def long(x, turns):
        for _ in range(turns):
            x = x + 1
        return x

    with pytest.warns(UserWarning, match="graph-size"):
        assert float(long(Tensor(0.0), 200_001)) == 200_001.0


def resident() -> int:
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE")


def test_ten_thousand_compilations_keep_memory_flat():
    x = Tensor([1.0, 2.0])

    def compile_many(count: int) -> None:
        for i in range(count):
            f = ms.jit(lambda x, i=i: x * 2 + i)
            f(x)
            assert f.cache_info().misses == 1

    compile_many(1000)
    before = resident()
    compile_many(10_000)
    assert resident() - before < 2 << 20


def test_functions_of_code_made_at_run_time_go_when_nobody_needs_them():
    def made(i: int) -> Any:
        text = f"def f(x):\n    return g(x) + {i}\ndef g(x):\n    return x * 2\n"
        linecache.cache[f"<made {i}>"] = (len(text), None, text.splitlines(True), f"<made {i}>")
        names: dict[str, Any] = {}
        exec(compile(text, f"<made {i}>", "exec"), names)
        return names

    names = made(0)
    code = weakref.ref(names["g"].__code__)
    counts = []
    for _ in range(4):
        assert float(ms.jit(names["f"])(Tensor(1.0))) == 2.0
        counts.append(sys.getrefcount(names["g"].__code__))
    assert len(set(counts)) == 1
    names.clear()
    assert code() is None


def test_code_without_source_is_not_kept_by_those_who_looked_at_it():
    names: dict[str, Any] = {}
    exec("def f(x):\n    return x * 2\n", names)
    counts = []
    for _ in range(4):
        f = ms.jit(names["f"])
        with pytest.warns(UserWarning, match="source"):
            assert float(f(Tensor(1.0))) == 2.0
        del f
        counts.append(sys.getrefcount(names["f"].__code__))
    assert len(set(counts)) == 1
