"""The documents on lists: made, returned, global, given as arguments, and each method."""

import numpy as np

import mindspore as ms
from mindspore import Tensor, mutable, ops
from tests.lang.modes import documented, states

LIST = "001 List"
ALL = ("STRICT", "COMPATIBLE", "LAX")


@documented(
    LIST,
    shows="[[1, 2], ['1', 'a'], [Tensor(shape=[1], dtype=Int64, value= [1])], (4, [5, (6,)]), {'k': [7]}]",
)
def test_lists_of_lists():
    a = [1, 2]
    b = ["1", "a"]
    c = [Tensor([1])]
    return [a, b, c, (4, [5, (6,)]), {"k": [7]}]


@documented(LIST, shows="[array([1, 2, 3]), array(['1, 2, 3'], dtype='<U7')]", python=False)
def test_lists_of_arrays():
    return [np.array([1, 2, 3]), np.array(["1, 2, 3"])]


@documented(LIST, shows="([], 0, [[]], [[], []])", levels=ALL)
def test_empty_lists():
    a = []
    return a, len(a), [a], [[], list()]


@documented(LIST, [1, 2, [3, "x"]], shows="([1, 2, [3, 'x']], 3)")
def test_a_list_argument_is_returned(x):
    return x, len(x)


@documented(LIST, [1, 2, 3], shows="([3, 2, 1, 9], 4)", python=False)
def test_a_list_argument_changes_in_the_function(x):
    x.reverse()
    x.append(9)
    return x, len(x)


@documented(LIST, [Tensor([1.0]), Tensor([2.0])], shows="[3.]")
def test_a_list_of_tensors_is_given(x):
    return x[0] + x[1]


@documented(LIST, ([1, 2], (3, [4])), shows="10")
def test_nested_arguments(x):
    return x[0][0] + x[0][1] + x[1][0] + x[1][1][0]


@documented(LIST, shows="(1, 4, [2, 3], [1, 3], [4, 3, 2, 1], [1, 2, 3, 4], [], 3, 4)", levels=ALL)
def test_index_values():
    x = [1, 2, 3, 4]
    return x[0], x[-1], x[1:3], x[::2], x[::-1], x[:], x[4:], x[-2], x[True + 2]


@documented(LIST, shows="(2, 1, 5)")
def test_index_by_constant_tensors():
    x = [[1, 2], 3, [4, [5]]]
    return x[0][Tensor([1])], x[Tensor(0)][Tensor(0)], x[Tensor(2)][1][0]


@documented(LIST, Tensor(1), shows="3")
def test_index_by_a_run_time_tensor(i):
    return [2, 3, 4][i]


@documented(LIST, Tensor(-1), shows="[4.]", one_graph=False)
def test_tensors_by_a_run_time_tensor(i):
    return [Tensor([2.0]), Tensor([3.0]), Tensor([4.0])][i]


@documented(LIST, mutable(2), shows="(4, 4)")
def test_index_by_a_run_time_int(i):
    return [2, 3, 4][i], [[1], [2], [4]][i][0]


@documented(LIST, mutable(3))
def test_a_run_time_index_out_of_range(i):
    return [2, 3, 4][i]


@documented(LIST, mutable(-4))
def test_a_run_time_index_below_range(i):
    return [2, 3, 4][i]


@documented(LIST, levels=ALL)
def test_an_index_out_of_range():
    return [1, 2][2]


@documented(LIST, levels=ALL)
def test_an_index_that_is_no_number():
    return [1, 2]["a"]


@documented(LIST, levels=ALL)
def test_an_index_that_is_a_float():
    return [1, 2][1.0]


@documented(LIST, shows="[[0, 88], 10, 'ok', (1, 2, 3)]", levels=ALL)
def test_index_assignment():
    x = [[0, 1], 2, 3, 4]
    x[1] = 10
    x[2] = "ok"
    x[3] = (1, 2, 3)
    x[0][1] = 88
    return x


@documented(LIST, shows="[None, [1], {'a': 1}, 2.5, True]", levels=ALL)
def test_every_type_is_assigned():
    x = [0, 0, 0, 0, 0]
    x[0] = None
    x[1] = [1]
    x[2] = {"a": 1}
    x[-2] = 2.5
    x[-1] = True
    return x


@documented(LIST, Tensor([7]), shows="[1, Tensor(shape=[1], dtype=Int64, value= [7])]")
def test_a_run_time_tensor_is_assigned(t):
    x = [1, 2]
    x[1] = t
    return x


@documented(LIST, shows="[0, 9, 8, 7, 3]", levels=ALL)
def test_slices_are_assigned():
    x = [0, 1, 2, 3]
    x[1:3] = [9, 8, 7]
    return x


@documented(LIST, shows="[5, 1, 6, 3]", levels=ALL)
def test_steps_are_assigned():
    x = [0, 1, 2, 3]
    x[::2] = [5, 6]
    return x


@documented(LIST, levels=ALL)
def test_steps_of_other_lengths_are_refused():
    x = [0, 1, 2, 3]
    x[::2] = [5]
    return x


@documented(LIST, shows="[1, 20, 3]")
def test_assignment_at_a_constant_tensor():
    x = [1, 2, 3]
    x[Tensor(1)] = 20
    return x


@documented(LIST, mutable(1), shows="[1, 20, 3]")
def test_assignment_at_a_run_time_index(i):
    x = [1, 2, 3]
    x[i] = 20
    return x


@documented(LIST, Tensor(2), shows="[1, 2, 20]", one_graph=False)
def test_assignment_at_a_run_time_tensor(i):
    x = [1, 2, 3]
    x[i] = 20
    return x


@documented(LIST, levels=ALL)
def test_assignment_out_of_range():
    x = [1]
    x[1] = 2
    return x


@documented(
    LIST, Tensor([1]), shows="[1, 'a', None, (2,), [3], Tensor(shape=[1], dtype=Int64, value= [1])]"
)
def test_append_of_every_type(t):
    x = [1]
    x.append("a")
    x.append(None)
    x.append((2,))
    x.append([3])
    x.append(t)
    return x


@documented(LIST, shows="(None, [1, 2])", levels=ALL)
def test_append_gives_none():
    x = [1]
    return x.append(2), x


@documented(LIST, shows="([], 0, [1])", levels=ALL)
def test_clear():
    x = [[1], 2]
    first = x[0]
    x.clear()
    return x, len(x), first


@documented(LIST, shows="[1, 4, 'a', 5, 0, 1, 'x', 'y']", levels=ALL)
def test_extend_by_everything():
    x = [1]
    x.extend((4, "a"))
    x.extend([5])
    x.extend(range(2))
    x.extend([])
    x.extend("xy")
    return x


@documented(
    LIST,
    Tensor([[1, 2], [3, 4]]),
    python=False,
    shows="[Tensor(shape=[2], dtype=Int64, value= [1, 2]), Tensor(shape=[2], dtype=Int64, value= [3, 4])]",
)
def test_extend_by_rows(t):
    x = []
    x.extend(t)
    return x


@documented(
    LIST,
    Tensor([4.0, 5.0]),
    python=False,
    shows="[0, Tensor(shape=[1], dtype=Float32, value= [ 4.00000000e+00]),"
    " Tensor(shape=[1], dtype=Float32, value= [ 5.00000000e+00])]",
)
def test_extend_by_run_time_elements(t):
    x = [0]
    x.extend(t)
    return x


@documented(LIST, levels=ALL)
def test_extend_by_a_number():
    x = [1]
    x.extend(2)
    return x


@documented(LIST, shows="(3, [1, 2])", levels=ALL)
def test_pop():
    x = [1, 2, 3]
    return x.pop(), x


@documented(LIST, shows="(1, 3, 2, [])", levels=ALL)
def test_pop_at_every_place():
    x = [1, 2, 3]
    return x.pop(0), x.pop(-1), x.pop(0), x


@documented(LIST, levels=ALL)
def test_pop_out_of_range():
    return [1, 2].pop(2)


@documented(LIST, levels=ALL)
def test_pop_below_range():
    return [1, 2].pop(-3)


@documented(LIST, levels=ALL)
def test_pop_of_the_empty_list():
    return [].pop()


@documented(LIST, levels=ALL)
def test_pop_at_a_float():
    return [1].pop(0.0)


@documented(LIST, levels=ALL)
def test_pop_at_text():
    return [1].pop("0")


@documented(LIST, mutable(1), shows="(2, [1, 3])")
def test_pop_at_a_run_time_index(i):
    x = [1, 2, 3]
    return x.pop(i), x


@documented(LIST, mutable(1), shows="[1, 9, 2, 3]")
def test_insert_at_a_run_time_index(i):
    x = [1, 2, 3]
    x.insert(i, 9)
    return x


@documented(LIST, shows="([3, 2, 1], None, [], [1])", levels=ALL)
def test_reverse():
    x, empty, one = [1, 2, 3], [], [1]
    empty.reverse()
    one.reverse()
    given = x.reverse()
    return x, given, empty, one


@documented(
    LIST,
    shows="([0, 1, 2, 3], [1, 2, 3, 4], [1, 2, 9, 3], [8, 1, 2, 3], [1, 2, 3, None], ['x'])",
    levels=ALL,
)
def test_insert_at_every_place():
    a, b, c, d, e, f = [1, 2, 3], [1, 2, 3], [1, 2, 3], [1, 2, 3], [1, 2, 3], []
    a.insert(-10, 0)
    b.insert(10, 4)
    c.insert(-1, 9)
    d.insert(0, 8)
    e.insert(3, None)
    f.insert(0, "x")
    return a, b, c, d, e, f


@documented(LIST, levels=ALL)
def test_insert_at_a_float():
    x = [1]
    x.insert(0.5, 1)
    return x


@documented(LIST, levels=ALL)
def test_insert_without_an_object():
    x = [1]
    x.insert(0)
    return x


@documented(LIST, shows="(1, 2, [1, 2, 3], [3, 2, 1], [1, 3], True)", levels=ALL)
def test_the_other_methods():
    x = [3, 1, 2]
    copied = x.copy()
    copied.sort()
    down = sorted(x, reverse=True)
    rest = copied.copy()
    rest.remove(2)
    return x.index(1), [1, 1, 2].count(1), copied, down, rest, copied is not x


@documented(LIST, levels=ALL)
def test_remove_of_what_is_not_there():
    x = [1]
    x.remove(2)
    return x


@documented(LIST, shows="([1, 2, 3], [0, 0], True, False, [1, 2, 1, 2])", levels=ALL)
def test_operators():
    x = [1, 2]
    return x + [3], [0] * 2, 2 in x, 2 not in x, 2 * x


@documented(LIST, levels=ALL)
def test_a_list_and_a_tuple_do_not_add():
    return [1] + (2,)


@documented(LIST, shows="([1, 2, 9], True)")
def test_names_share_a_list():
    x = [1, 2]
    y = x
    y.extend([9])
    return x, x is y


@documented(LIST, shows="[9, 1]")
def test_inner_functions_change_a_list():
    def add(items):
        items.insert(0, 9)

    x = [1]
    add(x)
    return x


@documented(LIST, Tensor([1.0]), shows="[6.]")
def test_tensors_are_collected(t):
    items = []
    for i in range(3):
        items.append(t * (i + 1))
    total = items.pop()
    items.reverse()
    for each in items:
        total = total + each
    return total


TABLE = [1, 2, 3, 4]


def global_result(level, function):
    TABLE[:] = [1, 2, 3, 4]
    graph = ms.jit(function, jit_config=ms.JitConfig(jit_syntax_level=level))
    found = graph()
    return found, found is TABLE, list(TABLE)


@states("001 List")
def test_a_global_list_is_reversed_in_place():
    def function():
        TABLE.reverse()
        return TABLE

    for level in ("COMPATIBLE", "LAX", "EXACT"):
        assert global_result(level, function) == ([4, 3, 2, 1], True, [4, 3, 2, 1])
    assert global_result("STRICT", function) == ([4, 3, 2, 1], False, [1, 2, 3, 4])


@states("001 List")
def test_a_global_list_is_extended_in_place():
    def function():
        TABLE.extend((5, 6))
        return TABLE

    for level in ("COMPATIBLE", "LAX", "EXACT"):
        assert global_result(level, function) == ([1, 2, 3, 4, 5, 6], True, [1, 2, 3, 4, 5, 6])
    assert global_result("STRICT", function) == ([1, 2, 3, 4, 5, 6], False, [1, 2, 3, 4])


@states("001 List")
def test_a_global_list_is_popped_in_place():
    def function():
        TABLE.pop(0)
        TABLE.insert(1, 7)
        return TABLE

    for level in ("COMPATIBLE", "LAX", "EXACT"):
        assert global_result(level, function) == ([2, 7, 3, 4], True, [2, 7, 3, 4])
    assert global_result("STRICT", function) == ([2, 7, 3, 4], False, [1, 2, 3, 4])


@states("001 List")
def test_append_to_a_global_list_makes_a_new_one():
    def function():
        TABLE.append(5)
        return TABLE

    # The name refers to the new list afterwards.
    before = TABLE
    for level in ("COMPATIBLE", "LAX"):
        globals()["TABLE"] = before
        before[:] = [1, 2, 3, 4]
        graph = ms.jit(function, jit_config=ms.JitConfig(jit_syntax_level=level))
        found = graph()
        assert found == [1, 2, 3, 4, 5]
        assert found is not before
        assert before == [1, 2, 3, 4]
    globals()["TABLE"] = before


@states("001 List")
def test_clear_of_a_global_list_makes_a_new_one():
    def function():
        TABLE.clear()
        return TABLE

    before = TABLE
    before[:] = [1, 2, 3, 4]
    graph = ms.jit(function)
    found = graph()
    assert found == []
    assert before == [1, 2, 3, 4]
    globals()["TABLE"] = before
