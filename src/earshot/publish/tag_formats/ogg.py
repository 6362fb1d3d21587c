"""Comments in Ogg Opus files (RFC 7845, 5.2): the second packet of the stream.

A page holds its number and a checksum (RFC 3533, 6). If the new comments fill another count of
pages, all later pages are renumbered.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from struct import pack
from typing import BinaryIO, NamedTuple

from earshot.files import atomic_write
from earshot.publish.tag_formats.vorbis import pack_comments

HEADER_BYTES = 27
CONTINUED = 0x01
LACING_MAX = 255
PAGE_BYTES = LACING_MAX * LACING_MAX
REVERSED_BITS = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


class OggPage(NamedTuple):
    header: bytes
    """27 bytes, without the segment table."""
    table: bytes
    body: bytes


def write_opus(path: Path, comments: Mapping[str, str]) -> None:
    """Replace the comments of an Ogg Opus file with one stream."""
    with path.open("rb") as source, atomic_write(path) as temporary, temporary.open("wb") as target:
        pages = _read_pages(source)
        first = next(pages)
        target.write(_pack_page(first, 0))
        _skip_packet(pages)
        number = 0
        for page in _paginate(first, b"OpusTags" + pack_comments(comments)):
            target.write(_pack_page(page, number := number + 1))
        for page in pages:
            target.write(_pack_page(page, number := number + 1))


def _read_pages(source: BinaryIO) -> Iterator[OggPage]:
    while len(header := source.read(HEADER_BYTES)) == HEADER_BYTES:
        table = source.read(header[26])
        yield OggPage(header, table, source.read(sum(table)))


def _skip_packet(pages: Iterator[OggPage]) -> None:
    """Read pages to the end of a packet. The packet of comments ends its page (RFC 7845, 3)."""
    for page in pages:
        if page.table[-1] < LACING_MAX:
            return


def _paginate(first: OggPage, packet: bytes) -> Iterator[OggPage]:
    """Split a packet into pages of the stream of the page `first`."""
    lacing = bytes([LACING_MAX]) * (len(packet) // LACING_MAX) + bytes([len(packet) % LACING_MAX])
    for start in range(0, len(lacing), LACING_MAX):
        table = lacing[start : start + LACING_MAX]
        body = packet[start * LACING_MAX : start * LACING_MAX + PAGE_BYTES]
        is_end = start + LACING_MAX >= len(lacing)
        position = 0 if is_end else -1  # no packet ends on the page
        header = pack("<4sBBq", b"OggS", 0, CONTINUED if start else 0, position)
        yield OggPage(header + first.header[14:18] + bytes(8) + bytes([len(table)]), table, body)


def _pack_page(page: OggPage, number: int) -> bytes:
    start, count = page.header[:18] + pack("<I", number), page.header[26:]
    rest = count + page.table + page.body
    return start + pack("<I", compute_checksum(start + bytes(4) + rest)) + rest


def compute_checksum(data: bytes) -> int:
    """Ogg's CRC-32: zlib's polynomial with the bits of bytes and result in the opposite order, from
    zero, and without the final inversion."""
    reflected = zlib.crc32(data.translate(REVERSED_BITS), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f"{reflected:032b}"[::-1], 2)
