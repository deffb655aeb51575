"""Every record at every sample: its value against NumPy, its gradient against differences."""

from __future__ import annotations

from typing import Any

import numpy as np
import oracles
import pytest
from samples import Number, arguments
from scipy import special

import mindspore as ms
from mindspore import Tensor, _core

RECORDS = _core.op_records()
CASES = [
    pytest.param(record, sample, id=f"{record['name']}-{sample.replace(' ', '_')}")
    for record in RECORDS
    for sample in record["samples"]
]
# Results that are state or a convenience, and have no gradient by design.
WITHOUT_GRADIENT = {
    "BatchNormTrain": "the moments move running statistics",
    "BatchNorm": "the moments move running statistics",
    "SoftmaxCrossEntropyWithLogits": "the second result is itself a gradient",
    "EmbeddingExt-i64[3] f32[4,5] 1 None 2.0 False": "the padding row gets none",
}
TOLERANCE = {"float16": 4e-3, "bfloat16": 3e-2, "float32": 2e-5, "complex64": 2e-5}


def to_tensor(value: Any) -> Any:
    """Arrays as Tensors, dtypes as ours."""
    if isinstance(value, np.ndarray):
        return Tensor(value)
    if isinstance(value, Number):
        return getattr(ms, "bool_" if value.dtype == bool else value.dtype.name)
    if isinstance(value, list):
        return [to_tensor(item) for item in value]
    return value


def apply(record: dict[str, Any], args: list[Any]) -> Any:
    """Call the operator, keyword arguments by name."""
    params = record["params"]
    given = [a for a, p in zip(args, params, strict=True) if not p["keyword_only"]]
    named = {p["name"]: a for a, p in zip(args, params, strict=True) if p["keyword_only"]}
    return getattr(_core.ops, record["name"])(*given, **named)


def call(record: dict[str, Any], args: list[Any]) -> list[np.ndarray]:
    """Run the operator on arrays."""
    result = apply(record, [to_tensor(a) for a in args])
    results = result if isinstance(result, tuple | list) else [result]
    return [r.asnumpy() for r in results]


def to_numpy(value: Any) -> Any:
    """What the oracle sees."""
    return value.dtype if isinstance(value, Number) else value


@pytest.mark.parametrize(("record", "sample"), [c for c in CASES if c.values[0]["oracle"]])
def test_the_value_is_that_of_the_oracle(record, sample):
    args = arguments(record, sample)
    names = [p["name"] for p in record["params"]]
    values = {n: to_numpy(a) for n, a in zip(names, args, strict=True)}
    with np.errstate(all="ignore"):
        wanted = eval(record["oracle"], {"np": np, "oracles": oracles, "special": special}, values)
    wanted = wanted if isinstance(wanted, tuple | list) else [wanted]
    got = call(record, args)
    for a, b in zip(got, wanted, strict=True):
        b = np.asarray(b)
        assert a.shape == b.shape
        tolerance = TOLERANCE.get(a.dtype.name, 1e-10)
        wide = np.complex128 if a.dtype.kind == "c" or b.dtype.kind == "c" else np.float64
        np.testing.assert_allclose(
            a.astype(wide), b.astype(a.dtype).astype(wide), rtol=tolerance, atol=tolerance
        )


def differences(f, x: np.ndarray) -> np.ndarray:
    """The gradient of a scalar function, by central differences."""
    step = 1e-6
    grad = np.zeros_like(x)
    for index in np.ndindex(*x.shape):
        above, below = x.copy(), x.copy()
        above[index] += step
        below[index] -= step
        grad[index] = (f(above) - f(below)) / (2 * step)
    return grad


def weighted_sum(results: list[Any], weights: list[np.ndarray]) -> Any:
    """One number that depends on every element of every result."""
    total = None
    for r, w in zip(results, weights, strict=True):
        part = _core.ops.reduce_sum(r * Tensor(w)) if isinstance(r, Tensor) else (r * w).sum()
        total = part if total is None else total + part
    return total


def is_real(value: Any) -> bool:
    return isinstance(value, np.ndarray) and value.dtype.name in ("float32", "float64")


def differentiable(record: dict[str, Any], sample: str) -> bool:
    named = {record["name"], f"{record['name']}-{sample}"} & set(WITHOUT_GRADIENT)
    return not (record["constant"] or record["updates"] or named)


@pytest.mark.parametrize(("record", "sample"), [c for c in CASES if differentiable(*c.values)])
def test_the_gradient_is_that_of_differences(record, sample):
    args = [a.astype(np.float64) if is_real(a) else a for a in arguments(record, sample)]
    places = [i for i, a in enumerate(args) if is_real(a) and a.size]
    first = call(record, args)
    floats = [i for i, r in enumerate(first) if r.dtype == np.float64]
    if not places or not floats or any(r.dtype.kind == "c" for r in first):
        pytest.skip("nothing to differentiate")
    rng = np.random.default_rng(1)
    weights = [rng.uniform(0.5, 1.5, first[i].shape) for i in floats]

    def loss(*moving: Any) -> Any:
        full = [to_tensor(a) for a in args]
        for i, value in zip(places, moving, strict=True):
            full[i] = value
        out = apply(record, full)
        out = out if isinstance(out, tuple | list) else [out]
        return weighted_sum([out[i] for i in floats], weights)

    def at(i: int, value: np.ndarray) -> float:
        changed = list(args)
        changed[i] = value
        out = call(record, changed)
        return weighted_sum([out[k] for k in floats], weights)

    got = ms.grad(loss, tuple(range(len(places))))(*[Tensor(args[i]) for i in places])
    got = got if isinstance(got, tuple) else (got,)
    for i, g in zip(places, got, strict=True):
        wanted = differences(lambda v, i=i: at(i, v), args[i])
        if np.isnan(wanted).any():
            continue
        np.testing.assert_allclose(g.asnumpy(), wanted, rtol=2e-5, atol=2e-6)
