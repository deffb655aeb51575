"""Compiling ends: by itself, by its budget of steps, or because somebody interrupts it."""

import signal
import time
import warnings

import pytest

import mindspore as ms
from mindspore import Tensor


class Interrupted(BaseException):
    """What a handler of signals raises."""


def counts_far(x):
    """A loop that compiling would not get through."""
    for i in range(10**9):
        if i > 10**6:
            return x + i
    return x


def never_ends(x):
    """In a branch, and with a handler that would like to catch."""
    held = [x]
    try:
        if x.sum() > 0:
            while held:
                held[0] = x * 2
    except BaseException:
        return x - 1
    return x


def test_what_takes_too_many_steps_goes_on_in_python():
    graph = ms.jit(counts_far)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert graph(Tensor(1.0)) == 1000002.0
    ((reason, place),) = graph.fallbacks
    assert reason.startswith("compiling has taken ")
    assert "counts_far" in place


def test_an_interrupt_ends_compiling():
    def interrupt(*_):
        raise Interrupted

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    started = time.monotonic()
    try:
        with pytest.raises(Interrupted):
            ms.jit(never_ends)(Tensor(1.0))
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert time.monotonic() - started < 30
