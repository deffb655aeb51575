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


def examples():
    """The expressions of docs/errors.md, by slug, and the names they use."""
    text = (ROOT / "docs/errors.md").read_text()
    names: dict = {}
    exec(re.search(r"```python\n(.*?)```", text, re.S)[1], names)
    sections = re.split(r"(?m)^## `([\w-]+)`$", text)
    for slug, body in zip(sections[1::2], sections[2::2], strict=True):
        for expression in re.findall(r"(?m)^Example: `(.*)`$", body):
            yield slug, expression, names


def test_examples_of_the_page_raise_what_they_stand_under():
    for slug, expression, names in examples():
        with pytest.raises(Exception) as caught:  # noqa: PT011  (the slug says which)
            eval(expression, dict(names))
        assert re.search(rf"\[{slug}\]$", str(caught.value), re.M), (slug, expression)


def test_no_section_is_of_a_slug_that_nothing_says():
    sections = set(re.findall(r"^## `([\w-]+)`$", (ROOT / "docs/errors.md").read_text(), re.M))
    sources = [
        *ROOT.glob("src/**/*.cpp"),
        *ROOT.glob("src/**/*.h"),
        *ROOT.glob("mindspore/**/*.py"),
    ]
    said = "\n".join(path.read_text() for path in sources)
    made = {"checkpoint-dtype", "checkpoint-shape"}  # f"checkpoint-{what}"
    words = set(re.findall(r"\"([a-z0-9]+(?:-[a-z0-9]+)*)\"|\[([a-z0-9]+(?:-[a-z0-9]+)*)\]", said))
    assert sections - made - {word for pair in words for word in pair} == set()


def test_every_example_has_the_slug_it_is_named_for():
    for path in PROGRAMS:
        assert f"[{path.stem}]" in path.read_text()
