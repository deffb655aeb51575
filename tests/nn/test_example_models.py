"""The example models learn, with the same bits in both modes."""

import importlib
import sys
from pathlib import Path

import pytest

import mindspore as ms

FOLDER = Path(__file__).parents[2] / "examples" / "models"
NAMES = sorted(path.stem for path in FOLDER.glob("*.py"))


@pytest.mark.parametrize("name", NAMES)
def test_an_example_learns_the_same_in_both_modes(name, monkeypatch):
    monkeypatch.syspath_prepend(str(FOLDER))
    train = importlib.import_module(name).train
    mode, runs = ms.get_context("mode"), []
    try:
        for each in (ms.PYNATIVE_MODE, ms.GRAPH_MODE):
            ms.set_context(mode=each)
            runs.append(train(20))
    finally:
        ms.set_context(mode=mode)
        sys.modules.pop(name)
    assert runs[0] == runs[1]
    assert runs[0][0][-1] < runs[0][0][0]
