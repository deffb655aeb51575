"""The documents on numbers: what is known, what is converted, what only the run knows."""

import numpy as np

import mindspore as ms
from mindspore import Tensor
from tests.lang.modes import documented

NUMBER = "001 Number"


@documented(NUMBER, shows="(1, 1.2, True, <class 'int'>, <class 'float'>, <class 'bool'>)")
def test_numbers_are_defined_in_the_network():
    y, z, flag = 1, 1.2, True
    return y, z, flag, type(y), type(z), type(flag)


@documented(NUMBER, shows="(11, 3.0, True, False, -2, 7)", levels=("STRICT", "COMPATIBLE", "LAX"))
def test_constants_are_converted():
    return int(11.9), float(3), bool(-1), bool(0.0), int(-2.7), int("7")


@documented(NUMBER, shows="(10, 2.5, True, False)")
def test_constant_tensors_are_converted():
    return int(Tensor([10])), float(Tensor(2.5)), bool(Tensor([3])), bool(Tensor(False))


@documented(NUMBER, Tensor(2), shows="(11, 10, 2)", one_graph=False)
def test_run_time_conversions_through_numpy(x):
    return int(11.1), int(Tensor([10])), int(x.asnumpy())


@documented(NUMBER, Tensor([2.75]), shows="(2, 2.75, True)")
def test_run_time_tensors_are_converted(x):
    return int(x), float(x), bool(x)


@documented(NUMBER, Tensor(-3), shows="(-3, -3.0, True, 5, 9)")
def test_run_time_conversions_compute_on(x):
    return int(x), float(x), bool(x), 2 - int(x), int(x) ** 2


@documented(NUMBER, Tensor([0.0]), shows="none", one_graph=False)
def test_run_time_truth_chooses(x):
    return "some" if bool(x) else "none"


@documented(NUMBER, ms.mutable(7), ms.mutable(2.0), shows="(7.0, 2, True, 9.0, 3.5, 14.0)")
def test_run_time_numbers_are_converted(x, y):
    return float(x), int(y), bool(x), x + y, x / y, x * y


@documented(NUMBER, ms.mutable(1), ms.mutable(2), shows="3")
def test_run_time_numbers_are_returned(x, y):
    return x + y


@documented(NUMBER, ms.mutable(1.5), True, shows="(2.5, True, False, 1.5)")
def test_run_time_bools_and_floats_are_returned(x, flag):
    return x + flag, flag, not flag, x


@documented(NUMBER, ms.mutable(3), shows="[3, {'n': 9}, (6, 1.5)]")
def test_run_time_numbers_are_returned_in_containers(x):
    return [x, {"n": x * x}, (x + x, x / 2)]


@documented(NUMBER, shows="(1, 2.5, False)", levels=("STRICT", "COMPATIBLE", "LAX"))
def test_numbers_are_returned(x=1):
    return x, 2.5, False


@documented(NUMBER, shows="((1+2j), 5.0, (3-2j), <class 'complex'>)")
def test_complex_numbers():
    z = 1 + 2j
    return z, abs(3 + 4j), (3 + 2j).conjugate(), type(z)


@documented(NUMBER, Tensor([1.0, 2.0]), shows="(2, (2,), 1, 3.0)")
def test_sizes_are_numbers(x):
    return x.shape[0], x.shape, x.ndim, x.size * 1.5


@documented(NUMBER, Tensor([5, 6]), shows="(11, 6, 5.5)", one_graph=False)
def test_elements_become_numbers(x):
    return int(x[0]) + int(x[1]), x[1].item(), float(x.asnumpy().mean())


@documented(NUMBER, shows="ValueError", levels=())
def test_text_that_is_no_number():
    try:
        return int("seven")
    except ValueError as error:
        return str(error)


@documented(NUMBER, Tensor([1, 2]))
def test_a_tensor_of_two_elements_is_no_number(x):
    return int(x)


@documented(NUMBER, Tensor([1.0, 2.0]))
def test_a_tensor_of_two_elements_has_no_truth(x):
    return 1 if x else 2


@documented(NUMBER, shows="(255, 5, 8, 1267650600228229401496703205376)")
def test_literals_of_every_base():
    return 0xFF, 0b101, 0o10, 2**100


@documented(NUMBER, np.float32(2.5), np.int64(3), shows="(2.5, 3, 5.5)", one_graph=False)
def test_numpy_numbers_are_converted(x, n):
    return float(x), int(n), float(x + n)


@documented(NUMBER, ms.mutable(2**62), shows="9223372036854775808")
def test_a_run_time_int_grows_beyond_64_bits(x):
    return x + x


@documented(
    NUMBER, ms.mutable(2**40), shows="(1208925819614629174706176, 1208925819614629174706175)"
)
def test_a_product_grows_beyond_64_bits(x):
    y = x * x
    return y, y - 1


@documented(NUMBER, ms.mutable(-(2**63)), shows="(9223372036854775808, 9223372036854775808)")
def test_the_smallest_int_is_negated(x):
    return -x, abs(x)


@documented(NUMBER, ms.mutable(3), shows="50031545098999707")
def test_a_power_of_a_run_time_int(x):
    return x**35


@documented(NUMBER, ms.mutable(1), shows="1180591620717411303424")
def test_a_shift_beyond_64_bits(x):
    return x << 70


@documented(NUMBER, ms.mutable(20), shows="2432902008176640000")
def test_a_run_time_loop_of_ints(n):
    total = 1
    while n > 1:
        total *= n
        n -= 1
    return total


@documented(NUMBER, ms.mutable(25), shows="15511210043330985984000000")
def test_a_run_time_loop_of_ints_beyond_64_bits(n):
    total = 1
    while n > 1:
        total *= n
        n -= 1
    return total


@documented(NUMBER, ms.mutable(2), shows="(0.25, 0, -1, 1, True)")
def test_powers_and_divisions_of_run_time_ints(x):
    return x**-2, x // 3, -x // 3, -x % 3, x / 2 == 1


@documented(NUMBER, ms.mutable(0))
def test_division_by_a_run_time_zero(x):
    return 1 // x


@documented(NUMBER, ms.mutable(0.0))
def test_division_by_a_run_time_float_zero(x):
    return 1.0 / x
