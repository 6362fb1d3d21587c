"""The bytes of a page or a file, and the limit of their size."""

from __future__ import annotations

import gzip
import io
import zlib
from dataclasses import dataclass
from typing import BinaryIO

from earshot.errors import TooLarge

MAX_CONTENT_MB = 20
MAX_CONTENT_BYTES = MAX_CONTENT_MB * 1_000_000
"""Bytes of HTML or text after decompression. The longest page of the evaluation set has 3 MB."""
_GZIP_MAGIC = b"\x1f\x8b"


@dataclass(frozen=True, slots=True, kw_only=True)
class RawContent:
    """The bytes of a source, and what its name or its server says about them."""

    source: str
    data: bytes
    kind: str = ""
    """The format (html, text, feed, …). Empty if it has to be detected from the bytes."""
    charset: str = ""
    url: str = ""


def read_and_inflate(stream: BinaryIO, source: str) -> bytes:
    """Read the stream to its end and decompress it if it is gzip.

    Raises TooLarge past `MAX_CONTENT_BYTES`.
    """
    data = _read_limited(stream, source)
    if not data.startswith(_GZIP_MAGIC):
        return data
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as gzip_file:
            return _read_limited(gzip_file, source)
    except (EOFError, zlib.error) as error:
        raise OSError("the gzip data is damaged") from error


def _read_limited(stream: BinaryIO | gzip.GzipFile, source: str) -> bytes:
    data = stream.read(MAX_CONTENT_BYTES + 1)
    if len(data) > MAX_CONTENT_BYTES:
        raise TooLarge(source=source, limit=MAX_CONTENT_MB)
    return data
