"""The documents on tuples, dictionaries and None."""

import numpy as np

import mindspore as ms
from mindspore import Tensor, mutable, nn
from tests.lang.modes import documented

TUPLE, DICT, NONE = "001 Tuple", "001 Dictionary", "001 None"
ALL = ("STRICT", "COMPATIBLE", "LAX")
KNOWN = Tensor(np.array([1, 2, 3]))


@documented(
    TUPLE,
    shows="(3, Tensor(shape=[3], dtype=Int64, value= [1, 2, 3]), ((2, 3, 4), 3, 4), (2, 3, 4))",
)
def test_int_and_slice_index():
    x = (1, (2, 3, 4), 3, 4, KNOWN)
    return x[1][1], x[4], x[1:4], x[-4]


@documented(TUPLE, shows="((), (1,), 2, (1, (2, (3,))), ('a', None, True))", levels=ALL)
def test_tuples_are_made():
    return (), (1,), len((1, 2)), (1, (2, (3,))), ("a", None, True)


@documented(TUPLE, shows="(1, 3, (2,), (3, 2, 1), (1, 3), ())", levels=ALL)
def test_index_values():
    x = (1, 2, 3)
    return x[0], x[-1], x[1:2], x[::-1], x[::2], x[3:]


@documented(TUPLE, shows="(2, 3)")
def test_index_by_constant_tensors():
    x = (1, 2, (3, 4))
    return x[Tensor(1)], x[Tensor(2)][Tensor(0, ms.int32)]


@documented(TUPLE, Tensor(1, ms.int32), shows="20")
def test_index_by_a_run_time_tensor(i):
    return (10, 20, 30)[i]


@documented(TUPLE, Tensor(-1, ms.int32), Tensor([1.0, 2.0]), shows="[3. 6.]")
def test_tensors_by_a_run_time_tensor(i, x):
    return (x, x * 2, x * 3)[i]


@documented(TUPLE, Tensor(3, ms.int32))
def test_a_run_time_tensor_out_of_range(i):
    return (10, 20, 30)[i]


@documented(TUPLE, Tensor(-4, ms.int32))
def test_a_run_time_tensor_below_range(i):
    return (10, 20, 30)[i]


@documented(TUPLE, mutable(1), Tensor([1.0, 2.0]), shows="[2. 4.]")
def test_tensors_by_a_run_time_int(i, x):
    return (x, x * 2, x * 3)[i]


RELU, SOFTMAX, TANH = nn.ReLU(), nn.Softmax(), nn.Tanh()


@documented(TUPLE, Tensor([-1.0, 2.0]), Tensor(0), shows="[0. 2.]")
def test_a_cell_of_two_by_a_run_time_tensor(x, i):
    layers = (RELU, SOFTMAX)
    return layers[i](x)


@documented(TUPLE, Tensor([0.0, 2.0]), Tensor(-1), shows="[0. 2.]")
def test_a_cell_of_three_by_a_negative_run_time_tensor(x, i):
    return (TANH, SOFTMAX, RELU)[i](x)


@documented(TUPLE, shows="((1, 2, 3, 4), (1, 2, 1, 2), (), (1, 2, (3,)))", levels=ALL)
def test_combinations():
    x, y = (1, 2), (3, 4)
    z = x
    z += ((3,),)
    return x + y, x * 2, x * 0, z


@documented(TUPLE, levels=ALL)
def test_items_are_not_assigned():
    x = (1, 2)
    x[0] = 3
    return x


@documented(TUPLE, levels=ALL)
def test_items_are_not_deleted():
    x = (1, 2)
    del x[0]
    return x


@documented(TUPLE, levels=ALL)
def test_there_is_no_append():
    x = (1, 2)
    x.append(3)
    return x


@documented(TUPLE, levels=ALL)
def test_an_index_out_of_range():
    return (1, 2)[2]


@documented(TUPLE, shows="(True, False, True, 1, 2, True, False)", levels=ALL)
def test_comparison_and_methods():
    x = (1, 2, 1)
    return x == (1, 2, 1), x == (1, 2), 2 in x, x.index(2), x.count(1), x < (2,), x > (1, 2, 1)


@documented(TUPLE, shows="(1, [2, 3], 4, 5)", levels=ALL)
def test_unpacking():
    a, *b, c = (1, 2, 3, 4)
    (d,) = (5,)
    return a, b, c, d


@documented(TUPLE, levels=ALL)
def test_unpacking_too_few():
    a, b, c = (1, 2)
    return a, b, c


@documented(TUPLE, (Tensor([1.0]), (Tensor([2.0]), 3)), shows="[6.]")
def test_tuple_arguments(x):
    return x[0] + x[1][0] + x[1][1]


@documented(
    DICT,
    shows="{'a': 1, 'b': [2], 3: (4,), (5, 'x'): {'c': None}, 2.5: True}",
    levels=("COMPATIBLE", "LAX"),
)
def test_dicts_are_made():
    return {"a": 1, "b": [2], 3: (4,), (5, "x"): {"c": None}, 2.5: True}


@documented(DICT, shows="{'a': 3, 'b': 2}", levels=ALL)
def test_the_last_of_equal_keys_counts():
    return {"a": 1, "b": 2, "a": 3}  # noqa: F601


@documented(DICT, shows="{1: 'b'}")
def test_one_and_true_are_one_key():
    return {1: "a", True: "b"}


@documented(DICT, shows="(('a', 'b'), (1, 2), [('a', 1), ('b', 2)], 2)", python=False)
def test_views():
    x = {"a": 1, "b": 2}
    return x.keys(), x.values(), x.items(), len(x.items())


@documented(DICT, shows="((), (), [])", python=False)
def test_views_of_the_empty_dict():
    x = {}
    return x.keys(), x.values(), x.items()


@documented(DICT, shows="(1, None, 5, 0)", levels=ALL)
def test_get():
    x = {"a": 1}
    return x.get("a"), x.get("b"), x.get("b", 5), x.get("c", 0)


@documented(DICT, shows="({}, 0, None)", levels=ALL)
def test_clear():
    x = {"a": 1}
    given = x.clear()
    return x, len(x), given


@documented(DICT, shows="(True, False, True)", python=False)
def test_has_key():
    x = {"a": 1, 2: 3}
    return x.has_key("a"), x.has_key("b"), x.has_key(2)


@documented(DICT, shows="{'a': 2, 'b': 3, 'c': 4, 'd': 5}", levels=ALL)
def test_update():
    x = {"a": 1, "b": 3}
    x.update({"a": 2, "c": 4})
    x.update(d=5)
    x.update({})
    return x


@documented(DICT, shows="({'a': 1, 'b': 1}, {1: None, 2: None}, {0: [], 1: []}, {})", levels=ALL)
def test_fromkeys():
    x = {"z": 0}
    return x.fromkeys("ab", 1), dict.fromkeys((1, 2)), {}.fromkeys(range(2), []), x.fromkeys([])


@documented(DICT, shows="(2, {'a': (2, 3), 'b': 2, 'n': None})", levels=ALL)
def test_index_and_assignment():
    x = {"a": 1, "b": 2}
    y = x["b"]
    x["a"] = (2, 3)
    x["n"] = None
    return y, x


@documented(DICT, levels=ALL)
def test_a_missing_key():
    return {"a": 1}["b"]


@documented(DICT, levels=ALL)
def test_a_missing_number_key():
    x = {1: 2}
    return x[3]


@documented(DICT, levels=ALL)
def test_a_list_is_no_key():
    return {[1]: 2}


@documented(DICT, levels=ALL)
def test_a_dict_is_no_key():
    x = {}
    x[{}] = 1
    return x


@documented(DICT, levels=ALL)
def test_a_deleted_key_is_gone():
    x = {"a": 1}
    del x["a"]
    return x["a"]


@documented(DICT, shows="(True, False, True, 2, ['a', 'b'], [1, 2])", levels=ALL)
def test_membership_and_loops():
    x = {"a": 1, "b": 2}
    keys, values = [], []
    for k, v in x.items():
        keys.append(k)
        values.append(v)
    return "a" in x, "c" in x, "c" not in x, len(x), keys, values


@documented(DICT, shows="(1, 7, {'b': 2}, ('b', 2), {'c': 3}, 3)", levels=("COMPATIBLE", "LAX"))
def test_the_other_methods():
    x = {"a": 1, "b": 2}
    a = x.pop("a")
    d = x.pop("z", 7)
    rest = x.copy()
    last = x.popitem()
    c = x.setdefault("c", 3)
    return a, d, rest, last, x, c


@documented(
    DICT,
    {"a": Tensor([1.0]), "b": 2},
    shows="({'a': Tensor(shape=[1], dtype=Float32, value= [ 1.00000000e+00]), 'b': 2}, Tensor(shape=[1], dtype=Float32, value= [ 3.00000000e+00]))",
)
def test_a_dict_argument(x):
    return x, x["a"] + x["b"]


@documented(
    DICT,
    Tensor([1, 2]),
    shows="{'out': {'t': Tensor(shape=[2], dtype=Int64, value= [2, 4]), 'n': [None, (1,)]}}",
)
def test_a_dict_is_returned(t):
    return {"out": {"t": t * 2, "n": [None, (1,)]}}


@documented(DICT, shows="({'x': 1, 'y': 2}, {'k': 0, 'x': 1}, True, {'x': 1, 'y': 2})", levels=ALL)
def test_union_stars_and_equality():
    a, b = {"x": 1}, {"y": 2}
    return a | b, {"k": 0, **a}, a == {"x": 1}, dict(a, y=2)


@documented(NONE, None, shows="(1, 'a', None)", levels=ALL)
def test_none_is_returned(x):
    return 1, "a", x


@documented(NONE, shows="None", levels=ALL)
def test_only_none():
    return None


@documented(NONE, Tensor([1.0]), shows="None")
def test_a_function_without_return(x):
    x + 1


@documented(NONE, Tensor([1.0]), None, shows="[1.]")
def test_none_is_an_argument(x, y):
    if y is None:
        return x
    return x + y


@documented(NONE, Tensor([1.0]), shows="[3.]")
def test_none_goes_to_inner_functions(x):
    def inner(a, b=None):
        return a * 3 if b is None else a + b

    return inner(x, None)


@documented(NONE, shows="([1, 2, 3], [1], [2, 3], (1, 2), 'ab', {None: 1}, 1)", levels=ALL)
def test_none_in_slices_and_keys():
    x, d = [1, 2, 3], {None: 1}
    return x[None:None], x[None:1:None], x[1:None], (1, 2)[None:], "ab"[None:], d, d[None]


@documented(NONE, Tensor([1.0, 2.0]), shows="(1, 2)")
def test_none_is_an_index_of_tensors(x):
    return x[None].shape


@documented(NONE, shows="(True, False, True, False, 'empty')", levels=ALL)
def test_none_is_compared():
    x = None
    return x is None, x is not None, x == None, bool(x), x or "empty"  # noqa: E711


@documented(NONE)
def test_none_and_a_number_do_not_add():
    return None + 1


@documented(NONE)
def test_none_has_no_attributes():
    x = None
    return x.shape


@documented(NONE)
def test_none_is_no_function():
    f = None
    return f(1)


@documented(NONE, Tensor(1), shows="None", also=((Tensor(-1),),))
def test_none_behind_a_run_time_condition(x):
    if x > 0:
        return None
    return None


@documented(NONE, Tensor(1), shows="[None, 1]")
def test_none_in_lists_changed_by_conditions(x):
    items = [None, 0]
    if x > 0:
        items[1] = 1
    else:
        items[1] = 2
    return items


@documented(
    TUPLE,
    Tensor([-1.0, 2.0]),
    Tensor(1),
    shows="[1. 3.]",
    also=((Tensor([1.0]), Tensor(-2)),),
    levels=(),
)
def test_functions_by_a_run_time_tensor(x, i):
    def double(v):
        return v * 2

    total = x * 0
    for _ in range(2):
        total = total + (abs, double)[i](x)
    y = total + [lambda v: v, double][i](total)
    return y + 1


@documented(
    TUPLE, Tensor(2), shows="(3, 30, [5, 6])", also=((Tensor(0),), (Tensor(-1),)), levels=()
)
def test_rows_by_a_run_time_tensor(i):
    table = [(1, 10), (2, 20), (3, 30)]
    row = table[i]
    pairs = [[1, 2], [3, 4], [5, 6]]
    pairs[0][0] = 9
    return row[0], row[1], pairs[i]


@documented(TUPLE, Tensor(1), shows="b", one_graph=False, also=((Tensor(-2),),), levels=())
def test_words_by_a_run_time_tensor(i):
    return ("a", "b")[i]


@documented(TUPLE, Tensor(5), shows="caught", one_graph=False, also=((Tensor(1),),), levels=())
def test_a_run_time_index_out_of_range_is_caught(i):
    done = []
    try:
        done.append("before")
        item = (1, 2, 3)[i]
    except IndexError as error:
        return str(error), done
    finally:
        done.append("finally")
    return item, done


@documented(
    TUPLE, Tensor(1), Tensor([2.0]), shows="[6.]", also=((Tensor(0), Tensor([2.0])),), levels=()
)
def test_a_loop_of_choices(i, x):
    while x.sum() < 5:
        x = x * (2, 3)[i]
        i = i * 1
    return x
