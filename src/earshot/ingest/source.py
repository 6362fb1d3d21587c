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

LIMIT_MB = 20
LIMIT = LIMIT_MB * 1_000_000
"""Bytes of HTML or text, inflated: the longest page of the evaluation set has 3 MB."""

KINDS = {
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
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The bytes of a source, and what its name or its server said about them."""

    source: str
    content: bytes
    kind: str = ""
    """The room that reads it (html, text, feed, …); empty where only the bytes can tell."""
    charset: str = ""
    url: str = ""


def open_file(path: str) -> Opened:
    """The file's bytes, inflated if they are gzip.

    Raises SourceNotFound, SourceUnreadable and TooLarge.
    """
    try:
        with Path(path).open("rb") as file:
            content = bounded(file, path)
    except FileNotFoundError:
        raise SourceNotFound(source=path) from None
    except (OSError, ValueError) as error:
        raise SourceUnreadable(source=path, reason=_reason(error)) from error
    return Opened(source=path, content=content, kind=_kind_of_name(path))


def open_stdin() -> Opened:
    """What stands on standard input. Raises SourceUnreadable and TooLarge."""
    source = "standard input"
    try:
        return Opened(source=source, content=bounded(sys.stdin.buffer, source))
    except (OSError, ValueError) as error:
        raise SourceUnreadable(source=source, reason=_reason(error)) from error


def bounded(stream: BinaryIO, source: str) -> bytes:
    """All of the stream, inflated if it is gzip. Raises TooLarge past `LIMIT`."""
    content = _within_limit(stream, source)
    if not content.startswith(_GZIP):
        return content
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as inflated:
            return _within_limit(inflated, source)
    except (EOFError, zlib.error) as error:
        raise OSError("the gzip data is damaged") from error


def _within_limit(stream: BinaryIO | gzip.GzipFile, source: str) -> bytes:
    content = stream.read(LIMIT + 1)
    if len(content) > LIMIT:
        raise TooLarge(source=source, limit=LIMIT_MB)
    return content


def _kind_of_name(path: str) -> str:
    name = PurePath(path.lower().removesuffix(".gz"))
    return KINDS.get(name.suffix, "")


def _reason(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__).lower()
