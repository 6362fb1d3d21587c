"""The wire format of Protocol Buffers, read and written with every length checked."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

VARINT, FIXED64, LENGTH_DELIMITED, FIXED32 = 0, 1, 2, 5
"""Wire types; the two others, groups, went out of use before ONNX began."""

FieldValue = int | memoryview
"""A varint, or the bytes of what has a length."""


class DecodeError(ValueError):
    """Bytes that are not what they should be."""


def parse_fields(data: bytes | memoryview) -> Iterator[tuple[int, FieldValue]]:
    """Field numbers and values, in the order they stand. Raises BadWire."""
    view = memoryview(data)
    position = 0
    while position < len(view):
        key, position = _read_varint(view, position)
        number, wire_type = key >> 3, key & 7
        if wire_type == VARINT:
            value, position = _read_varint(view, position)
            yield number, value
            continue
        if wire_type == LENGTH_DELIMITED:
            size, position = _read_varint(view, position)
        elif wire_type in (FIXED64, FIXED32):
            size = 8 if wire_type == FIXED64 else 4
        else:
            raise DecodeError("it is damaged, or no ONNX model")
        if size > len(view) - position:
            raise DecodeError("it is cut short, or no ONNX model")
        yield number, view[position : position + size]
        position += size


def _read_varint(view: memoryview, position: int) -> tuple[int, int]:
    value = shift = 0
    for _ in range(10):
        if position >= len(view):
            raise DecodeError("it is cut short, or no ONNX model")
        byte = view[position]
        value |= (byte & 0x7F) << shift
        position, shift = position + 1, shift + 7
        if byte < 0x80:
            return value, position
    raise DecodeError("it is damaged, or no ONNX model")


def parse_packed_varints(data: memoryview) -> list[int]:
    """The whole numbers of a repeated field that stands in one piece. Raises BadWire."""
    numbers, position = [], 0
    while position < len(data):
        number, position = _read_varint(data, position)
        numbers.append(number)
    return numbers


def as_bytes(value: FieldValue) -> memoryview:
    """A value that must have a length. Raises BadWire."""
    if isinstance(value, int):
        raise DecodeError("it is damaged, or no ONNX model")
    return value


def as_string(value: FieldValue) -> str:
    """A value that must be text. Raises BadWire."""
    try:
        return bytes(as_bytes(value)).decode()
    except UnicodeDecodeError as error:
        raise DecodeError("it is damaged, or no ONNX model") from error


def parse_float(data: bytes | memoryview, number: int) -> float:
    """The float in a field of fixed width. Raises BadWire."""
    for found, value in parse_fields(data):
        if found == number and len(as_bytes(value)) == 4:
            return float(struct.unpack("<f", as_bytes(value))[0])
    raise DecodeError("it is damaged, or no ONNX model")


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
    """A field as `fields` gave it, in pieces. Fixed widths are not told apart: no field of
    ModelProto or GraphProto has one."""
    if isinstance(value, int):
        return [encode_integer(number, value)]
    return [encode_varint(number << 3 | LENGTH_DELIMITED) + encode_varint(len(value)), value]


def encode_parts(number: int, pieces: Sequence[bytes | memoryview]) -> list[bytes | memoryview]:
    """A message in pieces, its weights not copied."""
    size = sum(map(len, pieces))
    return [encode_varint(number << 3 | LENGTH_DELIMITED) + encode_varint(size), *pieces]
