"""The list of files that an earlier export wrote. It is a file of the site, `export.json`."""

from __future__ import annotations

import time

import msgspec
from msgspec import Struct, field

from earshot.errors import Unwritable
from earshot.server.exports.site_store import StaticSiteStore

MANIFEST_FILE = "export.json"
SAVE_INTERVAL_SECONDS = 5.0


class ExportedStory(Struct):
    """The files of a story."""

    version: str = ""
    """A digest of all that affects the story's page; empty if its files are not complete."""
    page_digest: str = ""
    revisions: list[int] = field(default_factory=list)
    """The revisions with files, oldest first."""
    formats: list[str] = field(default_factory=list)
    """The other formats of the newest revision."""


class Contents(Struct):
    stories: dict[str, ExportedStory] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    """The digests of the other files, by name."""
    format: int = 1


class Manifest:
    """Saved every few seconds, so an export that was killed can be continued."""

    def __init__(self, store: StaticSiteStore) -> None:
        self._store = store
        self._saved_at = time.monotonic()
        content = store.read(MANIFEST_FILE)
        try:
            self._contents = msgspec.json.decode(content, type=Contents) if content else Contents()
        except msgspec.DecodeError as error:
            reason = "it is not the list of an export; delete it to write all files again"
            raise Unwritable(path=MANIFEST_FILE, reason=reason) from error

    @property
    def stories(self) -> dict[str, ExportedStory]:
        return self._contents.stories

    @property
    def files(self) -> dict[str, str]:
        return self._contents.files

    def save_if_due(self) -> None:
        if time.monotonic() - self._saved_at >= SAVE_INTERVAL_SECONDS:
            self.save()

    def save(self) -> None:
        self._store.write(MANIFEST_FILE, msgspec.json.encode(self._contents))
        self._saved_at = time.monotonic()
