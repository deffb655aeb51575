"""Built-in functions on known and on run-time values."""

from modes import every_mode, f32

import mindspore as ms
from mindspore import Tensor


@every_mode(f32(3))
def test_len_of_everything(x):
    return len(x), len([1]), len((1, 2)), len({"a": 1}), len("abc"), len(range(4)), len({1, 2})


@every_mode(f32(3))
def test_isinstance_and_types(x):
    return (
        isinstance(x, Tensor),
        isinstance(1, (int, str)),
        isinstance(True, int),
        issubclass(bool, int),
        float.__name__,
        type([]) is list,
        isinstance("a", int | str),
        callable(len),
    )


@every_mode(f32(3))
def test_abs_pow_divmod_round(x):
    return abs(x), pow(x, 2), abs(-3), divmod(7, 3), round(2.567, 1), pow(2, -1)


@every_mode(f32(3))
def test_min_max_sum_of_tensors(x):
    return sum([x, x, x]), sum(x), max(x), min(x), max(x[0], x[1])


@every_mode(f32(3), 2.5, also=((f32(3), -2.5),))
def test_min_max_of_run_time_numbers(x, a):
    return x * max(a, 0), min(a, 1.0), max(a, 3), abs(a), sum([a, 1])


@every_mode(f32(3))
def test_sorted_reversed_enumerate_zip(x):
    return (
        x,
        sorted([3, 1, 2]),
        list(reversed([1, 2])),
        list(enumerate("ab", 1)),
        list(zip([1, 2], "ab")),
        sorted({"b": 1, "a": 2}),
    )


@every_mode(f32(3))
def test_map_filter_any_all(x):
    return (
        list(map(str, [1, 2])),
        list(filter(lambda n: n % 2, range(5))),
        any([0, "", 1]),
        all([]),
        list(map(lambda a, b: a * b, [x, 2], [3, x])),
    )


@every_mode(f32(3))
def test_containers_from_iterables(x):
    return list("ab"), tuple([1, x]), dict(a=1, b=x), dict([("k", 2)]), set([1, 1]), list({"a": 1})


@every_mode(f32(3))
def test_text_functions(x):
    return (
        x,
        repr("a'b"),
        ascii("ä"),
        chr(97),
        ord("b"),
        hex(255),
        oct(8),
        bin(5),
        format(3.14159, ".2f"),
    )


@every_mode(f32(3))
def test_attributes(x):
    class Thing:
        a = 1

    t = Thing()
    setattr(t, "b", x)
    return getattr(t, "a"), getattr(t, "b"), hasattr(t, "c"), sorted(vars(t)), "a" in dir(t)


@every_mode(f32(3))
def test_slice_objects(x):
    s = slice(0, 2)
    return x[s], [1, 2, 3][s], s.start, s.stop, slice(None).indices(5)


@every_mode(f32(3))
def test_iter_next_default(x):
    source = iter([x, 2])
    return next(source), next(source), next(source, "end")


@every_mode(f32(3))
def test_bool_int_float_str(x):
    return (
        x,
        bool([]),
        int(3.9),
        int("-7"),
        float(2),
        str(None),
        int(True),
        complex(1, 2),
        bool(0.0),
    )


@every_mode(Tensor(2.5), also=((Tensor(-1.5),),))
def test_conversions_of_tensors(x):
    return int(x), float(x), bool(x), x.item(), round(float(x))


@every_mode(f32(3))
def test_id_hash_and_is(x):
    a = [1]
    b = a
    return x, id(a) == id(b), hash("a") == hash("a"), a is b, id(a) != id([1])


@every_mode(f32(3), ms.mutable(5))
def test_range_of_known_with_run_time_arithmetic(x, n):
    total = 0
    for i in range(3):
        total += n * i
    return x, total


@every_mode(f32(3))
def test_eval_free_things(x):
    return x, object() is not None, property is not None, NotImplemented is NotImplemented, ...


@every_mode(f32(3))
def test_unpacking_into_calls(x):
    return max(*[1, 2, 3]), dict(**{"a": x}), list(zip(*[(1, 2), (3, 4)]))


@every_mode(f32(3))
def test_super_without_arguments_in_static_chain(x):
    class A:
        @classmethod
        def make(cls):
            return cls.__name__

    class B(A):
        @classmethod
        def make(cls):
            return "B:" + super().make()

    return x, B.make()


@every_mode(f32(3))
def test_sum_of_lists_and_start(x):
    return x, sum([[1], [2]], []), sum((x, x), x)


@every_mode(f32(3))
def test_bytes_and_memory(x):
    return x, bytes([1, 2]), bytearray(b"ab"), list(memoryview(b"ab")), b"a".hex()
