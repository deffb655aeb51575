"""Python programs and the core language that they become.

Each program in golden/ ends with a comment: the whole text of its Codes.
`DUET_BLESS=1 pytest tests/frontend` writes the comments anew; read the diff.
"""

import ast
import os
import re
from pathlib import Path

import pytest

from mindspore import _core

PROGRAMS = sorted((Path(__file__).parent / "golden").glob("*.py"))
MARK = "# lowers to:\n"


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_a_program_lowers_to_its_text(path):
    program, _, expected = path.read_text().partition(MARK)
    text = _core.lower_text(program)
    found = "".join(f"# {line}".rstrip() + "\n" for line in text.splitlines())
    if os.environ.get("DUET_BLESS"):
        path.write_text(program + MARK + found)
        return
    assert found == expected


def test_what_is_no_python_is_a_syntax_error():
    with pytest.raises(SyntaxError):
        _core.lower_text("a = ")


ANNOTATIONS = [
    "dict[str, list[int] | None]",
    "a if b else (c if d else e)",
    "-x ** -y, (a + b) * c - (d - e), not (a and b or c)",
    "lambda *a, b=1, **c: 0, lambda: 1, lambda x, /, y=2, *, z: x",
    "[x for y in z if w if v for u in t], {a: b for a in c}, f(x for x in y)",
    "f'{a!r:>{b}} it{{' 'more', b'a\\n', 1.0, 2j, ..., 1 .real",
    "a[1:2, ::3][*b], {**a, 'b': 1}, {*a, 1}, (), (a,)",
    "a < b <= c is not d not in e, f(*a, b=1, **c)",
]


@pytest.mark.parametrize("text", ANNOTATIONS)
def test_annotations_as_text_are_written_as_python_writes_them(text):
    program = f"from __future__ import annotations\nx: ({text})\n"
    space: dict = {}
    exec(compile(program, "program", "exec", dont_inherit=True), space)
    (line,) = re.findall(r"constant (.*)\n  annotation x", _core.lower_text(program))
    assert ast.literal_eval(line) == space["__annotations__"]["x"]
