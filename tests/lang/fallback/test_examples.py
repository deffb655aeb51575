"""Each file of examples/fallback runs to its end."""

import runpy
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[3] / "examples" / "fallback"
SAYS = {
    "augmentation": "level 0.8 loss",
    "beam_search": "found (0, 1, 2, 3, 4)",
    "clusters": "closer in both modes",
    "linear_algebra": "covariance [[1.0",
    "lookup": "then 25.0 gradient [5.0, 10.0]",
    "optimum": "pulls up: True",
    "progress": "sum 0.65",
    "records": "[('2024-02-29', 1.625), ('2024-03-01', 3.5)]",
    "routes": "way [('a', 'c'), ('c', 'd')]",
    "sampling": "weights [2.0, -1.0]",
    "signal_filter": "loss below 0.05: True",
    "special_functions": "loss 5.7051",
    "state": "recent [7.0, 12.0, 19.0] factor 0.0625",
    "tokens": "12 words, loss below 0.5: True",
}


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.py")))
def test_the_example_runs(name, capsys, monkeypatch):
    monkeypatch.setattr(sys, "argv", [name])
    runpy.run_path(str(FOLDER / f"{name}.py"), run_name="__main__")
    assert SAYS[name] in capsys.readouterr().out
