"""What all Python tests share."""

import os

import pytest

# Two threads at most: the machines of tests are small, and results must not depend on it.
os.environ.setdefault("OMP_NUM_THREADS", "2")


@pytest.fixture(autouse=True)
def _in_own_folder(tmp_path, monkeypatch):
    """Each test works in an empty folder of its own, so that no test finds what another wrote."""
    monkeypatch.chdir(tmp_path)
