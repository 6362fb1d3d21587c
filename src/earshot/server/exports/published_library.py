"""The part of a library that a static site shows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

from earshot.errors import ServerError
from earshot.server.settings import Settings
from earshot.server.site_rules import is_open_access
from earshot.server.storage.account_library import PUBLISHED
from earshot.server.storage.backup_archive import LibraryNotFound
from earshot.server.storage.data_dir import DataDir
from earshot.server.storage.database import open_reader
from earshot.server.storage.reader_pool import Reader, Row
from earshot.server.storage.recordings import Recording
from earshot.server.storage.story import Story, story_from_row

BATCH_SIZE = 500


class LibraryOutdated(ServerError):
    """The library in {path} was written by another version of Earshot."""

    advice = "start the server of this version once, which converts it"


@dataclass(frozen=True, slots=True)
class PublishedLibrary:
    """A library that is only read. A server may use it at the same time."""

    reader: Reader
    data_dir: DataDir
    settings: Settings

    def iterate_stories(self) -> Iterator[Story]:
        """The published stories that are finished and have open access, oldest first."""
        sql = (
            f"SELECT * FROM stories WHERE ready_revision > 0 AND number > ?"
            f" AND stage = 'published' AND {PUBLISHED}"
            f" ORDER BY number LIMIT {BATCH_SIZE}"
        )
        last = 0
        while rows := self.reader.rows(sql, last):
            last = rows[-1]["number"]
            for row in rows:
                story = story_from_row(row)
                if is_open_access(self.settings, story):
                    yield story

    def list_public_feeds(self) -> list[Row]:
        return self.reader.rows("SELECT * FROM feeds WHERE public = 1 ORDER BY created_at")

    def open_recording(self, story: Story) -> Recording:
        folder = self.data_dir.revision_dir(story.id, story.ready_revision)
        self.data_dir.fetch_in_thread(folder)
        return Recording(folder)


@contextmanager
def open_library(data_dir: DataDir, settings: Settings) -> Iterator[PublishedLibrary]:
    """Raises LibraryNotFound and LibraryOutdated."""
    if not settings.database and not data_dir.database_path.exists():
        raise LibraryNotFound(path=data_dir.folder)
    with closing(open_reader(data_dir, settings.database)) as reader:
        if not reader.has_current_schema():
            raise LibraryOutdated(path=data_dir.folder)
        yield PublishedLibrary(reader, data_dir, settings)
