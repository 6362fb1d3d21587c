"""A cover image, and the form that FLAC and Ogg files give it."""

from __future__ import annotations

from dataclasses import dataclass
from struct import pack

FRONT_COVER = 3
"""ID3v2's and FLAC's picture type."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG or PNG image."""

    data: bytes

    @property
    def is_png(self) -> bool:
        return self.data.startswith(b"\x89PNG")

    @property
    def media_type(self) -> str:
        return "image/png" if self.is_png else "image/jpeg"


def pack_picture(picture: Picture) -> bytes:
    """The picture as a FLAC metadata block (RFC 9639, 8.8). The size in pixels is left open."""
    media_type = picture.media_type.encode()
    return (
        pack(">II", FRONT_COVER, len(media_type))
        + media_type
        + pack(">IIIII", 0, 0, 0, 0, 0)
        + pack(">I", len(picture.data))
        + picture.data
    )
