"""Reads and writes the Protocol Buffers wire format, with every length checked."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

VARINT, FIXED64, LENGTH_DELIMITED, FIXED32 = 0, 1, 2, 5
"""Wire types; groups, the other two, were deprecated before ONNX existed."""

FieldValue = int | memoryview
"""A varint, or the bytes of a length-delimited field."""


class DecodeError(ValueError):
    """The bytes are malformed."""


def parse_fields(data: bytes | memoryview) -> Iterator[tuple[int, FieldValue]]:
    """Yield field numbers and values in file order. Raises DecodeError."""
    view = memoryview(data)
    position, end = 0, len(view)
    while position < end:
        key, position = view[position], position + 1
        if key > 0x7F:  # almost all are one byte, and so are most sizes
            key, position = _read_varint(view, position - 1)
        wire_type = key & 7
        if wire_type == LENGTH_DELIMITED:
            if position < end and (size := view[position]) < 0x80:
                position += 1
            else:
                size, position = _read_varint(view, position)
        elif wire_type == VARINT:
            value, position = _read_varint(view, position)
            yield key >> 3, value
            continue
        elif wire_type in (FIXED64, FIXED32):
            size = 8 if wire_type == FIXED64 else 4
        else:
            raise DecodeError("it is damaged, or not an ONNX model")
        start, position = position, position + size
        if position > end:
            raise DecodeError("it is truncated, or not an ONNX model")
        yield key >> 3, view[start:position]


def _read_varint(view: memoryview, position: int) -> tuple[int, int]:
    value = shift = 0
    for _ in range(10):
        if position >= len(view):
            raise DecodeError("it is truncated, or not an ONNX model")
        byte = view[position]
        value |= (byte & 0x7F) << shift
        position, shift = position + 1, shift + 7
        if byte < 0x80:
            return value, position
    raise DecodeError("it is damaged, or not an ONNX model")


def parse_packed_varints(data: memoryview) -> list[int]:
    """The integers of a packed repeated field. Raises DecodeError."""
    numbers, position = [], 0
    while position < len(data):
        number, position = _read_varint(data, position)
        numbers.append(number)
    return numbers


def as_bytes(value: FieldValue) -> memoryview:
    """The value of a length-delimited field. Raises DecodeError."""
    if isinstance(value, int):
        raise DecodeError("it is damaged, or not an ONNX model")
    return value


def as_string(value: FieldValue) -> str:
    """The value of a text field. Raises DecodeError."""
    try:
        return str(as_bytes(value), "utf-8")
    except UnicodeDecodeError as error:
        raise DecodeError("it is damaged, or not an ONNX model") from error


def parse_float(data: bytes | memoryview, number: int) -> float:
    """The float in a 32-bit field. Raises DecodeError."""
    for found, value in parse_fields(data):
        if found == number and len(as_bytes(value)) == 4:
            return float(struct.unpack("<f", as_bytes(value))[0])
    raise DecodeError("it is damaged, or not an ONNX model")


def encode_varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def encode_integer(number: int, value: int) -> bytes:
    return encode_varint(number << 3 | VARINT) + encode_varint(value)


def encode_message(number: int, data: bytes) -> bytes:
    return encode_varint(number << 3 | LENGTH_DELIMITED) + encode_varint(len(data)) + data


def encode_text(number: int, value: str) -> bytes:
    return encode_message(number, value.encode())


def encode_floats(values: Sequence[float]) -> bytes:
    return struct.pack(f"<{len(values)}f", *values)


def encode_raw(number: int, value: FieldValue) -> list[bytes | memoryview]:
    """Re-encode a field from `parse_fields`, in pieces. Fixed-width fields are not supported:
    ModelProto and GraphProto have none."""
    if isinstance(value, int):
        return [encode_integer(number, value)]
    return [encode_varint(number << 3 | LENGTH_DELIMITED) + encode_varint(len(value)), value]


def encode_parts(number: int, pieces: Sequence[bytes | memoryview]) -> list[bytes | memoryview]:
    """A message in pieces, without copying its weights."""
    size = sum(map(len, pieces))
    return [encode_varint(number << 3 | LENGTH_DELIMITED) + encode_varint(size), *pieces]
