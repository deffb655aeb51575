"""When the source of a function is believed: if Python compiles it to that very function."""

import functools
import importlib.util
import linecache
import os
import sys
import sysconfig
import types
from pathlib import Path

import pytest

from mindspore import _core


def load(path: Path) -> types.ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def codes(code: types.CodeType):
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from codes(constant)


def test_lambdas_on_one_line_are_told_apart():
    first, second = (lambda x: x + 1), (lambda x: x + 2)
    assert "constant 1" in _core.code_text(first)
    assert "constant 2" in _core.code_text(second)


def test_equal_lambdas_on_one_line_keep_their_own_places():
    pair = [lambda: 1, lambda: 1]
    children = _core.child_codes(test_equal_lambdas_on_one_line_keep_their_own_places)
    assert [f.__code__ for f in pair] == children[:2]
    assert children[0] is pair[0].__code__
    assert children[1] is pair[1].__code__


def test_a_decorated_function_is_its_own_source_not_what_it_wraps():
    def around(function):
        @functools.wraps(function)
        def wrapper():
            return function() + 1

        return wrapper

    @around
    def wrapped():
        return 1

    assert "function wrapped" not in _core.code_text(wrapped)
    assert "load function" in _core.code_text(wrapped)
    assert "wrapped" in _core.code_text(wrapped.__wrapped__).splitlines()[0]


def test_an_edited_file_is_not_believed(tmp_path):
    path = tmp_path / "edited_program.py"
    path.write_text("def f():\n    return 1\n")
    old = load(path)
    path.write_text("def f():\n    return 1000\n")
    linecache.clearcache()
    assert "edited" in _core.source_problem(old.f)
    assert _core.source_problem(load(path).f) is None


def test_a_function_found_before_the_edit_stays_found(tmp_path):
    path = tmp_path / "kept_program.py"
    path.write_text("def f():\n    return 1\n\ndef g():\n    return 2\n")
    old = load(path)
    assert _core.source_problem(old.f) is None
    path.write_text("def f():\n    return 1 + 1 + x\n")
    assert _core.source_problem(old.f) is None
    assert _core.source_problem(old.g) is None


def test_a_moved_line_inside_is_noticed(tmp_path):
    path = tmp_path / "moved_program.py"
    path.write_text("def f(x):\n    return (x +\n            1)\n")
    old = load(path)
    path.write_text("def f(x):\n    return (x\n            + 1)\n")
    assert "edited" in _core.source_problem(old.f)


def test_exec_and_the_terminal_have_no_source():
    space: dict = {}
    exec("def f(): return 1", space)
    assert "exec" in _core.source_problem(space["f"])
    exec(compile("def g(): return 1", "<stdin>", "exec"), space)
    assert "terminal" in _core.source_problem(space["g"])


def test_a_notebook_cell_that_linecache_knows_has_source():
    text = "def f(x):\n    return x + 1\n"
    linecache.cache["<cell-1>"] = (len(text), None, text.splitlines(True), "<cell-1>")
    space: dict = {}
    exec(compile(text, "<cell-1>", "exec"), space)
    assert _core.source_problem(space["f"]) is None


def test_a_file_that_cannot_be_read_gives_a_reason(tmp_path):
    path = tmp_path / "broken_program.py"
    path.write_text("def f():\n    return 1\n")
    old = load(path)
    path.write_text("def f(:\n")
    assert "SyntaxError" in _core.source_problem(old.f)


def test_asserts_that_pytest_rewrites_do_not_matter():
    def with_assert(x):
        assert x == 1
        return x

    assert "assertion error" in _core.code_text(with_assert)


def test_warnings_are_not_shown_again(tmp_path, recwarn):
    path = tmp_path / "warning_program.py"
    path.write_text("def f(x):\n    return x is 1\n")
    old = load(path)
    recwarn.clear()
    assert _core.source_problem(old.f) is None
    assert not recwarn.list


def test_nothing_keeps_a_function_that_was_found(tmp_path):
    path = tmp_path / "freed_program.py"
    path.write_text("def f():\n    return lambda: 1\n")
    counts = []
    for _ in range(3):
        module = load(path)
        assert _core.source_problem(module.f) is None
        assert _core.source_problem(module.f()) is None
        counts.append(sys.getrefcount(module.f.__code__))
    assert len(set(counts)) == 1


LONG_PROGRAM = """
from __future__ import annotations
import math
x = \"\"\"
def f(): pass
\"\"\"
@staticmethod
@staticmethod
def f(a: int) -> float:
    return math.sqrt(a)
# a comment

class A:
    def f(self):
        return \"\"\"
not indented
\"\"\"
g = lambda: (
    1
)
if not x:
    pass
else:
    def h(): return math.pi
"""


def test_a_function_is_found_whatever_statements_are_around_it(tmp_path):
    path = tmp_path / "long_program.py"
    path.write_text(LONG_PROGRAM)
    module = load(path)
    for function in (module.f.__wrapped__.__wrapped__, module.A.f, module.g, module.h):
        assert _core.source_problem(function) is None


def library() -> list[Path]:
    root = Path(sysconfig.get_paths()["stdlib"])
    paths = [path for path in root.rglob("*.py") if "site-packages" not in path.parts]
    return sorted(paths)


def compiled(path: Path) -> types.CodeType | None:
    try:
        return compile(path.read_bytes(), str(path), "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return None


# A folded NaN is unlike itself, so these functions are unlike what they are compiled to.
NOT_A_NUMBER = "test_float.py"


@pytest.mark.filterwarnings("ignore")
def test_every_function_of_the_standard_library_is_found():
    """Of one file in sixteen, or of all with DUET_WHOLE_LIBRARY=1 (a minute)."""
    step = 1 if os.environ.get("DUET_WHOLE_LIBRARY") else 16
    problems = []
    for path in library()[::step]:
        module = compiled(path)
        if module is None or path.name == NOT_A_NUMBER:
            continue
        for code in list(codes(module))[1:]:
            problem = _core.source_problem(code)
            if problem:
                problems.append((str(path), code.co_qualname, problem))
    assert not problems
