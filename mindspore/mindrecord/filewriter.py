"""FileWriter: writes record files."""

from __future__ import annotations

import os
import sqlite3
from typing import Any

from mindspore.mindrecord import layout
from mindspore.mindrecord.errors import (
    SUCCESS,
    MRMAddIndexError,
    MRMAddSchemaError,
    MRMOpenError,
    ParamTypeError,
    ParamValueError,
)


class FileWriter:
    """Writes rows to a record file, or round and round to `shard_num` of them.

    Beside each file stands a small database (`.db`) with the values of the indexed fields.

    Args:
        file_name: The path; a number is put behind it if there are several files.
        shard_num: How many files, from 1 to 1000.
        overwrite: Whether files of that name may be replaced.

    Raises:
        MRMOpenError: A file of that name exists.

    >>> import os, tempfile
    >>> path = os.path.join(tempfile.mkdtemp(), "x.mindrecord")
    >>> writer = FileWriter(path, shard_num=2)
    >>> writer.add_schema({"label": {"type": "int64"}}), writer.add_index(["label"])
    (0, 'SUCCESS')
    >>> writer.write_raw_data([{"label": 1}, {"label": 2}]), writer.commit()
    ('SUCCESS', 'SUCCESS')
    >>> sorted(os.listdir(os.path.dirname(path)))
    ['x.mindrecord0', 'x.mindrecord0.db', 'x.mindrecord1', 'x.mindrecord1.db']
    """

    def __init__(self, file_name: str, shard_num: int = 1, overwrite: bool = False) -> None:
        if not isinstance(file_name, str):
            raise ParamTypeError(f"`file_name` needs a str, found {type(file_name).__name__}")
        if not isinstance(shard_num, int) or isinstance(shard_num, bool):
            raise ParamTypeError(f"`shard_num` needs an int, found {type(shard_num).__name__}")
        if not 1 <= shard_num <= 1000:
            raise ParamValueError(f"`shard_num` needs a value from 1 to 1000, found {shard_num}")
        digits = len(str(shard_num - 1))
        numbered = [f"{file_name}{i:0{digits}d}" for i in range(shard_num)]
        self._paths = [file_name] if shard_num == 1 else numbered
        self._fields: dict[str, dict] = {}
        self._index: list[str] = []
        self._desc = ""
        self._starts: list[list[int]] = [[] for _ in self._paths]
        self._values: list[list[tuple]] = [[] for _ in self._paths]
        self._next = 0
        self._files: list[Any] = []
        for path in self._paths:
            if not overwrite and (os.path.exists(path) or os.path.exists(path + ".db")):
                raise MRMOpenError(
                    f"{path!r} needs to be free: it exists; write overwrite=True to replace it"
                )

    @classmethod
    def open_for_append(cls, file_name: str) -> FileWriter:
        """Go on writing to a finished file, with its schema."""
        files = [layout.RecordFile(path) for path in layout.shards_of(file_name)]
        made = cls.__new__(cls)
        made._paths = [file.path for file in files]
        made._fields, made._index = files[0].fields, files[0].index
        made._desc = files[0].text
        made._starts = [file.starts.tolist() for file in files]
        made._values = [
            [made._indexed(layout.unpacked(file.data(i), file.fields)) for i in range(len(file))]
            for file in files
        ]
        made._next = 0
        made._files = []
        for file in files:
            opened = open(file.path, "r+b")  # noqa: SIM115 - closed by commit
            opened.truncate(file.end)
            opened.seek(file.end)
            made._files.append(opened)
        return made

    def add_schema(self, content: dict, desc: str | None = None) -> int:
        """Say what a row holds: for each field its `type` (int32, int64, float32, float64, string
        or bytes) and, for an array, its `shape`, in which one -1 stands for any extent."""
        if not isinstance(content, dict) or not content:
            raise MRMAddSchemaError(f"a schema needs a dict of fields, found {content!r}")
        for name, field in content.items():
            self._check_field(name, field)
        self._fields = {name: dict(field) for name, field in content.items()}
        self._desc = desc or ""
        return 0

    def _check_field(self, name: str, field: Any) -> None:
        kind = field.get("type") if isinstance(field, dict) else None
        kinds = layout.ARRAYS if kind and "shape" in field else (*layout.NUMBERS, "string", "bytes")
        if kind not in kinds:
            raise MRMAddSchemaError(f"`{name}` needs a type of {list(kinds)}, found {field!r}")
        if not str(name).replace("_", "").isalnum():
            raise MRMAddSchemaError(f"a field needs a name of letters, found {name!r}")

    def add_index(self, index_fields: list[str]) -> str:
        """Choose the fields, of one number or text, that the database holds."""
        if not isinstance(index_fields, list):
            raise ParamTypeError(f"`index_fields` needs a list, found {index_fields!r}")
        for name in index_fields:
            field = self._fields.get(name)
            if field is None or field["type"] == "bytes" or "shape" in field:
                raise MRMAddIndexError(f"an index needs a number or text, found {name!r}")
        self._index = list(index_fields)
        return SUCCESS

    def set_header_size(self, header_size: int) -> str:
        """Accept the size of a header; headers here are as long as they need be."""
        return SUCCESS

    def set_page_size(self, page_size: int) -> str:
        """Accept the size of a page; files here have no pages."""
        return SUCCESS

    def write_raw_data(self, raw_data: list[dict], parallel_writer: bool = False) -> str:
        """Write rows, each a dict with a value for every field."""
        if not isinstance(raw_data, list) or not all(isinstance(row, dict) for row in raw_data):
            raise ParamTypeError("`raw_data` needs a list of dicts")
        if not self._fields:
            raise MRMAddSchemaError("rows need a schema: call add_schema first")
        rows = [(layout.packed(row, self._fields), self._indexed(row)) for row in raw_data]
        self._open()
        for data, values in rows:
            file = self._files[self._next]
            self._starts[self._next].append(file.tell())
            self._values[self._next].append(values)
            file.write(data)
            self._next = (self._next + 1) % len(self._files)
        return SUCCESS

    def _open(self) -> None:
        if not self._files:
            for path in self._paths:
                if os.path.exists(path + ".db"):
                    os.remove(path + ".db")
                self._files.append(open(path, "wb"))  # noqa: SIM115 - closed by commit
                self._files[-1].write(layout.MARK)

    def _indexed(self, row: dict) -> tuple:
        values = (row[name] for name in self._index)
        return tuple(value if isinstance(value, str) else float(value) for value in values)

    def commit(self) -> str:
        """Finish the files."""
        self._open()
        about = {"fields": self._fields, "index": self._index, "desc": self._desc}
        for file, path, starts, values in zip(
            self._files, self._paths, self._starts, self._values, strict=True
        ):
            layout.finish(file, starts, about)
            file.close()
            self._write_index(path + ".db", values)
        self._files = []
        return SUCCESS

    def _write_index(self, path: str, values: list[tuple]) -> None:
        if os.path.exists(path):
            os.remove(path)
        columns = "".join(f', "{name}"' for name in self._index)
        base = sqlite3.connect(path)
        base.execute(f"create table rows (number integer primary key{columns})")
        marks = ", ?" * len(self._index)
        rows = [(number, *row) for number, row in enumerate(values)]
        base.executemany(f"insert into rows values (?{marks})", rows)
        base.commit()
        base.close()
