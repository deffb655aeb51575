"""Compiled functions are called wherever functions are: in signal handlers, in `__del__`, while
others compile; Ctrl-C ends a visit; what they held goes with them.
"""

import gc
import os
import signal
import threading
import time
import weakref

import numpy as np
import pytest

import mindspore as ms
from mindspore import Tensor, nn


@ms.jit
def double(x):
    return x * 2


def slow(x, seconds):
    """Something that a graph visits."""
    time.sleep(float(seconds))
    return x


def test_a_signal_handler_calls_a_compiled_function_while_a_graph_runs():
    found = []

    @ms.jit
    def fresh(x):
        return x - 1

    def handler(*_):
        found.append((float(double(Tensor(4.0))), float(fresh(Tensor(4.0)))))

    @ms.jit
    def count(x, to):
        while x < to:
            x = x + 1
        return x

    before = signal.signal(signal.SIGALRM, handler)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.05, 0.05)
        assert float(count(Tensor(0.0), Tensor(3e6))) == 3e6
        time.sleep(0.1)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert found
    assert set(found) == {(8.0, 3.0)}


def test_a_compiled_function_is_called_when_an_object_goes():
    found = []

    class Last:
        def __init__(self, x):
            self.x = x

        def __del__(self):
            found.append(float(double(self.x)))

    @ms.jit
    def program(x):
        return x + 1

    last = Last(Tensor(3.0))
    assert float(program(Tensor(1.0))) == 2.0
    del last
    cycle = [Last(Tensor(5.0))]
    cycle.append(cycle)
    del cycle
    for size in range(1, 20):
        program(Tensor(np.ones(size, np.float32)))
    gc.collect()
    assert sorted(found) == [6.0, 10.0]


def test_ctrl_c_ends_a_long_visit_and_the_next_call_works():
    seen = []

    @ms.jit
    def program(x, seconds):
        seen.append(1)
        y = slow(x * 2, seconds)
        seen.append(2)
        return y + 1

    assert float(program(Tensor(1.0), Tensor(0.0))) == 3.0
    timer = threading.Timer(0.3, lambda: os.kill(os.getpid(), signal.SIGINT))
    timer.start()
    start = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        program(Tensor(1.0), Tensor(60.0))
    timer.join()
    assert time.monotonic() - start < 30
    assert seen == [1, 2, 1]
    assert float(program(Tensor(2.0), Tensor(0.0))) == 5.0
    assert seen == [1, 2, 1, 1, 2]


def test_what_a_compiled_function_held_goes_with_it():
    class Net(nn.Cell):
        def __init__(self):
            super().__init__()
            self.dense = nn.Dense(3, 2)

        def construct(self, x):
            return self.dense(x).sum()

    def once():
        net, outside = Net(), Tensor(np.ones((2, 3), np.float32))
        compiled = ms.jit(lambda x: net(x + outside))
        ms.grad(compiled)(outside)
        compiled(outside)
        held = [net, net.dense, net.dense.weight, compiled]
        return [weakref.ref(each) for each in held]

    once()
    gc.collect()
    left = [each() for each in once() + once() if gc.collect() is not None and each() is not None]
    assert not left


def test_tensors_and_cells_do_not_grow_in_number():
    def count():
        gc.collect()
        return sum(isinstance(each, (Tensor, nn.Cell)) for each in gc.get_objects())

    def once(i):
        cell = nn.Dense(i % 3 + 1, 2)
        compiled = ms.jit(lambda x: cell(x) * i)
        return compiled(Tensor(np.ones((2, i % 3 + 1), np.float32)))

    for i in range(3):
        once(i)
    before = count()
    for i in range(30):
        once(i)
    assert count() <= before


def test_a_collection_of_garbage_is_no_part_of_the_program():
    """What `gc.callbacks` name is called at any time: while a graph is recorded, too."""
    clock = []

    def note(phase, _info):
        clock.append(time.perf_counter())

    @ms.jit
    def program(x):
        return [[i] for i in range(200)], x + 1

    gc.callbacks.append(note)
    before = gc.get_threshold()
    gc.set_threshold(1)
    try:
        assert float(program(Tensor(1.0))[1]) == 2.0
        assert gc.isenabled()
    finally:
        gc.set_threshold(*before)
        gc.callbacks.remove(note)
    assert not program.fallbacks
    assert clock
