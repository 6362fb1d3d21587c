"""Metadata of MP4 files: the `ilst` box of iTunes (QuickTime File Format, "Metadata").

The box lies inside `moov`. Where `moov` comes before the samples, the samples move, and the tables
of their offsets (`stco` and `co64`, ISO/IEC 14496-12, 8.7.5) are brought up to date.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from struct import Struct, pack, unpack_from
from typing import BinaryIO, NamedTuple

from earshot.files import atomic_write
from earshot.publish.tag_formats.picture import Picture

UTF8, JPEG, PNG = 1, 13, 14
"""Types of values."""
HEADER_BYTES = 8
OFFSET_TABLES = {b"stco": Struct(">I"), b"co64": Struct(">Q")}
PARENTS = {b"trak", b"mdia", b"minf", b"stbl"}
HANDLER = b"\x00" * 8 + b"mdirappl" + b"\x00" * 9


class Box(NamedTuple):
    name: bytes
    body: bytes


class BoxPosition(NamedTuple):
    name: bytes
    start: int
    end: int


def write_mp4(path: Path, values: Mapping[str, str], cover: Picture | None) -> None:
    """Replace the metadata of an MP4 file.

    A name of four characters is one of iTunes' own, such as "©nam". Any other is written as a
    freeform value of com.apple.iTunes.
    """
    with path.open("rb") as source, atomic_write(path) as temporary, temporary.open("wb") as target:
        boxes = list(_locate_boxes(source))
        movie = next(box for box in boxes if box.name == b"moov")
        media_start = min(box.start for box in boxes if box.name == b"mdat")
        source.seek(movie.start + HEADER_BYTES)
        children = list(_split_boxes(source.read(movie.end - movie.start - HEADER_BYTES)))
        children = _replace_metadata(children, _pack_metadata(values, cover))
        grown = HEADER_BYTES + sum(HEADER_BYTES + len(each.body) for each in children)
        shift = grown - (movie.end - movie.start) if movie.start < media_start else 0
        packed = _pack_box(b"moov", b"".join(_pack_moved(each, shift) for each in children))
        _copy_with(source, target, movie, packed)


def _locate_boxes(source: BinaryIO) -> Iterator[BoxPosition]:
    """The boxes at the top of the file."""
    size_of_file = source.seek(0, 2)
    position = 0
    while position < size_of_file:
        source.seek(position)
        header = source.read(16)
        size, name = unpack_from(">I4s", header)
        if size == 1:  # a 64-bit size follows
            (size,) = unpack_from(">Q", header, HEADER_BYTES)
        end = position + size if size else size_of_file
        yield BoxPosition(name, position, end)
        position = end


def _split_boxes(data: bytes) -> Iterator[Box]:
    position = 0
    while position < len(data):
        size, name = unpack_from(">I4s", data, position)
        yield Box(name, data[position + HEADER_BYTES : position + size])
        position += size


def _replace_metadata(children: Iterable[Box], metadata: bytes) -> list[Box]:
    """Put `metadata` into the user data of a movie, and keep its chapters."""
    kept = [each for each in children if each.name != b"udta"]
    own = [
        _pack_box(*each)
        for parent in children
        if parent.name == b"udta"
        for each in _split_boxes(parent.body)
        if each.name != b"meta"
    ]
    return [*kept, Box(b"udta", b"".join(own) + metadata)]


def _pack_metadata(values: Mapping[str, str], cover: Picture | None) -> bytes:
    entries = [_pack_value(name, value.encode()) for name, value in values.items()]
    if cover:
        entries.append(_pack_box(b"covr", _pack_data(PNG if cover.is_png else JPEG, cover.data)))
    handler = _pack_box(b"hdlr", HANDLER)
    return _pack_box(b"meta", bytes(4) + handler + _pack_box(b"ilst", b"".join(entries)))


def _pack_value(name: str, value: bytes) -> bytes:
    data = _pack_data(UTF8, value)
    if len(name) == 4:
        return _pack_box(name.encode("latin-1"), data)
    mean = _pack_box(b"mean", bytes(4) + b"com.apple.iTunes")
    return _pack_box(b"----", mean + _pack_box(b"name", bytes(4) + name.encode()) + data)


def _pack_data(kind: int, value: bytes) -> bytes:
    return _pack_box(b"data", pack(">II", kind, 0) + value)


def _pack_moved(box: Box, shift: int) -> bytes:
    """The box, with the offsets of samples inside it moved by `shift` bytes."""
    body = box.body
    if box.name in PARENTS:
        body = b"".join(_pack_moved(each, shift) for each in _split_boxes(body))
    elif entry := OFFSET_TABLES.get(box.name):
        offsets = (entry.pack(offset + shift) for (offset,) in entry.iter_unpack(body[8:]))
        body = body[:8] + b"".join(offsets)
    return _pack_box(box.name, body)


def _pack_box(name: bytes, body: bytes) -> bytes:
    return pack(">I4s", HEADER_BYTES + len(body), name) + body


def _copy_with(source: BinaryIO, target: BinaryIO, old: BoxPosition, packed: bytes) -> None:
    """Copy the file with `packed` in the place of one box."""
    source.seek(0)
    target.write(source.read(old.start))
    target.write(packed)
    source.seek(old.end)
    shutil.copyfileobj(source, target)
