"""Which of two Tensors a name holds, by a run-time condition: the caller sees whether it is one of
those that leave beside it, and whose memory it looks into.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from modes import check, compiled, copied

import mindspore as ms
from mindspore import Tensor

UP, DOWN = Tensor([1.0, 2.0]), Tensor([-1.0, -2.0])
TABLE: dict = {}


def mutable_parts(value: Any) -> Iterator[Any]:
    """All that can be changed in a result."""
    if isinstance(value, (tuple, list, dict)):
        if not isinstance(value, tuple):
            yield value
        for part in value.values() if isinstance(value, dict) else value:
            yield from mutable_parts(part)
    elif isinstance(value, Tensor):
        yield value


def seen(function: Callable, args: tuple) -> list:
    """Which parts of results and arguments are one object, and which see a write to another."""
    result = function(*args)
    parts = list(mutable_parts((result, args)))
    pattern: list = [[a is b for b in parts] for a in parts]
    tensors = [part for part in parts if isinstance(part, Tensor)]
    for number, tensor in enumerate(tensors):
        tensor.fill_(100 + number)
        pattern.append([float(each.sum()) for each in tensors])
    return pattern


def one_of_two_that_were_made(x):
    a = x * 2
    b = a
    if x.sum() > 0:
        b = a / 2
    return a, b


def one_of_two_in_a_list(x):
    a = x * 2
    items = [a, x + 1]
    if x.sum() > 0:
        items.reverse()
    return a, items


def a_view_of_one_of_two(x):
    a = x * 2
    b = a.view(-1)
    if x.sum() > 0:
        a = a / 2
    return a, b


def an_argument_or_what_was_made(x, y):
    a = x * 2
    if x.sum() > 0:
        y = a
    return a, y


def a_view_of_an_argument_or_not(x):
    row = x[0]
    if x.sum() > 0:
        return row
    return x.sum()


def one_of_two_views_of_an_argument(x):
    return x[0] if x.sum() > 0 else x[1]


def printed_in_a_list(x):
    a = x * 2
    items = [a]
    print(items)
    return items, a


PROGRAMS = [
    (one_of_two_that_were_made, 1),
    (one_of_two_in_a_list, 1),
    (a_view_of_one_of_two, 1),
    (an_argument_or_what_was_made, 2),
    (a_view_of_an_argument_or_not, 1),
    (one_of_two_views_of_an_argument, 1),
]
# Branches that go on apart to the end of the function, and have no results in common there.
APART = (one_of_two_in_a_list, one_of_two_views_of_an_argument)


@pytest.mark.parametrize("first", [UP, DOWN])
@pytest.mark.parametrize(("program", "count"), PROGRAMS, ids=lambda each: str(each))
def test_results_are_the_objects_that_they_are_in_python(program, count, first):
    args = (first, UP)[:count]
    check(program, args, one_graph=program not in APART)
    graph = compiled(program, False)
    for _ in range(2):
        assert seen(program, copied(args)) == seen(graph, copied(args))


def test_a_list_that_was_printed_holds_what_it_held():
    check(printed_in_a_list, (UP,), one_graph=False)
    graph = compiled(printed_in_a_list, False)
    assert seen(printed_in_a_list, (UP + 0,)) == seen(graph, (UP + 0,))


def keys_in_another_order(x):
    table = {"a": 1, "b": 2}
    if x.sum() > 0:
        table = {"b": 1, "a": 2}
    return list(table), table


@pytest.mark.parametrize("x", [UP, DOWN])
def test_the_order_of_keys_depends_on_a_condition(x):
    check(keys_in_another_order, (x,))


def gone_again(n):
    try:
        TABLE["a"] = n
        n = n // n
    except ZeroDivisionError:
        pass
    TABLE.clear()
    return n


def test_what_a_visit_found_written_is_gone_again():
    for given in (ms.mutable(3), ms.mutable(4), ms.mutable(0)):
        compiled(gone_again, False)(given)
        assert not TABLE


def test_errors_say_int_of_a_marked_int():
    with pytest.raises(TypeError, match="'str' and 'int'"):
        "a" > ms.mutable(1)
