"""The documents on statements, known and at run time.

PYTEST_DONT_REWRITE: the asserts of these programs are Python's own.
"""

import contextlib

import mindspore as ms
from mindspore import Tensor, mutable
from tests.lang.modes import documented

STATEMENTS = "001 Statements"
CONTROL = "000 Supporting Control Flow"
RAISE = "000 Using the raise and assert"
ALL = ("STRICT", "COMPATIBLE", "LAX")


@documented(RAISE, Tensor(-2), Tensor(-1), also=((Tensor(3), Tensor(1)),), one_graph=False)
def test_raise_on_a_run_time_condition(x, y):
    if x <= y:
        raise ValueError("x should be greater than y.")
    else:
        x += 1
    return x


@documented(RAISE, -1, also=((1,),), levels=ALL)
def test_raise_on_a_constant_condition(x):
    if x <= 0:
        raise ValueError("x should be greater than 0.")
    return x + 1


@documented(RAISE, levels=ALL)
def test_raise_without_a_message():
    raise RuntimeError


@documented(RAISE, levels=ALL)
def test_raise_with_several_arguments():
    raise KeyError("a", 1)


@documented(RAISE, Tensor([3]), one_graph=False)
def test_raise_with_a_tensor_in_the_message(x):
    raise ValueError(f"x is {x}")


@documented(RAISE, mutable(3), one_graph=False)
def test_raise_with_a_run_time_number_in_the_message(n):
    if n > 2:
        raise ValueError(f"n is {n}")
    return n


@documented(RAISE, Tensor(-1), also=((Tensor(3),),), one_graph=False)
def test_assert_on_membership(x):
    assert x in [2, 3, 4]
    return x


@documented(RAISE, Tensor(-1), also=((Tensor(3),),), one_graph=False)
def test_assert_with_a_message(x):
    assert x > 0, "x needs to be positive"
    return x * 2


@documented(RAISE, levels=ALL)
def test_assert_on_constants():
    x = 1
    assert x in [2, 3, 4]
    return x


@documented(RAISE, levels=ALL)
def test_assert_with_a_constant_message():
    assert 1 == 2, ("one", "two")


class OwnError(Exception):
    def __init__(self, code):
        super().__init__(f"code {code}")
        self.code = code


@documented(RAISE, Tensor(1), also=((Tensor(-1),),), one_graph=False)
def test_raise_of_an_own_type(x):
    if x > 0:
        raise OwnError(7)
    return x


@documented(RAISE, Tensor([1, 2, 3]), one_graph=False)
def test_raise_in_a_loop(x):
    total = Tensor(0)
    for each in x:
        total = total + each
        if total > 2:
            raise OverflowError("too much")
    return total


@documented(RAISE, Tensor(2), one_graph=False)
def test_what_is_raised_is_caught(x):
    try:
        if x > 1:
            raise ValueError("big")
        y = x + 1
    except ValueError as error:
        return str(error), x * 10
    return "small", y


@documented(STATEMENTS, Tensor([1.0]), shows="[2.]", levels=ALL)
def test_pass(x):
    if x.ndim == 1:
        pass
    for _ in range(2):
        pass
    return x + 1


@documented(
    STATEMENTS,
    Tensor([1.0]),
    shows="([1.], 2, 'a')".replace(
        "[1.]", "Tensor(shape=[1], dtype=Float32, value= [ 1.00000000e+00])"
    ),
    levels=ALL,
)
def test_return_of_several(x):
    return x, 2, "a"


@documented(STATEMENTS, Tensor(1.0), shows="2.0", also=((Tensor(-1.0),),), levels=())
def test_return_early_on_a_tensor(x):
    if x > 0:
        return x * 2
    x = x - 1
    if x < -1.5:
        return x * 3
    return x


@documented(STATEMENTS, shows="(3, [0, 1, 2], 'left')", levels=ALL)
def test_break_on_a_constant():
    seen = []
    for i in range(10):
        if i == 3:
            how = "left"
            break
        seen.append(i)
    else:
        how = "ended"
    return i, seen, how


@documented(STATEMENTS, Tensor(5), shows="10", also=((Tensor(100),),), levels=())
def test_break_on_a_tensor(limit):
    total = Tensor(0)
    for i in range(20):
        total = total + i
        if total > limit:
            break
    return total


@documented(STATEMENTS, shows="[1, 3]", levels=ALL)
def test_continue():
    seen = []
    for i in range(5):
        if i % 2 == 0:
            continue
        seen.append(i)
    return seen


@documented(STATEMENTS, Tensor([1, -2, 3]), shows="4")
def test_continue_on_a_tensor(x):
    total = Tensor(0)
    for each in x:
        if each < 0:
            continue
        total = total + each
    return total


@documented(
    STATEMENTS,
    Tensor(5),
    shows="(0, 5)".replace("0", "Tensor(shape=[], dtype=Int64, value= 0)").replace(
        " 5", " Tensor(shape=[], dtype=Int64, value= 5)"
    ),
    levels=(),
)
def test_while_on_a_tensor(x):
    count = Tensor(0)
    while x > 0:
        x = x - 1
        count = count + 1
    return x, count


@documented(STATEMENTS, mutable(10), shows="(0, 55)")
def test_while_on_a_run_time_number(n):
    total = 0
    while n > 0:
        total += n
        n -= 1
    return n, total


@documented(STATEMENTS, shows="([0, 1, 2], 'else')", levels=ALL)
def test_while_else():
    i, seen = 0, []
    while i < 3:
        seen.append(i)
        i += 1
    else:
        how = "else"
    return seen, how


@documented(STATEMENTS, Tensor(3), shows="6", also=((Tensor(0),),), levels=(), one_graph=False)
def test_a_name_bound_only_in_a_run_time_loop(x):
    while x > 0:
        last = x * 2
        x = x - 3
    return last


@documented(STATEMENTS, Tensor(1), also=((Tensor(-1),),), one_graph=False)
def test_a_name_bound_in_one_branch(x):
    if x > 0:
        y = x * 2
    return y


@documented(STATEMENTS, Tensor(1), shows="1", also=((Tensor(-1),),), levels=())
def test_a_name_deleted_in_one_branch(x):
    y = x
    if x > 0:
        del y
    else:
        y = x + 5
    return x


@documented(STATEMENTS, shows="[(0, 'a'), (1, 'b'), ('k', 1), 3]", levels=ALL)
def test_for_over_everything():
    out = []
    for i, c in enumerate("ab"):
        out.append((i, c))
    for k, v in {"k": 1}.items():
        out.append((k, v))
    for n in (x for x in (1, 2) if x > 1):
        out.append(n + 1)
    return out


@documented(STATEMENTS, Tensor([[1, 2], [3, 4]]), shows="[4 6]")
def test_for_over_rows(x):
    total = Tensor([0, 0])
    for row in x:
        total = total + row
    return total


@documented(STATEMENTS, Tensor(3), shows="[1. 4. 9.]", levels=(), one_graph=False)
def test_for_over_a_run_time_range(n):
    x = Tensor([1.0, 2.0, 3.0])
    y = Tensor([1.0, 1.0, 1.0])
    for _ in range(int(n) - 1):
        y = y * x
    return y


class Log:
    def __init__(self):
        self.events = []

    def __enter__(self):
        self.events.append("in")
        return self

    def __exit__(self, kind, value, traceback):
        self.events.append(kind.__name__ if kind else "out")
        return kind is ValueError


@documented(STATEMENTS, Tensor([1.0]), shows="['in', 'out', 'in', 'ValueError']")
def test_with(x):
    log = Log()
    with log as same:
        y = x + 1
    with same:
        raise ValueError("swallowed")
    return log.events


@documented(STATEMENTS, Tensor(1), also=((Tensor(-1),),), one_graph=False)
def test_with_around_a_run_time_raise(x):
    log = Log()
    with log:
        if x > 0:
            raise ValueError("swallowed")
        x = x + 5
    return x, log.events


@documented(
    STATEMENTS,
    shows="([0, 4], {'a': 1}, {0, 1}, 10, [(0, 1), (1, 0)], [2, 3])",
    levels=("COMPATIBLE", "LAX"),
)
def test_comprehensions():
    return (
        [i * i for i in range(3) if i != 1],
        {k: v for k, v in [("a", 1)]},
        {i % 2 for i in range(4)},
        sum(i for i in range(5)),
        [(i, j) for i in range(2) for j in range(2) if i != j],
        [y := 1 + i for i in (1, 2)],
    )


@documented("003 Supporting Derivation", Tensor([1.0, 2.0]), shows="[3. 5.]")
def test_derivation_with_tensors(x):
    return sum([x + i for i in range(2)])


@documented("003 Supporting Derivation", Tensor([1.0]), shows="[2.0]", one_graph=False)
def test_derivation_with_visits(x):
    return [float(a) * 2 for a in x.asnumpy()]


@documented(STATEMENTS, Tensor([2.0]), shows="[23.]")
def test_function_definitions(x):
    def scaled(v, by=3, *rest, plus=0, **named):
        return v * by + plus

    def twice(f, v):
        return f(f(v))

    return twice(lambda v: scaled(v) + 1, x) - 1 + scaled(x, 1, plus=1) - 1


@documented(STATEMENTS, 5, shows="(120, 5)", levels=ALL)
def test_recursion(n):
    def fact(k):
        return 1 if k <= 1 else k * fact(k - 1)

    def fib(k):
        return k if k < 2 else fib(k - 1) + fib(k - 2)

    return fact(n), fib(n)


@documented(STATEMENTS, Tensor(5), shows="120", one_graph=False)
def test_recursion_on_a_tensor(n):
    def fact(k, depth):
        if depth == 0 or k <= 1:
            return Tensor(1)
        return k * fact(k - 1, depth - 1)

    return fact(n, 8)


def odd_numbers(limit):
    n = 1
    while n < limit:
        got = yield n
        n += 2 if got is None else got


@documented(STATEMENTS, shows="([1, 3, 5], [1, 9], 9)", levels=("COMPATIBLE", "LAX"))
def test_generator_functions():
    generator = odd_numbers(10)
    first = next(generator)
    return list(odd_numbers(6)), [first, generator.send(8)], sum(odd_numbers(6))


@documented(
    STATEMENTS, Tensor(2), shows="[1, 3]", also=((Tensor(-2),),), levels=(), one_graph=False
)
def test_a_generator_branches_on_a_tensor(x):
    def values():
        yield 1
        if x > 0:
            yield 3
        else:
            yield 4

    return list(values())


@documented(STATEMENTS, Tensor(2), shows="6", also=((Tensor(-2),),), levels=(), one_graph=False)
def test_a_generator_chooses_a_value(x):
    def values():
        y = x
        if x > 0:
            y = x * 2
        yield y
        yield x

    total = Tensor(0)
    for each in values():
        total = total + each
    return total


@documented(STATEMENTS, Tensor(2), shows="3", also=((Tensor(5),),), levels=(), one_graph=False)
def test_a_generator_is_advanced_in_a_branch(x):
    numbers = iter([1, 2, 3])
    total = next(numbers)
    if x > 3:
        total = total + next(numbers)
    return total + next(numbers)


@documented(STATEMENTS, Tensor(2), shows="9", also=((Tensor(50),),), levels=(), one_graph=False)
def test_a_generator_is_left_on_a_tensor(x):
    total = Tensor(0)
    for n in odd_numbers(9):
        total = total + n
        if total > x + 5:
            break
    return total


@documented(STATEMENTS, Tensor(2), shows="2", one_graph=False)
def test_lists_grow_in_run_time_loops(x):
    items = []
    while x > 0:
        items.append(x)
        x = x - 1
    return len(items)


@documented(STATEMENTS, "b", shows="2", also=(("c",), (3,)), levels=())
def test_match(x):
    match x:
        case "a":
            return 1
        case "b":
            return 2
        case int():
            return "int"
        case _:
            return None


@documented(CONTROL, shows="2", levels=("LAX", "COMPATIBLE"), one_graph=False)
def test_if_on_an_array():
    import numpy as np

    x = np.array(1)
    if x <= 1:
        x += 1
    return Tensor(x)


@documented(
    CONTROL,
    Tensor([1.0, 3.0]),
    shows="big",
    also=((Tensor([0.0, 0.5]),),),
    levels=(),
    one_graph=False,
)
def test_if_on_a_run_time_array(x):
    if x.asnumpy().max() > 1:
        return "big"
    return "small"


@documented(CONTROL, Tensor(3), shows="6", one_graph=False)
def test_while_on_a_visited_value(x):
    n, total = x.asnumpy(), 0
    while n > 0:
        total += int(n)
        n = n - 1
    return total


@documented(CONTROL, Tensor([1.0, 2.0]), shows="3.0", one_graph=False)
def test_for_over_a_run_time_array(x):
    total = 0.0
    for each in x.asnumpy():
        total += float(each)
    return total


@documented(CONTROL, Tensor(1), shows="[2. 3.]", also=((Tensor(-1),),), levels=(), one_graph=False)
def test_visits_in_branches(x):
    import numpy as np

    if x > 0:
        a = np.array([1.0, 2.0], np.float32) + float(x)
    else:
        a = np.zeros(2, np.float32)
    return ms.Tensor(a)


@documented(STATEMENTS, Tensor([1.0]), shows="after", one_graph=False)
def test_suppressed(x):
    with contextlib.suppress(ZeroDivisionError):
        x = x + 1 // 0
    return "after"


@documented(STATEMENTS, Tensor([1.0]))
def test_names_that_nobody_binds(x):
    return x + nobody  # noqa: F821


@documented(STATEMENTS, Tensor([1.0]), shows="(3, 1, [1, 2], 5)")
def test_assignments(x):
    a = b = 1
    a, b = 3, a
    c = [0, 2]
    c[0] = b
    d: int = 5
    return a, b, c, d
