"""Kinds of values that generated programs are made of: expressions are made to be of a kind."""

from __future__ import annotations

from typing import NamedTuple

INT, FLOAT, BOOL, STR, NONE = "int", "float", "bool", "str", "none"

DTYPES = {
    "f32": "ms.float32",
    "f16": "ms.float16",
    "f64": "ms.float64",
    "i32": "ms.int32",
    "i64": "ms.int64",
    "u8": "ms.uint8",
    "b": "ms.bool_",
}
FLOATS = ("f32", "f16", "f64")
SHAPES = ((), (3,), (2, 3), (2,), (3, 2))


class T(NamedTuple):
    """A Tensor."""

    dtype: str
    shape: tuple[int, ...]


class L(NamedTuple):
    """A list; its items are of one kind."""

    item: Kind


class D(NamedTuple):
    """A dict from str."""

    item: Kind


class U(NamedTuple):
    """A tuple."""

    items: tuple[Kind, ...]


class S(NamedTuple):
    """A set of ints."""


class F(NamedTuple):
    """A function: kinds of its arguments and of its result."""

    takes: tuple[Kind, ...]
    gives: Kind


class B(NamedTuple):
    """A Box, the class that each program has: `n` an int, `t` a Tensor, `items` a list of ints."""


Kind = str | T | L | D | U | S | F | B
BOX_TENSOR = T("f32", (3,))
MUTABLE = (L, D, S, B)


def is_float_tensor(kind: Kind) -> bool:
    """Whether gradients may flow through it."""
    return isinstance(kind, T) and kind.dtype in FLOATS


def broadcast(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[int, ...] | None:
    """The shape of a + b; None where there is none."""
    out = []
    for i in range(1, max(len(a), len(b)) + 1):
        m = a[-i] if i <= len(a) else 1
        n = b[-i] if i <= len(b) else 1
        if m != n and 1 not in (m, n):
            return None
        out.append(max(m, n))
    return tuple(reversed(out))
