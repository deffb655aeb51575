"""What is mutated: functions of CPython's own tests, of tests/lang, and generated programs."""

from __future__ import annotations

import ast
import functools
import os
import random
import sysconfig
from pathlib import Path

from tests.generate.programs import make

ROOT = Path(__file__).resolve().parents[2]
CASES = Path(os.environ.get("DUET_CONFORMANCE", "/work/shared/conformance")) / "cases"
LONGEST = 60  # lines of a function


def parsed(path: Path) -> ast.Module | None:
    """The tree of a file; some of CPython's are no Python on purpose."""
    try:
        return ast.parse(path.read_text())
    except (SyntaxError, ValueError, RecursionError):
        return None


@functools.cache
def files() -> list[Path]:
    """All files that programs come from."""
    python = Path(sysconfig.get_path("stdlib")) / "test"
    found = sorted(python.glob("test_*.py")) + sorted(CASES.rglob("*.py"))
    return found + sorted((ROOT / "tests/lang").rglob("*.py"))


@functools.cache
def functions(path: Path) -> list[str]:
    """The functions of a file, and its statements that are none, as texts."""
    tree = parsed(path)
    if tree is None:
        return []
    found = []
    for node in ast.walk(tree):
        small = getattr(node, "end_lineno", 0) - getattr(node, "lineno", 0) < LONGEST
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and small:
            found.append(ast.unparse(node))
    return found


def any_text(rand: random.Random) -> str:
    """A function of any file."""
    while True:
        found = functions(rand.choice(files()))
        if found:
            return rand.choice(found)


def is_test(node: ast.stmt) -> bool:
    """A test of tests/lang that consists of a function and its arguments."""
    return isinstance(node, ast.FunctionDef) and any(
        isinstance(d, ast.Call) and isinstance(d.func, ast.Name) and d.func.id == "every_mode"
        for d in node.decorator_list
    )


@functools.cache
def modules() -> list[tuple[ast.Module, list[ast.FunctionDef]]]:
    """Files of tests/lang without their tests, and the tests."""
    found = []
    for path in sorted((ROOT / "tests/lang").glob("test_*.py")):
        tree = parsed(path)
        tests = [node for node in tree.body if is_test(node)] if tree else []
        if tree and tests:
            tree.body = [
                node
                for node in tree.body
                if not (isinstance(node, ast.FunctionDef) and node.name.startswith("test_"))
            ]
            found.append((tree, tests))
    return found


def lang_program(rand: random.Random) -> tuple[str, str, str]:
    """What stands before a function of tests/lang, the function, and its arguments."""
    tree, tests = rand.choice(modules())
    test = rand.choice(tests)
    call = next(d for d in test.decorator_list if isinstance(d, ast.Call) and is_every(d))
    args = ", ".join(ast.unparse(a) for a in call.args)
    function = ast.parse(ast.unparse(test)).body[0]
    assert isinstance(function, ast.FunctionDef)
    function.decorator_list, function.name = [], "program"
    return ast.unparse(tree), ast.unparse(function), f"({args}{',' if args else ''})"


def is_every(call: ast.Call) -> bool:
    """Whether it is `every_mode(...)`."""
    return isinstance(call.func, ast.Name) and call.func.id == "every_mode"


def generated_program(rand: random.Random) -> tuple[str, str, str]:
    """The same of a generated one; its net comes as an argument."""
    text = make(rand.randrange(1_000_000))
    tree = ast.parse(text)
    body = {n.name: n for n in tree.body if isinstance(n, ast.FunctionDef)}
    tree.body = [node for node in tree.body if node is not body["program"]]
    return ast.unparse(tree), ast.unparse(body["program"]), "(Net(), *inputs(0))"


def program(rand: random.Random) -> tuple[str, str, str]:
    """A function that can be called, with what it needs and its arguments."""
    return lang_program(rand) if rand.random() < 0.6 else generated_program(rand)
