"""Decompression of response bodies, with a size limit."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

ENCODINGS = frozenset(("", "identity", "gzip", "x-gzip", "deflate"))
_AUTO_WBITS = 47
_RAW_WBITS = -15
_STEP_BYTES = 65_536


class SizeLimitExceeded(Exception):
    """The decompressed body exceeds the limit."""


def decompress(chunks: Iterable[bytes], encoding: str, limit: int) -> bytes:
    """The decompressed body.

    Raises SizeLimitExceeded past `limit` bytes, at most one step late, and zlib.error.
    """
    output = chunks if encoding in ("", "identity") else _inflate(chunks)
    body = bytearray()
    for chunk in output:
        body += chunk
        if len(body) > limit:
            raise SizeLimitExceeded
    return bytes(body)


def _inflate(chunks: Iterable[bytes]) -> Iterator[bytes]:
    decompressor = None
    for chunk in chunks:
        if decompressor is None:
            decompressor, output = _start_inflating(chunk)
            yield output
            chunk = decompressor.unconsumed_tail
        while chunk:
            yield decompressor.decompress(chunk, _STEP_BYTES)
            chunk = decompressor.unconsumed_tail
    if decompressor is not None:
        yield decompressor.flush()


def _start_inflating(chunk: bytes) -> tuple[zlib._Decompress, bytes]:
    """A decompressor for the first chunk, and its output. "deflate" comes with or without a zlib
    header."""
    decompressor = zlib.decompressobj(_AUTO_WBITS)
    try:
        return decompressor, decompressor.decompress(chunk, _STEP_BYTES)
    except zlib.error:
        decompressor = zlib.decompressobj(_RAW_WBITS)
        return decompressor, decompressor.decompress(chunk, _STEP_BYTES)
