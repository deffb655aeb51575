"""The documents on Python's built-in functions."""

from functools import partial

import numpy as np

import mindspore as ms
from mindspore import Tensor, mutable, ops
from tests.lang.modes import documented

BUILTINS, FALLBACK = "001 Python Built-in Functions", "000 Calling Python Built-in Functions"
ALL = ("STRICT", "COMPATIBLE", "LAX")
PLAIN = ("COMPATIBLE", "LAX")


@documented(BUILTINS, shows="(3, -3, 0, 12, 255, 1)", levels=ALL)
def test_int():
    return int(3.9), int(-3.9), int(), int("12"), int("ff", 16), int(True)


@documented(BUILTINS, levels=ALL)
def test_int_of_what_is_no_number():
    return int("a1")


@documented(BUILTINS, levels=ALL)
def test_int_of_none():
    return int(None)


@documented(BUILTINS, shows="(3.0, 0.0, -1.5, inf, 1.0)", levels=ALL)
def test_float():
    return float(3), float(), float("-1.5"), float("inf"), float(True)


@documented(BUILTINS, shows="(False, True, False, True, False, True)", levels=ALL)
def test_bool():
    return bool(), bool("0"), bool(""), bool([0]), bool(None), bool(-0.1)


@documented(BUILTINS, shows="('1', '1.0', '[1]', '', 'abc')", levels=ALL)
def test_str():
    return str(1), str(1.0), str([1]), str(), str("abc")


@documented(BUILTINS, Tensor([1, 2]), shows="[1 2]", one_graph=False)
def test_str_of_a_tensor(x):
    return str(x)


@documented(BUILTINS, shows="([], [1, 2], ['a', 'b'], ['k'], [0, 1], [1])", levels=PLAIN)
def test_list():
    return list(), list((1, 2)), list("ab"), list({"k": 1}), list(range(2)), list(i for i in [1])


@documented(BUILTINS, Tensor([[1, 2], [3, 4]]), shows="(2, (2,), (2,))")
def test_list_and_tuple_of_a_tensor(x):
    return len(list(x)), list(x)[0].shape, tuple(x)[1].shape


@documented(BUILTINS, shows="((), (1, 2), ('a', 'b'), (0, 1), ('k',))", levels=PLAIN)
def test_tuple():
    return tuple(), tuple([1, 2]), tuple("ab"), tuple(range(2)), tuple({"k": 1})


@documented(BUILTINS, levels=ALL)
def test_list_of_a_number():
    return list(1)


class Box:
    size = 3

    def __init__(self):
        self.x = 1

    def twice(self):
        return self.x * 2


BOX = Box()


@documented(BUILTINS, shows="(1, 3, 2, 'none', True, False, True)")
def test_getattr_and_hasattr():
    return (
        getattr(BOX, "x"),  # noqa: B009
        getattr(BOX, "size"),  # noqa: B009
        getattr(BOX, "twice")(),  # noqa: B009
        getattr(BOX, "y", "none"),
        hasattr(BOX, "x"),
        hasattr(BOX, "y"),
        hasattr([], "append"),
    )


@documented(BUILTINS)
def test_getattr_of_nothing():
    return BOX.nothing


@documented(BUILTINS, Tensor([1.0]), shows="((1,), True, False)")
def test_attributes_of_tensors(x):
    return getattr(x, "shape"), hasattr(x, "dtype"), hasattr(x, "nothing")  # noqa: B009


@documented(BUILTINS, Tensor([[1, 2, 3]]), shows="(1, 3, 2, 3, 1, 0, 5)")
def test_len(x):
    return len(x), len(x[0]), len([1, 2]), len("abc"), len({"a": 1}), len(()), len(range(5))


@documented(BUILTINS, levels=ALL)
def test_len_of_a_number():
    return len(5)


@documented(BUILTINS, Tensor(1.0))
def test_len_of_a_scalar(x):
    return len(x)


@documented(BUILTINS, Tensor([1]), shows="(True, False, True, True, True, True, True, False)")
def test_isinstance(x):
    return (
        isinstance(1, int),
        isinstance(1, str),
        isinstance(1.0, (int, float)),
        isinstance(x, Tensor),
        isinstance([1], list),
        isinstance(BOX, Box),
        isinstance(True, int),
        isinstance(None, dict),
    )


@documented(BUILTINS, mutable(1), mutable(1.5), shows="(True, False, True, True)")
def test_isinstance_of_run_time_numbers(n, v):
    return isinstance(n, int), isinstance(n, float), isinstance(v, float), isinstance(n + v, float)


@documented(BUILTINS, shows="(True, False, True, True, False, False, True)", levels=ALL)
def test_all_and_any():
    return (
        all([1, 2]),
        all([1, 0]),
        all([]),
        any([0, 1]),
        any([0, 0]),
        any([]),
        all(i for i in (1, 2)),
    )


@documented(BUILTINS, Tensor([True, False]), shows="(False, True)")
def test_all_and_any_of_tensors(x):
    return all(x), any(x)


@documented(BUILTINS, shows="(2, 2, 4, 1.23, 1200, -2, 0.0)", levels=ALL)
def test_round():
    return (
        round(1.5),
        round(2.5),
        round(3.7),
        round(1.234, 2),
        round(1234, -2),
        round(-1.5),
        round(0.2, 0),
    )


@documented(BUILTINS, Tensor([1.5, 2.5, -0.6]), shows="[ 2.  2. -1.]")
def test_round_of_a_tensor(x):
    return round(x)


@documented(BUILTINS, shows="(3, 1, 'b', 2.5, 9, (1, 3), -3, 'x')", levels=ALL)
def test_max_and_min():
    return (
        max(1, 3, 2),
        min([3, 1]),
        max("ab"),
        max(1, 2.5),
        max([], default=9),
        max((1, 2), (1, 3)),
        max(-3, 2, key=abs),
        min({"x": 1, "y": 0}),
    )


@documented(
    BUILTINS,
    Tensor([3, 1, 2]),
    shows="(3, 1)".replace("3", "Tensor(shape=[], dtype=Int64, value= 3)").replace(
        " 1)", " Tensor(shape=[], dtype=Int64, value= 1))"
    ),
)
def test_max_and_min_of_a_tensor(x):
    return max(x), min(x)


@documented(
    BUILTINS,
    Tensor(3),
    Tensor(5),
    shows="(5, 3)".replace("5", "Tensor(shape=[], dtype=Int64, value= 5)").replace(
        " 3)", " Tensor(shape=[], dtype=Int64, value= 3))"
    ),
)
def test_max_and_min_of_tensors(x, y):
    return max(x, y), min(x, y)


@documented(BUILTINS, mutable(3), mutable(5), shows="(5, 3)")
def test_max_and_min_of_run_time_numbers(x, y):
    return max(x, y), min(x, y)


@documented(BUILTINS, levels=ALL)
def test_max_of_nothing():
    return max([])


@documented(BUILTINS, levels=ALL)
def test_max_of_kinds_without_order():
    return max(1, "a")


@documented(BUILTINS, shows="(6, 16, 0, 2.5, [1, 2])", levels=ALL)
def test_sum():
    return sum([1, 2, 3]), sum((1, 2, 3), 10), sum([]), sum([1, 1.5]), sum([[1], [2]], [])


@documented(BUILTINS, Tensor([[1.0, 2.0], [3.0, 4.0]]), shows="[4. 6.]")
def test_sum_of_a_tensor(x):
    return sum(x)


@documented(BUILTINS, Tensor([1.0, 2.0]), shows="[13. 16.]")
def test_sum_of_tensors(x):
    return sum([x, x * 2], 10)


@documented(BUILTINS, levels=ALL)
def test_sum_of_text():
    return sum(["a", "b"])


@documented(BUILTINS, Tensor([-1.0, 2.0]), shows="[1. 2.]")
def test_abs_of_a_tensor(x):
    return abs(x)


@documented(BUILTINS, shows="(3, 1.5, 5.0, 1)", levels=ALL)
def test_abs():
    return abs(-3), abs(-1.5), abs(3 + 4j), abs(True)


@documented(BUILTINS, mutable(-3), mutable(-1.5), shows="(3, 1.5)")
def test_abs_of_run_time_numbers(n, v):
    return abs(n), abs(v)


@documented(BUILTINS, Tensor([1.0]), shows="[7.]")
def test_partial(x):
    def add(a, b, c=0):
        return a + b * 2 + c

    return partial(add, b=2)(x, c=2) + partial(partial(add, x * 0), 0)()


@documented(BUILTINS, shows="([2, 4], (11, 22), [3])", levels=PLAIN)
def test_map():
    return (
        list(map(lambda x: x * 2, [1, 2])),  # noqa: C417
        tuple(map(lambda x, y: x + y, (1, 2), (10, 20))),
        [*map(len, ["abc"])],
    )


@documented(BUILTINS, Tensor([1.0]), shows="[5.]")
def test_map_over_tensors(x):
    a, b = map(lambda t: t + 1, (x, x * 2))
    return a + b


@documented(BUILTINS, shows="([0, 1, 2], [1, 3], [3, 2, 1], 3, True, range(0, 3), 2)", levels=PLAIN)
def test_range():
    return (
        list(range(3)),
        list(range(1, 5, 2)),
        list(range(3, 0, -1)),
        len(range(3)),
        2 in range(3),
        range(3),
        range(5)[2],
    )


@documented(BUILTINS, levels=ALL)
def test_range_without_step():
    return range(0, 3, 0)


@documented(BUILTINS, levels=ALL)
def test_range_of_a_float():
    return range(1.5)


@documented(BUILTINS, shows="([(0, 'a'), (1, 'b')], ((5, 1),), [(0, 'k')])", levels=PLAIN)
def test_enumerate():
    return list(enumerate("ab")), tuple(enumerate([1], 5)), list(enumerate({"k": 1}))


@documented(BUILTINS, Tensor([[1.0], [2.0]]), shows="[2.]")
def test_enumerate_of_a_tensor(x):
    total = x[0] * 0
    for i, row in enumerate(x):
        total = total + row * i
    return total


@documented(BUILTINS, shows="([(1, 'a'), (2, 'b')], [], [(1, 3, 5)], {'a': 1})", levels=PLAIN)
def test_zip():
    return (
        list(zip([1, 2], "abc")),
        list(zip()),
        list(zip((1, 2), (3,), (5, 6))),
        dict(zip("a", [1])),
    )


@documented(BUILTINS, shows="(8, 0.5, 4, 2.25, 1)", levels=ALL)
def test_pow():
    return pow(2, 3), pow(2, -1), pow(3, 4, 7), pow(1.5, 2), pow(5, 0)


@documented(BUILTINS, Tensor([2.0, 3.0]), shows="[4. 9.]")
def test_pow_of_a_tensor(x):
    return pow(x, 2)


@documented(BUILTINS, shows="([2], (1,), ['a'], [])", levels=PLAIN)
def test_filter():
    return (
        list(filter(lambda x: x > 1, [1, 2])),
        tuple(filter(None, (0, 1, ""))),
        list(filter(str.isalpha, "a1")),
        list(filter(None, [])),
    )


class Base:
    def __init__(self, x):
        self.x = x

    def value(self):
        return self.x


class Derived(Base):
    def __init__(self, x):
        super().__init__(x + 1)

    def value(self):
        return super().value() * 10 + super(Derived, self).value()


@documented(BUILTINS, Tensor([1.0]), shows="[22.]")
def test_super(x):
    return Derived(x).value()


@documented(
    FALLBACK,
    shows="({}, {'a': 'a', 'b': 'b'}, {'one': 1, 'two': 2}, {'one': 1}, {'k': 2, 'm': 1})",
    levels=PLAIN,
)
def test_dict():
    return (
        dict(),
        dict(a="a", b="b"),
        dict(zip(["one", "two"], [1, 2])),
        dict([("one", 1)]),
        dict({"k": 1}, k=2, m=1),
    )


@documented(FALLBACK, Tensor([1]), shows="6")
def test_loops_over_a_made_dict(x):
    d, total = dict(a=1, b=2), 0
    for k in d.keys():
        total += d[k]
    for v in d.values():
        total += v
    return total


@documented(FALLBACK, levels=ALL)
def test_dict_of_what_has_no_pairs():
    return dict([1, 2])


@documented(
    FALLBACK,
    shows="(<class 'int'>, <class 'float'>, <class 'list'>, <class 'tuple'>, <class 'dict'>, <class 'str'>, <class 'bool'>, <class 'NoneType'>)",
    levels=ALL,
)
def test_type():
    return type(1), type(1.0), type([1]), type((1,)), type({}), type("a"), type(True), type(None)


@documented(
    FALLBACK,
    Tensor([1]),
    shows="(<class 'mindspore.common.tensor.Tensor'>, <class 'mindspore.common.tensor.Tensor'>, <class 'numpy.ndarray'>)",
    one_graph=False,
)
def test_type_of_tensors_and_arrays(x):
    return type(x), type(Tensor([1])), type(np.array([1]))


@documented(
    FALLBACK, mutable(1), mutable(1.5), shows="(<class 'int'>, <class 'float'>, True)", python=False
)
def test_type_of_run_time_numbers(n, v):
    return type(n + 0), type(v * 2), type(n * v) is float


@documented(FALLBACK, Tensor([1]), shows="(True, 'int', <class 'list'>)")
def test_types_are_compared(x):
    return type(x) == Tensor, type(x.ndim).__name__, [1].__class__  # noqa: E721


@documented(
    FALLBACK, shows="([1, 2, 3], [3, 2, 1], ['c', 'b'], 'a', 97, '0x10', (2, 1))", levels=PLAIN
)
def test_other_functions():
    return (
        sorted([3, 1, 2]),
        sorted([3, 1, 2], reverse=True),
        list(reversed(["b", "c"])),
        chr(97),
        ord("a"),
        hex(16),
        divmod(5, 2),
    )


@documented(
    "003 Built-in Functions Support More Data Types",
    Tensor([1.5, -2.0]),
    shows="(2, -2.0, 1.5, -0.5, [1.5 2. ], True, [-2.0, 1.5])",
    one_graph=False,
)
def test_functions_of_run_time_arrays(x):
    a = x.asnumpy()
    return Shown(
        (
            len(a),
            float(min(a)),
            float(max(a)),
            float(sum(a)),
            abs(a),
            any(a > 1),
            sorted(a.tolist()),
        )
    )


class Shown(tuple):
    """Shown with the text of its items, not compared."""

    def __str__(self):
        return "(" + ", ".join(map(str, self)) + ")"


@documented(
    "003 Built-in Functions Support More Data Types",
    shows="(3, 6, [1, 2, 3], (1, 2, 3), True, 2.5)",
    one_graph=False,
)
def test_functions_of_known_arrays():
    a = np.array([1, 2, 3])
    return (
        len(a),
        int(sum(a)),
        list(map(int, a)),
        tuple(int(i) for i in a),
        isinstance(a, np.ndarray),
        float(np.float64(2.5)),
    )


@documented(BUILTINS, Tensor([1.0, 2.0]), shows="(3.0, [2. 4.])", one_graph=False)
def test_functions_in_each_other(x):
    return Shown((float(sum(list(map(lambda v: v, x)))), ops.stack(tuple(map(lambda v: v * 2, x)))))
