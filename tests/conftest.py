"""What all Python tests share."""

import os
import signal
from pathlib import Path

import pytest

# Programs that tests start find the package of this tree, as the tests do.
ROOT = str(Path(__file__).resolve().parents[1])
os.environ["PYTHONPATH"] = os.pathsep.join([ROOT, os.environ.get("PYTHONPATH", "")]).strip(":")

# Two threads at most: the machines of tests are small, and results must not depend on it.
os.environ.setdefault("OMP_NUM_THREADS", "2")


# Ctrl-C is heard even where the tests were started in the background, which ignores it.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def _in_own_folder(tmp_path, monkeypatch):
    """Each test works in an empty folder of its own, so that no test finds what another wrote."""
    monkeypatch.chdir(tmp_path)
