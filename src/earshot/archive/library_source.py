"""The stories of a server's library, as scripts."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from earshot.archive.records import Record
from earshot.errors import OutputError, SourceUnreadable
from earshot.serialization import script_json
from earshot.server.settings import SETTINGS_FILE, Settings, load_settings
from earshot.server.storage.cached_data_dir import open_data_dir
from earshot.server.storage.data_dir import DataDir
from earshot.server.storage.database import open_reader
from earshot.server.storage.reader_pool import Reader
from earshot.server.storage.recordings import Recording

BATCH_ROWS = 1_000


def is_library(path: str) -> bool:
    """Whether this is a data directory with a library, or with the settings of one."""
    folder = Path(path)
    return DataDir(folder).database_path.is_file() or (folder / SETTINGS_FILE).is_file()


def read_stories(path: str) -> Iterator[Record]:
    """The finished stories, oldest first. The server may be running. Raises SourceUnreadable."""
    settings = load_settings(Path(path), {}, os.environ)
    data_dir = open_data_dir(Path(path), settings.storage)
    for story_id, revision in _iterate_revisions(data_dir, settings):
        source = f"{path}, story {story_id}"
        folder = data_dir.revision_dir(story_id, revision)
        try:
            data_dir.fetch_in_thread(folder, with_audio=False)
            script = Recording(folder).load_script()
        except (OSError, ValueError, OutputError) as error:
            yield Record(source=source, error=f"{source} has no script ({error})")
            continue
        yield Record(
            source=source,
            article=json.loads(json.dumps(script_json(script))),
            url=script.article.url,
        )


def _iterate_revisions(data_dir: DataDir, settings: Settings) -> Iterator[tuple[str, int]]:
    try:
        with closing(open_reader(data_dir, settings.database)) as reader:
            yield from _page_through(reader)
    except OutputError as error:
        raise SourceUnreadable(source=str(data_dir.folder), reason=str(error)) from error


def _page_through(reader: Reader) -> Iterator[tuple[str, int]]:
    sql = (
        "SELECT number, id, ready_revision FROM stories WHERE ready_revision > 0 AND number > ?"
        f" ORDER BY number LIMIT {BATCH_ROWS}"
    )
    last = 0
    while rows := reader.rows(sql, last):
        last = rows[-1][0]
        yield from ((row[1], row[2]) for row in rows)
