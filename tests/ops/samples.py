"""Samples of records as arguments: `f32[2,3] (0,2) True None 'floor' f64`."""

from __future__ import annotations

import zlib
from typing import Any

import ml_dtypes
import numpy as np

DTYPES = {
    "bool": np.bool_,
    "i8": np.int8,
    "i16": np.int16,
    "i32": np.int32,
    "i64": np.int64,
    "u8": np.uint8,
    "u16": np.uint16,
    "u32": np.uint32,
    "u64": np.uint64,
    "f16": np.float16,
    "bf16": ml_dtypes.bfloat16,
    "f32": np.float32,
    "f64": np.float64,
    "c64": np.complex64,
    "c128": np.complex128,
}


class Number:
    """A dtype among the arguments, not a tensor of it."""

    def __init__(self, dtype: type) -> None:
        self.dtype = np.dtype(dtype)


def split(text: str, separator: str) -> list[str]:
    """Cut at separators outside brackets."""
    items, depth, start = [], 0, 0
    for i, c in enumerate(text + separator):
        depth += (c in "[(") - (c in "])")
        if c == separator and depth == 0:
            if i > start:
                items.append(text[start:i])
            start = i + 1
    return items


def array(dtype: str, shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
    """Numbers of both signs, away from 0 and 1; small whole numbers."""
    t = np.dtype(DTYPES[dtype])
    if dtype == "bool":
        return rng.random(shape) < 0.5
    if dtype[0] in "iu":
        return rng.integers(0, 3, shape).astype(t)
    values = rng.uniform(0.1, 0.9, shape) * rng.choice([-1, 1], shape)
    if dtype[0] == "c":
        values = values + 1j * rng.uniform(0.1, 0.9, shape)
    return np.asarray(values).astype(t)


def parse(text: str, rng: np.random.Generator) -> Any:
    """Read one argument."""
    if text in ("None", "True", "False"):
        return {"None": None, "True": True, "False": False}[text]
    if text[0] == "'":
        return text[1:-1]
    if text[0] == "(":
        return tuple(int(v) for v in split(text[1:-1], ","))
    if text[0] == "[":
        return [parse(item, rng) for item in split(text[1:-1], ",")]
    if text in DTYPES:
        return Number(DTYPES[text])
    if "[" in text:
        dtype, shape = text[:-1].split("[")
        return array(dtype, tuple(int(v) for v in shape.split(",") if v), rng)
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        return Number(np.dtype(text).type)


def arguments(record: dict[str, Any], sample: str) -> list[Any]:
    """Read a sample, the same numbers each time; what is missing has its default."""
    rng = np.random.default_rng(zlib.crc32((record["name"] + sample).encode()))
    args = [parse(item, rng) for item in split(sample, " ")]
    for param in record["params"][len(args) :]:
        args.append(param["default"])
    return args
