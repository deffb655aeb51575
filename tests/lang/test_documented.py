"""Where the documents differ from Python: each entry of the one table, with and without it."""

import contextlib
import io
import warnings

import pytest

import mindspore as ms
from mindspore import Tensor, _core, ops

GLOBAL = [1, 2]


def copied(items):
    items.append(9)
    return len(items)


def views(x):
    return type({"a": x}.keys()).__name__, type({"a": x}.items()).__name__


def has_key(x):
    return {"a": x}.has_key("a")


def extended(x):
    items = [1]
    items.extend(x)
    return [getattr(item, "shape", None) for item in items]


def global_list(x):
    GLOBAL.append(3)
    return len(GLOBAL)


def keywords(x):
    return ops.Add()(x, other=x)


def constant_print(x):
    if x.sum() > 100:
        print("never in Python")
    print("compiled")
    return x


def run_time_print(x):
    print(x)
    return x


class Holder:
    def __init__(self, value):
        self.value = value


def objects(x):
    return Holder(x).value


def compiled(function, level):
    return ms.jit(function, jit_config=ms.JitConfig(jit_syntax_level=level))


def seen(function, *args):
    """What a call gives, what it prints, and what its arguments are afterwards."""
    out = io.StringIO()
    before = list(GLOBAL)
    with contextlib.redirect_stdout(out), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            result = function(*args)
        except Exception as error:
            result = type(error).__name__
    printed, changed = out.getvalue(), GLOBAL != before
    GLOBAL[:] = before
    return str(result), printed, str(args), changed


# By entry: program, its argument.
PROGRAMS = {
    "copied-arguments": (copied, lambda: [1]),
    "dict-views": (views, lambda: Tensor([1.0])),
    "has-key": (has_key, lambda: Tensor([1.0])),
    "extend-by-tensor": (extended, lambda: Tensor([1.0, 2.0])),
    "global-list": (global_list, lambda: Tensor([1.0])),
    "primitive-keywords": (keywords, lambda: Tensor([1.0])),
    "run-time-print": (run_time_print, lambda: Tensor([1.0])),
}
# Those that change when something is seen, not what is seen, or that only STRICT has.
OTHERS = {"wide-objects", "constant-print", "strict-lists", "strict-objects"}


def test_every_entry_has_a_program():
    assert {name for name, *_ in _core.jit_deviations()} == set(PROGRAMS) | OTHERS


@pytest.mark.parametrize("name", PROGRAMS)
def test_it_holds_below_exact_only(name):
    function, argument = PROGRAMS[name]
    python = seen(function, argument())
    assert seen(compiled(function, "EXACT"), argument()) == python
    assert seen(compiled(function, "LAX"), argument()) != python


@pytest.mark.parametrize("name", ["dict-views", "extend-by-tensor", "global-list"])
def test_explain_tells_where(name):
    function, argument = PROGRAMS[name]
    rules = {entry: rule for entry, rule, *_ in _core.jit_deviations()}
    assert f"deviates: {rules[name]}" in compiled(function, "LAX").explain(argument())


def test_constants_print_while_compiling_unless_exact():
    for level, expected in (("LAX", "compiled\n"), ("EXACT", "compiled\ncompiled\n")):
        out = io.StringIO()
        function = compiled(constant_print, level)
        with contextlib.redirect_stdout(out):
            function(Tensor([1.0]))
            function(Tensor([2.0]))
        assert out.getvalue() == expected, level


def test_strict_makes_no_objects_of_run_time_values():
    assert seen(objects, Tensor([1.0])) == seen(compiled(objects, "LAX"), Tensor([1.0]))
    assert seen(compiled(objects, "STRICT"), Tensor([1.0]))[0] == "RuntimeError"


def test_strict_does_not_change_lists_from_outside():
    assert seen(compiled(global_list, "STRICT"), Tensor([1.0]))[3] is False
    assert seen(compiled(global_list, "EXACT"), Tensor([1.0]))[3] is True
