"""Each program here fails; the comment at its end is the whole text that it must print.

`DUET_BLESS=1 pytest tests/errors` writes the comments anew; read the diff.
"""

import os
import re
import runpy
import shutil
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PROGRAMS = sorted(path for path in HERE.glob("*.py") if not path.name.startswith("test_"))
MARK = "# prints:\n"


def printed(path: Path) -> str:
    """Run a copy of the program in this folder and give its error's text."""
    shutil.copy(path, path.name)
    with pytest.raises(Exception) as caught:  # noqa: PT011  (the text is compared whole)
        runpy.run_path(path.name)
    return f"{type(caught.value).__name__}: {caught.value}"


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_a_program_prints_its_error(path):
    program, _, expected = path.read_text().partition(MARK)
    found = "".join(f"# {line}".rstrip() + "\n" for line in printed(path).split("\n"))
    if os.environ.get("DUET_BLESS"):
        path.write_text(program + MARK + found)
        return
    assert found == expected


def test_every_slug_has_a_section():
    sections = set(re.findall(r"^## `([\w-]+)`$", (ROOT / "docs/errors.md").read_text(), re.M))
    sources = [*ROOT.glob("src/**/*.cpp"), *ROOT.glob("src/**/*.h")]
    slugs = {
        slug for path in sources for slug in re.findall(r'\bslug\("([\w-]+)"\)', path.read_text())
    }
    assert slugs - sections == set()


def test_every_example_has_the_slug_it_is_named_for():
    for path in PROGRAMS:
        assert f"[{path.stem}]" in path.read_text()
