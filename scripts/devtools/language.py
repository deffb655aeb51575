"""Write docs/language.md: what of Python compiles, what deviates, what runs in Python.

`scripts/dev language` writes it, `scripts/dev language --check` says whether it is up to date.
What it says comes from the programs in tests/lang, the table of documented deviations and
docs/errors.md.
"""

import ast
import importlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from devtools import project

PAGE = project.ROOT / "docs" / "language.md"
PROGRAMS = project.ROOT / "tests" / "lang"

HEAD = """# The language

Written by `scripts/dev language`.

A function under `ms.jit`, or a Cell in graph mode, is ordinary Python: it is evaluated once with
values that are known and values that only the run knows, and what is left is one graph. Its
meaning is Python's: results, types, identity, changes seen by the caller, printed output and
exceptions are those of PyNative mode. `ms.jit(f).explain(*args)` says of a call what was compiled,
guarded, or left to Python; `ms.jit(f, fullgraph=True)` refuses to leave anything to Python.

# What compiles

Each program below runs in the tests: in PyNative mode, as one graph, as the same graph again, and
as one with all optimisation off. The words are the names of the tests. Programs in *italics* are
such that a part of them runs in Python.
"""

DEVIATIONS = """
# Where the documents differ from Python

The documents of MindSpore show a few results that Python would not give. They hold by default; the
level `EXACT` (`ms.JitConfig(jit_syntax_level="EXACT")`, or in `set_context`) switches all of them
off. `explain` tells where one took effect. Each has its test in
[tests/lang/test_documented.py](../tests/lang/test_documented.py).

| name | rule | document | level |
|---|---|---|---|
"""

STATEMENTS = """
# Where each statement of the documents is tested

The five documents of MindSpore on the language, by number and section: each statement in our words,
and behind it the names of the programs that show it. They run in PyNative mode, as one graph, with
all optimisation off, and at the levels of the syntax that the documents name; what a document shows
is compared with its text. *(lifted)*: a document calls it unsupported at its time, and it is
supported. *And*: further programs on the section.
"""

REFUSED = """
# What runs in Python, and why

What a graph cannot express is handed to Python, with a warning that names the line. The word is the
reason's; its section in [errors.md](errors.md) says what to write instead.

"""


def read(path: Path) -> str:
    """Give the text of a file."""
    return path.read_text(encoding="utf-8")


def programs(path: Path) -> Iterator[tuple[str, bool]]:
    """Give the tests of a module: name in words, and whether it is one graph."""
    for node in ast.parse(read(path)).body:
        if not isinstance(node, ast.FunctionDef) or not node.name.startswith("test_"):
            continue
        settings = {
            keyword.arg: ast.unparse(keyword.value)
            for decorator in node.decorator_list
            if isinstance(decorator, ast.Call)
            for keyword in decorator.keywords
        }
        words = node.name.removeprefix("test_").replace("_", " ")
        yield words, settings.get("one_graph") != "False"


def sections(path: Path) -> Iterator[tuple[str, str]]:
    """Give each section of the documents that a module's tests name, and the test in words."""
    body = ast.parse(read(path)).body
    names: dict[str, str] = {}
    for node in body:
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            target = node.targets[0]
            pairs = [(target, node.value)]
            if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                pairs = list(zip(target.elts, node.value.elts, strict=True))
            for name, value in pairs:
                if isinstance(name, ast.Name) and isinstance(value, ast.Constant):
                    names[name.id] = str(value.value)
        if not isinstance(node, ast.FunctionDef):
            continue
        for call in node.decorator_list:
            if isinstance(call, ast.Call) and ast.unparse(call.func) in ("documented", "states"):
                section = ast.unparse(call.args[0])
                words = node.name.removeprefix("test_").replace("_", " ")
                yield names.get(section, section.strip("'\"")), words


def of_sections() -> dict[str, list[tuple[str, str]]]:
    """Give the tests of each section: module and name in words."""
    found: dict[str, list[tuple[str, str]]] = {}
    for path in sorted((PROGRAMS / "documents").glob("test_*.py")):
        for section, words in sections(path):
            found.setdefault(section, []).append((path.name, words))
    return found


def named(test: str) -> tuple[Path, str]:
    """Give the file of a test that a statement names, and the test in words."""
    place, _, name = test.rpartition(".")
    folder, _, module = place.rpartition("/")
    home = project.ROOT / "tests" / folder if folder else PROGRAMS / "documents"
    return home / f"test_{module}.py", name.replace("_", " ")


def linked(tests: list[tuple[Path, str]]) -> str:
    """Write tests as links to their files, each file once."""
    by_file: dict[Path, list[str]] = {}
    for path, words in tests:
        by_file.setdefault(path, []).append(words)
    return "; ".join(
        f"[{path.name}](../{path.relative_to(project.ROOT)}): {', '.join(words)}"
        for path, words in by_file.items()
    )


def tables() -> tuple[dict[str, str], dict[str, tuple[tuple[str, str], ...]]]:
    """Give the titles of the documents, and their statements by section."""
    if str(project.ROOT) not in sys.path:
        sys.path.insert(0, str(project.ROOT))
    page = importlib.import_module("tests.lang.documents.sections")
    return page.TITLES, page.STATEMENTS


def statements() -> Iterator[str]:
    """Write for each statement of the documents where it is tested."""
    titles, rows = tables()
    others = of_sections()
    shown = {named(test) for each in rows.values() for _, tests in each for test in tests.split()}
    for number, title in titles.items():
        yield f"\n## {number}: {title}"
        for section in (each for each in rows if each.startswith(number)):
            yield f"\n*{section.removeprefix(number).strip()}*\n"
            for words, tests in rows[section]:
                where = linked([named(test) for test in tests.split()])
                yield f"- {words.replace('(lifted)', '*(lifted)*')}: {where}."
            marked = (
                (PROGRAMS / "documents" / name, words) for name, words in others.get(section, [])
            )
            more = [test for test in marked if test not in shown]
            if more:
                yield f"- And {linked(more)}."


def theme(path: Path) -> str:
    """Write what one module of tests shows."""
    doc = ast.get_docstring(ast.parse(read(path))) or ""
    names = [words if whole else f"*{words}*" for words, whole in programs(path)]
    title = " ".join(doc.split("\n\n")[0].split())
    return (
        f"\n**{title}** ([{path.name}](../{path.relative_to(project.ROOT)}))\n{'; '.join(names)}.\n"
    )


def reasons() -> Iterator[str]:
    """Write a line for each reason that docs/errors.md explains."""
    text = read(project.ROOT / "docs" / "errors.md")
    chapter = text.split("# Why a function runs in Python", 1)[1]
    for section in re.split(r"^## ", chapter, flags=re.MULTILINE)[1:]:
        head, _, body = section.partition("\n")
        first = re.split(r"(?<=[.:])\s", " ".join(body.split()), maxsplit=1)[0]
        yield f"- {head}: {first}"


def text() -> str:
    """Write the page."""
    from mindspore import _core

    modules = [
        path
        for path in sorted(PROGRAMS.rglob("test_*.py"))
        if re.search(r"(modes|visited) import", read(path)) and path.parent.name != "documents"
    ]
    themes = "".join(theme(path) for path in modules)
    rows = "".join(
        f"| `{name}` | {rule} | {source} | {level or 'all but EXACT'} |\n"
        for name, rule, source, level in _core.jit_deviations()
    )
    stated = STATEMENTS + "\n".join(statements()) + "\n"
    return HEAD + themes + DEVIATIONS + rows + stated + REFUSED + "\n".join(reasons()) + "\n"


def main(arguments: list[str]) -> int:
    """Write the page, or check it."""
    stale = not PAGE.exists() or read(PAGE) != text()
    if "--check" in arguments:
        print(f"language: {'run `scripts/dev language`' if stale else 'up to date'}")
        return int(stale)
    PAGE.write_text(text(), encoding="utf-8")
    print(f"language: {'written' if stale else 'as it was'}")
    return 0
