"""Every record x sample: forward against its oracle, on memory of any kind, and its gradient.

Nothing is written here per operator; records.py derives the cases.
"""

from __future__ import annotations

import numpy as np
import pytest
from records import Case, Domain, TensorSample, call, cases, expected, prepare

import mindspore as ms

ALL = cases()
# What finite differences cannot say, and why.
NOT_BY_DIFFERENCES = {
    "SoftmaxCrossEntropyWithLogits": "labels have no gradient, as in MindSpore",
    "EmbeddingExt": "the row of padding_idx has no gradient",
    "Zeta": "no gradient by its first argument, as in MindSpore",
    "ZetaSame": "no gradient by its first argument, as in MindSpore",
    "MaxPoolingTake": "one of its arguments holds places as floats",
}
WITH_ORACLE = [case for case in ALL if case.record["oracle"]]
# Relative to the largest element of a result: kernels add up in another order than NumPy.
TOLERANCE = {"float16": 4e-3, "bfloat16": 3e-2, "float32": 3e-5, "float64": 1e-12}
TOLERANCE |= {"complex64": 3e-5, "complex128": 1e-12}


def tensors(case: Case) -> list[TensorSample]:
    found: list[TensorSample] = []
    for item in case.arguments():
        found += item if isinstance(item, list) else [item]
    return [item for item in found if isinstance(item, TensorSample)]


def check(got: ms.Tensor, wanted: np.ndarray, loosest: str) -> None:
    value = got.float().asnumpy() if got.dtype == ms.bfloat16 else got.asnumpy()
    wanted = np.asarray(wanted)
    assert value.shape == wanted.shape
    if value.dtype.kind in "biu":
        np.testing.assert_array_equal(value, wanted.astype(value.dtype))
        return
    tolerance = max(TOLERANCE[value.dtype.name], TOLERANCE.get(loosest, 0))
    with np.errstate(all="ignore"):
        wanted = wanted.astype(value.dtype)
        finite = np.abs(wanted[np.isfinite(wanted)])
        scale = float(finite.max()) if finite.size else 1.0
    np.testing.assert_allclose(value, wanted, rtol=tolerance, atol=tolerance * max(scale, 1e-3))


def loosest(case: Case) -> str:
    names = [t.dtype.name for t in tensors(case)]
    return max(names, key=lambda n: TOLERANCE.get(n, 0), default="float32")


def wide(arguments: list) -> list:
    """Halves as float32: the oracle computes in what the operator computes in."""

    def widened(a):
        if isinstance(a, list):
            return [widened(i) for i in a]
        half = isinstance(a, np.ndarray) and a.dtype.name in ("float16", "bfloat16")
        return a.astype(np.float32) if half else a

    return [widened(a) for a in arguments]


@pytest.mark.parametrize("case", WITH_ORACLE, ids=str)
def test_forward_agrees_with_the_oracle(case):
    arguments = prepare(case, case.arguments())
    try:
        wanted = expected(case.record, wide(arguments))
    except OverflowError:
        pytest.skip("NumPy does not take a number that wraps")
    for got, want in zip(call(case.record, arguments), wanted, strict=False):
        check(got, want, loosest(case))


def strided(array: np.ndarray, random: np.random.Generator) -> ms.Tensor:
    """The same elements in every second place of a larger tensor."""
    if array.ndim == 0:
        return ms.Tensor(array)
    larger = np.zeros((*array.shape[:-1], array.shape[-1] * 2), array.dtype)
    larger[..., ::2] = array
    return ms.Tensor(larger)[..., ::2]


@pytest.mark.parametrize("case", [c for c in WITH_ORACLE if tensors(c)], ids=str)
def test_strides_do_not_matter(case):
    arguments = prepare(case, case.arguments())
    if case.record["updates"]:
        pytest.skip("an update writes to its argument")
    random = np.random.default_rng(0)
    spread = [strided(a, random) if isinstance(a, np.ndarray) else a for a in arguments]
    for got, want in zip(call(case.record, spread), call(case.record, arguments), strict=True):
        np.testing.assert_array_equal(got.float().asnumpy(), want.float().asnumpy())


def differentiable(case: Case) -> bool:
    floats = [t for t in tensors(case) if t.dtype == np.float32 and 0 not in t.shape]
    said = case.record["constant"] or case.record["updates"]
    return bool(floats) and not said and case.record["name"] not in NOT_BY_DIFFERENCES


def in_double(arguments: list) -> list:
    """float32 as float64: differences need the digits."""

    def double(a):
        if isinstance(a, list):
            return [double(i) for i in a]
        if isinstance(a, TensorSample) and a.dtype == np.float32:
            return TensorSample(np.dtype(np.float64), a.shape)
        return np.dtype(np.float64) if isinstance(a, np.dtype) and a == np.float32 else a

    return [double(a) for a in arguments]


def float_places(arguments: list) -> list[int]:
    return [
        i for i, a in enumerate(arguments) if isinstance(a, np.ndarray) and a.dtype == np.float64
    ]


def smooth_point(case: Case) -> list | None:
    """Arguments at which all results are finite: the domain is looked for."""
    for low, high in ((-2.0, 2.0), (0.2, 0.9), (1.2, 2.0)):
        arguments = prepare(case, in_double(case.arguments()), Domain(low, high))
        first = call(case.record, arguments)[0].asnumpy()
        if np.isfinite(first).all():
            return arguments
    return None


def slope(value, point: list[np.ndarray], direction: list[np.ndarray]) -> float:
    """The derivative along a direction, by central differences of two widths."""

    def difference(width: float) -> float:
        moved = [
            value([p + sign * width * d for p, d in zip(point, direction, strict=True)])
            for sign in (1, -1)
        ]
        return (moved[0] - moved[1]) / (2 * width)

    return (4 * difference(1e-5) - difference(2e-5)) / 3


@pytest.mark.parametrize("case", [c for c in ALL if differentiable(c)], ids=str)
def test_gradient_agrees_with_finite_differences(case):
    arguments = smooth_point(case)
    if arguments is None or not float_places(arguments):
        pytest.skip("no point of the domain found")
    places = float_places(arguments)
    random = np.random.default_rng(1)
    first = call(case.record, arguments)[0].asnumpy()
    if first.dtype != np.float64:
        pytest.skip("the first result is no float64")
    weight = random.uniform(0.5, 1.5, first.shape)

    def results(*floats):
        full = list(arguments)
        for place, item in zip(places, floats, strict=True):
            full[place] = item
        return call(case.record, full)[0] * ms.Tensor(weight)

    point = [arguments[p] for p in places]
    grads = ms.grad(results, grad_position=tuple(range(len(point))))(*map(ms.Tensor, point))
    direction = [np.asarray(random.uniform(-1, 1, p.shape)) for p in point]
    wanted = slope(lambda at: float(results(*map(ms.Tensor, at)).asnumpy().sum()), point, direction)
    grads = grads if isinstance(grads, tuple) else (grads,)
    got = sum(float((g.asnumpy() * d).sum()) for g, d in zip(grads, direction, strict=True))
    np.testing.assert_allclose(got, wanted, rtol=1e-5, atol=1e-6)
