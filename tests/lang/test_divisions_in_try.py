"""Numbers that only the run knows, divided where a division by zero is caught."""

import contextlib

import pytest
from modes import every_mode

import mindspore as ms
from mindspore import Tensor


@every_mode(Tensor(2.0), Tensor(0.0), one_graph=False)
def test_caught_quotient(a, n):
    try:
        return float(a) / float(n)
    except ZeroDivisionError as error:
        return str(error)


@every_mode(Tensor(7), Tensor(0), one_graph=False)
def test_caught_remainder(a, n):
    try:
        return int(a) % int(n)
    except ZeroDivisionError as error:
        return str(error)


@every_mode(Tensor(7), Tensor(2), one_graph=False)
def test_what_is_not_zero(a, n):
    try:
        return int(a) // int(n), int(a) ** -int(n)
    except ZeroDivisionError:
        return None


@every_mode(Tensor(2.0), one_graph=False)
def test_suppressed_in_a_loop(a):
    done = []
    with contextlib.suppress(ZeroDivisionError):
        for i in (2, 1, 0, 4):
            done.append(float(a) / i)
    return done


@pytest.mark.parametrize(
    ("function", "text"),
    [
        (lambda a, n: float(a) / float(n), "float division by zero"),
        (lambda a, n: float(a) // float(n), "float floor division by zero"),
        (lambda a, n: float(a) % float(n), "float modulo"),
        (lambda a, n: int(a) / int(n), "division by zero"),
        (lambda a, n: int(a) // int(n), "integer division or modulo by zero"),
        (lambda a, n: int(a) % int(n), "integer modulo by zero"),
    ],
)
def test_words_are_pythons(function, text):
    for run in (function, ms.jit(function)):
        with pytest.raises(ZeroDivisionError) as caught:
            run(Tensor(2.0), Tensor(0.0))
        assert str(caught.value).startswith(text)
