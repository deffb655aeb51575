"""How a record file is laid out, and its rows as bytes.

A file is a mark of eight bytes, the rows one after the other, where each begins (int64 each), a
JSON text with the schema, and at the end the lengths of these two. In a row, fields stand in the
schema's order, each after its length in eight bytes. Nothing in a file is ever executed.
"""

from __future__ import annotations

import json
import os
import struct
from typing import Any, BinaryIO

import numpy as np

from mindspore.mindrecord.errors import MRMOpenError, MRMValidateDataError

MARK = b"DUETREC1"
NUMBERS = ("int32", "int64", "float32", "float64")
ARRAYS = ("int8", "uint8", "int16", "uint16", "uint32", "uint64", "float16", "bool", *NUMBERS)
_TAIL = struct.Struct("<qq")
_LENGTH = struct.Struct("<q")


def packed(row: dict, fields: dict) -> bytes:
    """Make the bytes of a row."""
    parts = []
    for name, field in fields.items():
        if name not in row:
            raise MRMValidateDataError(f"each row needs a value for `{name}`, found {sorted(row)}")
        data = _field_bytes(name, row[name], field)
        parts += [_LENGTH.pack(len(data)), data]
    return b"".join(parts)


def _field_bytes(name: str, value: Any, field: dict) -> bytes:
    kind, shape = field["type"], field.get("shape")
    if kind == "string":
        if not isinstance(value, str):
            raise MRMValidateDataError(f"`{name}` needs a str, found {type(value).__name__}")
        return value.encode("utf8")
    if kind == "bytes":
        if not isinstance(value, (bytes, bytearray, memoryview)):
            raise MRMValidateDataError(f"`{name}` needs bytes, found {type(value).__name__}")
        return bytes(value)
    array = np.asarray(value)
    if array.dtype.kind not in "biuf":
        raise MRMValidateDataError(f"`{name}` needs numbers, found {type(value).__name__}")
    if shape is None:
        if array.ndim:
            raise MRMValidateDataError(f"`{name}` needs one number, found shape {array.shape}")
        return array.astype(kind).tobytes()
    if array.dtype != np.dtype(kind):
        raise MRMValidateDataError(f"`{name}` needs an array of {kind}, found {array.dtype}")
    known = int(np.prod([extent for extent in shape if extent != -1]))
    if (-1 not in shape and array.size != known) or (known and array.size % known):
        raise MRMValidateDataError(f"`{name}` needs the shape {shape}, found {array.shape}")
    return np.ascontiguousarray(array).tobytes()


def unpacked(data: bytes, fields: dict, wanted: list[str] | None = None) -> dict:
    """Read the row in `data`: all fields, or those `wanted`."""
    row = {}
    place = 0
    for name, field in fields.items():
        (length,) = _LENGTH.unpack_from(data, place)
        place += _LENGTH.size
        if wanted is None or name in wanted:
            row[name] = _field_value(data[place : place + length], field)
        place += length
    return row


def _field_value(data: bytes, field: dict) -> Any:
    kind = field["type"]
    if kind == "string":
        return data.decode("utf8")
    if kind == "bytes":
        return data
    array = np.frombuffer(data, kind).copy()
    return array.reshape(field["shape"]) if "shape" in field else array[0]


def finish(file: BinaryIO, starts: list[int], about: dict) -> None:
    """Write what stands behind the rows."""
    places = np.asarray(starts, np.int64).tobytes()
    text = json.dumps(about).encode("utf8")
    file.write(places + text + _TAIL.pack(len(places), len(text)))


class RecordFile:
    """One finished file: its schema, and its rows in any order."""

    def __init__(self, path: str) -> None:
        self.path = path
        try:
            with open(path, "rb") as file:
                self._read_tail(file)
        except OSError as error:
            raise MRMOpenError(f"{path!r} needs to be a file that can be read: {error}") from None

    def _read_tail(self, file: BinaryIO) -> None:
        size = os.fstat(file.fileno()).st_size
        if file.read(len(MARK)) != MARK or size < len(MARK) + _TAIL.size:
            raise MRMOpenError(f"{self.path!r} needs to be a record file written by FileWriter")
        file.seek(size - _TAIL.size)
        count, length = _TAIL.unpack(file.read(_TAIL.size))
        self.end = size - _TAIL.size - length - count
        file.seek(self.end)
        self.starts = np.frombuffer(file.read(count), np.int64)
        about = json.loads(file.read(length))
        self.fields: dict = about["fields"]
        self.index: list[str] = about["index"]
        self.text: str = about["desc"]

    def __len__(self) -> int:
        return len(self.starts)

    def data(self, number: int) -> bytes:
        """Give the bytes of row `number`."""
        begin = int(self.starts[number])
        end = int(self.starts[number + 1]) if number + 1 < len(self) else self.end
        with open(self.path, "rb") as file:
            file.seek(begin)
            return file.read(end - begin)


def shards_of(path: str) -> list[str]:
    """Give the files that were written together with `path`, itself among them."""
    if os.path.exists(path):
        digits = len(path) - len(path.rstrip("0123456789"))
        return [path] if not digits or not path[:-digits] else _numbered(path, digits)
    width = next((w for w in (1, 2, 3) if os.path.exists(path + "0" * w)), 0)
    return _numbered(path + "0" * width, width) if width else [path]


def _numbered(path: str, digits: int) -> list[str]:
    stem = path[:-digits]
    files = []
    while os.path.exists(name := f"{stem}{len(files):0{digits}d}"):
        files.append(name)
    return files if path in files else [path]
