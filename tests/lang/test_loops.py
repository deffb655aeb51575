"""Loops: unrolled where the number of rounds is known, one While where it is not."""

from modes import every_mode, f32

from mindspore import Tensor

UP, DOWN = Tensor([1.0, 2.0]), Tensor([-5.0, 1.0])


@every_mode(UP, also=((DOWN,),))
def test_while_on_a_tensor_counts_rounds(x):
    i = 0
    while x.sum() < 100:
        x = x * 2 + 1
        i += 1
    return x, i


@every_mode(UP, grad=True)
def test_a_gradient_goes_through_a_run_time_loop(x):
    i = Tensor(0)
    while i < 3:
        x = x * x
        i = i + 1
    return x


@every_mode(UP, also=((DOWN,),))
def test_a_loop_is_broken_by_a_run_time_condition(x):
    while True:
        x = x + 1
        if x.sum() > 10:
            break
    return x


@every_mode(UP, also=((DOWN,),))
def test_else_of_a_loop_that_may_be_broken(x):
    i = 0
    while i < 10:
        x = x * 2
        if x.sum() > 50:
            break
        i = i + 1
    else:
        x = -x
    return x, i


@every_mode(UP, also=((DOWN,),))
def test_continue_and_break_in_one_loop(x):
    while x.sum() < 100:
        if x[0] > 20:
            x = x + 5
            continue
        x = x * 2 + 1
        if x[1] > 30:
            break
    return x


@every_mode(UP, also=((DOWN,),), grad=True)
def test_for_is_left_by_a_run_time_condition(x):
    for _ in range(6):
        if x.sum() > 10:
            break
        x = x * 2
    else:
        x = x - 100
    return x


@every_mode(UP, also=((DOWN,),))
def test_continue_in_an_unrolled_loop(x):
    total = x * 0
    for i in range(4):
        if x[0] > i:
            continue
        total = total + x * i
    return total


@every_mode(UP)
def test_branches_inside_run_time_loops(x):
    k = Tensor(0)
    s = Tensor(0.0)
    while k < 5:
        if k % 2 == 0:
            s = s + x.sum()
        k = k + 1
    return s


@every_mode(UP)
def test_loops_inside_run_time_loops(x):
    n = Tensor(0)
    while n < 3:
        m = Tensor(0)
        while m < n:
            x = x + m
            m = m + 1
        n = n + 1
    return x


@every_mode(UP)
def test_a_list_is_loop_state(x):
    items = [x, x * 2]
    i = Tensor(0)
    while i < 3:
        items[0], items[1] = items[1], items[0] + items[1]
        i = i + 1
    return items


@every_mode(UP)
def test_a_tensor_is_written_in_a_loop(x):
    y = x * 1
    i = Tensor(0)
    while i < 4:
        y[0] = y[0] + y[1]
        i = i + 1
    return y


@every_mode(f32(4, 3))
def test_rows_of_a_tensor_are_iterated(x):
    total = 0
    for i, row in enumerate(x):
        total = total + row * i
    return total


@every_mode(f32(3), [1, 2, 3], {"a": 1.5})
def test_known_containers_are_unrolled(x, items, names):
    for item in items:
        x = x * item
    for name, value in names.items():
        x = x + len(name) * value
    return x, [i * i for i in items], {k: v for k, v in zip("ab", items, strict=False)}


@every_mode(Tensor(0.5), one_graph=False)
def test_a_power_that_python_computes_is_kept_over_a_loop(x):
    rounds, power = 0, 9
    while x != -1.5 and rounds < 4:
        rounds += 1
        x = x * 0.5
        power = rounds**-2
    return x, power


@every_mode(UP, also=((DOWN,),))
def test_unrolled_rounds_go_on_to_the_end_of_a_run_time_iteration(x):
    i = 0
    while x[0] > 0:
        i += 1
        for _ in (1, 2):
            if i == 1:
                x = x + 0.25
            elif i == 2:
                continue
            x = x + 0.125
        x = x - 1
    for _ in range(2):
        for by in (10, 1):
            x = x * by
    return x, i


@every_mode(UP, also=((DOWN,),))
def test_two_loops_are_broken_in_one_branch(x):
    i = 0
    while x[0] > 0:
        i += 1
        for _ in (1, 2):
            if i == 1:
                x = x + 0.25
            elif i == 2:
                break
        else:
            if i == 3:
                break
            x = x + 0.5
        x = x - 1
    for _ in range(2):
        for by in (10, 1):
            x = x * by
    return x, i


@every_mode(Tensor([3.0, 0.0, 1.0]), also=((DOWN,),), one_graph=False)
def test_a_tensor_that_is_written_and_one_that_takes_its_name(x):
    i = 0
    if x[0] > 2:
        while x[-1] != -1.5:
            i += 1
            if i > 3:
                break
            if x.sum() != -1.5:
                x[-1] = 0.25
                last = i
                x = x + 1
            else:
                i = last
    return x, i


@every_mode(UP, {"a": 1, "b": 2}, one_graph=False)
def test_what_is_pending_outside_is_deleted_once(x, names):
    n = 3 // round(float(x.sum()))
    names.clear()
    if "" * n:
        names["c"] = n
    return x
