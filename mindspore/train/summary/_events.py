"""Event files that TensorBoard reads: protobuf messages in TFRecord frames, written by hand.

Four message kinds with few fields each need no protobuf library. A frame is the length, a checksum
of the length, the message, a checksum of the message (CRC-32C, rotated and offset).
"""

from __future__ import annotations

import struct

import numpy as np


def _crc_table() -> list[int]:
    table = []
    for byte in range(256):
        crc = byte
        for _ in range(8):
            crc = crc >> 1 ^ 0x82F63B78 if crc & 1 else crc >> 1
        table.append(crc)
    return table


_TABLE = _crc_table()


def masked_crc(data: bytes) -> int:
    """Gives the checksum of `data` as frames hold it.

    Examples:
        >>> from mindspore.train.summary._events import masked_crc
        >>> hex(masked_crc(b"123456789"))
        '0xc78ab0e5'
    """
    crc = 0xFFFFFFFF
    for byte in data:
        crc = _TABLE[(crc ^ byte) & 0xFF] ^ crc >> 8
    crc ^= 0xFFFFFFFF
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def frame(message: bytes) -> bytes:
    """Gives `message` between its length and its checksums."""
    length = struct.pack("<Q", len(message))
    return (
        length
        + struct.pack("<I", masked_crc(length))
        + message
        + struct.pack("<I", masked_crc(message))
    )


def _varint(number: int) -> bytes:
    out = bytearray()
    number &= 0xFFFFFFFFFFFFFFFF
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def integer(field: int, value: int) -> bytes:
    """Gives a field that holds a whole number."""
    return _varint(field << 3) + _varint(value)


def double(field: int, value: float) -> bytes:
    """Gives a field that holds a float64."""
    return _varint(field << 3 | 1) + struct.pack("<d", value)


def single(field: int, value: float) -> bytes:
    """Gives a field that holds a float32."""
    return _varint(field << 3 | 5) + struct.pack("<f", value)


def block(field: int, value: bytes) -> bytes:
    """Gives a field that holds bytes, a text or another message."""
    return _varint(field << 3 | 2) + _varint(len(value)) + value


def version(wall_time: float) -> bytes:
    """Gives the event that a file opens with."""
    return double(1, wall_time) + block(3, b"brain.Event:2")


def event(wall_time: float, step: int, values: list[bytes]) -> bytes:
    """Gives the event that holds the values of one step."""
    return double(1, wall_time) + integer(2, step) + block(5, b"".join(block(1, v) for v in values))


def scalar(tag: str, value: float) -> bytes:
    """Gives the summary value of a number."""
    return block(1, tag.encode()) + single(2, value)


def histogram(tag: str, values: np.ndarray, bins: int = 30) -> bytes:
    """Gives the summary value of how `values` spread; what is not finite is left out."""
    flat = values.astype(np.float64).ravel()
    flat = flat[np.isfinite(flat)]
    counts, edges = np.histogram(flat, bins=bins)
    body = b"".join(
        (
            double(1, flat.min(initial=edges[-1])),
            double(2, flat.max(initial=edges[0])),
            double(3, flat.size),
            double(4, flat.sum()),
            double(5, np.square(flat).sum()),
            block(6, edges[1:].astype("<f8").tobytes()),
            block(7, counts.astype("<f8").tobytes()),
        )
    )
    return block(1, tag.encode()) + block(5, body)


def image(tag: str, pixels: np.ndarray) -> bytes:
    """Gives the summary value of one picture, (channels, height, width), scaled to 0 to 255."""
    import io

    from PIL import Image

    low, high = float(pixels.min()), float(pixels.max())
    if pixels.dtype != np.uint8:
        pixels = ((pixels - low) / max(high - low, 1e-12) * 255).astype(np.uint8)
    rows = pixels.transpose(1, 2, 0)
    file = io.BytesIO()
    Image.fromarray(rows[..., 0] if rows.shape[2] == 1 else rows[..., :3]).save(file, "PNG")
    height, width, channels = rows.shape
    body = integer(1, height) + integer(2, width) + integer(3, channels)
    return block(1, tag.encode()) + block(4, body + block(4, file.getvalue()))
