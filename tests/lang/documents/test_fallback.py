"""The documents on JIT Fallback: libraries, objects of Python, annotations, prints, levels."""

import contextlib
import io
import math
import warnings

import numpy as np
import pytest
import scipy.linalg
import scipy.special

import mindspore as ms
from mindspore import Tensor, jit, nn, ops
from tests.lang.modes import documented, states

LIBRARIES = "000 Calling the Third-party Libraries"
RUN_TIME = "000 Support JIT Fallback in the Runtime Phase"
TENSOR = "000 Creating and Using Tensor"
ANNOTATION = "000 Annotation"
LIBRARIES_OF_003 = "003 Calling the Third-party Libraries"
CLASSES = "003 Supporting the Use of Custom Classes"
TOP = "000 The Top-level Graph Supports Returning Basic Types"
PRINT = "000 Using Native Print Printing of Python"


@documented(LIBRARIES, shows="[5 7 9]", one_graph=False)
def test_known_arrays_are_added():
    return Tensor(np.array([1, 2, 3]) + np.array([4, 5, 6]))


@documented(LIBRARIES, shows="(6, 2.0, [1. 2.], (2, 3), 3.0)", one_graph=False)
def test_methods_and_attributes_of_arrays():
    a = np.array([1, 2, 3])
    b = np.zeros((2, 3))
    text = (
        f"({a.sum()}, {a.mean()}, {np.sqrt(np.array([1.0, 4.0]))}, {b.shape}, {np.add(1.0, 2.0)})"
    )
    return Text(text)


class Text(str):
    """Shown as it is."""

    __slots__ = ()


@documented(LIBRARIES, Tensor([1.0, 4.0]), shows="[1. 2.]", one_graph=False)
def test_a_run_time_array_goes_on_as_a_tensor(x):
    return ops.abs(ms.tensor(np.sqrt(x.asnumpy()), dtype=ms.float32))


@documented(
    LIBRARIES_OF_003,
    Tensor([[2.0, 0.0], [0.0, 4.0]]),
    shows="(8.0, [[0.5  0.  ]\n [0.   0.25]])",
    one_graph=False,
)
def test_scipy(x):
    a = x.asnumpy()
    return Text(f"({float(scipy.linalg.det(a))}, {scipy.linalg.inv(a)})")


@documented(LIBRARIES_OF_003, shows="(24.0, 0.0, 120, 2)", one_graph=False)
def test_modules_of_the_library():
    return float(scipy.special.gamma(5.0)), math.sin(0.0), math.factorial(5), math.gcd(4, 6)


@documented(LIBRARIES, shows="[2 2 3]", one_graph=False)
def test_items_of_arrays_are_assigned():
    x = np.array([1, 2, 3])
    x[0] += 1
    return Tensor(x)


@documented(LIBRARIES, Tensor([1, 2, 3]), shows="[1 9 9]", one_graph=False)
def test_items_of_run_time_arrays_are_assigned(x):
    a = x.asnumpy().copy()
    a[1:] = 9
    return Tensor(a)


@documented(RUN_TIME, shows="[ 2  4  6  8 10]", one_graph=False)
def test_an_array_is_returned():
    x = np.array([1, 2, 3, 4, 5])
    return np.add(x, x)


@documented(RUN_TIME, Tensor([1, 2]), shows="([3 4], 2)", one_graph=False)
def test_a_run_time_array_is_returned(x):
    a = x.asnumpy() + 2
    return Text(f"({a}, {len(a)})")


@documented(RUN_TIME, Tensor([1.0, 2.0]), shows="{'a': [1.0, 2.0], 'n': 2}", one_graph=False)
def test_lists_of_run_time_values_are_returned(x):
    return {"a": x.asnumpy().tolist(), "n": x.asnumpy().size}


@documented(
    TENSOR, shows="(1, Int32, [1 2], Int64, [1. 2.], Float32, [ True False], Bool)", one_graph=False
)
def test_tensors_of_python_values():
    a, b, c, d = Tensor(1, ms.int32), Tensor([1, 2]), Tensor([1.0, 2.0]), Tensor([True, False])
    return Text(f"({a}, {a.dtype}, {b}, {b.dtype}, {c}, {c.dtype}, {d}, {d.dtype})")


@documented(TENSOR, shows="(Float64, Float16, Int8, UInt8, (2, 2))", one_graph=False)
def test_tensors_of_arrays():
    a = Tensor(np.array([1.0]))
    b = Tensor(np.ones((2, 2), np.float16))
    c, d = ms.Tensor(np.array([1], np.int8)), Tensor([1], dtype=ms.uint8)
    return Text(f"({a.dtype}, {b.dtype}, {c.dtype}, {d.dtype}, {b.shape})")


@documented(TENSOR, Tensor(2), Tensor(3), shows="[2 3 5]", one_graph=False)
def test_tensors_of_run_time_numbers(x, y):
    return Tensor([int(x), int(y), int(x) + int(y)])


@documented(TENSOR, Tensor(1, ms.int32), shows="1.0", levels=("LAX",), one_graph=False)
def test_the_tensor_function_at_run_time(x):
    return ms.tensor(x.asnumpy(), dtype=ms.float32)


@documented(TENSOR, Tensor([1, 2], ms.int32), shows="[1. 2.]")
def test_the_tensor_function_of_a_tensor(x):
    return ms.tensor(x, dtype=ms.float32)


@documented(TENSOR, shows="(3, (2,), Float32, Int64)")
def test_the_tensor_function_of_constants():
    a, b = ms.tensor(3), ms.tensor([1, 2], ms.float32)
    return Text(f"({3}, {b.shape}, {b.dtype}, {a.dtype})")


def dtype_of(function, *args):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return str(jit(function)(*args).dtype)


@states("000 Annotation")
def test_annotated_objects_have_their_type():
    x = Tensor([-1, 2], ms.int32)

    def same_line(x):
        y = ms.Tensor(x.asnumpy(), dtype=ms.float32)  # @jit.typing: () -> tensor_type[float32]
        return ops.abs(y)

    def above(x):
        # @jit.typing: () -> tensor_type[float16]
        y = ms.Tensor(x.asnumpy(), dtype=ms.float16)
        return ops.abs(y)

    def below(x):
        y = ms.Tensor(x.asnumpy(), dtype=ms.int64)
        # @jit.typing: () -> tensor_type[int64]
        return ops.abs(y)

    def integers(x):
        y = ms.Tensor(x.asnumpy() * 2, dtype=ms.int32)  # @jit.typing: () -> tensor_type[int32]
        return y + y

    def function(x):
        return ops.abs(ms.tensor(x.asnumpy(), dtype=ms.float16))

    found = [dtype_of(f, x) for f in (same_line, above, below, integers, function)]
    assert found == ["Float32", "Float16", "Int64", "Int32", "Float16"]


@states("000 Annotation")
def test_objects_without_annotation_compute_in_float64():
    x = Tensor([-1, 2], ms.int32)

    def plain(x):
        return ops.abs(Tensor(x.asnumpy() * 0.5))

    def named(x):
        return ops.abs(Tensor(x.asnumpy(), dtype=ms.float32))

    def summed(x):
        return Tensor(x.asnumpy() * np.float32(2)) + Tensor(x.asnumpy())

    assert [dtype_of(f, x) for f in (plain, named, summed)] == ["Float64"] * 3


@states("000 Annotation")
def test_a_made_tensor_that_is_only_returned_keeps_its_dtype():
    def function(x):
        return Tensor(x.asnumpy(), dtype=ms.float32)

    assert dtype_of(function, Tensor([1], ms.int32)) in ("Float32", "Float64")


class Point:
    scale = 2

    def __init__(self, x, y=0):
        self.x, self.y = x, y

    def total(self):
        return (self.x + self.y) * self.scale

    def __call__(self, by):
        return Point(self.x * by, self.y * by)

    @property
    def first(self):
        return self.x

    @staticmethod
    def zero():
        return Point(0)

    @classmethod
    def of(cls, pair):
        return cls(*pair)


OUTER = Point(1, 2)


@documented(CLASSES, shows="(6, 3, 0, 1, 4)", levels=("COMPATIBLE", "LAX"))
def test_custom_classes_of_known_values():
    p = Point.of((1, 2))
    q = p(1)
    q.x = 4
    return p.total(), OUTER.x + OUTER.y, Point.zero().total(), p.first, q.first


@documented(CLASSES, Tensor([1.0]), shows="[8.]")
def test_custom_classes_of_tensors(x):
    p = Point(x, x + 1)
    p.y = x * 3
    return p.total()


@documented(CLASSES, Tensor([2.0]), shows="[4.]")
def test_methods_of_outer_objects_take_tensors(x):
    return OUTER(x).x * OUTER.scale


@documented(CLASSES, Tensor([1.0]))
def test_a_missing_attribute_is_an_error(x):
    return Point(x).z


@documented(
    TOP, Tensor([2]), shows="[1, 'a', True, None, Tensor(shape=[1], dtype=Int64, value= [2])]"
)
def test_a_list_is_returned(x):
    return [1, "a", True, None, x]


@documented(
    TOP,
    Tensor([2]),
    shows="{'a': Tensor(shape=[1], dtype=Int64, value= [2]), 'b': {'c': [(1, None)]}}",
)
def test_a_dict_is_returned(x):
    return {"a": x, "b": {"c": [(1, None)]}}


@documented(
    TOP,
    shows="('a', 1.5, False, None, {1, 2}, b'x', range(0, 2), slice(1, 2, None))",
    levels=("LAX",),
)
def test_other_values_are_returned():
    return "a", 1.5, False, None, {1, 2}, b"x", range(2), slice(1, 2)


def printed(function, *args, calls=1, level="LAX"):
    out = io.StringIO()
    graph = jit(function, jit_config=ms.JitConfig(jit_syntax_level=level))
    with contextlib.redirect_stdout(out), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for _ in range(calls):
            graph(*args)
    return out.getvalue()


@states("000 Using Native Print Printing of Python")
def test_constants_print_before_tensors_and_once():
    def function(x):
        y = x + 1
        print("y:", y)
        print("constant", np.array([1, 2]) + 1)
        return y

    text = printed(function, Tensor([1, 2]), calls=2)
    shown = "y: Tensor(shape=[2], dtype=Int64, value=[2 3])\n"
    assert text == "constant [2 3]\n" + shown * 2


@states("000 Using Native Print Printing of Python")
def test_constants_and_tensors_in_one_print():
    def function(x):
        print("a", 1, x, None)
        return x

    text = printed(function, Tensor([1]), calls=2)
    assert text == "a 1 Tensor(shape=[1], dtype=Int64, value=[1]) None\n" * 2


@states("000 Using Native Print Printing of Python")
def test_prints_of_everything_known():
    def function(x):
        print("text", 1, 2.5, True, None, (1,), [2], {"a": 3}, {4}, x.shape, x.dtype)
        print()
        print("a", "b", sep="-", end="!\n")
        print(f"{x.ndim} axes")
        return x

    expected = "text 1 2.5 True None (1,) [2] {'a': 3} {4} (1,) Float32\n\na-b!\n1 axes\n"
    assert printed(function, Tensor([1.0])) == expected


@states("000 Using Native Print Printing of Python")
def test_prints_in_run_time_branches():
    def function(x):
        if x > 0:
            print("positive", x)
        else:
            print("negative")
        return x

    assert printed(function, Tensor(1)).startswith("positive")
    assert printed(function, Tensor(-1), calls=2) == "negative\nnegative\n"


@states("000 Using Native Print Printing of Python")
def test_prints_in_run_time_loops():
    def function(x):
        while x > 0:
            print("round", x)
            x = x - 1
        return x

    assert printed(function, Tensor(2)).count("round") == 2


@states("000 Using Native Print Printing of Python")
def test_run_time_numbers_print_at_each_call():
    def function(n):
        print("n", n * 2)
        return n

    assert printed(function, ms.mutable(3), calls=2) == "n 6\nn 6\n"


@states("000 Using Native Print Printing of Python")
def test_the_print_operator():
    def function(x):
        ops.Print()("value", x)
        ops.print_(x * 2)
        return x

    text = printed(function, Tensor([7]), calls=2)
    assert text.startswith("value\n")
    assert text.count("value\n") == 2
    assert text.count("14") == 2


def in_graph_mode(net, *args, **context):
    ms.set_context(mode=ms.GRAPH_MODE, **context)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return net(*args)
    finally:
        ms.set_context(mode=ms.PYNATIVE_MODE, jit_syntax_level=ms.LAX)


class OfPython(nn.Cell):
    def __init__(self, what):
        super().__init__()
        self.what = what

    def construct(self, x):
        if self.what == "asnumpy":
            return Tensor(x.asnumpy() + 1)
        if self.what == "object":
            return Point(x).x + 1
        if self.what == "type":
            return type(x)
        if self.what == "basic":
            total = x * 0
            for i in range(3):
                total = total + x * i
            return total if x.ndim == 1 else x
        if self.what == "list":
            items = [x, 1]
            items.append("a")
            items.insert(0, 2.5)
            return items
        if self.what == "dict":
            table = {"a": x}
            table.update({"b": 2})
            return table
        return x.asnumpy()


LEVELS = [
    ("asnumpy", ms.STRICT, False),
    ("asnumpy", ms.COMPATIBLE, False),
    ("asnumpy", ms.LAX, True),
    ("object", ms.STRICT, False),
    ("object", ms.LAX, True),
    ("type", ms.STRICT, False),
    ("type", ms.LAX, True),
    ("basic", ms.STRICT, True),
    ("basic", ms.COMPATIBLE, True),
    ("basic", ms.LAX, True),
    ("list", ms.COMPATIBLE, True),
    ("list", ms.LAX, True),
    ("dict", ms.COMPATIBLE, True),
    ("dict", ms.LAX, True),
    ("array", ms.STRICT, False),
    ("array", ms.COMPATIBLE, False),
    ("array", ms.LAX, True),
]


@states("000 JIT Fallback")
@pytest.mark.parametrize(("what", "level", "allowed"), LEVELS)
def test_levels(what, level, allowed):
    if allowed:
        in_graph_mode(OfPython(what), Tensor([1]), jit_syntax_level=level)
    else:
        with pytest.raises((RuntimeError, TypeError, ValueError)):
            in_graph_mode(OfPython(what), Tensor([1]), jit_syntax_level=level)
