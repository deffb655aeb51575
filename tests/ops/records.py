"""The operators' records as test cases: samples become arguments, oracles expected values.

A sample is the text that stands in a record, `f32[2,3] (0,2) True None 'floor' f64`; samples.h
explains it. Everything here is derived from `_core.op_records()`: a new record is tested without a
line being written.
"""

from __future__ import annotations

import ast
import zlib
from dataclasses import dataclass, replace
from typing import Any

import ml_dtypes
import numpy as np
import oracles
from scipy import special

import mindspore as ms
from mindspore import _core

DTYPES = {
    "bool": np.bool_, "i8": np.int8, "i16": np.int16, "i32": np.int32, "i64": np.int64,
    "u8": np.uint8, "u16": np.uint16, "u32": np.uint32, "u64": np.uint64, "f16": np.float16,
    "bf16": ml_dtypes.bfloat16, "f32": np.float32, "f64": np.float64, "c64": np.complex64,
    "c128": np.complex128,
}  # fmt: skip
FULL_NAMES = {np.dtype(t).name: np.dtype(t) for t in DTYPES.values()}


@dataclass(frozen=True)
class TensorSample:
    """A tensor of a sample: its dtype and shape, not yet its elements."""

    dtype: np.dtype
    shape: tuple[int, ...]


@dataclass(frozen=True)
class Case:
    """One sample of one record."""

    record: dict[str, Any]
    sample: str

    def __str__(self) -> str:
        return f"{self.record['name']}-{self.sample.replace(' ', '_')}"

    def arguments(self) -> list[Any]:
        """The arguments in the order of the schema, tensors as `TensorSample`."""
        return [parse(item) for item in split(self.sample, " ")]


def split(text: str, separator: str) -> list[str]:
    """Pieces between separators that stand outside brackets."""
    items, depth, item = [], 0, ""
    for letter in text:
        depth += (letter in "[(") - (letter in "])")
        if letter == separator and depth == 0:
            items.append(item)
            item = ""
        else:
            item += letter
    return [piece for piece in [*items, item] if piece]


def parse(text: str) -> Any:
    """One item of a sample."""
    if text in DTYPES:
        return np.dtype(DTYPES[text])
    if text in FULL_NAMES:
        return FULL_NAMES[text]
    if text.startswith("["):
        return [parse(item) for item in split(text[1:-1], ",")]
    name, bracket, extents = text.partition("[")
    if bracket and name in DTYPES:
        shape = tuple(int(n) for n in extents[:-1].split(",") if n)
        return TensorSample(np.dtype(DTYPES[name]), shape)
    if text in ("inf", "-inf"):
        return float(text)
    return ast.literal_eval(text)


@dataclass(frozen=True)
class Domain:
    """Where elements are drawn from."""

    low: float = -2.0
    high: float = 2.0
    integers: tuple[int, int] = (-4, 8)


ANYWHERE = Domain()
# Integers that are indices or classes need to be small.
INDICES = Domain(integers=(0, 2))


def elements(sample: TensorSample, random: np.random.Generator, domain: Domain) -> np.ndarray:
    """Elements of the sample's dtype; integers are small, so that shifts and powers make sense."""
    if sample.dtype == np.bool_:
        return np.asarray(random.random(sample.shape) < 0.5)
    if sample.dtype.kind in "iu":
        low, high = domain.integers
        low = max(low, 0) if sample.dtype.kind == "u" else low
        return np.asarray(random.integers(low, high, sample.shape)).astype(sample.dtype)
    values = random.uniform(domain.low, domain.high, sample.shape)
    if sample.dtype.kind == "c":
        values = values + 1j * random.uniform(domain.low, domain.high, sample.shape)
    return np.asarray(values).astype(sample.dtype)


def fill(arguments: list[Any], seed: int, domain: Domain = ANYWHERE) -> list[Any]:
    """The arguments with every tensor an ndarray; equal seeds give equal elements."""
    random = np.random.default_rng(seed)

    def filled(item: Any) -> Any:
        if isinstance(item, TensorSample):
            return elements(item, random, domain)
        return [filled(i) for i in item] if isinstance(item, list) else item

    return [filled(item) for item in arguments]


def bind(record: dict[str, Any], arguments: list[Any]) -> dict[str, Any]:
    """Arguments by their names, defaults filled in."""
    named = {p["name"]: p["default"] for p in record["params"] if p["has_default"]}
    return named | {p["name"]: a for p, a in zip(record["params"], arguments, strict=False)}


def expected(record: dict[str, Any], arguments: list[Any]) -> tuple[Any, ...]:
    """What the record's oracle says, as a tuple of results."""
    # As globals: a comprehension inside the expression sees no locals.
    names = bind(record, arguments) | {"np": np, "special": special, "oracles": oracles}
    with np.errstate(all="ignore"):
        result = eval(record["oracle"], names)
    return result if isinstance(result, tuple) else (result,)


def to_tensor(item: Any) -> Any:
    """An argument as the operator takes it."""
    if isinstance(item, np.ndarray | np.generic):
        return ms.Tensor(item)
    if isinstance(item, np.dtype):
        return getattr(ms, "bool_" if item == np.bool_ else item.name)
    return [to_tensor(i) for i in item] if isinstance(item, list) else item


def call(record: dict[str, Any], arguments: list[Any]) -> tuple[Any, ...]:
    """The operator's own results, as a tuple of Tensors."""
    params = record["params"]
    items = [to_tensor(a) for a in arguments]
    positional = [a for a, p in zip(items, params, strict=False) if not p["keyword_only"]]
    named = {p["name"]: a for a, p in zip(items, params, strict=False) if p["keyword_only"]}
    result = getattr(_core.ops, record["name"])(*positional, **named)
    return tuple(result) if isinstance(result, tuple | list) else (result,)


def prepare(case: Case, arguments: list[Any], domain: Domain = ANYWHERE) -> list[Any]:
    """Elements that the operator takes: where integers are indices, small ones."""
    filled = fill(arguments, seed_of(case), domain)
    try:
        call(case.record, filled)
        if case.record["oracle"]:
            expected(case.record, filled)
    except (IndexError, ValueError, OverflowError):
        return fill(arguments, seed_of(case), replace(domain, integers=INDICES.integers))
    return filled


def seed_of(case: Case) -> int:
    """A seed that stays the same as long as the case does."""
    return zlib.crc32(str(case).encode())


def cases() -> list[Case]:
    """Every sample of every record."""
    return [Case(r, s) for r in _core.op_records() for s in r["samples"]]
