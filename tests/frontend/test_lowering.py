"""Python programs and the core language that they become.

Each program in golden/ ends with a comment: the whole text of its Codes.
`DUET_BLESS=1 pytest tests/frontend` writes the comments anew; read the diff.
"""

import os
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
