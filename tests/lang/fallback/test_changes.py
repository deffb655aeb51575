"""What a visit changes outside is seen by what follows; what was written before is seen by it.

Visits of every kind: operators, attributes, items, truth, iteration, `with`, texts, calls.
"""

import pytest
from modes import compiled, copied, f32, outcome, same
from visited import hidden, reasons

X = f32(3)
rows = [1, 2, 3]
table = {"a": 1, "b": 2}
total = 10


class Box:
    pass


box = Box()


def reset():
    global total
    rows[:] = [1, 2, 3]
    table.clear()
    table.update(a=1, b=2)
    vars(box).clear()
    box.v = 1
    box.items = []
    total = 10


class Meddler:
    """Whatever is done with it changes something of the module."""

    def __init__(self, v):
        self.v = v

    def __add__(self, other):
        rows.append(self.v)
        return self.v + len(rows)

    def __neg__(self):
        rows.append("neg")
        return 3

    def __lt__(self, other):
        rows.append("lt")
        return True

    def __eq__(self, other):
        rows.append("eq")
        return True

    __hash__ = None

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        box.v += 1
        return box.v

    def __setattr__(self, name, value):
        vars(box)[name] = value
        object.__setattr__(self, name, value)

    def __iter__(self):
        table["n"] = table.get("n", 0) + 1
        return iter([table["n"], 2])

    def __bool__(self):
        global total
        total += 1
        return total % 2 == 0

    def __getitem__(self, key):
        rows.append(key)
        return len(rows)

    def __setitem__(self, key, value):
        table[key] = value

    def __len__(self):
        box.items.append(1)
        return len(box.items)

    def __contains__(self, key):
        table[key] = 1
        return True

    def __enter__(self):
        rows.append("in")
        return len(rows)

    def __exit__(self, *exception):
        rows.append("out")
        return False

    def __call__(self, value):
        rows.append("call")
        box.v = 100
        return len(rows)

    def __format__(self, spec):
        rows.append("format")
        return "F"

    def __float__(self):
        rows.append("float")
        return 2.0

    def __index__(self):
        rows.append("index")
        return 1

    def __next__(self):
        rows.append("next")
        return 5


make = hidden("lambda: Meddler(5)", Meddler=Meddler)


def operator(x):
    a = make()
    before = len(rows)
    result = a + 1
    return before, result, len(rows), list(rows)


def unary_operator(x):
    a = make()
    before = len(rows)
    return before, -a, len(rows)


def comparison(x):
    a = make()
    before = len(rows)
    result = a < 3
    return before, bool(result), len(rows), a == 3, len(rows)


def attribute(x):
    a = make()
    before = box.v
    return before, a.other, box.v


def attribute_set(x):
    a = make()
    before = box.v
    a.v = 77
    return before, box.v


def item(x):
    a = make()
    before = len(rows)
    return before, a[7], rows[-1], len(rows)


def item_set(x):
    a = make()
    before = table["a"]
    a["a"] = 9
    return before, table["a"]


def truth(x):
    a = make()
    before = total
    result = 1 if a else 2
    return before, result, total


def truth_without_else(x):
    a = make()
    before = total
    result = 0
    if a:
        result = total
    return before, result, total


def truth_that_is_negated(x):
    a = make()
    before = total
    return before, not a, total


def truth_of_a_loop(x):
    a = make()
    before, turns, seen = total, 0, 0
    while not a:
        turns = turns + 1
        seen = seen + total
    return before, turns, seen, total


def truth_of_a_loop_itself(x):
    a = make()
    a + 1
    before, turns, seen = total, 0, 0
    while a:
        turns = turns + 1
        seen = seen + total
    return before, turns, seen, total


def conjunction(x):
    a = make()
    before = total
    result = a and total
    return before, bool(result), total


def iteration(x):
    a = make()
    table["n"] = 40
    before, added = table["n"], 0
    for value in a:
        added = added + value + table["n"]
    return before, added, table["n"]


def unpacking(x):
    a = make()
    table["n"] = 40
    before = table["n"]
    first, second = a
    return before, first, second, table["n"]


def length(x):
    a = make()
    before = len(box.items)
    return before, len(a), len(box.items)


def membership(x):
    a = make()
    before = len(table)
    return before, "new" in a, len(table), "new" in table


def context_manager(x):
    a = make()
    before = len(rows)
    with a as entered:
        within = len(rows)
    return before, entered, within, len(rows), rows[-1]


def call(x):
    a = make()
    before, v = len(rows), box.v
    return before, v, a(3), len(rows), box.v


def text(x):
    a = make()
    before = len(rows)
    return before, f"{a}", len(rows)


def number(x):
    a = make()
    before = len(rows)
    return before, float(a), len(rows)


def index(x):
    a = make()
    before = len(rows)
    return before, [10, 20, 30][a], len(rows)


def next_one(x):
    a = make()
    before = len(rows)
    return before, next(a), len(rows)


def written_before_and_behind(x):
    a = make()
    rows.append(50)
    result = a + 1
    rows.append(60)
    return result, list(rows)


def an_attribute_written_before_and_behind(x):
    a = make()
    box.v = 20
    result = a.other
    box.v += 5
    return result, box.v


def a_global_written_before_and_behind(x):
    global total
    a = make()
    total = 21
    result = 1 if a else 2
    total = total + 1
    return result, total


def another_name_for_the_list(x):
    a = make()
    same_rows = rows
    same_rows.append(9)
    result = a + 1
    return len(same_rows), result


def in_a_loop(x):
    a = make()
    added = 0
    for i in range(3):
        added = added + len(rows) + (a + i)
    return added, list(rows)


def in_a_run_time_loop(x):
    a = make()
    added, i = 0, x.sum() * 0
    while i < 3:
        added = added + len(rows) + (a + 1)
        i = i + 1
    return added, list(rows)


def in_a_branch(x):
    a = make()
    before, result = 0, 0
    if x.sum() < 100:
        before = len(rows)
        result = a + 1
        before = before + len(rows)
    return before, result, len(rows)


def in_a_try(x):
    a = make()
    before = len(rows)
    try:
        result = a + 1
    except ValueError:
        result = 0
    return before, result, len(rows)


def in_a_called_function(x):
    a = make()

    def count():
        return len(rows)

    before = count()
    result = a + 1
    return before, count(), result


def a_tensor_scaled_by_it(x):
    a = make()
    before = len(rows)
    y = x * (a + 1)
    return y * len(rows), before


def what_it_scales_has_a_gradient(x):
    a = make()
    v = box.v
    a.other
    return (x * v + x * x * box.v).sum()


PROGRAMS = [
    operator,
    unary_operator,
    comparison,
    attribute,
    attribute_set,
    item,
    item_set,
    truth,
    truth_without_else,
    truth_that_is_negated,
    truth_of_a_loop,
    truth_of_a_loop_itself,
    conjunction,
    iteration,
    unpacking,
    length,
    membership,
    context_manager,
    call,
    text,
    number,
    index,
    next_one,
    written_before_and_behind,
    an_attribute_written_before_and_behind,
    a_global_written_before_and_behind,
    another_name_for_the_list,
    in_a_loop,
    in_a_run_time_loop,
    in_a_branch,
    in_a_try,
    in_a_called_function,
    a_tensor_scaled_by_it,
    what_it_scales_has_a_gradient,
]


def state():
    return list(rows), dict(table), dict(vars(box)), total


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.__name__)
def test_what_a_visit_changes_is_seen(program):
    reset()
    expected, left = outcome(program, (X,)), state()
    graph = compiled(program, one_graph=False)
    for call in ("first", "second"):
        reset()
        found = outcome(graph, (X,))
        assert same(expected, found), f"{call}: PyNative {expected!r}, graph {found!r}"
        assert same(left, state()), f"{call}: PyNative leaves {left!r}, the graph {state()!r}"
    assert reasons(graph) == []


def test_a_gradient_around_what_changes():
    import mindspore as ms

    reset()
    expected = ms.grad(what_it_scales_has_a_gradient)(*copied((X,)))
    reset()
    graph = compiled(what_it_scales_has_a_gradient, one_graph=False)
    assert same(expected, ms.grad(graph)(*copied((X,))))
