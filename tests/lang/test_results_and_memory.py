"""Which results share memory, with each other, with arguments and with Tensors from outside.

Each program runs in PyNative mode and as a graph; then all its Tensors are written in turn, and
what each of them holds after each write must be the same.
"""

from collections.abc import Callable

import numpy as np
import pytest

import mindspore as ms
from mindspore import Parameter, Tensor, ops

EXACT = ms.JitConfig(jit_syntax_level="EXACT")
OUTSIDE = Tensor(np.arange(6, dtype=np.float32))
WEIGHT = Parameter(Tensor([1.0, 2.0, 3.0]), name="weight")


def vector() -> Tensor:
    return Tensor([1.0, 2.0, 3.0])


def matrix() -> Tensor:
    return Tensor(np.arange(6, dtype=np.float32).reshape(2, 3))


def transposed() -> Tensor:
    return matrix().T


def views(x: Tensor) -> tuple:
    return x[1:], x.reshape(3, 1)


def view_of_a_transposed_one(x: Tensor) -> Tensor:
    return x[1:]


def flat(x: Tensor) -> Tensor:
    return x.reshape(-1)


def one_row(x: Tensor) -> Tensor:
    return x[0][1:]


def overlapping_parts(x: Tensor) -> tuple:
    y = x * 2
    return y[:2], y[1:], y


def whole_and_reshaped(x: Tensor) -> list:
    y = x * 2
    return [y, y.reshape(3, 1)]


def parts_of_a_new_one(x: Tensor) -> dict:
    y = x * 2
    return {"a": y[:1], "b": y[:2]}


def equal_ones(x: Tensor) -> tuple:
    return ops.exp(x), ops.exp(x)


def equal_constants(x: Tensor) -> tuple:
    one = Tensor([1.0, 2.0])
    return one[:1], one, Tensor([1.0, 2.0])


def written_then_viewed(x: Tensor) -> Tensor:
    x += 1
    return x[1:]


def outside(x: Tensor) -> tuple:
    return OUTSIDE, OUTSIDE[1:3], x


def outside_of_a_parameter(x: Tensor) -> tuple:
    return WEIGHT[1:], x + 1


def stays(x: Tensor) -> tuple:
    return x, (x, x + 1)


def flattened(value: object) -> list:
    if isinstance(value, Tensor):
        return [value]
    items = value.values() if isinstance(value, dict) else value
    return [each for item in items for each in flattened(item)]


def seen(program: Callable, argument: Callable) -> list:
    """What every Tensor holds after a write to each."""
    OUTSIDE.copy_(Tensor(np.arange(6, dtype=np.float32)))
    WEIGHT.copy_(Tensor([1.0, 2.0, 3.0]))
    x = argument()
    tensors = [x, OUTSIDE, WEIGHT, *flattened(program(x))]
    places = [id(t) for t in tensors]
    found: list = [[places.index(place) for place in places]]
    for k, tensor in enumerate(tensors):
        tensor.fill_(10 + k)
        found.append([t.asnumpy().tolist() for t in tensors])
    return found


@pytest.mark.parametrize(
    ("program", "argument"),
    [
        (views, vector),
        (view_of_a_transposed_one, matrix),
        (view_of_a_transposed_one, transposed),
        (flat, matrix),
        (flat, transposed),
        (one_row, matrix),
        (one_row, transposed),
        (overlapping_parts, vector),
        (whole_and_reshaped, vector),
        (parts_of_a_new_one, vector),
        (equal_ones, vector),
        (equal_constants, vector),
        (written_then_viewed, vector),
        (outside, vector),
        (outside_of_a_parameter, vector),
        (stays, vector),
    ],
)
def test_results_share_memory_as_in_pynative_mode(program: Callable, argument: Callable) -> None:
    compiled = ms.jit(program, jit_config=EXACT)
    expected = seen(program, argument)
    for _ in range(2):
        assert seen(compiled, argument) == expected
    assert not compiled.fallbacks


def weighted(x: Tensor) -> tuple:
    return x[1:], WEIGHT[:2], x * WEIGHT


def shared_squares(x: Tensor) -> tuple:
    y = x * x
    return y[:2], y[1:]


@pytest.mark.parametrize("program", [views, weighted, shared_squares, overlapping_parts, stays])
def test_gradients_go_through_results_that_share_memory(program: Callable) -> None:
    def loss(f: Callable) -> Callable:
        def of(x: Tensor) -> Tensor:
            return sum((t * t * (k + 1)).sum() for k, t in enumerate(flattened(f(x))))

        return of

    compiled = ms.jit(program, jit_config=EXACT)
    for f in (loss(program), loss(compiled)):
        assert np.array_equal(
            ms.grad(f)(vector()).asnumpy(), ms.grad(loss(program))(vector()).asnumpy()
        )


def test_an_argument_is_written_behind_its_gradient() -> None:
    def step(p: Tensor, x: Tensor) -> Tensor:
        def loss(p: Tensor) -> Tensor:
            return ((p * x) ** 2).sum()

        for _ in range(2):
            p -= ms.grad(loss)(p) * 0.125
        return loss(p)

    compiled = ms.jit(step, jit_config=EXACT)
    p, q = vector(), vector()
    assert float(step(p, vector())) == float(compiled(q, vector()))
    assert np.array_equal(p.asnumpy(), q.asnumpy())
    assert not compiled.fallbacks


def test_a_leaf_that_is_kept_is_the_argument_that_is_written() -> None:
    def step(p: Tensor) -> Tensor:
        kept = []

        def loss(p: Tensor) -> Tensor:
            kept.append(p[1:])
            return (p * p).sum()

        p -= ms.grad(loss)(p)
        return kept[0] * 1

    assert np.array_equal(
        ms.jit(step, jit_config=EXACT)(vector()).asnumpy(), step(vector()).asnumpy()
    )


def one_of_two(x: Tensor, y: Tensor) -> tuple:
    z = x if x.sum() > y.sum() else y
    return z, x


def returned_early(x: Tensor, y: Tensor) -> Tensor:
    if x.sum() > y.sum():
        return x
    return x * 2


def through_a_loop(x: Tensor, y: Tensor) -> Tensor:
    while x.sum() > y.sum():
        x = x * 0.5
    return x


def from_outside(x: Tensor, y: Tensor) -> list:
    kept = OUTSIDE
    if x.sum() > y.sum():
        kept = WEIGHT
    z = kept
    if x.sum() > 100:
        z = x
    return [z, kept]


def written_behind(x: Tensor, y: Tensor) -> Tensor:
    z = x if x.sum() > y.sum() else x * 2
    z += 1
    return z


@pytest.mark.parametrize(
    "program", [one_of_two, returned_early, through_a_loop, from_outside, written_behind]
)
@pytest.mark.filterwarnings("ignore")
def test_a_result_is_an_argument_by_a_run_time_condition(program: Callable) -> None:
    compiled = ms.jit(program, jit_config=EXACT)
    for scale in (1.0, 0.0, 2.0):
        found = []
        for f in (program, compiled):
            WEIGHT.copy_(Tensor([1.0, 2.0, 3.0]))
            x, y = vector() * scale, vector()
            tensors = [x, y, OUTSIDE, WEIGHT, *flattened([f(x, y)])]
            places = [id(t) for t in tensors]
            found.append(
                ([places.index(place) for place in places], [t.asnumpy().tolist() for t in tensors])
            )
        assert found[0] == found[1]
    # That goes on in Python where it writes.
    assert not compiled.fallbacks
