"""The least program that still differs: statements go, expressions become smaller ones."""

from __future__ import annotations

import ast
import copy
import os
import pickle
import re
import select
import signal
import time
from collections.abc import Callable, Iterator
from typing import Any

from tests.generate.compare import Verdict, check

SECONDS = 20


def in_child(call: Callable[[], Any], seconds: float = SECONDS) -> Any:
    """The result of a call in a process of its own; text that says how that process ended."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            quiet = os.open(os.devnull, os.O_WRONLY)
            os.dup2(quiet, 2)
            data = pickle.dumps(call())
        except BaseException as error:
            data = pickle.dumps(f"{type(error).__name__}: {error}")
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(data)
        os._exit(0)
    os.close(writing)
    data, end = b"", time.monotonic() + seconds
    while True:
        ready, _, _ = select.select([reading], [], [], max(0, end - time.monotonic()))
        if not ready:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            os.close(reading)
            return "hang"
        part = os.read(reading, 1 << 16)
        if not part:
            break
        data += part
    os.close(reading)
    _, status = os.waitpid(child, 0)
    return pickle.loads(data) if data else f"crash with status {status}"


def sort_of(verdict: Verdict | str) -> str:
    """What kind of difference it is; empty if there is none. A shrunk program keeps it."""
    if isinstance(verdict, str):
        return verdict.split(":", 1)[0]
    if not verdict.different:
        return ""
    lines = verdict.different.splitlines()
    error = [
        re.findall(r"(?:raises', ')(\w+)|^ +\w+ +'(\w+(?:Error|Fault))'$", line) for line in lines
    ]
    words = "|".join(str([a or b for a, b in found]) for found in error[1:3])
    return f"{verdict.mode}|{words}|{'BUG' if 'bug' in verdict.different.lower() else ''}"


def bodies(tree: ast.AST) -> Iterator[list]:
    """Every list of statements, or of cases and handlers."""
    for node in ast.walk(tree):
        for field in ("body", "orelse", "finalbody", "handlers", "cases"):
            found = getattr(node, field, None)
            if isinstance(found, list):
                yield found


def without_statements(tree: ast.Module) -> Iterator[ast.Module]:
    """The tree with some statements gone: long runs first."""
    total = len(list(bodies(tree)))
    for number in range(total):
        size = len(list(bodies(tree))[number])
        for length in sorted({size, size // 2, 2, 1}, reverse=True):
            for start in range(0, size, length or 1):
                smaller = copy.deepcopy(tree)
                body = list(bodies(smaller))[number]
                if length and body[start : start + length]:
                    del body[start : start + length]
                    yield smaller


def unwrapped(tree: ast.Module) -> Iterator[ast.Module]:
    """The tree with the body of a statement in the place of the statement."""
    total = len(list(bodies(tree)))
    for number in range(total):
        for place, statement in enumerate(list(bodies(tree))[number]):
            for field in ("body", "orelse", "finalbody"):
                if isinstance(statement, (ast.ClassDef, ast.match_case, ast.ExceptHandler)):
                    continue
                if getattr(statement, field, None):
                    smaller = copy.deepcopy(tree)
                    body = list(bodies(smaller))[number]
                    body[place : place + 1] = getattr(body[place], field)
                    yield smaller


def expressions(tree: ast.AST) -> list[tuple[ast.AST, str, int | None]]:
    """Where expressions stand: node, field, place in the field."""
    found = []
    for node in ast.walk(tree):
        for field, value in ast.iter_fields(node):
            if isinstance(value, ast.expr) and isinstance(
                getattr(value, "ctx", ast.Load()), ast.Load
            ):
                found.append((node, field, None))
            elif isinstance(value, list):
                found += [(node, field, i) for i, e in enumerate(value) if isinstance(e, ast.expr)]
    return found


def smaller_expressions(tree: ast.Module) -> Iterator[ast.Module]:
    """The tree with an expression replaced by a part of it, or by a small constant; or gone."""
    for number, (node, field, place) in enumerate(expressions(tree)):
        value = getattr(node, field) if place is None else getattr(node, field)[place]
        parts: list[Any] = [e for e in ast.iter_child_nodes(value) if isinstance(e, ast.expr)]
        if not isinstance(value, (ast.Constant, ast.Name)):
            parts += [ast.Constant(0), ast.Constant(True), ast.Constant(None)]
        if place is not None and isinstance(
            node, (ast.List, ast.Tuple, ast.Call, ast.Set, ast.BoolOp)
        ):
            parts.append(None)
        for part in parts:
            smaller = copy.deepcopy(tree)
            at, _, _ = expressions(smaller)[number]
            if part is None:
                del getattr(at, field)[place]
                if isinstance(at, ast.BoolOp) and len(at.values) < 2:
                    continue
            elif place is None:
                setattr(at, field, copy.deepcopy(part))
            else:
                getattr(at, field)[place] = copy.deepcopy(part)
            yield smaller


def text_of(tree: ast.Module) -> str | None:
    """The program's text, if it is one."""
    for body in bodies(tree):
        if not body:
            parents = [n for n in ast.walk(tree) if getattr(n, "body", None) is body]
            if parents and not isinstance(parents[0], ast.Module):
                body.append(ast.Pass())
    try:
        text = ast.unparse(ast.fix_missing_locations(tree))
        compile(text, "program", "exec")
    except Exception:
        return None
    return text


def shrink(text: str, seconds: float = 120, **options: bool) -> str:
    """The least program found in this time whose difference is of the same sort."""
    end = time.monotonic() + seconds
    wanted = sort_of(in_child(lambda: check(text, **options)))
    if not wanted:
        return text
    if wanted.startswith("graph"):
        options = {**options, "machine": False, "gradient": False}
    place = text.index("def program(")
    prelude, best = text[:place], ast.unparse(ast.parse(text[place:]))
    tried: set[str] = set()

    def differs(candidate: str) -> bool:
        return sort_of(in_child(lambda: check(prelude + candidate, **options))) == wanted

    progress = True
    while progress and time.monotonic() < end:
        progress = False
        for ways in (without_statements, unwrapped, smaller_expressions):
            again = True
            while again and time.monotonic() < end:
                smaller = step(best, ways, differs, tried, end)
                again = smaller is not None
                progress = progress or again
                best = smaller or best
    return prelude + best


def step(
    best: str, ways: Callable, differs: Callable[[str], bool], tried: set[str], end: float
) -> str | None:
    """A smaller program that still differs; None if there is none of this sort."""
    for tree in ways(ast.parse(best)):
        candidate = text_of(tree)
        if candidate is None or candidate in tried or len(candidate) >= len(best):
            continue
        tried.add(candidate)
        if differs(candidate):
            return candidate
        if time.monotonic() > end:
            return None
    return None
