"""The sections of the home page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from earshot.server.account import OWNER_ID
from earshot.server.pages.home import MAX_NEW, MAX_SITES, HomeSections, load_home
from earshot.server.storage.account_library import LibraryStore
from earshot.server.storage.data_dir import DataDir
from earshot.server.storage.database import open_database
from earshot.server.storage.library_counts import count_views
from earshot.server.storage.stories import StoryStore
from earshot.server.subscriptions.store import SubscriptionStore
from earshot.server.subscriptions.subscription import SeenEntry


@pytest.fixture
def library(tmp_path: Path, database_url: str) -> Iterator[LibraryStore]:
    database = open_database(DataDir(tmp_path), database_url)
    yield LibraryStore(database, [])
    database.close()


def follow(library: LibraryStore, site: str, count: int) -> list[str]:
    """Add stories of a followed site, and return their ids, the last first."""
    stories = StoryStore(library.database)
    subscriptions = SubscriptionStore(library.database)
    url = f"https://{site}.example/feed"
    subscription, _ = subscriptions.add(OWNER_ID, url, 1.0, title=site)
    added = []
    for number in range(count):
        story = stories.add(f"{site} {number}", {"submission_hash": ""})
        library.add(OWNER_ID, story.id)
        entry = SeenEntry(
            key=str(number),
            url=f"https://{site}.example/{number}",
            digest="d",
            story_id=story.id,
            change_count=0,
            changed_at=2.0,
        )
        subscriptions.save_seen_entry(subscription, entry)
        added.append(story.id)
    return added[::-1]


def load(library: LibraryStore) -> HomeSections:
    return load_home(library.database, OWNER_ID, count_views(library.database, OWNER_ID))


def list_news(library: LibraryStore) -> list[tuple[str, list[str]]]:
    return [(each.title, [story.id for story in each.stories]) for each in load(library).news]


def test_an_empty_library_has_no_sections(library: LibraryStore) -> None:
    assert load(library) == HomeSections([], [], 0, [])


def test_followed_sites_show_their_last_stories_that_were_not_played(library: LibraryStore) -> None:
    sites = {name: follow(library, name, MAX_NEW + 2) for name in ("a", "b", "c", "d")}
    expected = [(name, sites[name][:MAX_NEW]) for name in ("d", "c", "b")]
    assert len(expected) == MAX_SITES
    assert list_news(library) == expected
    played, failed, *rest = sites["d"]
    library.save_listening(OWNER_ID, played, {"listen_status": "finished"})
    StoryStore(library.database).update(failed, status="failed")
    assert list_news(library) == [("d", rest[:MAX_NEW]), *expected[1:]]


def test_stories_that_were_started_or_queued_have_sections(library: LibraryStore) -> None:
    first, second, third = follow(library, "a", 3)
    library.save_listening(OWNER_ID, first, {"listen_status": "started"})
    library.enqueue(OWNER_ID, third, is_next=False)
    library.enqueue(OWNER_ID, second, is_next=False)
    StoryStore(library.database).update(second, duration_ms=180_000)
    sections = load(library)
    assert [story.id for story in sections.started] == [first]
    assert [story.id for story in sections.queue] == [third, second]
    assert sections.queue_minutes == 3
