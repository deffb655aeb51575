"""ImageFolderDataset: one folder for each class, one file for each image."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from typing import Any

import numpy as np

from mindspore.dataset.core.checks import (
    check_bool,
    check_folder,
    check_type,
    pipeline_error,
    shown,
    told,
)
from mindspore.dataset.core.dataset import Row
from mindspore.dataset.core.run import Run
from mindspore.dataset.core.workers import CHUNK, in_order, worker_count
from mindspore.dataset.sources.base import MappableDataset


class ImageFolderDataset(MappableDataset):
    """Images of classes, with the columns `image` (uint8: the file, or the image if `decode`) and
    `label` (int32).

    Classes are the folders in `dataset_dir`, numbered by name from 0, or as `class_indexing` says;
    with it, other folders are left out. `extensions` chooses files by their endings.

    >>> import mindspore.dataset as ds
    >>> data = ds.ImageFolderDataset("images", decode=True)
    >>> data.get_class_indexing(), data.num_classes()
    ({'cat': 0, 'dog': 1}, 2)
    """

    def __init__(
        self,
        dataset_dir: Any,
        num_samples: int | None = None,
        num_parallel_workers: int | None = None,
        shuffle: Any = None,
        sampler: Any = None,
        extensions: list[str] | None = None,
        class_indexing: dict[str, int] | None = None,
        decode: bool = False,
        num_shards: int | None = None,
        shard_id: int | None = None,
        cache: Any = None,
        decrypt: Any = None,
    ) -> None:
        self.dataset_dir = check_folder(dataset_dir)
        if sampler is not None and shuffle is not None:
            raise RuntimeError("`sampler` and `shuffle` cannot be given at the same time")
        super().__init__(
            num_parallel_workers, sampler, num_samples, shuffle, num_shards, shard_id, cache
        )
        check_type("extensions", extensions, (list, type(None)), "a list of str")
        check_type("class_indexing", class_indexing, (dict, type(None)), "a dict")
        for name, label in (class_indexing or {}).items():
            check_type("class_indexing", name, str, "names of folders as keys")
            check_type(f"class_indexing[{name!r}]", label, int, "an int")
        if decrypt is not None and not callable(decrypt):
            raise TypeError(told("`decrypt` needs a function", f"found {shown(decrypt)}"))
        self._extensions = None if extensions is None else tuple(e.lower() for e in extensions)
        self._indexing = class_indexing
        self.decode = check_bool("decode", decode)
        self._decrypt = decrypt
        self._found: list[list[tuple[str, int]]] = []

    def num_classes(self) -> int:
        """Give the number of classes."""
        return len(self.get_class_indexing())

    def get_class_indexing(self) -> dict[str, int]:
        """Give the map from the names of classes to labels."""
        if self._indexing is not None:
            return dict(self._indexing)
        with os.scandir(self.dataset_dir) as entries:
            names = sorted(entry.name for entry in entries if entry.is_dir())
        return {name: label for label, name in enumerate(names)}

    def _columns(self) -> list[str]:
        return ["image", "label"]

    def _files(self) -> list[tuple[str, int]]:
        if not self._found:
            self._found.append(self._search())
        return self._found[0]

    def _search(self) -> list[tuple[str, int]]:
        found = []
        for name, label in sorted(self.get_class_indexing().items()):
            folder = os.path.join(self.dataset_dir, name)
            if not os.path.isdir(folder):
                continue
            for parent, _, files in sorted(os.walk(folder)):
                for file in sorted(files):
                    if self._extensions is None or file.lower().endswith(self._extensions):
                        found.append((os.path.join(parent, file), label))
        if not found:
            raise pipeline_error(
                "ImageFolderDataset needs a folder with images for each class",
                f"{os.path.abspath(self.dataset_dir)} has no such file in the folders "
                f"{list(self.get_class_indexing())}"
                + (f" with the endings {list(self._extensions)}" if self._extensions else ""),
                slug="data-folder",
            )
        return found

    def _length(self) -> int:
        return len(self._files())

    def _labels(self) -> np.ndarray:
        return np.array([label for _, label in self._files()], np.int32)

    def _rows(self, run: Run) -> Iterator[Row]:
        order = self._order(run)
        workers = worker_count(self.num_parallel_workers, False)
        if not workers:
            return (self._row(index) for index in order)
        chunks = (list(order[i : i + CHUNK]) for i in range(0, len(order), CHUNK))
        made = in_order(run, (id(self), "rows"), self._chunk, chunks, workers, False)
        return (row for rows in made for row in rows)

    def _chunk(self, indices: list[int]) -> list[Row]:
        return [self._row(index) for index in indices]

    def _row(self, index: int) -> Row:
        path, label = self._files()[index]
        try:
            if self._decrypt is not None:
                data = self._decrypt(path, None, None)
            else:
                with open(path, "rb") as file:
                    data = file.read()
        except OSError as error:
            raise pipeline_error(
                f"{path} needs to be readable", str(error), slug="data-file"
            ) from error
        image = decoded(data, path) if self.decode else np.frombuffer(data, np.uint8).copy()
        return image, np.array(label, np.int32)


def decoded(data: bytes, path: str) -> np.ndarray:
    """Decode the bytes of an image file to RGB."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data)) as image:
            return np.array(image.convert("RGB"))
    except Exception as error:
        raise pipeline_error(
            f"{path} needs to be an image",
            f"it has {len(data)} bytes that cannot be decoded: {error}",
            "remove the file, or choose files with `extensions`",
            "data-file",
        ) from error
