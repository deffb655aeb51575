"""Measure functions (40 lines) and files (500 lines): warn above, fail above twice the limit.

Docstrings and blank lines do not count. In C++ a function is a block behind a parameter list, at
namespace or class level; an operator's record is data and not a function.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from devtools import project

FUNCTION_LINES = 40
FILE_LINES = 500

NOISE = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])\'(?:\\.|[^\'\\\n])+\'',
    re.DOTALL,
)
TYPE_BLOCK = re.compile(r"\b(class|struct|union|enum|namespace|extern)\b[^()]*$")
ACCESS = re.compile(r"^\s*(public|private|protected)\s*:")
# The text before a brace that initialises a member in a constructor's list: `Box(int n) : size_{`.
MEMBER_INITIALIZER = re.compile(r"\)\s*(noexcept\s*)?:(?!:)[^;]*[\w>]$")
NAMED_CALL = re.compile(r"([~\w:]+|operator\s*\S+)\s*\(")


@dataclass
class Measure:
    """A function or a file, with its length and its limit."""

    path: Path
    line: int
    name: str
    length: int
    limit: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.name} has {self.length} lines (limit {self.limit})"


def blank(match: re.Match[str]) -> str:
    """Replace a comment or literal by nothing but its line ends."""
    return "\n" * match[0].count("\n") or " "


def cxx_functions(path: Path) -> Iterator[Measure]:
    """Yield the functions of a C++ file."""
    code = NOISE.sub(blank, path.read_text(encoding="utf-8"))
    code = re.sub(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", blank, code, flags=re.MULTILINE)
    lines = code.split("\n")
    for name, first, last in bodies(code):
        length = sum(bool(text.strip()) for text in lines[first - 1 : last])
        yield Measure(path, first, name, length, FUNCTION_LINES)


def bodies(code: str) -> Iterator[tuple[str, int, int]]:
    """Yield name, first and last line of each function in code without comments and literals."""
    opened: list[tuple[str, int] | None] = []  # per open brace: the function that it starts
    statement = 0
    for found in re.finditer(r"[{};]", code):
        position = found.start()
        inside = any(opened)
        if found[0] == "{":
            head = ACCESS.sub("", code[statement:position]).strip()
            if not inside and MEMBER_INITIALIZER.search(head):
                opened.append(None)
                continue
            line = code.count("\n", 0, position) + 1 - head.count("\n")
            starts = not inside and is_function(head)
            opened.append((name_of(head), line) if starts else None)
        elif found[0] == "}" and opened:
            if function := opened.pop():
                yield *function, code.count("\n", 0, position) + 1
            elif MEMBER_INITIALIZER.search(code[statement:position].rpartition("{")[0].strip()):
                continue
        statement = position + 1


def name_of(head: str) -> str:
    """Take a function's name from the text before its body."""
    return found[1] if (found := NAMED_CALL.search(head)) else "function"


def is_function(head: str) -> bool:
    """Tell whether a block with this text before its brace is the body of a function."""
    if not head or TYPE_BLOCK.search(head) or head.endswith(("=", ",", "(", "return")):
        return False
    before_parameters = head.partition("(")[0]
    return "(" in head and "=" not in before_parameters.replace("operator", "").replace("==", "")


def python_functions(path: Path) -> Iterator[Measure]:
    """Yield the functions of a Python file."""
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        first = node.body[0]
        docstring = range(0)
        if ast.get_docstring(node, clean=False) is not None and first.end_lineno:
            docstring = range(first.lineno, first.end_lineno + 1)
        span = range(node.lineno, (node.end_lineno or node.lineno) + 1)
        length = sum(bool(lines[n - 1].strip()) for n in span if n not in docstring)
        yield Measure(path, node.lineno, node.name, length, FUNCTION_LINES)


def measures(path: Path) -> Iterator[Measure]:
    """Yield the file itself and its functions."""
    length = len(path.read_text(encoding="utf-8").splitlines())
    yield Measure(path, 1, "file", length, FILE_LINES)
    yield from python_functions(path) if path.suffix == ".py" else cxx_functions(path)


def main(arguments: list[str]) -> int:
    """Print what is too long; fail on what is twice too long."""
    folders = ("src", "mindspore", "tests", "scripts", "examples", "benchmarks")
    paths = project.files(*folders, suffixes=(*project.CXX, ".py"))
    found = [measure for path in paths for measure in measures(path)]
    long = sorted((m for m in found if m.length > m.limit), key=lambda m: -m.length / m.limit)
    failures = [m for m in long if m.length > 2 * m.limit]
    for measure in long:
        print("error:" if measure in failures else "warning:", measure)
    print(f"size: {len(failures)} more than twice too long, {len(long) - len(failures)} too long")
    return bool(failures)
