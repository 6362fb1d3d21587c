"""The stories of a server's library, as scripts."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from earshot.archive.records import Record
from earshot.errors import SourceUnreadable
from earshot.serialization import script_json
from earshot.server.storage.data_dir import DataDir
from earshot.server.storage.recordings import Recording


def is_library(path: str) -> bool:
    return DataDir(Path(path)).database_path.is_file()


def read_stories(path: str) -> Iterator[Record]:
    """The finished stories, oldest first. The server may run meanwhile. Raises SourceUnreadable."""
    data_dir = DataDir(Path(path))
    for story_id, revision in _list_revisions(data_dir):
        source = f"{path}, story {story_id}"
        try:
            script = Recording(data_dir.revision_dir(story_id, revision)).load_script()
        except (OSError, ValueError) as error:
            yield Record(source=source, error=f"{source} has no script ({error})")
            continue
        yield Record(
            source=source,
            article=json.loads(json.dumps(script_json(script))),
            url=script.article.url,
        )


def _list_revisions(data_dir: DataDir) -> list[tuple[str, int]]:
    sql = "SELECT id, ready_revision FROM stories WHERE ready_revision > 0 ORDER BY id"
    uri = f"{data_dir.database_path.resolve().as_uri()}?mode=ro"
    try:
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            return connection.execute(sql).fetchall()
    except sqlite3.Error as error:
        raise SourceUnreadable(source=str(data_dir.folder), reason=str(error)) from error
