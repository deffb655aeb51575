"""The documents on operators: over numbers, Tensors, dtypes that differ, what is no number."""

import numpy as np

import mindspore as ms
from mindspore import Tensor, mutable
from tests.lang.modes import documented

OPERATORS, MORE = "001 Operators", "003 Basic Operators Support More Data Types"
ALL = ("STRICT", "COMPATIBLE", "LAX")


@documented(OPERATORS, shows="(8, 3.5, 1, True, -5, 7)", levels=ALL)
def test_sums_and_differences_of_numbers():
    return 5 + 3, 1.5 + 2, 5 - 4, (True + True) == 2, -5, +7


@documented(OPERATORS, shows="(15, 2.5, 3, -4, 2, 1, -1.0, 0.5)", levels=ALL)
def test_products_and_quotients_of_numbers():
    return 5 * 3, 5 / 2, 7 // 2, -7 // 2, -7 % 3, 7 % -3 + 3, -7 // 10.0, 5.5 % 1


@documented(OPERATORS, shows="(8, 0.5, 0.25, 1, 8.0, -8)", levels=ALL)
def test_powers_of_numbers():
    return 2**3, 2**-1, 0.5**2, 0**0, 4**1.5, (-2) ** 3


@documented(OPERATORS, shows="(20, 2, 1, 7, 6, -6, 0)", levels=ALL)
def test_bits_of_numbers():
    return 5 << 2, 5 >> 1, 5 & 3, 5 | 3, 5 ^ 3, ~5, 1 >> 5


@documented(OPERATORS, shows="(False, True, True, <class 'bool'>)", levels=ALL)
def test_bits_of_bools():
    return True & False, True | False, True ^ False, type(True & True)


@documented(OPERATORS)
def test_a_negative_shift():
    return 1 << -1


@documented(OPERATORS)
def test_shifts_of_floats():
    return 1.5 << 1


@documented(OPERATORS)
def test_division_by_zero():
    return 5 / 0


@documented(OPERATORS)
def test_remainder_of_zero():
    return 5 % 0


@documented(OPERATORS, shows="(True, False, True, True, False, True, True)", levels=ALL)
def test_comparisons_of_numbers():
    return 1 == 1.0, 1 != 1, 1 < 2.5, 2 >= 2, 3 <= 2, True == 1, 1 < 2 < 3  # noqa: E712


@documented(OPERATORS, mutable(7), mutable(2), shows="(9, 5, 14, 3.5, 3, 1)")
def test_run_time_ints(x, y):
    return x + y, x - y, x * y, x / y, x // y, x % y


@documented(OPERATORS, mutable(7), mutable(2), shows="(49, 28, 1, 2, 7, 5)")
def test_run_time_powers_and_bits(x, y):
    return x**y, x << y, x >> y, x & y, x | y, x ^ y


@documented(OPERATORS, mutable(7.5), mutable(2), shows="(9.5, 5.5, 15.0, 3.75, 3.0, 1.5, 56.25)")
def test_run_time_floats(x, y):
    return x + y, x - y, x * y, x / y, x // y, x % y, x**y


@documented(OPERATORS, mutable(-7), mutable(3), shows="(-3, 2, -7, 3, 4)")
def test_run_time_signs(x, y):
    return x // y, x % y, +x, abs(-3) if y > 0 else 0, -x - y


@documented(
    OPERATORS, mutable(1), mutable(2), shows="(False, True, True, False, True, False, True, False)"
)
def test_run_time_comparisons(x, y):
    return x == y, x != y, x < y, x > y, x <= y, x >= y, x in [1, 2], not y


@documented(
    OPERATORS,
    Tensor([5, -7]),
    Tensor([3, 3]),
    shows="(Tensor(shape=[2], dtype=Int64, value= [ 8, -4]), Tensor(shape=[2], dtype=Int64, value= [  2, -10]), Tensor(shape=[2], dtype=Int64, value= [ 15, -21]))",
)
def test_sums_of_tensors(x, y):
    return x + y, x - y, x * y


@documented(
    OPERATORS,
    Tensor([5, -7]),
    Tensor([3, 3]),
    shows="(Float32, [ 1.6666666 -2.3333333], [ 1 -3], [2 2])",
    one_graph=False,
)
def test_quotients_of_tensors(x, y):
    return Text(f"({(x / y).dtype}, {x / y}, {x // y}, {x % y})")


class Text(str):
    """Shown as it is."""

    __slots__ = ()


@documented(OPERATORS, Tensor([2.0, 3.0]), shows="[4. 9.]")
def test_powers_of_tensors(x):
    return x**2


@documented(OPERATORS, Tensor([2, 3]), shows="[0.5 0.33333334]", levels=())
def test_negative_powers(x):
    return x**-1.0


@documented(
    OPERATORS,
    Tensor([5, 6], ms.int32),
    Tensor([3, 1], ms.int32),
    shows="[1 0][7 7][6 7][40 12][0 3]",
    one_graph=False,
)
def test_bits_of_tensors(x, y):
    return Text(f"{x & y}{x | y}{x ^ y}{x << y}{x >> y}")


@documented(
    OPERATORS,
    Tensor([True, False]),
    Tensor([True, True]),
    shows="[ True False][ True  True][False  True]",
    one_graph=False,
)
def test_bits_of_truths(x, y):
    return Text(f"{x & y}{x | y}{x ^ y}")


@documented(
    OPERATORS,
    Tensor([1, 2]),
    Tensor([1, 3]),
    shows="[ True False][False  True][False  True][False False][ True  True][ True False]",
    one_graph=False,
)
def test_comparisons_of_tensors(x, y):
    return Text(f"{x == y}{x != y}{x < y}{x > y}{x <= y}{x >= y}")


@documented(OPERATORS, Tensor([1.5]), shows="(False, True)")
def test_not_of_tensors(x):
    return not x, not (x > 2)


@documented(OPERATORS, Tensor(2), shows="(True, False, True)")
def test_membership_of_a_tensor(x):
    return x in [1, 2], x in (3, 4), x not in [5]


@documented(OPERATORS, Tensor([1, 2, 3]), shows="(True, False)")
def test_membership_in_a_tensor(x):
    return 2 in x, 5 in x


@documented(
    OPERATORS,
    Tensor([1], ms.int32),
    Tensor([2.5], ms.float32),
    shows="Float32[3.5]Float32[-1.5]Float32[2.5]Float32[0.4]",
    one_graph=False,
)
def test_int_and_float_tensors(x, y):
    return Text("".join(f"{r.dtype}{r}" for r in (x + y, x - y, x * y, x / y)))


@documented(
    OPERATORS,
    Tensor([1], ms.int8),
    Tensor([2], ms.int32),
    shows="Int32[3]Int32[2]Int32[0]Int32[1]",
    one_graph=False,
)
def test_narrow_and_wide_ints(x, y):
    return Text("".join(f"{r.dtype}{r}" for r in (x + y, x * y, x // y, x % y)))


@documented(
    OPERATORS,
    Tensor([1], ms.float16),
    Tensor([2], ms.float64),
    shows="Float64[3.]Float16[2.]Float16[0.5]",
    one_graph=False,
)
def test_halves(x, y):
    return Text("".join(f"{r.dtype}{r}" for r in (x + y, x + 1, x / 2)))


@documented(
    OPERATORS,
    Tensor([True]),
    Tensor([2], ms.int32),
    shows="Int32[3]Float32[1.5]Int64[4]",
    one_graph=False,
)
def test_truths_and_numbers(x, y):
    return Text("".join(f"{r.dtype}{r}" for r in (x + y, x + 0.5, x + 3)))


@documented(
    OPERATORS,
    Tensor([3], ms.int32),
    shows="Int32[5]Float32[4.5]Int32[-1]Float32[0.6666667]",
    one_graph=False,
)
def test_numbers_on_either_side(x):
    return Text("".join(f"{r.dtype}{r}" for r in (x + 2, x * 1.5, 2 - x, 2 / x)))


@documented(
    OPERATORS, Tensor([1], ms.uint8), Tensor([2], ms.int8), shows="Int16[3]", one_graph=False
)
def test_signed_and_unsigned(x, y):
    return Text(f"{(x + y).dtype}{x + y}")


@documented(
    OPERATORS,
    Tensor(np.ones((2, 3), np.float32)),
    Tensor(np.ones((3,), np.float32)),
    shows="((2, 3), (2, 3))",
)
def test_broadcasting(x, y):
    return (x + y).shape, (y - x[:, :1]).shape


@documented(OPERATORS, Tensor([1.0, 2.0]), Tensor([1.0, 2.0, 3.0]))
def test_shapes_that_do_not_broadcast(x, y):
    return x + y


@documented(OPERATORS, Tensor([1.0]), one_graph=False)
def test_a_tensor_and_text_do_not_add(x):
    return x + "a"


@documented(OPERATORS, Tensor([1.0]), one_graph=False)
def test_a_tensor_and_none_do_not_add(x):
    return x + None


@documented(OPERATORS, Tensor([1.0, 4.0]), shows="[-1. -4.][1. 4.][1. 4.]", one_graph=False)
def test_signs_of_tensors(x):
    return Text(f"{-x}{+x}{abs(-x)}")


@documented(OPERATORS, Tensor([5, 6]), shows="[False False]", one_graph=False)
def test_inverted_tensors(x):
    return Text(f"{~x}")


@documented(
    "001 Operators (assignment)",
    Tensor([6.0]),
    shows="[8.][4.][12.][3.][36.][3.][0.]",
    one_graph=False,
)
def test_augmented_assignment_of_tensors(x):
    a = x + 0
    a += 2
    b = x + 0
    b -= 2
    c = x + 0
    c *= 2
    d = x + 0
    d /= 2
    e = x + 0
    e **= 2
    f = x + 0
    f //= 2
    g = x + 0
    g %= 2
    return Text(f"{a}{b}{c}{d}{e}{f}{g}")


@documented("001 Operators (assignment)", Tensor([6]), shows="[24][1][2][7][5]", one_graph=False)
def test_augmented_bits_of_tensors(x):
    a = x + 0
    a <<= 2
    b = x + 0
    b >>= 2
    c = x + 0
    c &= 3
    d = x + 0
    d |= 3
    e = x + 0
    e ^= 3
    return Text(f"{a}{b}{c}{d}{e}")


@documented(
    "001 Operators (assignment)", shows="(8, 4, 12, 3.0, 36, 3, 0, 24, 1, 2, 7, 5)", levels=ALL
)
def test_augmented_assignment_of_numbers():
    a = b = c = d = e = f = g = h = i = j = k = m = 6
    a += 2
    b -= 2
    c *= 2
    d /= 2
    e **= 2
    f //= 2
    g %= 2
    h <<= 2
    i >>= 2
    j &= 3
    k |= 3
    m ^= 3
    return a, b, c, d, e, f, g, h, i, j, k, m


@documented("001 Operators (assignment)", mutable(6), shows="(8, 4, 12, 3.0, 36, 3, 0)")
def test_augmented_assignment_of_run_time_numbers(x):
    a = b = c = d = e = f = g = x
    a += 2
    b -= 2
    c *= 2
    d /= 2
    e **= 2
    f //= 2
    g %= 2
    return a, b, c, d, e, f, g


@documented(
    MORE, shows="([5 7], [-3 -3], [ 4 10], [0.25 0.4 ], [0 0], [1 2], [ 1 32])", one_graph=False
)
def test_arithmetic_of_arrays():
    a, b = np.array([1, 2]), np.array([4, 5])
    return Text(f"({a + b}, {a - b}, {a * b}, {a / b}, {a // b}, {a % b}, {a**b})")


@documented(MORE, shows="([16 64], [0 0], [0 0], [5 7], [5 7])", one_graph=False)
def test_bits_of_arrays():
    a, b = np.array([1, 2]), np.array([4, 5])
    return Text(f"({a << b}, {a >> b}, {a & b}, {a | b}, {a ^ b})")


@documented(
    MORE,
    shows="([False  True], [ True False], [ True False], [False False], [ True  True], [False  True])",
    one_graph=False,
)
def test_comparisons_of_arrays():
    a, b = np.array([1, 2]), np.array([4, 2])
    return Text(f"({a == b}, {a != b}, {a < b}, {a > b}, {a <= b}, {a >= b})")


@documented(
    MORE, Tensor([1.0, 2.0]), shows="([2. 3.], [1. 4.], [ True False], 2.0)", one_graph=False
)
def test_operators_of_run_time_arrays(x):
    a = x.asnumpy()
    return Text(f"({a + 1}, {a**2}, {a < 1.5}, {a[1]})")


@documented(MORE, Tensor([1.0, 2.0]), shows="[2. 4.]", python=False)
def test_a_tensor_and_a_run_time_array(x):
    return x + ms.Tensor(x.asnumpy())


@documented(MORE, shows="(True, False, 2, [1], True)", one_graph=False)
def test_membership_and_items_of_arrays():
    a = np.array([1, 2])
    return Text(f"({1 in a}, {5 in a}, {a[1]}, {a[:1]}, {3 not in a})")


@documented(MORE, one_graph=False)
def test_the_truth_of_an_array_of_two():
    return not np.array([1, 2])


@documented(MORE, shows="([1, 2, 3, 4], [1, 1], True, {'a': 1, 'b': 2}, 'x=1', True)", levels=ALL)
def test_operators_of_containers():
    return [1, 2] + [3, 4], [1] * 2, (1, 2) < (1, 3), {"a": 1} | {"b": 2}, "x=%d" % 1, not []


@documented(MORE, shows="(True, False, True, False, True)", levels=ALL)
def test_the_truth_of_containers():
    return not [], not [0], not {}, not "a", not ()


@documented(MORE, levels=ALL)
def test_a_list_and_a_number_do_not_add():
    return [1] + 1


@documented(MORE, levels=ALL)
def test_lists_do_not_multiply():
    return [1] * [2]


@documented(MORE, levels=ALL)
def test_text_and_numbers_are_not_ordered():
    return "a" < 1


@documented(MORE, levels=ALL)
def test_membership_in_a_number():
    return 1 in 2


@documented(MORE, levels=ALL)
def test_an_item_of_a_number():
    return (1)[0]


@documented(MORE, shows="({1, 2, 3}, {2}, {1}, {1, 3}, True)", levels=("COMPATIBLE", "LAX"))
def test_operators_of_sets():
    a, b = {1, 2}, {2, 3}
    return a | b, a & b, a - b, a ^ b, {1} < a


class Money:
    def __init__(self, amount):
        self.amount = amount

    def __add__(self, other):
        return Money(self.amount + getattr(other, "amount", other))

    __radd__ = __add__

    def __lt__(self, other):
        return self.amount < other.amount

    def __getitem__(self, key):
        return (self.amount, key)

    def __contains__(self, what):
        return what == self.amount

    def __bool__(self):
        return self.amount != 0

    def __matmul__(self, other):
        return self.amount * 100 + other


@documented(MORE, Tensor([2]), shows="(3, 5, True, (1, 'k'), True, True, 107)")
def test_operators_of_a_class(x):
    a, b = Money(1), Money(2)
    return (a + b).amount, (4 + a).amount, a < b, a["k"], 2 in b, not Money(0), a @ 7


@documented(MORE)
def test_operators_that_a_class_has_not():
    return Money(1) - Money(2)


@documented(
    MORE, Tensor([1.0, 2.0, 3.0]), shows="[1.][2. 3.][3. 2. 1.][ True False False]", one_graph=False
)
def test_items_of_tensors(x):
    return Text(f"{x[:1]}{x[1:]}{ms.ops.flip(x, (0,))}{x < 2}")
