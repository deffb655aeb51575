"""Python's numbers stay Python's numbers."""

import math

from modes import compiled, every_mode, f32, same

import mindspore as ms
from mindspore import Tensor


@every_mode(f32(2))
def test_floor_division_and_modulo_signs(x):
    return x, 7 // 2, -7 // 2, 7 // -2, 7 % -3, -7 % 3, divmod(-7, 2), -7.5 // 2, -7.5 % 2


@every_mode(f32(2))
def test_powers(x):
    return x, 2**10, 2**-1, (-2) ** 3, 0**0, 2.0**0.5, (-8) ** (1 / 3), pow(3, 4, 5)


@every_mode(f32(2))
def test_big_integers(x):
    big = 2**100
    return x, big, big % 7, -big // 3, big.bit_length(), str(big)


@every_mode(f32(2))
def test_bool_arithmetic(x):
    return x, True + True, True * 2.5, -True, ~True, True / 2, True & False, True | 2, True ^ True


@every_mode(f32(2))
def test_bits(x):
    return x, 6 & 3, 6 | 3, 6 ^ 3, ~6, 1 << 70, -5 >> 1, (255).bit_count()


@every_mode(f32(2))
def test_complex(x):
    z = 1 + 2j
    return x, z * z, z.conjugate(), abs(3 + 4j), z.real, z / 2, z == 1 + 2j


@every_mode(f32(2))
def test_rounding(x):
    return x, round(2.5), round(3.5), round(-2.675, 2), round(1234, -2), int(-2.7), math.floor(-2.5)


@every_mode(f32(2))
def test_conversions(x):
    return x, int("12"), int("ff", 16), float("1e3"), float("inf"), bool(""), bool("0"), str(1.0)


@every_mode(f32(2))
def test_comparison_chains(x):
    seen = []

    def note(v):
        seen.append(v)
        return v

    a = note(1) < note(2) < note(3)
    b = note(5) < note(4) < note(6)
    return x, a, b, 1 < 2 == 2 != 3, seen


@every_mode(f32(2))
def test_and_or_give_operands(x):
    return x, 0 or "a", 3 and "b", "" or [] or 0, None and 1, not 0, not [1], 1 and 2 and 3


@every_mode(f32(2))
def test_nan_and_infinity(x):
    nan = float("nan")
    inf = float("inf")
    return x, nan != nan, nan in [nan], inf > 10**300, -inf, math.isnan(inf - inf)


@every_mode(f32(2))
def test_min_max_sum(x):
    return x, min(3, 1, 2), max([1, 5, 2]), sum([1, 2], start=10), max("b", "a"), min([], default=4)


@every_mode(f32(2))
def test_number_methods(x):
    return x, (2.5).is_integer(), (0.75).as_integer_ratio(), (10).to_bytes(2, "big"), float.hex(1.5)


@every_mode(f32(2))
def test_float_repr(x):
    return x, repr(0.1 + 0.2), str(1e16), repr(1e-5), str(100.0), repr(-0.0)


@every_mode(f32(2))
def test_math_functions(x):
    return (
        x * math.pi,
        math.sqrt(2),
        math.gcd(12, 18),
        math.prod([1, 2, 3]),
        math.hypot(3, 4),
        math.factorial(5),
        math.log2(8),
        math.ceil(1.2),
    )


@every_mode(f32(2), 2.5)
def test_run_time_float_arithmetic(x, a):
    return x * a, a + 1, a - 2, a * a, a / 3, a // 2, a % 2, -a, a**2, abs(-a), a**-1


@every_mode(f32(2), 2.5, also=((f32(2), -2.5), (f32(2), 0.5)))
def test_run_time_float_comparisons(x, a):
    if a > 0:
        return x * a
    return x - a


@every_mode(f32(2), ms.mutable(7), also=((f32(2), ms.mutable(-7)),))
def test_run_time_int_arithmetic(x, n):
    return x * n, n + 1, n // 2, n % 3, -n // 4, n * n, n / 2, -n, abs(n), n & 5, n | 8, n ^ 3


@every_mode(f32(2), ms.mutable(7))
def test_run_time_int_and_float_mixed(x, n):
    return x * (n * 0.5), n + 0.25, n > 3.5, n == 7, n / 7 == 1, float(n), int(n / 2)


@every_mode(f32(2), 3.0, also=((f32(2), -3.0),))
def test_chain_on_run_time_numbers(x, a):
    if 0 < a < 5:
        x = x + 1
    return x, a if a > 0 else -a


@every_mode(f32(2), 0.5)
def test_math_of_run_time_float(x, a):
    return x * math.exp(a), math.sqrt(a), math.floor(a), round(a)


@every_mode(f32(2), 0.1, also=((f32(2), 0.3),))
def test_learning_rate_arithmetic(x, lr):
    for step in range(3):
        x = x - lr * (0.9**step) * x
    return x


@every_mode(f32(2), 2.0)
def test_text_of_run_time_float(x, a):
    return x, f"{a:.2f}", str(a)


@every_mode(f32(2))
def test_integer_division_by_zero(x):
    try:
        n = 1 // 0
    except ZeroDivisionError as error:
        return x, str(error)
    return x, n


@every_mode(f32(2))
def test_hash_and_identity(x):
    return x, hash(1) == hash(1.0), {1: "a", 1.0: "b", True: "c"}, 5 is 5, None is None  # noqa: F632


@every_mode(Tensor(2.25), also=((Tensor(-7.5),), (Tensor(0.5),)))
def test_functions_of_numbers_from_tensors(x):
    a = float(x)
    whole = round(a), math.floor(a), math.ceil(a), math.trunc(a), int(a)
    return whole, math.exp(a), math.sin(a), math.tanh(a), float(whole[0]) * x


def test_a_mutable_int_that_decides_is_compiled_once_for_each_value():
    graph = compiled(lambda x, k: x.reshape(k, -1).sum(0))
    x = f32(4, 3)
    for k in (2, 4, 2, 4, 2):
        assert same(graph(x, ms.mutable(k)), x.reshape(k, -1).sum(0))
    assert graph.cache_info().currsize == 2
