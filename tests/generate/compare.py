"""One program in all modes: what is seen must be the same."""

from __future__ import annotations

import contextlib
import io
import itertools
import linecache
import os
import re
import tempfile
import traceback
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mindspore as ms
from mindspore import Tensor, _core
from tests.generate.observe import ADDRESS, Describer, shared

EXACT = ms.JitConfig(jit_syntax_level="EXACT")
CALLS = (0, 1, 0)
numbers = itertools.count()
# How an error was reached outside of the program.
CALLER = re.compile(
    r"\n *= note: called from [^\n]*compare\.py[^\n]*"
    r"|\\n *= note: called from.*?compare\.py.*?lambda>"
)
PLACES = re.compile(r"\[[a-z0-9-]+\](\n|\\n)(.|\n)*")


def loaded(text: str, path: str) -> dict:
    """The program's module, new: the file is where the front end finds its source."""
    namespace = {"__name__": "generated", "__file__": path}
    exec(compile(text, path, "exec", dont_inherit=True), namespace)
    return namespace


def outcome(call: Callable, path: str) -> tuple[Any, str]:
    """What a call gives or raises, and what it prints."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        try:
            result: Any = ("returns", call())
        except Exception as error:
            lines = [
                f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename == path
            ]
            result = ("raises", error, lines[-1:] if lines else [])
    return result, CALLER.sub("", ADDRESS.sub("@", out.getvalue()))


def described(result: Any, describer: Describer) -> Any:
    """An outcome without its objects."""
    if result[0] == "raises":
        text = CALLER.sub("", ADDRESS.sub("@", str(result[1])))
        return ("raises", type(result[1]).__name__, text)
    return ("returns", describer.of(result[1]))


def run(text: str, path: str, wrap: Callable) -> tuple[list, Any]:
    """All that is seen of the calls, and the function that was called."""
    module = loaded(text, path)
    program, net = wrap(module["program"]), module["Net"]()
    seen = []
    kept = []
    for k in CALLS:
        args = module["inputs"](k)
        result, printed = outcome(lambda args=args: program(net, *args), path)
        describer = Describer()
        seen.append(described(result, describer))
        seen.append(("printed", printed))
        seen.append(("arguments", describer.of(list(args))))
        seen.append(("net", describer.of(net)))
        state = (module["SHARED"], module["TABLE"], module["LEVEL"])
        seen.append(("globals", describer.of(state)))
        kept.append((result, args))
    # The last: writes through one Tensor, and who sees them.
    seen.append(("memory", shared(describer.tensors)))
    return seen, (program, net)


def gradients(text: str, path: str) -> list[tuple[str, Any]]:
    """Gradients of a program that gives a Tensor of one float: eager, around a graph, inside."""
    module = loaded(text, path)
    args = module["inputs"](0)
    places = tuple(
        i + 1 for i, a in enumerate(args) if isinstance(a, Tensor) and a.is_floating_point()
    )
    if not places:
        return []

    def eager(f: Callable) -> Callable:
        return ms.grad(f, places)

    def around(f: Callable) -> Callable:
        return ms.grad(ms.jit(f, jit_config=EXACT), places)

    def inside(f: Callable) -> Callable:
        return ms.jit(lambda *xs: ms.grad(f, places)(*xs), jit_config=EXACT)

    found = []
    for way in (eager, around, inside):
        module = loaded(text, path)
        net, args = module["Net"](), module["inputs"](0)
        function = way(module["program"])
        call = lambda: function(net, *args)  # noqa: B023, E731
        result, printed = outcome(call, path)
        seen = (described(result, Describer(False)), printed, Describer(False).of(net))
        found.append((way.__name__, seen))
    return found


def fallbacks(function: Any, net: Any) -> list[str]:
    """Slugs of calls that no graph could serve; empty text for a graph."""
    found, _, _ = _core.jit_specialisations(function, net)
    return [each["slug"] if "reason" in each else "" for each in found]


def scalar_result(seen: list) -> bool:
    """Whether a gradient can be taken of the first call."""
    first = seen[0]
    if first[0] != "returns" or first[1][0] != "Tensor":
        return False
    return first[1][2] == () and "Float" in first[1][1]


def difference(a: Any, b: Any, where: str = "") -> str:
    """The first place where descriptions differ; empty if they do not."""
    if a == b:
        return ""
    if isinstance(a, (tuple, list)) and isinstance(b, (tuple, list)) and len(a) == len(b):
        for i, (x, y) in enumerate(zip(a, b, strict=True)):
            found = difference(x, y, f"{where}[{i}]")
            if found:
                return found
    return f"{where}\n      PyNative {a!r}\n      graph    {b!r}"


def without_places(value: Any) -> Any:
    """The machine on real objects has no frames of Python's, which the texts of errors show."""
    if isinstance(value, str):
        return PLACES.sub("", value)
    if isinstance(value, (tuple, list)):
        return type(value)(without_places(item) for item in value)
    return value


class Verdict:
    """How a program went."""

    def __init__(self) -> None:
        self.different = ""
        self.mode = ""
        self.slugs: list[str] = []
        self.raised = False
        self.gradient = False


def modes(plain: bool) -> dict[str, Callable]:
    """How a function is run; the first is what the others must agree with."""
    found: dict[str, Callable] = {"graph": lambda f: ms.jit(f, jit_config=EXACT)}
    if plain:
        found["machine"] = lambda f: lambda *args: _core.interpret(f, *args)
    return found


def judge(text: str, path: str, machine: bool = True, gradient: bool = True) -> Verdict:
    """Runs a program in all modes."""
    verdict = Verdict()
    expected, _ = run(text, path, lambda f: f)
    verdict.raised = expected[0][0] == "raises"
    for mode, wrap in modes(machine).items():
        found, function = run(text, path, wrap)
        if mode == "graph":
            verdict.slugs = fallbacks(*function)
        same = without_places if mode == "machine" else lambda seen: seen
        verdict.different = difference(same(expected), same(found))
        if verdict.different:
            verdict.mode = mode
            return verdict
    if gradient and scalar_result(expected):
        verdict.gradient = True
        ways = gradients(text, path)
        for name, seen in ways[1:]:
            verdict.different = difference(ways[0][1], seen)
            if verdict.different:
                verdict.mode = f"gradient {name}"
                return verdict
    return verdict


def check(text: str, **options: bool) -> Verdict:
    """Judges a text, in a file of its own."""
    path = Path(tempfile.gettempdir()) / f"generated_{os.getpid()}_{next(numbers)}.py"
    path.write_text(text)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return judge(text, str(path), **options)
    finally:
        path.unlink()
        linecache.cache.pop(str(path), None)
