"""Chunks of WAV files: INFO, which editors and Windows show, and an ID3 tag."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from os import SEEK_CUR
from pathlib import Path
from struct import pack, unpack
from typing import BinaryIO

from earshot.files import atomic_write

RIFF_HEADER_BYTES = 12
CHUNK_HEADER_BYTES = 8
MAX_SIZE = 0xFFFFFFFF
COPY_BYTES = 1 << 20


def write_chunks(path: Path, information: Mapping[str, str], id3: bytes) -> None:
    """Write an INFO list and an ID3 tag after the samples; replace those that are there.

    `information` is by the four letters of RIFF, such as INAM.
    """
    with path.open("rb") as source, atomic_write(path) as temporary, temporary.open("wb") as target:
        target.write(source.read(RIFF_HEADER_BYTES))
        for name, size in _read_headers(source):
            is_replaced = name in {b"LIST", b"id3 "}
            _copy_chunk(source, target, name, size, is_replaced)
        target.write(_pack_information(information) + _pack_chunk(b"id3 ", id3))
        size = target.tell() - CHUNK_HEADER_BYTES
        target.seek(4)
        target.write(pack("<I", min(size, MAX_SIZE)))


def _read_headers(source: BinaryIO) -> Iterator[tuple[bytes, int]]:
    while len(header := source.read(CHUNK_HEADER_BYTES)) == CHUNK_HEADER_BYTES:
        yield unpack("<4sI", header)


def _copy_chunk(
    source: BinaryIO, target: BinaryIO, name: bytes, size: int, is_replaced: bool
) -> None:
    padded = size + size % 2
    if is_replaced:
        source.seek(padded, SEEK_CUR)
        return
    target.write(pack("<4sI", name, size))
    while padded and (piece := source.read(min(padded, COPY_BYTES))):
        target.write(piece)
        padded -= len(piece)


def _pack_information(information: Mapping[str, str]) -> bytes:
    entries = (
        _pack_chunk(name.encode(), value.encode() + b"\x00") for name, value in information.items()
    )
    return _pack_chunk(b"LIST", b"INFO" + b"".join(entries))


def _pack_chunk(name: bytes, body: bytes) -> bytes:
    return pack("<4sI", name, len(body)) + body + b"\x00" * (len(body) % 2)
