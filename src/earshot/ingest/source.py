"""Sources of an article: a file or standard input, and the base URL of its links."""

from __future__ import annotations

import sys
from pathlib import Path, PurePath
from typing import NamedTuple

from earshot.errors import SourceNotFound, SourceUnreadable
from earshot.httpclient.raw_content import RawContent, read_and_inflate

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
    ".mht": "mail",
    ".mhtml": "mail",
}


class Origin(NamedTuple):
    """`source` is what the caller gave, for error messages; `url` is the page's URL or empty."""

    source: str
    url: str = ""


def read_file(path: str) -> RawContent:
    """Read a file and decompress it if it is gzip.

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
    """Read standard input. Raises SourceUnreadable and TooLarge."""
    source = "standard input"
    try:
        return RawContent(source=source, data=read_and_inflate(sys.stdin.buffer, source))
    except (OSError, ValueError) as error:
        raise SourceUnreadable(source=source, reason=_error_reason(error)) from error


def _kind_from_name(path: str) -> str:
    name = PurePath(path.lower().removesuffix(".gz"))
    return KIND_BY_EXTENSION.get(name.suffix, "")


def _error_reason(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__).lower()
