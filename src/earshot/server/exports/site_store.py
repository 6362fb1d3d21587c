"""The files of a static site in a folder or bucket, with their media types."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from earshot.object_store import ObjectStore
from earshot.publish.audio_formats import SERVED_FORMATS
from earshot.publish.book_identity import MEDIA_TYPE
from earshot.publish.opds import CATALOG_MEDIA_TYPE

CATALOG_FILE = "opds.xml"
MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".epub": MEDIA_TYPE,
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    **{f".{name}": each.media_type for name, each in SERVED_FORMATS.items()},
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".vtt": "text/vtt; charset=utf-8",
    ".woff2": "font/woff2",
    ".xml": "application/rss+xml",
}


class StaticSiteStore:
    """Every method raises an OutputError if the folder or bucket fails."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    def read(self, name: str) -> bytes | None:
        return self._store.read(name)

    def write(self, name: str, content: bytes) -> None:
        self._store.write(name, content, get_media_type(name))

    def upload(self, name: str, source: Path) -> None:
        """Raises FileNotFoundError if the source does not exist."""
        source.stat()
        self._store.upload(name, source, get_media_type(name))

    def delete(self, name: str) -> None:
        self._store.delete(name)


def get_media_type(name: str) -> str:
    if name == CATALOG_FILE:
        return CATALOG_MEDIA_TYPE
    return MEDIA_TYPES[PurePosixPath(name).suffix]
