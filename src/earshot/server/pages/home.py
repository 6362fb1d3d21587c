"""The sections of the home page: what was started, the queue, and what is new."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice

from earshot.server.storage import story_query
from earshot.server.storage.readers import Reader
from earshot.server.storage.story import LibraryStory
from earshot.server.storage.story_query import StoryQuery
from earshot.server.subscriptions.store import find_origins

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


def load_home(reader: Reader, account_id: int) -> HomeSections:
    return HomeSections(
        started=_list_stories(reader, account_id, "started", MAX_STARTED),
        queue=_list_stories(reader, account_id, "queue", MAX_QUEUED),
        queue_minutes=count_queue_minutes(reader, account_id),
        news=_list_news(reader, account_id),
    )


def _list_stories(reader: Reader, account_id: int, view: str, size: int) -> list[LibraryStory]:
    query = StoryQuery(account_id=account_id, view=view, size=size)
    return story_query.query_stories(reader, query).stories


def _list_news(reader: Reader, account_id: int) -> list[SiteNews]:
    """The followed sites with the newest stories that were not played."""
    stories = _list_stories(reader, account_id, "new", MAX_LATEST)
    origins = find_origins(reader, account_id, [story.id for story in stories])
    sites: dict[str, SiteNews] = {}
    for story in stories:
        if story.id in origins and story.status != "failed":
            subscription, title = origins[story.id]
            site = sites.setdefault(subscription, SiteNews(subscription, title, []))
            site.stories.append(story)
    return [
        replace(each, stories=each.stories[:MAX_NEW]) for each in islice(sites.values(), MAX_SITES)
    ]


def count_queue_minutes(reader: Reader, account_id: int) -> int:
    """The playing time of the queue; 0 for an empty one."""
    return round(story_query.sum_queue_seconds(reader, account_id) / 60)
