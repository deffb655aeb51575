"""The examples in the documentation of data sets run, and print what they say."""

import doctest
import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import mindspore.dataset

MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(mindspore.dataset.__path__, "mindspore.dataset.")
)
PAGE = Path(__file__).parents[2] / "docs" / "dataset.md"


@pytest.mark.parametrize("name", ["mindspore.dataset", *MODULES])
@pytest.mark.usefixtures("mnist", "cifar", "images")
def test_examples_of_module(name):
    module = importlib.import_module(name)
    failed, _ = doctest.testmod(module)
    assert failed == 0


@pytest.mark.usefixtures("mnist")
def test_page_runs():
    for number, block in enumerate(re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.S)):
        exec(compile(block, f"{PAGE.name}, block {number}", "exec"), {})


@pytest.mark.parametrize(
    "name", ["mindspore.dataset", "mindspore.dataset.text", "mindspore.dataset.vision"]
)
def test_every_public_name_exists_and_is_explained(name):
    module = importlib.import_module(name)
    for public in module.__all__:
        assert getattr(module, public).__doc__


def test_longer_paths_lead_to_the_same():
    from mindspore.dataset.core.config import get_seed
    from mindspore.dataset.transforms.transforms import Compose
    from mindspore.dataset.vision.transforms import Resize
    from mindspore.dataset.vision.utils import Inter

    assert Compose is mindspore.dataset.transforms.Compose
    assert Resize is mindspore.dataset.vision.Resize
    assert Inter is mindspore.dataset.vision.Inter
    assert get_seed is mindspore.dataset.config.get_seed
