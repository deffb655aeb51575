"""Conditions that are known at run time only: both branches in one graph."""

from modes import every_mode, f32

from mindspore import Tensor

UP, DOWN = Tensor([1.0, 2.0]), Tensor([-5.0, 1.0])


@every_mode(UP, also=((DOWN,),), grad=True)
def test_a_name_is_bound_in_both_branches(x):
    if x.sum() > 0:
        y = x * 2
    else:
        y = x - 1
    return y


@every_mode(UP, also=((DOWN,),), grad=True)
def test_an_early_return_ends_one_branch(x):
    if x.sum() > 0:
        return x * 2
    return x * x


@every_mode(UP, also=((DOWN,),))
def test_a_branch_without_else_changes_a_name(x):
    n = 1
    if x[0] > 0:
        n = 2
        x = x + n
    return x * n, n


@every_mode(UP, also=((DOWN,),))
def test_elif_chains_choose_one(x):
    if x[0] > 10:
        k = 1
    elif x[0] > 0:
        k = 2
    else:
        k = 3
    return k, x * k


@every_mode(UP, also=((DOWN,),))
def test_conditional_expressions_and_boolean_operators(x):
    y = x if x[0] > 0 and x[1] > 1 else -x
    z = x if x[0] > 0 or x[1] > 0 else -x
    return y, z, not x[0] > 0


@every_mode(UP, also=((DOWN,),))
def test_an_element_is_written_in_one_branch(x):
    y = x * 1
    if x[0] > 0:
        y[0] = 7
    return y


@every_mode(UP, also=((DOWN,),))
def test_an_argument_is_written_in_one_branch(x):
    if x[0] > 0:
        x[1] = 3
    return x.sum()


@every_mode(UP, also=((DOWN,),))
def test_lists_and_dicts_change_inside_branches(x):
    items, names = [x, x], {"a": x}
    if x[0] > 0:
        items[0] = x * 2
        names["a"] = items[0] + 1
    return items, names


@every_mode(UP, also=((DOWN,),))
def test_objects_change_inside_branches(x):
    class Point:
        def __init__(self, at):
            self.at, self.moves = at, 0

        def move(self, by):
            self.at = self.at + by
            self.moves += 1

    point = Point(x)
    if x[0] > 0:
        point.move(x)
    return point.at, point.moves


@every_mode(UP, also=((DOWN,),))
def test_functions_return_from_within_branches(x):
    def split(y):
        if y[0] > 0:
            return y, 1
        return -y, 2

    value, which = split(x)
    return value * which, which


@every_mode(UP, also=((DOWN,),))
def test_closures_see_what_a_branch_has_bound(x):
    scale = 1.0

    def scaled(y):
        return y * scale

    if x[0] > 0:
        scale = 3.0
    return scaled(x)


@every_mode(UP, also=((DOWN,),), grad=True)
def test_branches_stand_in_branches(x):
    if x[0] > 0:
        if x[1] > 1:
            y = x * 3
        else:
            y = x * 5
    else:
        if x[1] > 0:
            return x * 7
        y = x
    return y + 1


@every_mode(UP, also=((DOWN,),))
def test_finally_runs_for_either_branch(x):
    try:
        if x[0] > 0:
            return x
        x = x * 2
    finally:
        x = x + 1
    return x


@every_mode(f32(3), f32(3))
def test_return_in_both_branches(a, b):
    if (a > b).all():
        return a * a
    return a + b


@every_mode(UP, also=((DOWN,),))
def test_elements_as_numbers_decide(x):
    n = int(x[0])
    m = x[1].item()
    if n > 0:
        m = m + 1
    return n + 1, m * 2, float(x[1])
