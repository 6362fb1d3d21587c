"""ID3v2.4 tags (https://id3.org/id3v2.4.0-structure), with chapters
(https://id3.org/id3v2-chapters-1.0)."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from struct import pack
from typing import BinaryIO, NamedTuple

from earshot.files import atomic_write
from earshot.publish.tag_formats.picture import FRONT_COVER, Picture

UTF8 = b"\x03"
HEADER_BYTES = 10
NO_OFFSET = 0xFFFFFFFF
TOP_LEVEL_ORDERED = 0b11


class ChapterFrame(NamedTuple):
    title: str
    start: int
    """Milliseconds."""
    end: int
    """Milliseconds."""


def write_id3(path: Path, frames: Iterable[bytes]) -> None:
    """Replace the tag at the start of an MP3 file."""
    with path.open("rb") as source, atomic_write(path) as temporary:
        source.seek(_measure_tag(source))
        with temporary.open("wb") as target:
            target.write(pack_tag(frames))
            shutil.copyfileobj(source, target)


def pack_tag(frames: Iterable[bytes]) -> bytes:
    """A tag of the given frames, in their order."""
    body = b"".join(frames)
    return b"ID3\x04\x00\x00" + _pack_syncsafe(len(body)) + body


def pack_text(name: str, text: str) -> bytes:
    """A text frame, such as TIT2."""
    return _pack_frame(name, UTF8 + text.encode())


def pack_user_text(description: str, text: str) -> bytes:
    """A text frame with a name of one's own (TXXX)."""
    return _pack_frame("TXXX", UTF8 + description.encode() + b"\x00" + text.encode())


def pack_comment(text: str) -> bytes:
    """A comment in English (COMM)."""
    return _pack_frame("COMM", UTF8 + b"eng\x00" + text.encode())


def pack_url(name: str, url: str) -> bytes:
    """A link, such as WOAS. Characters outside Latin-1 are percent-encoded UTF-8."""
    ascii_only = "".join(
        each if each.isascii() else "".join(f"%{byte:02X}" for byte in each.encode())
        for each in url
    )
    return _pack_frame(name, ascii_only.encode("ascii"))


def pack_cover(picture: Picture) -> bytes:
    """The front cover (APIC)."""
    start = UTF8 + picture.media_type.encode() + b"\x00" + bytes([FRONT_COVER]) + b"Cover\x00"
    return _pack_frame("APIC", start + picture.data)


def pack_chapters(chapters: Sequence[ChapterFrame]) -> Iterable[bytes]:
    """CHAP frames in the given order, and a CTOC frame, without which some apps show no chapters.

    At most 255 chapters: the table of contents counts in one byte.
    """
    names = [b"chp%d\x00" % number for number in range(len(chapters))]
    for name, chapter in zip(names, chapters, strict=True):
        times = pack(">IIII", chapter.start, chapter.end, NO_OFFSET, NO_OFFSET)
        yield _pack_frame("CHAP", name + times + pack_text("TIT2", chapter.title))
    if names:
        flags = bytes([TOP_LEVEL_ORDERED, len(names)])
        yield _pack_frame("CTOC", b"toc\x00" + flags + b"".join(names))


def _pack_frame(name: str, body: bytes) -> bytes:
    return name.encode() + _pack_syncsafe(len(body)) + b"\x00\x00" + body


def _pack_syncsafe(number: int) -> bytes:
    """Four bytes of seven bits each, so no size looks like the start of an MPEG frame."""
    return bytes((number >> shift) & 0x7F for shift in (21, 14, 7, 0))


def _measure_tag(file: BinaryIO) -> int:
    """The length in bytes of the tag at the start of the file, or 0."""
    header = file.read(HEADER_BYTES)
    if not header.startswith(b"ID3"):
        return 0
    size = 0
    for byte in header[6:10]:
        size = size << 7 | byte
    return HEADER_BYTES + size
