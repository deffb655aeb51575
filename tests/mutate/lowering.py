"""The front end up to the core language: a mutated text lowers, or is a SyntaxError."""

from __future__ import annotations

import random
import warnings
from collections.abc import Callable

from mindspore import _core
from tests.mutate.mutations import mutated
from tests.mutate.sources import any_text


def text_of(seed: int) -> str:
    """The program of a number."""
    rand = random.Random(seed)
    while True:
        try:
            text = mutated(any_text(rand), rand, lambda: any_text(rand))
        except (SyntaxError, ValueError, RecursionError):
            continue
        if text is not None:
            return text


def is_python(text: str) -> bool:
    """Whether Python's compiler takes it."""
    try:
        compile(text, "mutated.py", "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, OverflowError, MemoryError):
        return False
    return True


def judge(seed: int, stage: Callable[[str], None]) -> tuple[str, str, str]:
    """What is wrong with a program, and how it went."""
    text = text_of(seed)
    return (*judged(text), "")


def judged(text: str) -> tuple[str, str]:
    """The same of a text."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        python = is_python(text)
        try:
            _core.lower_text(text)
        except (SyntaxError, ValueError, RecursionError) as error:
            if python:
                return f"refused: {type(error).__name__}: {error}", "refused"
            return "", "no Python"
        except BaseException as error:
            return f"{type(error).__name__}: {error}", "error"
    return "", "lowered" if python else "lowered, no Python"
