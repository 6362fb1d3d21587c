"""The listening statistics of a large library."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path

from serving import running_server, story_markdown

from earshot import narrate
from earshot.model import Article, Block
from earshot.server.account import OWNER_ID
from earshot.server.analytics import DECILES, add_listen_stats, load_week_stats
from earshot.server.api.analytics import ROWS_PER_PART
from earshot.server.pages.drop_off import count_listeners
from earshot.server.storage.account_library import LibraryStore
from earshot.server.storage.data_dir import DataDir
from earshot.server.storage.database import open_database
from earshot.server.storage.stored_narration import build_timeline
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


def test_weeks_are_summed_from_their_mondays_over_published_stories(tmp_path: Path) -> None:
    add_played_stories(tmp_path, 3)
    database = open_database(DataDir(tmp_path))
    today = datetime.now(UTC).date()
    this_week, last_week = load_week_stats(database, today, 2)
    assert this_week.start == today - timedelta(days=today.weekday())
    assert last_week.start == this_week.start - timedelta(weeks=1)
    # the day may change while the test runs
    assert this_week.plays + last_week.plays == 3
    assert this_week.seconds + last_week.seconds == 1 + 2 + 3
    assert load_week_stats(database, today + timedelta(weeks=3), 2)[0].plays == 0
    database.close()


def test_the_listeners_of_a_paragraph_are_those_of_its_tenth() -> None:
    paragraph = Block(kind="paragraph", text="The boat came back to the lake.")
    article = Article(headline="Ferry", blocks=(paragraph,) * 10, language="en")
    narration = narrate(article, voice="silent:reader")
    timeline = build_timeline(narration)
    rows = count_listeners(narration.script, timeline, (10, 9, 8, 7, 6, 5, 4, 3, 2, 1))
    assert len(rows) == 10
    assert rows[0].listeners == 10
    assert [row.listeners for row in rows] == sorted((row.listeners for row in rows), reverse=True)
    assert rows[-1].percent == 10 * rows[-1].listeners < 100
    unheard = count_listeners(narration.script, timeline, (0,) * DECILES)
    assert {row.percent for row in unheard} == {0}


def test_the_pages_of_a_publisher_show_weeks_and_paragraphs(tmp_path: Path) -> None:
    with running_server(tmp_path) as server:
        story = server.create_finished_story(markdown=story_markdown())["id"]
        heard = {"plays": 1, "seconds": 5, "deciles": [0, 1, 2]}
        assert server.client.post(f"/v1/stories/{story}/analytics", json=heard).status_code == 204
        weeks = server.client.get("/analytics.csv?by=week").text.splitlines()
        page = server.client.get("/publisher").text
        drop_off = server.client.get(f"/publisher/stories/{story}")
        assert server.client.get("/publisher/stories/none").status_code == 404
    assert weeks[0] == "week,plays,seconds,finished"
    assert any(line.endswith(",1,5,0") for line in weeks[1:])
    assert f"/publisher/stories/{story}" in page
    assert "1 (100%)" in drop_off.text
