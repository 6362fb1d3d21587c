"""The listening statistics of a large library."""

from __future__ import annotations

import csv
from pathlib import Path

from serving import running_server

from earshot.server.account import OWNER_ID
from earshot.server.analytics import DECILES, add_listen_stats
from earshot.server.api.analytics import ROWS_PER_PART
from earshot.server.storage.data_dir import DataDir
from earshot.server.storage.database import open_database
from earshot.server.storage.library import LibraryStore
from earshot.server.storage.stories import StoryStore


def add_played_stories(folder: Path, count: int) -> dict[str, int]:
    """Stories that were played for 1, 2 or 3 seconds: the seconds by story id."""
    database = open_database(DataDir(folder))
    store, seconds = StoryStore(database), {}
    library = LibraryStore(database, store.observers)
    with database.transaction():
        for number in range(count):
            columns = {"title": f"Story {number}", "status": "succeeded", "submission_hash": ""}
            story = store.add(f"id:{number}", columns)
            library.add(OWNER_ID, story.id)
            seconds[story.id] = 1 + number % 3
            add_listen_stats(database, story.id, 1, seconds[story.id], [1] * DECILES)
    database.close()
    return seconds


def test_the_export_has_every_story_once_with_equal_figures_in_a_fixed_order(
    tmp_path: Path,
) -> None:
    """Stories with equal figures lie on both sides of the seams, and the last part is full."""
    seconds = add_played_stories(tmp_path, 2 * ROWS_PER_PART)
    with running_server(tmp_path) as server:
        lines = server.client.get("/analytics.csv").text.splitlines()
    rows = list(csv.DictReader(lines))
    assert [row["story"] for row in rows] == sorted(
        seconds, key=lambda story: (seconds[story], story), reverse=True
    )
    assert {row["story"]: int(row["seconds"]) for row in rows} == seconds
