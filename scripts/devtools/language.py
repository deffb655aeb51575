"""Write docs/language.md: what of Python compiles, what deviates, what runs in Python.

`scripts/dev language` writes it, `scripts/dev language --check` says whether it is up to date.
What it says comes from the programs in tests/lang, the table of documented deviations and
docs/errors.md.
"""

import ast
import re
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

Each program below runs in the tests: in PyNative mode, as one graph, and as the same graph again.
The words are the names of the tests. Programs in *italics* are such that a part of them runs in
Python.
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

    modules = [path for path in sorted(PROGRAMS.rglob("test_*.py")) if "modes import" in read(path)]
    themes = "".join(theme(path) for path in modules)
    rows = "".join(
        f"| `{name}` | {rule} | {source} | {level or 'all but EXACT'} |\n"
        for name, rule, source, level in _core.jit_deviations()
    )
    return HEAD + themes + DEVIATIONS + rows + REFUSED + "\n".join(reasons()) + "\n"


def main(arguments: list[str]) -> int:
    """Write the page, or check it."""
    stale = not PAGE.exists() or read(PAGE) != text()
    if "--check" in arguments:
        print(f"language: {'run `scripts/dev language`' if stale else 'up to date'}")
        return int(stale)
    PAGE.write_text(text(), encoding="utf-8")
    print(f"language: {'written' if stale else 'as it was'}")
    return 0
