"""The wire format of Protocol Buffers, read and written with every length checked."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

VARINT, FIXED64, LENGTH, FIXED32 = 0, 1, 2, 5
"""Wire types; the two others, groups, went out of use before ONNX began."""

Value = int | memoryview
"""A varint, or the bytes of what has a length."""


class BadWire(ValueError):
    """Bytes that are not what they should be."""


def fields(data: bytes | memoryview) -> Iterator[tuple[int, Value]]:
    """Field numbers and values, in the order they stand. Raises BadWire."""
    view = memoryview(data)
    at = 0
    while at < len(view):
        key, at = _varint(view, at)
        number, kind = key >> 3, key & 7
        if kind == VARINT:
            value, at = _varint(view, at)
            yield number, value
            continue
        if kind == LENGTH:
            size, at = _varint(view, at)
        elif kind in (FIXED64, FIXED32):
            size = 8 if kind == FIXED64 else 4
        else:
            raise BadWire("it is damaged, or no ONNX model")
        if size > len(view) - at:
            raise BadWire("it is cut short, or no ONNX model")
        yield number, view[at : at + size]
        at += size


def _varint(view: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    for _ in range(10):
        if at >= len(view):
            raise BadWire("it is cut short, or no ONNX model")
        byte = view[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at
    raise BadWire("it is damaged, or no ONNX model")


def packed_varints(data: memoryview) -> list[int]:
    """The whole numbers of a repeated field that stands in one piece. Raises BadWire."""
    numbers, at = [], 0
    while at < len(data):
        number, at = _varint(data, at)
        numbers.append(number)
    return numbers


def block(value: Value) -> memoryview:
    """A value that must have a length. Raises BadWire."""
    if isinstance(value, int):
        raise BadWire("it is damaged, or no ONNX model")
    return value


def string(value: Value) -> str:
    """A value that must be text. Raises BadWire."""
    try:
        return bytes(block(value)).decode()
    except UnicodeDecodeError as error:
        raise BadWire("it is damaged, or no ONNX model") from error


def float32(data: bytes | memoryview, number: int) -> float:
    """The float in a field of fixed width. Raises BadWire."""
    for found, value in fields(data):
        if found == number and len(block(value)) == 4:
            return float(struct.unpack("<f", block(value))[0])
    raise BadWire("it is damaged, or no ONNX model")


def varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def integer(number: int, value: int) -> bytes:
    return varint(number << 3 | VARINT) + varint(value)


def message(number: int, data: bytes) -> bytes:
    return varint(number << 3 | LENGTH) + varint(len(data)) + data


def text(number: int, value: str) -> bytes:
    return message(number, value.encode())


def packed_floats(values: Sequence[float]) -> bytes:
    return struct.pack(f"<{len(values)}f", *values)


def raw(number: int, value: Value) -> list[bytes | memoryview]:
    """A field as `fields` gave it, in pieces. Fixed widths are not told apart: no field of
    ModelProto or GraphProto has one."""
    if isinstance(value, int):
        return [integer(number, value)]
    return [varint(number << 3 | LENGTH) + varint(len(value)), value]


def enclosed(number: int, pieces: Sequence[bytes | memoryview]) -> list[bytes | memoryview]:
    """A message in pieces, its weights not copied."""
    size = sum(map(len, pieces))
    return [varint(number << 3 | LENGTH) + varint(size), *pieces]
