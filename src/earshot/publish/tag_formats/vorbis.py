"""Vorbis comments (https://xiph.org/vorbis/doc/v-comment.html) in FLAC files, and their packing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from struct import pack
from typing import BinaryIO

from earshot.files import atomic_write
from earshot.publish.tag_formats.picture import Picture, pack_picture

VENDOR = b"Earshot"
COMMENTS_BLOCK, PICTURE_BLOCK, PADDING_BLOCK = 4, 6, 1
LAST_BLOCK = 0x80


def pack_comments(comments: Mapping[str, str]) -> bytes:
    """Names and values with their lengths, without a framing bit."""
    entries = [f"{name}={value}".encode() for name, value in comments.items()]
    return (
        pack("<I", len(VENDOR))
        + VENDOR
        + pack("<I", len(entries))
        + b"".join(pack("<I", len(entry)) + entry for entry in entries)
    )


def write_flac(path: Path, comments: Mapping[str, str], picture: Picture | None) -> None:
    """Replace the comments and pictures of a FLAC file (RFC 9639, 8)."""
    with path.open("rb") as source, atomic_write(path) as temporary, temporary.open("wb") as target:
        target.write(source.read(4))
        blocks = [
            (kind, body)
            for kind, body in _read_blocks(source)
            if kind not in {COMMENTS_BLOCK, PICTURE_BLOCK, PADDING_BLOCK}
        ]
        blocks.append((COMMENTS_BLOCK, pack_comments(comments)))
        if picture:
            blocks.append((PICTURE_BLOCK, pack_picture(picture)))
        for kind, body in blocks[:-1]:
            target.write(_pack_header(kind, body) + body)
        kind, body = blocks[-1]
        target.write(_pack_header(kind | LAST_BLOCK, body) + body)
        shutil.copyfileobj(source, target)


def _read_blocks(source: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """The type and body of each metadata block; leaves the file at the first frame."""
    kind = 0
    while not kind & LAST_BLOCK:
        header = source.read(4)
        kind = header[0]
        yield kind & ~LAST_BLOCK, source.read(int.from_bytes(header[1:]))


def _pack_header(kind: int, body: bytes) -> bytes:
    return bytes([kind]) + len(body).to_bytes(3)
