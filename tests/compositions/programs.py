"""A composition: a function of straight lines, each one operator on what was there before.

An operator and its arguments come from a sample of a record. Where the sample wants a tensor of
floats, an earlier value is brought to its dtype and shape; where it wants integers or flags, which
may be indices, the elements that the record's own test uses come as a new argument.
"""

from __future__ import annotations

import functools
import math
import random
from dataclasses import dataclass, field
from typing import Any

import ml_dtypes
import numpy as np
from records import Case, TensorSample, cases, elements, prepare, to_tensor

import mindspore as ms
from mindspore import Tensor, _core

PRELUDE = """import mindspore as ms
from mindspore import Tensor, _core, ops

C = _core.ops
inf, nan = float("inf"), float("nan")

"""
SHAPES = ((), (1,), (3,), (2, 3), (3, 2), (4,), (2, 1, 3), (0,), (5, 7), (2, 3, 4))
FLOATS = ("float32", "float32", "float32", "float16", "float64", "bfloat16")
BINARY = ("+", "-", "*", "/")
GLUE = (
    "{a} {op} {b}", "{a} {op} {b}", "{a} {op} {b}", "{a} {op} {n}", "{n} {op} {a}", "-{a}",
    "{a}.sum()", "{a}.sum(-1)", "{a}.mean(0)", "{a}.max()", "{a}.tanh()", "{a}.exp()", "{a}.abs()",
    "{a}.reshape(-1)", "{a}.T", "{a}[1:]", "{a}[..., ::2]", "{a}[0]", "{a}.expand_dims(0)",
    "ops.where({a} > {n}, {a}, {b})", "ops.maximum({a}, {b})", "ops.concat(({a}, {b}))",
    "ops.stack(({a}, {a}))", "{a} @ {b}", "{a}.astype(ms.float16)", "{a}.astype(ms.float32)",
    "{a}.astype(ms.float64)", "{a}.cumsum(0)", "ops.softmax({a}, -1)", "{a}.copy()",
)  # fmt: skip
LARGE = 2_000_000


@dataclass
class Value:
    """A name of the function and what it holds when the composition is made."""

    name: str
    tensor: Tensor

    @property
    def dtype(self) -> str:
        return str(self.tensor.dtype).lower()

    @property
    def is_float(self) -> bool:
        return bool(self.tensor.is_floating_point())


@dataclass
class Composition:
    """The text of a function and its arguments."""

    inputs: list[tuple[str, Any]] = field(default_factory=list)
    lines: list[tuple[str, str]] = field(default_factory=list)  # a name and its expression
    results: list[str] = field(default_factory=list)
    second: bool = False
    # Gradients of convolution weights are promised per number of threads only.
    convolves: bool = False
    # The gradient of what goes by parts, which wait for a number, is a sum of its own.
    numbers: bool = False

    def text(self) -> str:
        """The module."""
        names = ", ".join(name for name, _ in self.inputs)
        body = "".join(f"    {name} = {value}\n" for name, value in self.lines)
        ends = "".join(f"{name}, " for name in self.results)
        return f"{PRELUDE}\ndef program({names}):\n{body}    return ({ends})\n"

    def arguments(self) -> list[Any]:
        """New ones at each call."""
        return [to_tensor(v.copy()) if isinstance(v, np.ndarray) else v for _, v in self.inputs]


@functools.cache
def usable() -> list[list[Case]]:
    """Cases by record; what is not reproducible or has no tensors is of no use here."""
    found: dict[str, list[Case]] = {}
    for case in cases():
        internal = not case.record["functions"] and not case.record["methods"]
        if case.record["name"] != "Empty" and not (internal and case.record["updates"]):
            found.setdefault(case.record["name"], []).append(case)
    return list(found.values())


class Maker:
    """Makes one composition; each line is run while it is made, so that its result is known."""

    def __init__(self, rand: random.Random) -> None:
        self.random = rand
        self.made = Composition()
        self.pool: list[Value] = []
        self.scope: dict[str, Any] = {"inf": math.inf, "nan": math.nan, "ms": ms, "Tensor": Tensor}
        self.scope |= {"C": _core.ops, "ops": ms.ops}

    def array(self, dtype: Any, shape: tuple[int, ...]) -> np.ndarray:
        """Elements, now and then an odd one."""
        seeded = np.random.default_rng(self.random.randrange(1 << 30))
        found = elements(TensorSample(np.dtype(dtype), shape), seeded, _domain(self.random))
        if found.size and found.dtype.kind == "f" and self.random.random() < 0.1:
            odd = self.random.choice((0.0, -0.0, math.inf, math.nan, -1.0))
            found.reshape(-1)[self.random.randrange(found.size)] = odd
        return found

    def argument(self, array: Any) -> str:
        """A new argument of the function."""
        name = f"x{len(self.made.inputs)}"
        self.made.inputs.append((name, array))
        self.scope[name] = to_tensor(array.copy()) if isinstance(array, np.ndarray) else array
        if isinstance(array, np.ndarray):
            self.pool.append(Value(name, self.scope[name]))
        return name

    def line(self, expression: str) -> bool:
        """Adds a line if it can be computed."""
        try:
            result = eval(expression, self.scope)
        except Exception:
            return False
        parts = list(result) if isinstance(result, (tuple, list)) else [result]
        if any(isinstance(p, Tensor) and p.size > LARGE for p in parts):
            return False
        name = f"v{len(self.made.lines)}"
        self.made.lines.append((name, expression))
        self.scope[name] = result
        for place, part in enumerate(parts):
            if isinstance(part, Tensor):
                at = f"{name}[{place}]" if isinstance(result, (tuple, list)) else name
                self.pool.append(Value(at, part))
        return True

    def pick(self) -> Value | None:
        """An earlier float, more often a late one."""
        floats = [value for value in self.pool if value.is_float]
        if not floats:
            return None
        return floats[max(self.random.randrange(len(floats)) for _ in range(2))]

    def fitted(self, value: Value, sample: TensorSample) -> str | None:
        """The value in the dtype and shape of a sample."""
        text, shape = value.name, tuple(value.tensor.shape)
        wanted, count = math.prod(sample.shape), value.tensor.size
        if shape != sample.shape:
            if count == 0 or wanted == 0:
                return None
            text = f"{text}.reshape(-1)"
            if count < wanted:
                text = f"{text}.tile(({-(-wanted // count)},))"
            if wanted != max(count, wanted) or wanted % count:
                text = f"{text}[:{wanted}]"
            text = f"{text}.reshape({sample.shape})"
        name = np.dtype(sample.dtype).name
        return text if value.dtype == name else f"{text}.astype(ms.{name})"

    def operand(self, item: Any, prepared: Any, alone: bool) -> str:
        """One argument as text."""
        if isinstance(item, list):
            parts = [self.operand(i, p, alone) for i, p in zip(item, prepared, strict=True)]
            return f"[{', '.join(parts)}]"
        if isinstance(item, TensorSample):
            floats = item.dtype.kind == "f" or item.dtype == ml_dtypes.bfloat16
            if floats and self.random.random() < 0.85 and (value := self.pick()):
                text = self.fitted(value, item)
                if text:
                    return f"{text}.copy()" if alone else text
            return self.argument(prepared)
        if isinstance(item, np.dtype):
            return f"ms.{'bool_' if item == np.bool_ else item.name}"
        if type(item) in (int, float) and self.random.random() < 0.1:
            self.made.numbers = True
            return self.argument(item)
        return repr(item)

    def operator(self) -> bool:
        """A line from a sample of a record."""
        case = self.random.choice(self.random.choice(usable()))
        items = case.arguments()
        # What users do not call trusts its callers: sizes that fit, memory that may be written.
        if self.random.random() < 0.3 and (case.record["functions"] or case.record["methods"]):
            items = [_resized(item, _sizes(self.random)) for item in items]
        try:
            prepared = prepare(case, items)
        except Exception:
            return False
        inputs, pool = len(self.made.inputs), len(self.pool)
        texts = []
        for item, value, param in zip(items, prepared, case.record["params"], strict=False):
            # Running statistics are written, and are no other argument's memory.
            text = self.operand(item, value, "BatchNorm" in case.record["name"])
            texts.append(f"{param['name']}={text}" if param["keyword_only"] else text)
        if self.line(f"C.{case.record['name']}({', '.join(texts)})"):
            self.made.convolves |= "Conv" in case.record["name"]
            return True
        for name, _ in self.made.inputs[inputs:]:
            del self.scope[name]
        del self.made.inputs[inputs:]
        del self.pool[pool:]
        return False

    def glue(self) -> bool:
        """A line as users write them."""
        a, b = self.pick(), self.pick()
        if not a or not b:
            return False
        number = self.random.choice((0.5, 2, -1.5, 3, 1, 0))
        form = self.random.choice(GLUE)
        op = self.random.choice(BINARY)
        return self.line(form.format(a=a.name, b=b.name, n=number, op=op))

    def make(self) -> Composition:
        """The whole."""
        for _ in range(self.random.randint(1, 2)):
            dtype = self.random.choice(FLOATS)
            dtype = ml_dtypes.bfloat16 if dtype == "bfloat16" else dtype
            shape = self.random.choice(SHAPES)
            shape = (300, 700) if self.random.random() < 0.04 else shape
            self.argument(self.array(dtype, shape))
        wanted = self.random.randint(1, 9)
        for _ in range(4 * wanted):
            if len(self.made.lines) >= wanted:
                break
            self.glue() if self.random.random() < 0.4 else self.operator()
        late = self.pool[-3:]
        others = self.random.sample(self.pool, min(2, len(self.pool)))
        self.made.results = list(dict.fromkeys(value.name for value in late + others))
        self.made.second = self.random.random() < 0.15
        return self.made


def _domain(rand: random.Random) -> Any:
    from records import Domain

    return rand.choice((Domain(), Domain(), Domain(0.2, 0.9), Domain(1.2, 2.0), Domain(-40, 40)))


def _sizes(rand: random.Random) -> dict[int, int]:
    """What an extent of a sample becomes."""
    sizes = {n: rand.choice((n, n, 1, 7, 16, 33)) for n in range(2, 9)}
    if rand.random() < 0.1:
        sizes[rand.randint(2, 4)] = rand.choice((1031, 30000))
    return sizes


def _resized(item: Any, sizes: dict[int, int]) -> Any:
    if isinstance(item, list):
        return [_resized(i, sizes) for i in item]
    if isinstance(item, TensorSample):
        return TensorSample(item.dtype, tuple(sizes.get(n, n) for n in item.shape))
    return item


def make(rand: random.Random) -> Composition:
    """A composition; equal states of `rand` give equal ones."""
    return Maker(rand).make()
