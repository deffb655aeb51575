"""A whole jit call of a mutated program: it ends as PyNative mode does, and in time."""

from __future__ import annotations

import io
import itertools
import linecache
import os
import random
import re
import signal
import sys
import tempfile
import warnings
from collections.abc import Callable
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any

import mindspore as ms
from tests.generate.compare import CALLER, EXACT, difference
from tests.generate.observe import ADDRESS, MARKED, Describer
from tests.mutate.mutations import mutated
from tests.mutate.sources import ROOT, any_text, generated_program, program

numbers = itertools.count()
PARAMETER = re.compile(r"Parameter#\d+")
SECONDS = 3.0


class OutOfTime(BaseException):
    """A program that does not end."""


@contextmanager
def limited(seconds: float) -> Any:
    """Raises OutOfTime in what takes longer."""

    def late(*_: Any) -> None:
        raise OutOfTime

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


# From this number on they come from the generator alone: a new file of tests changes none of them.
OF_SUITE = 5_000_000


def text_of(seed: int) -> str:
    """The module of a number."""
    rand = random.Random(seed)
    in_suite = seed >= OF_SUITE
    choose = generated_program if in_suite else program

    def others() -> str:
        return choose(rand)[1] if in_suite or rand.random() < 0.8 else any_text(rand)

    while True:
        before, function, args = choose(rand)
        try:
            changed = mutated(function, rand, others, tensors=True)
            if rand.random() < 0.3:
                args = mutated(args, rand, others, tensors=True) or args
            text = f"import mindspore as ms\n{before}\n\n{changed}\n\n\n"
            text += f"def args():\n    return {args}\n"
            compile(text, "mutated.py", "exec", dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError):
            continue
        # What looks at the running interpreter or at time is no subject.
        if changed and not any(
            word in changed for word in ("socket", "os.", "sys.", "time", "id(")
        ):
            return text


def plain(text: str) -> str:
    """Without what differs from run to run, and with what ms.mutable has marked as what it is."""
    text = PARAMETER.sub("Parameter", ADDRESS.sub("@", CALLER.sub("", text)))
    for marked, kind in MARKED.items():
        text = text.replace(f"'{marked}'", f"'{kind}'")
    return text.split("\n  --> ")[0]


def described(value: Any, describer: Describer) -> Any:
    """Without objects; what refuses to be looked at says so."""
    try:
        return without_addresses(describer.of(value))
    except RecursionError:
        return "endless"


def without_addresses(value: Any) -> Any:
    """A description whose texts are plain."""
    if isinstance(value, tuple):
        return tuple(without_addresses(item) for item in value)
    return plain(value) if isinstance(value, str) else value


def state_of(module: dict) -> dict:
    """The module's own data: what the program may have changed."""
    kinds = (int, float, str, list, dict, set, tuple, ms.Tensor)
    return {k: v for k, v in module.items() if isinstance(v, kinds) and not k.startswith("__")}


def seen_of(text: str, path: str, wrap: Callable, calls: int) -> list:
    """All that is seen of the calls."""
    module = {"__name__": "mutated", "__file__": path}
    exec(compile(text, path, "exec", dont_inherit=True), module)
    function, seen = wrap(module["program"]), []
    for _ in range(calls):
        try:
            with redirect_stdout(io.StringIO()):
                args = module["args"]()
        except Exception:
            return ["no arguments"]
        out = io.StringIO()
        describer = Describer()
        with redirect_stdout(out):
            try:
                ended: Any = ("returns", described(function(*args), describer))
            except OutOfTime:
                raise
            except BaseException as error:
                ended = ("raises", type(error).__name__, plain(str(error)).split("\n")[0])
        seen += [ended, plain(out.getvalue())]
        seen += [described(list(args), describer), described(state_of(module), describer)]
    return seen


def judged(text: str, path: str, stage: Callable[[str], None]) -> tuple[str, str]:
    """What is wrong, and how it went."""
    stage("PyNative")
    try:
        with limited(SECONDS):
            expected: Any = seen_of(text, path, lambda f: f, 2)
    except OutOfTime:
        expected = "endless"
    except Exception as error:
        return "", f"module: {type(error).__name__}"
    stage("graph")
    try:
        with limited(SECONDS if expected == "endless" else 10 * SECONDS):
            found: Any = seen_of(text, path, lambda f: ms.jit(f, jit_config=EXACT), 2)
    except OutOfTime:
        found = "endless"
    except Exception as error:
        return f"module fails in graph mode only: {error!r}", "different"
    if expected == "endless":
        return "", "endless"
    how = expected[0][0] if isinstance(expected[0], tuple) else expected[0]
    return difference(expected, found), how


def judge(seed: int, stage: Callable[[str], None]) -> tuple[str, str, str]:
    """What is wrong with the program of a number, and how it went."""
    return (*in_file(text_of(seed), stage), "")


def in_file(text: str, stage: Callable[[str], None] = lambda name: None) -> tuple[str, str]:
    """A program in a file of its own."""
    path = Path(tempfile.gettempdir()) / f"mutated_{os.getpid()}_{next(numbers)}.py"
    path.write_text(text)
    sys.path[:0] = [p for p in (str(ROOT / "tests/lang"),) if p not in sys.path]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return judged(text, str(path), stage)
    finally:
        path.unlink()
        linecache.cache.pop(str(path), None)
