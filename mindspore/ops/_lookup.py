"""Finding the functions and Primitive classes of `mindspore.ops` by name, when they are used.

`find` gives a function, or makes the Primitive class of an operator's record. The many old module
paths (`ops.operations.nn_ops`, `ops.functional`, ...) all ask here.
"""

from __future__ import annotations

import ast
import functools
import importlib
from collections.abc import Callable
from typing import Any

import mindspore.ops.primitives as primitives
from mindspore import _core
from mindspore.common import dtype as mstype
from mindspore.ops import _records
from mindspore.ops._primitive_table import TABLE
from mindspore.ops.primitive import _MISSING, Operator, operator_class

_FAMILIES: tuple[str, ...] = (
    "array",
    "move",
    "place",
    "math",
    "series",
    "joint",
    "nn",
    "box",
    "window",
    "random",
)
_FAMILIES += (
    "debug",
    "host",
    "scalar",
    "sample",
    "image",
    "sparse",
    "spectral",
    "fourier",
    "ctc",
    "matrix",
    "band",
    "primitive",
    "row_optimizer",
    "rest",
    "older",
)


# What constructors of optimisers take and never use: kept as attributes.
_OF_OPTIMISERS = (("use_locking", "", False), ("gradient_scale", "", 1.0))


@functools.cache
def find(name: str) -> Any:
    """Give what `mindspore.ops` calls `name`; raise AttributeError where there is none."""
    if name in _classes():
        return primitives.find(name)
    if name[:1].isupper():
        return primitive_class(name)
    return function(name)


def function(name: str) -> Callable:
    """Give a function: an operator's, else one written in Python."""
    record = _records.records().get(name)
    if record is not None and (name in record["functions"] or name == record["name"]):
        return getattr(_core.ops, name)
    for family in _FAMILIES:
        module = importlib.import_module(f"mindspore.ops.function.{family}_func")
        if name in module.__all__:
            return getattr(module, name)
    raise AttributeError(f"module 'mindspore.ops' has no attribute '{name}'")


@functools.cache
def primitive_class(name: str) -> type[Operator]:
    """Make the Primitive class of an operator."""
    record = _records.records().get(name)
    found = record is not None and record["name"] == name
    construction = tuple(
        (param["name"], param["name"], param["default"] if param["has_default"] else _MISSING)
        for param in (record["params"] if record and found else ())
        if param["construction"]
    )
    entry = _table().get(name)
    if entry is not None:
        target = function(entry[0])
        return operator_class(name, target, entry[1], target.__doc__ or "")
    if record is None or not found:
        raise AttributeError(f"module 'mindspore.ops' has no attribute '{name}'")
    if record["updates"] and name not in ("Assign", "AssignAdd", "AssignSub"):
        # Said by older programs; what is written is never shared between threads unguarded.
        written = {parameter for parameter, _, _ in construction}
        construction += tuple(item for item in _OF_OPTIMISERS if item[0] not in written)
    return operator_class(name, getattr(_core.ops, name), construction, record["doc"])


@functools.cache
def _classes() -> frozenset[str]:
    return frozenset(primitives.names())


@functools.cache
def _table() -> dict[str, tuple[str, tuple[tuple[str, str, Any], ...]]]:
    entries = {}
    for line in TABLE.strip().splitlines():
        name, _, rest = line.partition(":")
        target, _, parameters = rest.partition("|")
        entries[name] = (target.strip(), tuple(_parameters(parameters)))
    return entries


def _parameters(text: str) -> list[tuple[str, str, Any]]:
    if not text.strip():
        return []
    found = []
    for item in text.split(", "):
        written, _, keyword = item.strip().partition(" as ")
        name, equals, default = written.partition("=")
        value = _default(default) if equals else _MISSING
        found.append((name, "" if keyword == "-" else keyword or name, value))
    return found


def _default(text: str) -> Any:
    return getattr(mstype, text) if hasattr(mstype, text) else ast.literal_eval(text)


def names() -> list[str]:
    """List all public names."""
    found = {*_table(), *_classes()}
    for family in _FAMILIES:
        found.update(importlib.import_module(f"mindspore.ops.function.{family}_func").__all__)
    for record in _core.op_records():
        found.update(record["functions"])
        made = any(param["construction"] for param in record["params"])
        optimiser = record["name"].startswith(("Apply", "Adam"))
        if record["functions"] or record["methods"] or made or optimiser:
            found.add(record["name"])
    return sorted(found)
