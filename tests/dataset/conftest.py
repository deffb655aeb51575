"""Small data sets in the formats of the well-known ones, in the current folder."""

import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import Image


def write_idx(path, array, magic=None):
    """Write an idx file of bytes."""
    header = struct.pack(">i", 2048 + array.ndim if magic is None else magic)
    Path(path).write_bytes(header + struct.pack(f">{array.ndim}i", *array.shape) + array.tobytes())


@pytest.fixture
def mnist(_in_own_folder):
    """Write 12 images to train with, 5 to test with."""
    random = np.random.default_rng(0)
    Path("mnist").mkdir()
    for part, count in (("train", 12), ("t10k", 5)):
        images = random.integers(0, 256, (count, 28, 28), np.uint8)
        write_idx(f"mnist/{part}-images-idx3-ubyte", images)
        write_idx(f"mnist/{part}-labels-idx1-ubyte", np.arange(count, dtype=np.uint8) % 4)
    return Path("mnist")


@pytest.fixture
def cifar(_in_own_folder):
    """Write CIFAR-10 and CIFAR-100 with a few images in each file."""
    Path("cifar10").mkdir()
    Path("cifar100").mkdir()
    files = [*[f"cifar10/data_batch_{i}.bin" for i in range(1, 6)], "cifar10/test_batch.bin"]
    for number, name in enumerate([*files, "cifar100/train.bin", "cifar100/test.bin"]):
        labels = 2 if "100" in name else 1
        records = np.zeros((3, labels + 3072), np.uint8)
        records[:, 0] = number
        records[:, labels - 1] = [number, number + 1, number + 2]
        records[:, labels : labels + 1024] = 1
        records[:, labels + 1024 : labels + 2048] = 2
        records[:, labels + 2048 :] = 3
        records.tofile(name)
    return Path()


@pytest.fixture
def images(_in_own_folder):
    """Write a folder with three cats and two dogs of different heights."""
    for name, count in (("cat", 3), ("dog", 2)):
        folder = Path("images", name)
        folder.mkdir(parents=True)
        for i in range(count):
            image = np.full((4 + i, 5, 3), 50 * i, np.uint8)
            Image.fromarray(image).save(folder / f"{i}.png")
    return Path("images")
