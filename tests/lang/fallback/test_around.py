"""Levels, switches, threads, re-entry, interruption and export of functions with visits."""

import os
import random
import signal
import subprocess
import sys
import textwrap
import threading
import traceback
import warnings

import numpy as np
import pytest
from modes import compiled, f32
from visited import hidden, reasons

import mindspore as ms
from mindspore import Tensor

X = f32(3)
plain = hidden("lambda v: v * 2")


def leveled(function, level):
    return ms.jit(function, jit_config=ms.JitConfig(jit_syntax_level=level))


@pytest.mark.parametrize("level", ["LAX", "EXACT"])
def test_levels_that_visit(level):
    graph = leveled(lambda x: plain(x) + 1, level)
    assert np.array_equal(graph(X).asnumpy(), (X * 2 + 1).asnumpy())
    assert reasons(graph) == []


@pytest.mark.parametrize("level", ["STRICT", "COMPATIBLE"])
def test_levels_that_refuse(level):
    graph = leveled(lambda x: x * random.random(), level)
    with pytest.raises(RuntimeError, match="random"):
        graph(X)


def test_fullgraph_names_reason_and_line():
    def f(x):
        return plain(x)

    with pytest.raises(RuntimeError, match="runs in Python") as caught:
        ms.jit(f, fullgraph=True)(X)
    assert f"{f.__code__.co_filename}:{f.__code__.co_firstlineno + 1}" in str(caught.value)


def test_the_switch_in_the_environment():
    program = textwrap.dedent("""
        import random
        import mindspore as ms
        @ms.jit
        def f(x):
            return x * random.random()
        try:
            f(ms.Tensor([1.0]))
        except RuntimeError as error:
            print("refused", "random" in str(error))
    """)
    with open("program.py", "w") as file:
        file.write(program)
    for value, said in (("0", "refused True\n"), ("1", "")):
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "program.py"],
            env={**os.environ, "MS_DEV_ENABLE_FALLBACK": value},
            capture_output=True,
            text=True,
        )
        assert done.stdout == said, done.stderr


def test_explain_names_visits_and_their_cost():
    def f(x):
        return plain(x)

    graph = ms.jit(f)
    graph(X)
    text = str(graph.explain(X))
    assert "visits Python" in text
    assert "us each" in text
    assert len(graph.fallbacks) == 1


def test_threads_call_one_function():
    graph = compiled(lambda x, k: plain(x) + int(str(k)), one_graph=False)
    found = {}

    def work(k):
        for _ in range(30):
            found[k] = graph(X, Tensor(k)).asnumpy()

    threads = [threading.Thread(target=work, args=(k,)) for k in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for k in range(4):
        assert np.array_equal(found[k], (X * 2 + k).asnumpy())


def test_a_visit_calls_a_compiled_function():
    inner = compiled(lambda x: plain(x) - 1, one_graph=False)
    call = hidden("lambda v: inner(v) * 3", inner=inner)
    outer = compiled(lambda x: call(x + 1), one_graph=False)
    for _ in range(2):
        assert np.array_equal(outer(X).asnumpy(), (((X + 1) * 2 - 1) * 3).asnumpy())


def test_a_visit_calls_the_same_function_again():
    calls = []
    graph = None

    def again(n):
        calls.append(n)
        return 0 if n == 0 else int(graph(Tensor([float(n - 1)])).asnumpy()[0]) + 1

    ask = hidden("lambda v: again(int(v))", again=again)
    graph = compiled(lambda x: x * 0 + ask(x.asnumpy()[0]), one_graph=False)
    assert graph(Tensor([3.0])).asnumpy().tolist() == [3.0]
    assert calls == [3, 2, 1, 0]


def test_a_compiled_function_in_a_finaliser():
    graph = compiled(lambda x: plain(x), one_graph=False)
    said = []

    class Last:
        def __del__(self):
            said.append(graph(X).asnumpy().sum())

    make = hidden("lambda v: (Last(), v)[1]", Last=Last)
    outer = compiled(lambda x: make(x) + 1, one_graph=False)
    outer(X), outer(X)
    assert len(said) == 2


def test_a_compiled_function_in_a_signal_handler():
    graph = compiled(lambda x: plain(x), one_graph=False)
    said = []
    before = signal.signal(signal.SIGUSR1, lambda *_: said.append(graph(X).asnumpy().shape))
    try:
        strike = hidden("lambda v: (os.kill(os.getpid(), 10), v)[1]", os=os)
        outer = compiled(lambda x: strike(x) * 2, one_graph=False)
        assert np.array_equal(outer(X).asnumpy(), (X * 2).asnumpy())
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert said == [(3,)]


def test_ctrl_c_during_a_visit():
    strike = hidden(
        "lambda v: (os.kill(os.getpid(), 2), time.sleep(5), v)", os=os, time=__import__("time")
    )
    graph = compiled(lambda x: strike(x)[2] + 1, one_graph=False)
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            graph(X)


def test_an_exception_has_lines_of_both():
    fail = hidden("def fail(v):\n    raise KeyError('inside')")

    def f(x):
        y = x + 1
        return fail(y)

    graph = compiled(f, one_graph=False)
    for _ in range(2):
        with pytest.raises(KeyError, match="inside") as caught:
            graph(X)
        names = [entry.name for entry in traceback.extract_tb(caught.value.__traceback__)]
        assert names[-1] == "fail"
        assert any(name.endswith("f") for name in names[:-1])


def test_an_exception_that_goes_through_a_finally():
    said = []
    fail = hidden("def fail(v):\n    raise OSError(2, 'gone')")

    def f(x):
        try:
            return fail(x)
        finally:
            said.append(1)

    graph = compiled(f, one_graph=False)
    for _ in range(2):
        with pytest.raises(FileNotFoundError, match="gone"):
            graph(X)
    assert said == [1, 1]


def test_what_was_written_before_stays_when_it_raises():
    class State:
        count = 0

    state, fail = State(), hidden("def fail(v):\n    raise ValueError(v)")

    def f(x):
        state.count = state.count + 1
        fail(1)
        state.count = 100
        return x

    graph = compiled(f, one_graph=False)
    for expected in (1, 2, 3):
        with pytest.raises(ValueError, match="1"):
            graph(X)
        assert state.count == expected


def test_a_visit_changes_what_was_read():
    class State:
        factor = 2

    state = State()
    change = hidden("lambda: setattr(state, 'factor', state.factor + 1)", state=state)

    def f(x):
        before = state.factor
        change()
        return x * state.factor, before

    graph = compiled(f, one_graph=False)
    for factor in (2, 3, 4):
        assert state.factor == factor
        result, before = graph(X)
        assert before == factor
        assert np.array_equal(result.asnumpy(), (X * (factor + 1)).asnumpy())


def test_a_visit_changes_what_was_read_in_a_loop():
    options = {"limit": 3}
    lower = hidden("lambda: options.update(limit=options['limit'] - 1)", options=options)

    def f(x):
        rounds = 0
        while rounds < options["limit"]:
            lower()
            rounds = rounds + 1
        return x, rounds

    graph = compiled(f, one_graph=False)
    for _ in range(3):
        options["limit"] = 5
        assert graph(X)[1] == 3


def test_a_warning_says_once_what_runs_in_python():
    def f(x):
        def made():
            yield x

        return next(made())

    graph = ms.jit(hidden("lambda x: x + 1"))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        graph(X), graph(X)
    assert len([w for w in caught if "runs in the Python interpreter" in str(w.message)]) == 1


def test_export_refuses_a_graph_with_visits():
    class Net(ms.nn.Cell):
        def construct(self, x):
            return plain(x)

    with pytest.raises((ValueError, RuntimeError), match="export"):
        ms.export(Net(), X, file_name="net", file_format="MINDIR")
