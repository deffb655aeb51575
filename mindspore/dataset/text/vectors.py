"""Vectors of words, read from the text files in which they are published."""

from __future__ import annotations

import numpy as np

from mindspore.dataset.core.checks import pipeline_error


class Vectors:
    """Vectors by word.

    >>> vectors = Vectors({"a": np.array([1.0, 2.0], np.float32)})
    >>> vectors.dim, vectors.find("A", lower=True).tolist()
    (2, [1.0, 2.0])
    """

    def __init__(self, rows: dict[str, np.ndarray] | None = None) -> None:
        self._rows = rows or {}
        self.dim = len(next(iter(self._rows.values()))) if self._rows else 0

    @classmethod
    def from_file(cls, file_path: str, max_vectors: int | None = None) -> Vectors:
        """Read a file: on each line a word and its numbers; a first line of two counts is left
        out. At most `max_vectors` are read."""
        rows: dict[str, np.ndarray] = {}
        with open(file_path, encoding="utf8") as file:
            for place, line in enumerate(file):
                word, *numbers = line.rstrip().split(" ")
                if place == 0 and len(numbers) == 1:
                    continue
                if max_vectors is not None and len(rows) >= max_vectors:
                    break
                rows.setdefault(word, np.array(numbers, np.float32))
        if len({len(row) for row in rows.values()}) != 1:
            raise pipeline_error(
                f"{cls.__name__} needs vectors of one length", f"{file_path} holds other ones"
            )
        return cls(rows)

    def find(self, word: str, lower: bool = False) -> np.ndarray | None:
        """Give the vector of a word, of its small letters if only they have one, or None."""
        found = self._rows.get(word)
        return self._rows.get(word.lower()) if found is None and lower else found


class GloVe(Vectors):
    """Vectors of GloVe."""


class FastText(Vectors):
    """Vectors of fastText."""


class CharNGram(Vectors):
    """Vectors of n-grams of characters."""

    def find(self, word: str, lower: bool = False) -> np.ndarray | None:
        """Give the mean of the vectors of the 2- to 4-grams of a word that are known."""
        letters = ["#BEGIN#", *(word.lower() if lower else word), "#END#"]
        grams = [
            f"{size}gram-{''.join(letters[start : start + size])}"
            for size in (2, 3, 4)
            for start in range(len(letters) - size + 1)
        ]
        rows = [self._rows[gram] for gram in grams if gram in self._rows]
        return np.mean(rows, axis=0).astype(np.float32) if rows else None
