"""Branches and loops on what only the run knows."""

from modes import every_mode

import mindspore as ms
from mindspore import Tensor, ops

UP, DOWN = Tensor([1.0, 2.0]), Tensor([-1.0, -2.0])
BOTH = ((DOWN,),)


@every_mode(UP, also=BOTH, grad=True)
def test_early_return(x):
    if x.sum() > 0:
        return x * 2
    return x * x


@every_mode(UP, also=BOTH)
def test_elif_ladder(x):
    s = x.sum()
    if s > 2:
        y = x + 1
    elif s > 0:
        y = x + 2
    elif s > -2:
        y = x + 3
    else:
        y = x + 4
    return y


@every_mode(UP, also=BOTH, grad=True)
def test_conditional_expression(x):
    return (x if x[0] > 0 else -x) * (2.0 if x[1] > 1 else 3.0)


@every_mode(UP, also=BOTH)
def test_and_or_not(x):
    a = x.sum() > 0 and x[0] < 5
    b = x.sum() > 0 or x[0] < -0.5
    c = not x.sum() > 0
    if (a and not c) or b:
        return x + 1
    return x


@every_mode(UP, also=BOTH)
def test_chained_comparison(x):
    if 0 < x.sum() < 10:
        return x * 2
    return x * 3


@every_mode(UP, also=BOTH)
def test_short_circuit_protects(x):
    items = []
    if x.sum() < 0 or items.append(1) is None:
        x = x + 1
    return x


@every_mode(UP, also=BOTH)
def test_numbers_joined(x):
    n = 1
    a = 2.5
    flag = True
    if x.sum() > 0:
        n = 5
        a = -1.0
        flag = False
    return x * n + a, n, a, flag


@every_mode(UP, also=BOTH)
def test_lists_of_equal_length_joined(x):
    if x.sum() > 0:
        items = [x, 1]
    else:
        items = [x * 2, 2]
    return items


@every_mode(UP, also=BOTH)
def test_outer_list_changed_in_a_branch(x):
    items = [x, x + 1]
    if x.sum() > 0:
        items[0] = items[1] * 2
    return items


@every_mode(UP, also=BOTH)
def test_dict_entries_changed_in_a_branch(x):
    table = {"a": x, "n": 1}
    if x.sum() > 0:
        table["a"] = x + 1
        table["n"] += 1
    return table


@every_mode(UP, also=BOTH)
def test_attributes_changed_in_a_branch(x):
    class Box:
        def __init__(self):
            self.v, self.n = x, 0

    box = Box()
    if x.sum() > 0:
        box.v = x * 3
        box.n = 7
    return box.v, box.n


@every_mode(UP, also=BOTH)
def test_writes_in_place_in_a_branch(x):
    y = x * 1
    z = y
    if x.sum() > 0:
        y += 1
        y[0] = 9.0
    return y, z


@every_mode(UP, also=BOTH, grad=True)
def test_gradient_through_nested_branches(x):
    y = x * 1
    if x.sum() > 0:
        if x[0] > 0.5:
            y = y * x
        else:
            y = y + x
    else:
        y = y - x * x
    return y.sum()


@every_mode(UP, also=BOTH)
def test_return_from_nested_calls(x):
    def pick(y):
        if y.sum() > 0:
            return y, 1
        return -y, 2

    a, n = pick(x)
    b, m = pick(-x)
    return a + b, n * 10 + m


@every_mode(UP, also=BOTH)
def test_closure_variable_in_a_branch(x):
    count = 0

    def bump(k):
        nonlocal count
        count += k

    if x.sum() > 0:
        bump(3)
    else:
        bump(4)
    return x * count, count


@every_mode(UP, also=BOTH)
def test_functions_chosen(x):
    def double(y):
        return y * 2

    def square(y):
        return y * y

    if x.sum() > 0:
        y = double(x)
    else:
        y = square(x)
    return y


@every_mode(UP, also=BOTH)
def test_break_in_a_known_loop(x):
    n = 0
    for i in range(5):
        if x.sum() * i > 4:
            break
        n = i
        x = x + 0.1
    return x, n


@every_mode(UP, also=BOTH)
def test_continue_in_a_known_loop(x):
    total = x * 0
    for i in range(4):
        if (x * i).sum() > 5:
            continue
        total = total + i
    return total


@every_mode(UP, also=BOTH)
def test_return_in_a_known_loop(x):
    for i in range(4):
        if x.sum() > i:
            return x * i
    return x - 1


@every_mode(UP, also=BOTH)
def test_for_else_on_run_time_break(x):
    for i in range(3):
        if x[0] > i:
            y = x + 100
            break
    else:
        y = x - 100
    return y


@every_mode(UP, also=BOTH, grad=True)
def test_while(x):
    y = x
    while y.sum() < 20:
        y = y + x * x + 1
    return y.sum()


@every_mode(UP, also=BOTH)
def test_while_counts(x):
    n = 0
    while x.sum() < 10:
        x = x + 1
        n += 1
    return x, n


@every_mode(UP, also=BOTH)
def test_while_else_and_break(x):
    n = 0
    while x.sum() < 10:
        x = x + 1
        n += 1
        if n > 6:
            break
    else:
        n = -n
    return x, n


@every_mode(UP, also=BOTH)
def test_while_continue(x):
    n = 0
    total = x * 0
    while n < 6 + x.sum() * 0:
        n += 1
        if x[0] * n > 2:
            continue
        total = total + x
    return total, n


@every_mode(UP, also=BOTH)
def test_nested_whiles(x):
    outer = 0
    total = x * 0
    while outer < 3 + x[0] * 0:
        inner = 0
        while inner < x[1] + 2:
            total = total + x
            inner += 1
        outer += 1
    return total, outer


@every_mode(UP, also=BOTH)
def test_while_with_list_state(x):
    pair = [x, x * 0]
    while pair[0].sum() < 10:
        pair[0], pair[1] = pair[0] + 1, pair[0]
    return pair


@every_mode(UP, also=BOTH)
def test_fibonacci_until(x):
    a, b = 0, 1
    while b < 50 + x.sum():
        a, b = b, a + b
    return a, b


@every_mode(Tensor(6), also=((Tensor(27),), (Tensor(1),)))
def test_collatz(n):
    steps = 0
    while n != 1:
        if n % 2 == 0:
            n = n // 2
        else:
            n = 3 * n + 1
        steps += 1
    return n, steps


@every_mode(Tensor([4.0]), grad=True)
def test_newton(x):
    y = x
    while ops.abs(y * y - x).max() > 1e-3:
        y = (y + x / y) / 2
    return y.sum()


@every_mode(UP, also=BOTH)
def test_recursion_on_a_run_time_condition_bounded(x):
    def grow(y, depth):
        if depth == 0:
            return y
        if y.sum() > 5:
            return y
        return grow(y * 2 + 1, depth - 1)

    return grow(x, 4)


@every_mode(Tensor(3), also=((Tensor(0),), (Tensor(7),)))
def test_item_as_a_bound(n):
    total = 0
    i = 0
    while i < int(n):
        total += i * i
        i += 1
    return total


@every_mode(UP, ms.mutable(3), also=((DOWN, ms.mutable(3)), (UP, ms.mutable(0))))
def test_while_on_a_mutable_number(x, n):
    while n > 0:
        x = x * 1.5
        n -= 1
    return x, n + 0


@every_mode(UP, 2.0, also=((UP, -2.0), (DOWN, 0.5)))
def test_branch_on_a_float_argument(x, a):
    if a > 1:
        return x * a
    elif a > 0:
        return x / a
    return x - a


@every_mode(UP, also=BOTH)
def test_max_min_abs_by_hand(x):
    largest = x[0]
    for element in x:
        if element > largest:
            largest = element
    return largest


@every_mode(Tensor([3.0, 1.0, 2.0]), also=((Tensor([1.0, 2.0, 3.0]),),))
def test_bubble_sort(x):
    n = x.shape[0]
    for i in range(n):
        for j in range(n - 1 - i):
            if x[j] > x[j + 1]:
                t = x[j].copy()
                x[j] = x[j + 1]
                x[j + 1] = t
    return x


@every_mode(UP, also=BOTH)
def test_bool_of_tensor_as_value(x):
    flag = bool(x.sum() > 0)
    n = int(x[0])
    a = float(x[1])
    return x * n, flag, n, a, x[0].item()


@every_mode(UP, also=BOTH)
def test_none_in_one_branch_tested_at_once(x):
    y = None
    if x.sum() > 0:
        y = x * 2
        if y is not None:
            x = x + y
    return x


@every_mode(UP, also=BOTH)
def test_all_any_of_tensors(x):
    if ops.all(x > 0):
        return x + 1
    if (x > -5).all() and not (x == 0).any():
        return x - 1
    return x


@every_mode(UP, also=BOTH)
def test_match_on_known_inside_run_time_branch(x):
    kind = "a"
    if x.sum() > 0:
        match kind:
            case "a":
                x = x + 1
            case _:
                x = x + 2
    return x


@every_mode(UP, also=BOTH)
def test_comprehension_inside_a_branch(x):
    if x.sum() > 0:
        parts = [x * i for i in range(3)]
    else:
        parts = [x + i for i in range(3)]
    return sum(parts)


@every_mode(UP, also=BOTH)
def test_try_inside_a_branch(x):
    if x.sum() > 0:
        try:
            x = x + {"a": 1}["b"]
        except KeyError:
            x = x * 10
        finally:
            x = x + 1
    return x


@every_mode(UP, also=BOTH)
def test_with_around_a_branch(x):
    log = []

    class Scope:
        def __enter__(self):
            log.append("in")

        def __exit__(self, *details):
            log.append("out")

    with Scope():
        if x.sum() > 0:
            x = x * 2
    return x, log


@every_mode(UP, also=BOTH)
def test_walrus_in_a_run_time_condition(x):
    if (s := x.sum()) > 0:
        return x * s
    return x + s


@every_mode(UP, also=BOTH)
def test_del_in_both_branches(x):
    y = x + 1
    if x.sum() > 0:
        z = y * 2
        del y
    else:
        z = y * 3
        del y
    return z


@every_mode(UP, also=BOTH)
def test_beam_of_tensors_in_a_tuple(x):
    state = (x, x * 0, 0)
    while state[2] < 3 + x[0] * 0:
        h, c, n = state
        h = h * 0.5 + c
        state = (h, c + h, n + 1)
    return state
