"""The sections of the home page: started stories, the queue, and new stories."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain, islice

from earshot.server.storage import story_query
from earshot.server.storage.play_queue import sum_queue_seconds
from earshot.server.storage.reader_pool import Reader
from earshot.server.storage.story import LibraryStory
from earshot.server.subscriptions.store import find_origins, has_subscriptions

MAX_STARTED = 8
MAX_QUEUED = 4
MAX_NEW = 6
"""Stories of each section; each links to a page with all of them."""
MAX_SITES = 3
MAX_LATEST = 100
"""The latest unplayed stories that are searched for those of followed sites."""


@dataclass(frozen=True, slots=True)
class SiteNews:
    """The stories of a followed site that are not played yet."""

    id: str
    title: str
    stories: list[LibraryStory]


@dataclass(frozen=True, slots=True)
class HomeSections:
    """The stories of each section."""

    started: list[LibraryStory]
    queue: list[LibraryStory]
    queue_minutes: int
    news: list[SiteNews]


def load_home(reader: Reader, account_id: int, counts: Mapping[str, int]) -> HomeSections:
    """`counts` has the number of stories in each view."""

    def list_some(view: str, size: int) -> list[LibraryStory]:
        return story_query.list_first(reader, account_id, view, size) if counts[view] else []

    return HomeSections(
        started=list_some("started", MAX_STARTED),
        queue=list_some("queue", MAX_QUEUED),
        queue_minutes=count_queue_minutes(reader, account_id) if counts["queue"] else 0,
        news=_list_news(reader, account_id) if has_subscriptions(reader, account_id) else [],
    )


def _list_news(reader: Reader, account_id: int) -> list[SiteNews]:
    """The followed sites with the newest stories that were not played."""
    latest = story_query.list_new_ids(reader, account_id, MAX_LATEST)
    origins = find_origins(reader, account_id, [story_id for _, story_id in latest])
    titles = dict[str, str]()
    entries = dict[str, list[int]]()
    for number, story_id in latest:
        if story_id in origins:
            subscription, titles[subscription] = origins[story_id]
            entries.setdefault(subscription, []).append(number)
    shown = {site: entries[site][:MAX_NEW] for site in islice(entries, MAX_SITES)}
    stories = story_query.list_entries(reader, list(chain(*shown.values())))
    by_entry = {story.entry_number: story for story in stories}
    return [
        SiteNews(site, titles[site], [by_entry[each] for each in numbers if each in by_entry])
        for site, numbers in shown.items()
    ]


def count_queue_minutes(reader: Reader, account_id: int) -> int:
    """The playing time of the queue; 0 for an empty one."""
    return round(sum_queue_seconds(reader, account_id) / 60)
