"""What a person reads about an operator's function, derived from its record."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

from mindspore import _core


@functools.cache
def records() -> dict[str, dict[str, Any]]:
    """Map function and record names to records, and methods where no function is called so."""
    found: dict[str, dict[str, Any]] = {}
    for kind in ("functions", "methods"):
        for record in _core.op_records():
            for name in (*record[kind], record["name"]):
                found.setdefault(name, record)
    return found


def function(name: str) -> Callable:
    """Find an operator's function by its name."""
    return getattr(_core.ops, name)


def signature(name: str) -> inspect.Signature:
    """Give the signature of an operator's function."""
    parameters = []
    for param in records()[name]["params"]:
        parameters.append(
            inspect.Parameter(
                param["name"],
                inspect.Parameter.KEYWORD_ONLY
                if param["keyword_only"]
                else inspect.Parameter.POSITIONAL_OR_KEYWORD,
                default=param["default"] if param["has_default"] else inspect.Parameter.empty,
            )
        )
    return inspect.Signature(parameters)


_KINDS = {"Operand": "Tensor or number", "Tensor[]": "tuple or list of Tensors", "int[]": "ints"}


def docstring(name: str) -> str:
    """Write the documentation of an operator's function."""
    record = records()[name]
    lines = [f"{name}{signature(name)}", "", record["doc"]]
    if record["params"]:
        lines += ["", "Args:"]
    for param in record["params"]:
        kind = " or ".join(_KINDS.get(one, one) for one in param["kind"].split(" | "))
        kind += " or None" if param["optional"] else ""
        default = f" Default: {param['default']}." if param["has_default"] else ""
        lines.append(f"    {param['name']}: {kind}.{default}")
    if record["oracle"]:
        lines += ["", f"In NumPy: `{record['oracle']}`."]
    return "\n".join(lines)
