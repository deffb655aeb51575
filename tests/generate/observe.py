"""What can be seen of a run: results and what the caller reaches, with types, bits, identity."""

from __future__ import annotations

import re
import types
from typing import Any

import numpy as np

from mindspore import Parameter, Tensor

ADDRESS = re.compile(r"0x[0-9a-f]+")
MARKED = {"_Int": "int", "_Float": "float", "_List": "list", "_Dict": "dict", "_Tuple": "tuple"}


class Describer:
    """Turns a value into nested tuples; an object that can change is written once, then named."""

    def __init__(self, signs: bool = True) -> None:
        self.signs = signs
        self.known: dict[int, int] = {}
        self.kept: list[Any] = []
        self.tensors: list[Tensor] = []

    def of(self, value: Any) -> Any:
        """The description."""
        changes = isinstance(value, (Tensor, list, dict, set)) or hasattr(value, "__dict__")
        if changes and not isinstance(value, (type, types.ModuleType, int, float, tuple)):
            if id(value) in self.known:
                return ("same as", self.known[id(value)])
            self.known[id(value)] = len(self.known)
            self.kept.append(value)
        return self.content(value)

    def content(self, value: Any) -> Any:
        """Of what has not been seen."""
        kind = MARKED.get(type(value).__name__, type(value).__name__)
        if isinstance(value, Tensor):
            self.tensors.append(value)
            kind = "Parameter" if isinstance(value, Parameter) else "Tensor"
            return (kind, str(value.dtype), tuple(value.shape), bits(value, self.signs))
        if isinstance(value, (list, tuple)):
            return (kind, *[self.of(item) for item in value])
        if isinstance(value, dict):
            return (kind, *[(self.of(k), self.of(v)) for k, v in value.items()])
        if isinstance(value, (set, frozenset)):
            return (kind, *sorted(map(repr, value)))
        if isinstance(value, float):
            return (kind, value.hex())
        if isinstance(value, (int, str, bytes, complex, type(None))):
            return (kind, value)
        if isinstance(value, types.FunctionType):
            return (kind, value.__name__)
        if isinstance(value, BaseException):
            return (kind, ADDRESS.sub("@", str(value)))
        if isinstance(value, type):
            return (kind, value.__name__)
        if kind == "Net":
            shown = {key: value.__dict__.get(key) for key in ("t", "n", "items", "other")}
            return (kind, self.of(value.w), self.of(shown))
        if hasattr(value, "__dict__"):
            return (kind, self.of(dict(vars(value))))
        return (kind,)


def bits(tensor: Tensor, signs: bool = True) -> str:
    """All of a Tensor's memory, as text that shows the numbers too. A NaN is a NaN; without `signs`
    a zero is a zero: where nothing flows back, -0.0 and 0.0 say the same of a gradient.
    """
    values = tensor.asnumpy()
    if values.dtype.kind == "f":
        values = np.where(np.isnan(values), values.dtype.type("nan"), values)
        values = values if signs else values + values.dtype.type(0)
    return f"{values.tolist()} {values.tobytes().hex()}"


def shared(tensors: list[Tensor]) -> list[list[int]]:
    """Which of the Tensors see a write to each: changes them all."""
    found = []
    for tensor in tensors:
        before = [bits(each) for each in tensors]
        try:
            tensor.fill_(0)
            tensor.fill_(1)
        except Exception as error:
            found.append([type(error).__name__])
            continue
        found.append([i for i, each in enumerate(tensors) if bits(each) != before[i]])
    return found
