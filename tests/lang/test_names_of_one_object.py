"""One object with two names, of which a condition changes one: both see who writes it."""

from modes import every_mode

from mindspore import Tensor

UP, DOWN = Tensor(1.0), Tensor(-1.0)


@every_mode(UP, also=((DOWN,),))
def test_a_list_written_in_one_branch_and_copied_in_the_other(x):
    held = [1, 0]
    if x > 0:
        held[0] = 2
    else:
        held = held.copy()
    return held


@every_mode(UP, also=((DOWN,),))
def test_a_dict_written_in_one_branch_and_copied_in_the_other(x):
    held = {"a": x}
    if x > 0:
        held["a"] = x + 2
    else:
        held = dict(held)
    return held


@every_mode(UP, also=((DOWN,),))
def test_appending_to_one_of_two_lists(x):
    first = [x]
    second = [x + 1]
    chosen = first
    if x > 0:
        chosen = second
    chosen.append(5)
    return first, second, chosen, chosen is first, chosen is second


@every_mode(UP, also=((DOWN,),))
def test_writing_one_of_two_dicts(x):
    first, second = {"a": 1}, {"a": 2}
    chosen = first
    if x > 0:
        chosen = second
    chosen["a"] += 5
    return first, second, chosen


@every_mode(UP, also=((DOWN,),))
def test_writing_the_list_that_the_other_name_may_have(x):
    first = [1, 2]
    chosen = first
    if x > 0:
        chosen = [3, 4]
    first[0] = 7
    return chosen[0] + x


@every_mode(UP, also=((DOWN,),))
def test_a_list_that_a_default_argument_is(x):
    def kept(items=[1]):
        return items

    chosen = kept()
    if x > 0:
        chosen = [5]
    chosen.append(6)
    return kept(), chosen


@every_mode(UP, also=((DOWN,),), one_graph=False)
def test_a_list_that_the_caller_has(x):
    def changed(items):
        if x > 0:
            items = [x]
        items.append(6)
        return items

    mine = [1]
    return changed(mine), mine


@every_mode(UP, also=((DOWN,),))
def test_lists_that_change_places_are_still_two(x):
    a, b = [1], [2]
    if x > 0:
        a, b = b, a
    a.append(3)
    return a, b


@every_mode(UP, also=((DOWN,),))
def test_a_new_list_that_nobody_else_has(x):
    held = []
    if x > 0:
        held = [x]
    else:
        held.append(x * 2)
    held.append(x + 1)
    return held


@every_mode(UP, also=((DOWN,),), one_graph=False)
def test_a_tensor_changed_in_place_that_another_name_may_have(x):
    first = x + 1
    chosen = first
    if x < 0:
        chosen = x + 2
    chosen.add_(5)
    return first, chosen


@every_mode(Tensor(3.0))
def test_a_list_replaced_in_a_loop_whose_first_is_held(x):
    state = [x]
    first = state
    while state[0] < 10:
        state = [state[0] * 2]
    return first[0], state[0]
