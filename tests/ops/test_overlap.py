"""Operands that share memory: with each other, with themselves, with what is written.

What an operator gives for views of one storage is what it gives for copies of them; a write reads
all it needs before it changes anything.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from records import Case, TensorSample, call, cases, prepare

import mindspore as ms
from mindspore import Tensor


def tensor_places(arguments: list[Any]) -> list[int]:
    return [place for place, item in enumerate(arguments) if isinstance(item, np.ndarray)]


def shared(arguments: list[Any], dtype: np.dtype) -> tuple[Tensor, dict[int, tuple[int, tuple]]]:
    """One storage for all arguments of a dtype, and where each begins: an element further on."""
    places = [p for p in tensor_places(arguments) if arguments[p].dtype == dtype]
    length = max(arguments[p].size for p in places) + len(places)
    # Elements that the operator takes: its own, again and again.
    longest = max((arguments[p] for p in places), key=lambda a: a.size)
    base = np.resize(longest.ravel(), length).astype(dtype)
    return Tensor(base), {p: (i, arguments[p].shape) for i, p in enumerate(places)}


def with_overlap(arguments: list[Any]) -> list[Any]:
    """Arguments of one dtype as views of one storage, each an element further on."""
    result = list(arguments)
    for dtype in {arguments[p].dtype for p in tensor_places(arguments)}:
        base, begins = shared(arguments, dtype)
        for place, (begin, shape) in begins.items():
            result[place] = base[begin : begin + int(np.prod(shape))].reshape(shape)
    return result


def with_repeats(arguments: list[Any]) -> list[Any]:
    """Every argument overlaps itself: its last axis has stride zero."""

    def repeated(item: Any) -> Any:
        if not isinstance(item, np.ndarray) or item.ndim == 0 or item.shape[-1] == 0:
            return item
        return Tensor(np.ascontiguousarray(item[..., :1])).expand(item.shape)

    return [repeated(item) for item in arguments]


def copied(arguments: list[Any]) -> list[Any]:
    return [item.copy() if isinstance(item, Tensor) else item for item in arguments]


def outcome(case: Case, arguments: list[Any]) -> list[np.ndarray] | type:
    """The results, or what is raised."""
    try:
        return [result.float().asnumpy() for result in call(case.record, arguments)]
    except (ValueError, IndexError, TypeError) as error:
        return type(error)


def check_same(got: list[np.ndarray] | type, wanted: list[np.ndarray] | type) -> None:
    if isinstance(wanted, type) or isinstance(got, type):
        assert got is wanted
        return
    for one, other in zip(got, wanted, strict=True):
        np.testing.assert_array_equal(one, other)


def sharing(case: Case) -> bool:
    """Two tensors of one dtype."""
    dtypes = [item.dtype for item in case.arguments() if isinstance(item, TensorSample)]
    return len(set(dtypes)) < len(dtypes)


# These write to their running values, by operators that they are made of.
TRAINING = ("BatchNorm", "BatchNormExt")
READING = [c for c in cases() if not c.record["updates"] and c.record["name"] not in TRAINING]


@pytest.mark.parametrize("case", [c for c in READING if sharing(c)], ids=str)
def test_views_of_one_storage_count_as_copies(case):
    views = with_overlap(prepare(case, case.arguments()))
    check_same(outcome(case, views), outcome(case, copied(views)))


@pytest.mark.parametrize("case", READING, ids=str)
def test_an_element_that_stands_for_many_counts_as_copies(case):
    views = with_repeats(prepare(case, case.arguments()))
    check_same(outcome(case, views), outcome(case, copied(views)))


def over_its_target(case: Case) -> list[Any] | None:
    """What the record updates first, and what it reads of that dtype one element further on."""
    arguments = prepare(case, case.arguments())
    updates = case.record["updates"]
    target = arguments[updates[0]]
    base = Tensor(np.append(target.ravel(), target.ravel()[:1]))
    views, found = list(arguments), False
    views[updates[0]] = base[: target.size].reshape(target.shape)
    for place in tensor_places(arguments):
        item = arguments[place]
        fits = item.dtype == target.dtype and 0 < item.size <= target.size
        if place not in updates and fits:
            views[place] = base[1 : 1 + item.size].reshape(item.shape)
            found = True
    return views if found else None


@pytest.mark.parametrize("case", [c for c in cases() if c.record["updates"]], ids=str)
def test_an_update_reads_before_it_writes(case):
    views = over_its_target(case)
    if views is None:
        pytest.skip("it reads nothing of the dtype that it writes")
    copies = copied(views)
    check_same(outcome(case, views), outcome(case, copies))
    for place in case.record["updates"]:
        item = views[place]
        if isinstance(item, Tensor):
            np.testing.assert_array_equal(item.asnumpy(), copies[place].asnumpy())


def numbers() -> np.ndarray:
    return np.arange(1, 26, dtype=np.float32).reshape(5, 5)


def shifted(x):
    x[1:] = x[:-1]


def shifted_back(x):
    x[:-1] = x[1:]


def turned(x):
    x[:] = x[::-1].copy() if isinstance(x, np.ndarray) else x.flip((0,))


def one_row_everywhere(x):
    x[:] = x[2]


def a_column_from_a_row(x):
    x[:, 1] = x[1]


def even_from_odd(x):
    x[::2, ::2] = x[1::2, 1::2][:1, :1]


def by_index(x):
    index = [4, 0, 1, 2, 3]
    x[index] = x[:, :]


def by_mask(x):
    x[x > 7] = x[0, 0]


def added_shifted(x):
    x[1:] += x[:-1]


@pytest.mark.parametrize(
    "write",
    [shifted, shifted_back, turned, one_row_everywhere, a_column_from_a_row, even_from_odd,
     by_index, by_mask, added_shifted],
    ids=lambda f: f.__name__,
)  # fmt: skip
def test_writes_over_what_they_read_are_numpys(write):
    got, wanted = Tensor(numbers()), numbers()
    write(got)
    write(wanted)
    np.testing.assert_array_equal(got.asnumpy(), wanted)


METHODS = {
    "add_": (lambda x: x.add_(x.T), lambda a: a + a.T),
    "sub_": (lambda x: x.sub_(x.T), lambda a: a - a.T),
    "mul_": (lambda x: x.mul_(x[0]), lambda a: a * a[0]),
    "div_": (lambda x: x.div_(x[:, :1]), lambda a: a / a[:, :1]),
    "copy_": (lambda x: x.copy_(x.T), lambda a: a.T),
}


@pytest.mark.parametrize("name", METHODS)
def test_methods_in_place_read_before_they_write(name):
    method, wanted = METHODS[name]
    x = Tensor(numbers())
    method(x)
    np.testing.assert_array_equal(x.asnumpy(), wanted(numbers()))


@pytest.mark.parametrize("write", [shifted, added_shifted, a_column_from_a_row],
                         ids=lambda f: f.__name__)  # fmt: skip
def test_compiled_writes_over_what_they_read_are_numpys(write):
    @ms.jit
    def compiled(x):
        y = x * 1
        write(y)
        return y

    wanted = numbers()
    write(wanted)
    np.testing.assert_array_equal(compiled(Tensor(numbers())).asnumpy(), wanted)
