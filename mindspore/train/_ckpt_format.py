"""MindSpore's `.ckpt` files: protobuf's wire format, written and read by hand.

A file is a run of entries. Each is field 1: {1: name, 2: {1: extent, again for each axis; 2: the
dtype's name; 3: the bytes}}. A 0-d value has no extents; text has the single extent 0, the dtype
"str" and 4 bytes for each character. What is longer than 512 MiB follows in further entries of
the same name. At the end may stand "crc_num" and the CRC-32 of all before it, in 10 bytes.
"""

import zlib
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

from mindspore.common import dtype as mstype

SLICE = 512 * 1024 * 1024
_CRC_MARK = b"crc_num"
_CRC_SIZE = 10

_DTYPES = {
    *("Bool", "Int8", "Int16", "Int32", "Int64", "UInt8", "UInt16", "UInt32", "UInt64"),
    *("Float16", "Float32", "Float64", "BFloat16", "Complex64", "Complex128"),
}


class Entry(NamedTuple):
    """A named value of a checkpoint: an array, or text."""

    name: str
    dtype: str
    value: Any


class CorruptFile(ValueError):
    """The bytes are not a whole checkpoint."""


def dtype_of(name: str) -> Any:
    """The dtype with a name of this format."""
    return getattr(mstype, "bool_" if name == "Bool" else name.lower())


# Writing


def _varint(value: int) -> bytes:
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _prefixed(tag: int, body: bytes) -> bytes:
    return bytes([tag]) + _varint(len(body)) + body


def _heads(name: str, dims: list[int], dtype: str, size: int) -> bytes:
    """Everything of an entry before its bytes."""
    shape = b"".join(b"\x08" + _varint(extent) for extent in dims)
    tensor = shape + _prefixed(0x12, dtype.encode()) + b"\x1a" + _varint(size)
    label = _prefixed(0x0A, name.encode())
    inner = len(tensor) + size
    length = len(label) + 1 + len(_varint(inner)) + inner
    return b"\x0a" + _varint(length) + label + b"\x12" + _varint(inner) + tensor


def write_entries(entries: list[Entry], write: Callable[[Any], Any], crc: bool) -> None:
    """Writes the entries by `write`, which takes bytes."""
    checksum = 0

    def put(data: Any) -> None:
        nonlocal checksum
        if crc:
            checksum = zlib.crc32(data, checksum)
        write(data)

    for entry in entries:
        if isinstance(entry.value, str):
            data = memoryview(entry.value.encode("utf-32-le"))
            dims = [0]
        else:
            array = np.ascontiguousarray(entry.value)
            data = memoryview(array.reshape(-1).view(np.uint8))  # type: ignore[arg-type]
            dims = list(np.shape(entry.value))
        for start in range(0, max(len(data), 1), SLICE):
            part = data[start : start + SLICE]
            put(_heads(entry.name, dims, entry.dtype, len(part)))
            put(part)
    if crc:
        write(_CRC_MARK + checksum.to_bytes(_CRC_SIZE, "big"))


# Reading


def _read_varint(data: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        if at >= len(data) or shift > 63:
            raise CorruptFile("a number reaches over the end")
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7


def _fields(data: memoryview) -> Iterator[tuple[int, Any]]:
    """The fields of a message: number and value."""
    at = 0
    while at < len(data):
        key, at = _read_varint(data, at)
        if key & 7 == 0:
            value, at = _read_varint(data, at)
            yield key >> 3, value
        elif key & 7 == 2:
            size, at = _read_varint(data, at)
            if at + size > len(data):
                raise CorruptFile("a field reaches over the end")
            yield key >> 3, data[at : at + size]
            at += size
        else:
            raise CorruptFile(f"unknown wire type {key & 7}")


def _numbers(value: Any) -> list[int]:
    """A repeated number: alone, or packed."""
    if isinstance(value, int):
        return [value]
    found, at = [], 0
    while at < len(value):
        number, at = _read_varint(value, at)
        found.append(number)
    return found


def _bytes(value: Any) -> memoryview:
    if isinstance(value, int):
        raise CorruptFile("a number stands where bytes are expected")
    return value


def _read_tensor(data: memoryview) -> tuple[list[int], str, memoryview]:
    dims: list[int] = []
    dtype, content = "", memoryview(b"")
    for number, value in _fields(data):
        if number == 1:
            dims.extend(_numbers(value))
        elif number == 2:
            dtype = str(_bytes(value), "utf-8")
        elif number == 3:
            content = _bytes(value)
    return dims, dtype, content


def _read_value(name: str, dims: list[int], dtype: str, content: Any) -> Entry:
    if dtype == "str":
        return Entry(name, dtype, str(bytes(content), "utf-32-le"))
    if dtype not in _DTYPES:
        raise CorruptFile(f"`{name}` has the unknown dtype {dtype!r}")
    nptype = np.dtype(mstype.dtype_to_nptype(dtype_of(dtype)))
    count = int(np.prod(dims, dtype=np.int64)) if dims else 1
    if dims == [0] and len(content) == nptype.itemsize:
        dims, count = [], 1
    if count * nptype.itemsize != len(content):
        raise CorruptFile(f"`{name}` has {len(content)} bytes for the shape {tuple(dims)}")
    return Entry(name, dtype, np.frombuffer(content, nptype).reshape(dims))


def _body(data: memoryview, crc: bool) -> memoryview:
    """The entries' bytes; with `crc` checked against the sum at the end, if there is one."""
    tail = len(_CRC_MARK) + _CRC_SIZE
    if len(data) < tail or bytes(data[-tail:-_CRC_SIZE]) != _CRC_MARK:
        return data
    body = data[:-tail]
    if crc and zlib.crc32(body) != int.from_bytes(bytes(data[-_CRC_SIZE:]), "big"):
        raise CorruptFile("the checksum differs")
    return body


def read_entries(data: Any, crc: bool = False) -> list[Entry]:
    """Reads the bytes of a file; raises CorruptFile if they are not a whole one."""
    try:
        return _read_all(_body(memoryview(data), crc))
    except UnicodeDecodeError as error:
        raise CorruptFile("a name is not text") from error


def _read_all(data: memoryview) -> list[Entry]:
    entries: list[Entry] = []
    pending: tuple[str, list[int], str, bytearray] | None = None
    for number, message in _fields(data):
        if number != 1:
            raise CorruptFile(f"unknown field {number}")
        name, tensor = "", memoryview(b"")
        for inner, value in _fields(_bytes(message)):
            if inner == 1:
                name = str(_bytes(value), "utf-8")
            elif inner == 2:
                tensor = _bytes(value)
        dims, dtype, content = _read_tensor(tensor)
        if pending is not None and pending[0] == name:
            pending[3].extend(content)
            if len(content) == SLICE:
                continue
            entries.append(_read_value(*pending))
            pending = None
        elif len(content) == SLICE:
            if pending is not None:
                entries.append(_read_value(*pending))
            pending = (name, dims, dtype, bytearray(content))
        else:
            if pending is not None:
                entries.append(_read_value(*pending))
                pending = None
            entries.append(_read_value(name, dims, dtype, content))
    if pending is not None:
        entries.append(_read_value(*pending))
    return entries
