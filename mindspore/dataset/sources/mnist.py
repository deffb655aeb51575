"""MnistDataset: handwritten digits in the idx format."""

from __future__ import annotations

import glob
import os

import numpy as np

from mindspore.dataset.core.checks import pipeline_error
from mindspore.dataset.core.dataset import Row
from mindspore.dataset.sources.image_files import ImageFilesDataset, nothing_found

_PARTS = {"train": ["train"], "test": ["t10k"], "all": ["t10k", "train"]}
_IMAGES, _LABELS = 2051, 2049


class MnistDataset(ImageFilesDataset):
    """MNIST and data sets in its form, with the columns `image` (uint8, 28 x 28 x 1) and `label`
    (uint32).

    `dataset_dir` holds train-images-idx3-ubyte, train-labels-idx1-ubyte (`usage` "train"),
    t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte ("test").

    >>> import mindspore.dataset as ds
    >>> data = ds.MnistDataset("mnist", usage="train", shuffle=False)
    >>> data.get_col_names(), data.output_shapes()
    (['image', 'label'], [[28, 28, 1], []])
    """

    def _columns(self) -> list[str]:
        return ["image", "label"]

    def _load(self) -> Row:
        images, labels = [], []
        for part in _PARTS[self.usage]:
            image_file = self._find(f"{part}-images*idx3-ubyte")
            label_file = self._find(f"{part}-labels*idx1-ubyte")
            if image_file is None and label_file is None and self.usage == "all":
                continue
            if image_file is None or label_file is None:
                raise nothing_found(
                    type(self).__name__,
                    self.dataset_dir,
                    [f"{part}-images-idx3-ubyte", f"{part}-labels-idx1-ubyte"],
                )
            images.append(read_idx(image_file, _IMAGES, 3)[..., None])
            labels.append(read_idx(label_file, _LABELS, 1).astype(np.uint32))
            if len(images[-1]) != len(labels[-1]):
                raise pipeline_error(
                    f"{type(self).__name__} needs as many labels as images",
                    f"{image_file} has {len(images[-1])}, {label_file} has {len(labels[-1])}",
                    "download both files again",
                    "data-file",
                )
        if not images:
            expected = ["train-images-idx3-ubyte", "train-labels-idx1-ubyte"]
            raise nothing_found(type(self).__name__, self.dataset_dir, expected)
        if len(images) == 1:
            return images[0], labels[0]
        return np.concatenate(images), np.concatenate(labels)

    def _find(self, pattern: str) -> str | None:
        found = sorted(glob.glob(os.path.join(glob.escape(self.dataset_dir), pattern)))
        return found[0] if found else None


class FashionMnistDataset(MnistDataset):
    """Fashion-MNIST: pictures of clothes, in files of the names and form of MNIST's."""


class KMnistDataset(MnistDataset):
    """Kuzushiji-MNIST: Japanese characters, in files of the names and form of MNIST's."""


def read_idx(path: str, magic: int, axes: int) -> np.ndarray:
    """Read an idx file of bytes with `axes` axes, whose first four bytes are `magic`."""
    try:
        data = np.fromfile(path, np.uint8)
    except OSError as error:
        raise pipeline_error(
            f"{path} needs to be readable", str(error), slug="data-file"
        ) from error
    header = 4 + 4 * axes
    if len(data) < header:
        raise pipeline_error(
            f"{path} needs a header of {header} bytes",
            f"the file has {len(data)} bytes",
            "download it again",
            "data-file",
        )
    found, *shape = data[:header].view(">u4").tolist()
    if found != magic:
        zipped = found >> 16 == 0x1F8B
        raise pipeline_error(
            f"{path} needs to be an idx file, starting with the number {magic}",
            f"it starts with {found}" + (": it is compressed by gzip" if zipped else ""),
            "unpack it with gunzip" if zipped else "download it again",
            "data-file",
        )
    size = int(np.prod(shape, dtype=object))
    if len(data) != header + size:
        raise pipeline_error(
            f"{path} needs {header + size} bytes, as its header says ({shape})",
            f"the file has {len(data)} bytes",
            "it was cut off or changed: download it again",
            "data-file",
        )
    return data[header:].reshape(shape)
