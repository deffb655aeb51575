"""One composition in PyNative mode and as one graph: the same bits, dtypes, shapes and errors."""

from __future__ import annotations

import hashlib
import itertools
import linecache
import os
import random
import re
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

import mindspore as ms
from mindspore import Tensor
from tests.compositions.programs import PRELUDE, Composition, make

EXACT = ms.JitConfig(jit_syntax_level="EXACT")
numbers = itertools.count()
PLACE = re.compile(r"\n(.|\n)*")


def bits(tensor: Tensor, signs: bool) -> bytes:
    """All of a Tensor's memory. A NaN is a NaN; without `signs` a zero is a zero."""
    values = tensor.float() if tensor.dtype == ms.bfloat16 else tensor
    array = np.ascontiguousarray(values.asnumpy())
    if array.dtype.kind == "c":
        array = array.view(array.real.dtype)
    if array.dtype.kind == "f":
        array = np.where(np.isnan(array), array.dtype.type("nan"), array)
        array = array if signs else array + array.dtype.type(0)
    return array.tobytes()


def described(value: Any, signs: bool = True) -> Any:
    """A result without its objects."""
    if isinstance(value, Tensor):
        digest = hashlib.sha1(bits(value, signs)).hexdigest()
        few = str(value.asnumpy().tolist() if value.dtype != ms.bfloat16 else value)[:120]
        return (str(value.dtype), tuple(value.shape), digest, few)
    if isinstance(value, (tuple, list)):
        return (type(value).__name__, *[described(item, signs) for item in value])
    return (type(value).__name__, repr(value))


def outcome(call: Callable, signs: bool = True) -> Any:
    """What a call gives, or its error in one line."""
    try:
        return described(call(), signs)
    except Exception as error:
        return ("raises", type(error).__name__, PLACE.sub("", str(error)))


def floats_of(results: Any) -> tuple:
    """What a gradient can be taken of. Not the arguments' own views: around a graph their
    cotangents come back through a view that is made behind it, and sums associate otherwise.
    """
    return tuple(r * 1 for r in results if r.is_floating_point())


class Judge:
    """A composition in a module of its own."""

    def __init__(self, made: Composition, program: Callable) -> None:
        self.made, self.program = made, program
        self.places = tuple(
            i
            for i, (_, v) in enumerate(made.inputs)
            if isinstance(v, np.ndarray) and (v.dtype.kind == "f" or v.dtype.name == "bfloat16")
        )

    def floats(self, *args: Any) -> tuple:
        """The float results of the program."""
        return floats_of(self.program(*args))

    def gradient(self, function: Callable) -> Callable:
        return ms.grad(function, self.places)

    def squared(self, *args: Any) -> Any:
        """A number whose gradient depends on all first gradients."""
        grads = ms.grad(self.floats, self.places)(*args)
        grads = grads if isinstance(grads, tuple) else (grads,)
        return sum((g.astype(ms.float32) * 0.5).sum() for g in grads)

    def ways(self) -> dict[str, list[tuple[str, Callable]]]:
        """Each first the way of PyNative mode, then those that must give the same."""
        compiled = ms.jit(self.program, jit_config=EXACT)
        found = {"values": [("eager", self.program), ("graph", compiled), ("again", compiled)]}
        if not self.places or not self.made.results or self.made.numbers:
            return found
        graph = ms.jit(self.floats, jit_config=EXACT)
        inside = ms.jit(lambda *xs: self.gradient(self.floats)(*xs), jit_config=EXACT)
        found["gradient"] = [("eager", self.gradient(self.floats))]
        found["gradient"] += [("around", self.gradient(graph)), ("inside", inside)]
        if self.made.second:
            second = ms.jit(lambda *xs: self.gradient(self.squared)(*xs), jit_config=EXACT)
            found["second"] = [("eager", self.gradient(self.squared)), ("inside", second)]
        return found

    def verdict(self) -> tuple[str, dict[str, Any]]:
        """The first difference, and what PyNative mode gave, to be compared across processes."""
        seen: dict[str, Any] = {}
        for what, ways in self.ways().items():
            for name, function in ways:
                got = outcome(lambda f=function: f(*self.made.arguments()), what == "values")
                if name == "eager":
                    seen[what] = got
                elif got != seen[what]:
                    return f"{what} {name}\n  PyNative {seen[what]}\n  graph    {got}", seen
            if seen[what][0] == "raises":
                break
        return "", seen


def judge(made: Composition) -> tuple[str, dict[str, Any]]:
    """Runs a composition in all ways."""
    path = Path(tempfile.gettempdir()) / f"composition_{os.getpid()}_{next(numbers)}.py"
    path.write_text(made.text())
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            module = {"__name__": "composition", "__file__": str(path)}
            exec(compile(made.text(), str(path), "exec", dont_inherit=True), module)
            return Judge(made, module["program"]).verdict()
    finally:
        path.unlink()
        linecache.cache.pop(str(path), None)


def shrunk(made: Composition) -> Composition:
    """One result where one suffices, and only the lines that it needs."""
    for result in made.results:
        one = Composition(
            made.inputs, made.lines, [result], made.second, made.convolves, made.numbers
        )
        lines, text = [], result
        for name, expression in reversed(made.lines):
            if re.search(rf"\b{name}\b", text):
                lines.insert(0, (name, expression))
                text += " " + expression
        one.lines = lines
        one.inputs = [(n, v) for n, v in made.inputs if re.search(rf"\b{n}\b", text)]
        if judge(one)[0]:
            return one
    return made


def of_seed(seed: int) -> Composition:
    """The composition of a number."""
    return make(random.Random(seed))


def text_of(seed: int) -> str:
    """Its text."""
    return of_seed(seed).text()


def judge_seed(seed: int, stage: Callable[[str], None]) -> tuple[str, str, str]:
    """What is wrong, how it went, and what is the same for any number of threads."""
    made = of_seed(seed)
    stage(made.text())
    wrong, seen = judge(made)
    if wrong:
        least = shrunk(made)
        wrong = f"{judge(least)[0] or wrong}\n{least.text()[len(PRELUDE) :]}"
    kept = {"values": seen.get("values")} if made.convolves else seen
    digest = hashlib.sha1(repr(kept).encode()).hexdigest()
    went = "raises" if seen["values"][0] == "raises" else " and ".join(seen)
    return wrong, went, digest
