"""Cover images."""

from __future__ import annotations

from pathlib import Path

from earshot.errors import InvalidOption

MAX_BYTES = 5_000_000
"""Bytes. Players hold the cover in memory; one of podcast size has about a tenth of this."""
SIGNATURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")


def read_cover(path: str) -> bytes:
    """Read an image file. Raises InvalidOption if it is not a JPEG or PNG, or too large."""
    try:
        with Path(path).open("rb") as file:
            picture = file.read(MAX_BYTES + 1)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InvalidOption(option="cover", value=path, expected=reason) from error
    if not picture.startswith(SIGNATURES):
        raise InvalidOption(option="cover", value=path, expected="it must be a JPEG or PNG image")
    if len(picture) > MAX_BYTES:
        raise InvalidOption(option="cover", value=path, expected="it must not exceed 5 MB")
    return picture
