"""Lists, dicts and Tensors from outside, changed by the program and then seen by way of others.

Every function is called with the same kinds of arguments in PyNative mode and, at the level EXACT,
as a graph: three times, since the second and third calls are served by what the first compiled.
"""

from __future__ import annotations

import contextlib
import copy
import io
import time
from collections.abc import Callable
from typing import Any

import pytest

import mindspore as ms
from mindspore import Tensor

EXACT = ms.JitConfig(jit_syntax_level="EXACT")
SEEN = [[1], [2]]


def compared_inside_another(a: list, d: dict) -> Any:
    a.append(4)
    d["z"] = 1
    return [a] == [[1, 2, 4]], (a,) == ([1, 2, 4],), {"k": d} == {"k": {"a": 0, "z": 1}}


def text_of_another(a: list, d: dict) -> Any:
    a.append(4)
    b = [a]
    print(b, {"a": a})
    return str(b), f"{b}", repr((a,)), "%s" % (a,), "{}".format([a])  # noqa: UP032


def sorted_among_others(a: list, d: dict) -> Any:
    a.append(4)
    b = [a, [1, 2, 3]]
    return sorted(b), max(b) is a, min(b), b.index([1, 2, 4]), [1, 2, 4] in b


def summed_and_mapped(a: list, d: dict) -> Any:
    a.append(4)
    return sum([a, [5]], []), list(map(sum, [a])), list(map(len, [a])), [*map(max, (a,))]


def copied_deep(a: list, d: dict) -> Any:
    a.append(4)
    return copy.deepcopy([a]), copy.copy(a)


def made_a_tensor(a: list, d: dict) -> Any:
    a.append(1)
    x = Tensor([[1, 2, 3]])
    return Tensor([a, a]), ms.tensor((a,)), x[:, a], x[0][a]


def put_into_a_slice(a: list, d: dict) -> Any:
    a.append(4)
    b = [0]
    b[:0] = a
    a[1:] = a
    return b


def put_into_its_own_slice(a: list, d: dict) -> Any:
    a[1] = a
    a[1:] = a


def taken_out_and_put_back(a: list, d: dict) -> Any:
    d["b"] = 1
    d["a"] = d.pop("a")
    return list(d)


def taken_out_in_front_of_a_visit(a: list, d: dict) -> Any:
    d.pop("a")
    time.sleep(0)
    d["b"] = 2
    time.sleep(0)


PROGRAMS = (
    compared_inside_another,
    text_of_another,
    sorted_among_others,
    summed_and_mapped,
    copied_deep,
    made_a_tensor,
    put_into_a_slice,
    put_into_its_own_slice,
    taken_out_and_put_back,
    taken_out_in_front_of_a_visit,
)


def seen(function: Callable) -> str:
    """All that a call shows."""
    a, d, printed = [1, 2], {"a": 0}, io.StringIO()
    with contextlib.redirect_stdout(printed):
        result = function(a, d)
    return repr((result, a, d, printed.getvalue()))


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda f: f.__name__)
def test_a_change_is_seen_by_way_of_others(program: Callable) -> None:
    compiled = ms.jit(program, jit_config=EXACT)
    for _ in range(3):
        assert seen(compiled) == seen(program)


def test_what_a_new_list_holds_is_guarded() -> None:
    @ms.jit(jit_config=EXACT)
    def program() -> str:
        return str([SEEN[0]]) + str({"a": SEEN}) + str([0] + SEEN[1])

    for n in range(3):
        SEEN[0][0], SEEN[1][0] = n, -n
        assert program() == str([SEEN[0]]) + str({"a": SEEN}) + str([0] + SEEN[1])


def test_a_view_of_an_argument_or_of_a_new_tensor_shares_its_memory() -> None:
    def program(x: Tensor) -> Tensor:
        if x.sum() > 100:
            x = x * 10.0
        return x[1]

    for function in (program, ms.jit(program, jit_config=EXACT)):
        for scale in (1.0, 100.0):
            x = Tensor([[1.0, 2.0], [3.0, 4.0]]) * scale
            given = x.asnumpy().copy()
            function(x).fill_(9)
            shared = scale == 1.0
            assert (x.asnumpy()[1] == (9 if shared else given[1])).all()
