"""FileReader: the rows of record files, one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mindspore.mindrecord import layout
from mindspore.mindrecord.errors import ParamTypeError, ParamValueError


def files_of(names: str | list[str]) -> list[layout.RecordFile]:
    """Open the files of a name, with their numbered neighbours, or of a list of names."""
    if isinstance(names, str):
        return [layout.RecordFile(path) for path in layout.shards_of(names)]
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ParamTypeError(f"`file_name` needs a str or a list of them, found {names!r}")
    return [layout.RecordFile(path) for path in names]


class FileReader:
    """Reads record files.

    Args:
        file_name: One name, with whose numbered neighbours are read, or a list of names.
        num_consumer: How many threads may read; kept.
        columns: Names of the fields to read; all if not given.
        operator: Kept.
    """

    def __init__(
        self,
        file_name: str | list[str],
        num_consumer: int = 4,
        columns: list[str] | None = None,
        operator: Any = None,
    ) -> None:
        self._files = files_of(file_name)
        missing = [name for name in columns or [] if name not in self._files[0].fields]
        if missing:
            raise ParamValueError(f"`columns` needs fields of the file, found {missing}")
        self._columns = columns or None

    def get_next(self) -> Iterator[dict]:
        """Give the rows, each a dict."""
        for file in self._files:
            for number in range(len(file)):
                yield layout.unpacked(file.data(number), file.fields, self._columns)

    def len(self) -> int:
        """Give the number of rows."""
        return sum(map(len, self._files))

    def schema(self) -> dict:
        """Give what a row holds."""
        return dict(self._files[0].fields)

    def close(self) -> None:
        """Be done with the files."""
        self._files = []
