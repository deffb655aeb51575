"""Every example in a docstring and every Python block of a page runs (data sets have their own)."""

import doctest
import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import mindspore

ROOT = Path(__file__).parents[2]
MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(mindspore.__path__, "mindspore.")
    if not module.name.startswith("mindspore.dataset")
)
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("name", ["mindspore", *MODULES])
def test_docstring_examples_print_what_they_say(name):
    # All of them first: doctest refuses a package whose modules appear while it looks.
    modules = {module: importlib.import_module(module) for module in ["mindspore", *MODULES]}
    failed, _ = doctest.testmod(modules[name])
    assert failed == 0


@pytest.mark.parametrize(
    "page", [page for page in PAGES if page.name != "dataset.md"], ids=lambda page: page.name
)
def test_blocks_of_page_run_one_after_the_other(page):
    names: dict = {}
    for number, block in enumerate(re.findall(r"```python\n(.*?)```", page.read_text(), re.S), 1):
        exec(compile(block, f"{page.name}, block {number}", "exec"), names)
