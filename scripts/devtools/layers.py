"""Check that rooms look downwards only and that third-party libraries stay behind their doors.

C++: an include names a file of the same or of a lower room. Python: an import names the same or a
lower part of the package.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from devtools import project

ROOMS = [
    *("base", "tensor", "kernels", "ops", "ir", "autodiff", "passes"),
    *("codegen", "runtime", "frontend", "python"),
]
# Where a header of another project may be included.
DOORS = {
    r"(dnnl|oneapi)": ("kernels",),
    r"llvm(-c)?/": ("codegen/llvm",),
    r"(Python\.h|nanobind/|numpy/)": ("python", "frontend/evaluate"),
    r"fmt/": ("base",),
}
# A part of a room that may not see another part of it.
CLOSED = {"frontend/syntax": "frontend/evaluate"}
# The Python package from the ground up; other parts are named with what they may use.
PACKAGE = ["_core", "common", "_jit", "ops", "nn", "train"]
SIDE_PARTS = {"dataset": {"_core", "common"}}

INCLUDE = re.compile(r'^\s*#\s*include\s+["<]([^">]+)[">]')


def includes(path: Path) -> Iterator[tuple[int, str]]:
    """Yield line number and name of each include."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if found := INCLUDE.match(line):
            yield number, found[1]


def wrong_include(place: str, name: str) -> str | None:
    """Say what is wrong with `place` (like "kernels/conv.cpp") including `name`, or None."""
    room = place.partition("/")[0]
    for pattern, allowed in DOORS.items():
        if re.match(pattern, name) and not any(place.startswith(f"{door}/") for door in allowed):
            return f"<{name}> may be included in {' and '.join(allowed)} only"
    target = name.partition("/")[0]
    if target not in ROOMS or "/" not in name:
        return None
    if ROOMS.index(target) > ROOMS.index(room):
        return f'"{name}" is of a higher room than {room}'
    for part, other in CLOSED.items():
        if place.startswith(f"{part}/") and name.startswith(f"{other}/"):
            return f'"{name}" may not be included in {part}'
    return None


def check_cxx(path: Path) -> Iterator[str]:
    """Yield a message for each wrong include of a file of src/."""
    place = path.relative_to("src").as_posix()
    if place.partition("/")[0] not in ROOMS:
        yield f"{path}:1: this file is in no room"
        return
    for number, name in includes(path):
        if problem := wrong_include(place, name):
            yield f"{path}:{number}: {problem}"


def imported_parts(node: ast.AST, package: tuple[str, ...]) -> list[str]:
    """Name the parts of mindspore that an import statement of a module in `package` reaches."""
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom):
        base = package[: len(package) - node.level + 1] if node.level else ()
        module = ".".join([*base, *([node.module] if node.module else [])])
        names = [f"{module}.{alias.name}" for alias in node.names]
    else:
        return []
    split = [name.split(".") for name in names]
    return [words[1] for words in split if words[0] == "mindspore" and len(words) > 1]


def typing_only(tree: ast.Module) -> set[ast.AST]:
    """Collect what stands under `if TYPE_CHECKING`, which is never executed."""
    blocks = (node for node in ast.walk(tree) if isinstance(node, ast.If))
    guarded = (block for block in blocks if "TYPE_CHECKING" in ast.unparse(block.test))
    return {inner for block in guarded for inner in ast.walk(block)}


def may_use(part: str, other: str) -> bool:
    """Tell whether part of the package may import another."""
    known = {*PACKAGE, *SIDE_PARTS}
    if part == other or part not in known or other not in known:
        return True
    if part in SIDE_PARTS:
        return other in SIDE_PARTS[part]
    return other in PACKAGE and PACKAGE.index(other) < PACKAGE.index(part)


def check_python(path: Path) -> Iterator[str]:
    """Yield a message for each wrong import of a file of mindspore/."""
    package = path.parent.parts
    part = path.relative_to("mindspore").parts[0].removesuffix(".py")
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = typing_only(tree)
    for node in ast.walk(tree):
        if node in skipped:
            continue
        for other in imported_parts(node, package):
            if not may_use(part, other):
                yield f"{path}:{node.lineno}: {part} may not import {other}"  # type: ignore[attr-defined]


def main(arguments: list[str]) -> int:
    """Check the files of src/ and mindspore/."""
    problems = [
        *(line for path in project.files("src", suffixes=project.CXX) for line in check_cxx(path)),
        *(
            line
            for path in project.files("mindspore", suffixes=(".py",))
            for line in check_python(path)
        ),
    ]
    print("\n".join([*problems, f"layers: {len(problems)} wrong"]))
    return bool(problems)
