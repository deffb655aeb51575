"""A kernel cache that is damaged, foreign or not writable costs time, never a result."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import numpy as np
from mindspore import Tensor, ops
x = Tensor(np.arange(5, dtype=np.float32))
print(ops.exp(x * 2 + 1).sum(), ops.softmax(x))
"""


def run(folder: Path) -> str:
    environment = {**os.environ, "DUET_CACHE_DIR": str(folder)}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def packs(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and path.stat().st_size]


def flipped(data: bytes) -> bytes:
    """Every bit of the second half the other way round."""
    half = len(data) // 2
    return data[:half] + bytes(255 - byte for byte in data[half:])


DAMAGES = {
    "cut": lambda data: data[: len(data) // 2],
    "cut to nothing": lambda data: b"",
    "zeros": lambda data: bytes(len(data)),
    "text": lambda data: b"this is no cache",
    "flipped": flipped,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_cache_gives_the_same_results(tmp_path, damage):
    folder = tmp_path / "cache"
    wanted = run(folder)
    found = packs(folder)
    assert found
    for path in found:
        path.chmod(0o600)
        path.write_bytes(DAMAGES[damage](path.read_bytes()))
    assert run(folder) == wanted
    assert run(folder) == wanted


def test_a_folder_that_cannot_be_made_is_done_without(tmp_path):
    (tmp_path / "file").write_text("")
    assert run(tmp_path / "file" / "cache") == run(tmp_path / "cache")
