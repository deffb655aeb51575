"""The language model of examples/generate.py: both modes learn and write the same."""

import runpy
from pathlib import Path

EXAMPLE = Path(__file__).parents[2] / "examples" / "generate.py"


def test_both_modes_write_the_same():
    run = runpy.run_path(str(EXAMPLE))["run"]
    assert run(compiled=False, steps=3, letters=6) == run(compiled=True, steps=3, letters=6)
