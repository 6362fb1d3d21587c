"""Bodies as servers send them, packed or not, never unpacked past a limit."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

ENCODINGS = frozenset(("", "identity", "gzip", "x-gzip", "deflate"))
_GZIP_OR_ZLIB = 47
_BARE = -15
_STEP = 65_536


class Overflow(Exception):
    """More than the limit came out."""


def inflated(pieces: Iterable[bytes], encoding: str, limit: int) -> bytes:
    """The body. Raises Overflow past `limit` bytes, at most one step too late, and zlib.error."""
    unpacked = pieces if encoding in ("", "identity") else _unpacked(pieces)
    body = bytearray()
    for piece in unpacked:
        body += piece
        if len(body) > limit:
            raise Overflow
    return bytes(body)


def _unpacked(pieces: Iterable[bytes]) -> Iterator[bytes]:
    machine = None
    for piece in pieces:
        if machine is None:
            machine, rest = _started(piece)
            yield rest
            piece = machine.unconsumed_tail
        while piece:
            yield machine.decompress(piece, _STEP)
            piece = machine.unconsumed_tail
    if machine is not None:
        yield machine.flush()


def _started(piece: bytes) -> tuple[zlib._Decompress, bytes]:
    """A machine that takes the first piece: "deflate" is sent with its zlib header or bare."""
    machine = zlib.decompressobj(_GZIP_OR_ZLIB)
    try:
        return machine, machine.decompress(piece, _STEP)
    except zlib.error:
        machine = zlib.decompressobj(_BARE)
        return machine, machine.decompress(piece, _STEP)
