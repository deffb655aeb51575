"""Mutated programs (tests/mutate): a short sweep, and the least ones of those that once failed."""

import os
from contextlib import contextmanager

import pytest
from modes import check, f32

import mindspore as ms
from mindspore import Tensor
from tests.mutate.calls import OF_SUITE, in_file
from tests.mutate.sweep import compose, sweep

COUNT = int(os.environ.get("DUET_MUTATIONS", "25"))


def annotated(x):
    size = x.shape[0]

    def inner():
        found: size
        found = 2
        return found

    return x * inner()


def no_class(x):
    try:
        (lambda: super())()
    except RuntimeError as error:
        return str(error), x * 2
    return x


def endless_list(x):
    items = [1]
    items.append(items)
    return len(items), str(items), x + 1


@contextmanager
def opened():
    print("open")
    try:
        yield 3
    finally:
        print("close")


def thrown_away(x):
    # Nobody knows in time what is divided: the first evaluations are thrown away.
    print("begin")
    with opened() as n:
        x = x[: int(x.sum())]
        if x.sum() > n:
            del n
        return x, n


def complex_int(x):
    return int(x)


def complex_float(x):
    return float(x)


ONE = Tensor([1 + 2j])
FOUND = [(annotated, f32(3)), (no_class, f32(3)), (endless_list, f32(3)), (thrown_away, f32(4))]
FOUND += [(complex_int, ONE), (complex_float, ONE)]


@pytest.mark.parametrize(("program", "argument"), FOUND)
def test_a_program_that_once_failed_is_as_in_python(program, argument):
    check(program, (argument,), one_graph=False)


def test_a_traced_tensor_in_the_text_of_an_error_has_no_elements():
    def program(x):
        raise ValueError(x + 1)

    with pytest.raises(ValueError, match=r"2"):
        ms.jit(program)(Tensor([1.0, 1.0]))


@pytest.mark.parametrize("level", ["lower", "call"])
def test_mutated_programs_end_as_in_python(level):
    report = sweep(level, COUNT, OF_SUITE, 1, told=False)
    assert report.programs == COUNT
    assert not report.found, report.found


def test_compositions_of_operators_are_the_same_in_a_graph():
    report = compose(COUNT, 5_000_000, 1, told=False)
    assert report.programs == COUNT
    assert not report.found, report.found


def test_an_endless_program_is_no_finding():
    text = "def program(x):\n    while True:\n        pass\n\n\ndef args():\n    return (1,)\n"
    assert in_file(text)[1] == "endless"
