"""Bytes from files and standard input, never more than an article may weigh."""

from __future__ import annotations

import gzip
import io
import sys
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import BinaryIO

from earshot.errors import SourceNotFound, SourceUnreadable, TooLarge

MAX_CONTENT_MB = 20
MAX_CONTENT_BYTES = MAX_CONTENT_MB * 1_000_000
"""Bytes of HTML or text, inflated: the longest page of the evaluation set has 3 MB."""

KIND_BY_EXTENSION = {
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".rss": "feed",
    ".atom": "feed",
    ".eml": "mail",
}
_GZIP_MAGIC = b"\x1f\x8b"


@dataclass(frozen=True, slots=True, kw_only=True)
class RawContent:
    """The bytes of a source, and what its name or its server said about them."""

    source: str
    data: bytes
    kind: str = ""
    """The room that reads it (html, text, feed, …); empty where only the bytes can tell."""
    charset: str = ""
    url: str = ""


def read_file(path: str) -> RawContent:
    """The file's bytes, inflated if they are gzip.

    Raises SourceNotFound, SourceUnreadable and TooLarge.
    """
    try:
        with Path(path).open("rb") as file:
            data = read_and_inflate(file, path)
    except FileNotFoundError:
        raise SourceNotFound(source=path) from None
    except (OSError, ValueError) as error:
        raise SourceUnreadable(source=path, reason=_error_reason(error)) from error
    return RawContent(source=path, data=data, kind=_kind_from_name(path))


def read_stdin() -> RawContent:
    """What stands on standard input. Raises SourceUnreadable and TooLarge."""
    source = "standard input"
    try:
        return RawContent(source=source, data=read_and_inflate(sys.stdin.buffer, source))
    except (OSError, ValueError) as error:
        raise SourceUnreadable(source=source, reason=_error_reason(error)) from error


def read_and_inflate(stream: BinaryIO, source: str) -> bytes:
    """All of the stream, inflated if it is gzip. Raises TooLarge past `LIMIT`."""
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


def _kind_from_name(path: str) -> str:
    name = PurePath(path.lower().removesuffix(".gz"))
    return KIND_BY_EXTENSION.get(name.suffix, "")


def _error_reason(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__).lower()
