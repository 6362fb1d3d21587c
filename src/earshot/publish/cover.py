"""The picture of a recording."""

from __future__ import annotations

from pathlib import Path

from earshot.errors import BadOption

LARGEST = 5_000_000
"""Bytes. A cover of podcast size is a tenth of it; every player copies it into memory."""
PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")


def read_cover(path: str) -> bytes:
    """The picture file as it is. Raises BadOption for what is no JPEG or PNG, or too large."""
    try:
        with Path(path).open("rb") as file:
            picture = file.read(LARGEST + 1)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise BadOption(option="--cover", value=path, expected=reason) from error
    if not picture.startswith(PICTURES):
        raise BadOption(option="--cover", value=path, expected="a JPEG or PNG picture is needed")
    if len(picture) > LARGEST:
        raise BadOption(option="--cover", value=path, expected="5 MB at most")
    return picture
