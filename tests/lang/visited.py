"""Programs that are one graph with visits: nothing of them runs in Python as a whole.

`@in_one_graph(f32(3))` makes a test of the function below it, as `every_mode` does.
"""

from __future__ import annotations

import contextlib
import functools
import warnings
from collections.abc import Callable
from typing import Any

from modes import check, compiled, copied

import mindspore as ms


def hidden(text: str, **names: Any) -> Any:
    """What the text gives: functions and classes in it have no source, so Python carries them out.

    `hidden("lambda v: v + 1")` is an expression, `hidden("def f(v): ...")` a definition.
    """
    names.setdefault("__name__", "hidden")
    if not text.startswith(("def ", "class ", "import ", "from ")):
        return eval(text, names)
    exec(text, names)
    return names[[name for name in names if not name.startswith("__")][-1]]


def reasons(graph: Any) -> list[str]:
    """Why calls of a compiled function run in Python as a whole."""
    found, _, _ = ms._core.jit_specialisations(graph)
    return [each["reason"] for each in found if "reason" in each]


def in_one_graph(*args: Any, grad: bool = False, also: tuple = ()) -> Callable:
    """Makes a test of a function: with `args`, and with each tuple of arguments in `also`."""

    def decorate(function: Callable) -> Callable:
        @functools.wraps(function)
        def test() -> None:
            for each in (args, *also):
                check(function, each, grad, one_graph=False)
                graph = compiled(function, one_graph=False)
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    with contextlib.suppress(Exception):
                        graph(*copied(each))
                found = reasons(graph)
                assert not found, found

        del test.__wrapped__  # pytest would take the arguments for fixtures
        return test

    return decorate
