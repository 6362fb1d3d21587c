"""Queries for lists of stories: search, filters, order and pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from earshot.server.account import ROLES
from earshot.server.storage.library_counts import count_named, count_statuses, count_views
from earshot.server.storage.reader_pool import Reader
from earshot.server.storage.story import (
    LIBRARY_STORIES,
    LibraryStory,
    library_story_from_row,
)

PAGE_SIZE = 30
VIEWS = {
    "library": "archived = 0",
    "new": "archived = 0 AND listen_status = 'new'",
    "started": "archived = 0 AND listen_status = 'started'",
    "queue": "queue_position IS NOT NULL",
    "finished": "archived = 0 AND listen_status = 'finished'",
    "archive": "archived = 1",
    "failed": "status = 'failed'",
}
"""The SQL condition of each view."""
MAX_SEARCH_RESULTS = 1_000
LONG_LIST = 2_000
"""A longer playlist or site is found by looking through the library in its order."""
LONG_SEARCHED_LIST = 10_000
"""In a site of so many stories, a search looks for the words first."""
FEW_ENTRIES = 300
"""So few entries are looked up in the full-text index one by one."""
_HIDES_DRAFTS = (
    f"SELECT role = '{ROLES[0]}' AND EXISTS (SELECT 1 FROM stories WHERE stage <> 'published')"
    " FROM accounts WHERE id = ?"
)
_WITHOUT_DRAFTS = (
    "entry.story_number NOT IN (SELECT number FROM stories WHERE stage <> 'published')"
)
"""The condition for readers, who see only published stories."""
_ENTRIES = "library_entries AS entry"
_SHORT_LIST = (
    "({}) AS list CROSS JOIN library_entries AS entry"
    " ON entry.account_id = ? AND entry.story_number = list.number"
)
"""SQLite takes the tables of a CROSS JOIN in their order; Postgres plans its own."""
_IN_PLAYLIST = (
    "EXISTS (SELECT 1 FROM playlists WHERE playlists.account_id = entry.account_id"
    " AND playlists.story_number = entry.story_number AND name = ?)"
)
_LISTS = {
    name: f"SELECT number FROM stories WHERE {column} = ?"
    for name, column in (("site", "site"), ("status", "status"), ("story", "id"))
}
"""The numbers of the stories that a filter selects."""
_FILTERS = ("site", "subscription", "playlist", "status", "story")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryQuery:
    """The account, its search text, filters and page."""

    account_id: int
    view: str = "library"
    search: str = ""
    site: str = ""
    subscription: str = ""
    playlist: str = ""
    status: str = ""
    story: str = ""
    """The id of the only story to return, if it matches."""
    page: int = 1
    size: int = PAGE_SIZE


@dataclass(frozen=True, slots=True)
class Condition:
    """The tables of a query, its condition, and the values for both."""

    tables: str
    where: str
    values: list[object]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPage:
    """One page of the result."""

    stories: list[LibraryStory]
    total: int
    query: StoryQuery

    @property
    def page_count(self) -> int:
        return max(1, -(-self.total // self.query.size))


def query_stories(reader: Reader, query: StoryQuery) -> StoryPage:
    """The matching stories of the library, the last added first; the queue in its own order.

    A search finds at most MAX_SEARCH_RESULTS stories, the newest first.
    """
    condition = _build_condition(reader, query)
    fts_query = reader.text_search.build_word_query(query.search)
    if fts_query:
        order = _order(query, "entry.story_number DESC")
        offset = (query.page - 1) * query.size
        numbers = _search(reader, query, fts_query, condition, order)
        total, numbers = len(numbers), numbers[offset : offset + query.size]
    else:
        order = _order(query)
        total = _count(reader, query, condition)
        numbers = _list_numbers(reader, query, condition)
    return StoryPage(stories=_load_stories(reader, numbers, order), total=total, query=query)


def list_first(reader: Reader, account_id: int, view: str, size: int) -> list[LibraryStory]:
    """The first stories of a view. They are not counted."""
    query = StoryQuery(account_id=account_id, view=view, size=size)
    numbers = _list_numbers(reader, query, _build_condition(reader, query))
    return _load_stories(reader, numbers, _order(query))


def list_new_ids(reader: Reader, account_id: int, size: int) -> list[tuple[int, str]]:
    """The entry and the id of the last added stories that were not played and did not fail."""
    query = StoryQuery(account_id=account_id, view="new", size=size)
    numbers = _list_numbers(reader, query, _build_condition(reader, query))
    sql = (
        "SELECT entry.number, id FROM library_entries AS entry"
        " JOIN stories ON stories.number = entry.story_number"
        f" WHERE entry.number IN ({_places(numbers)}) AND status <> 'failed'"
        f" ORDER BY {_order(query)}"
    )
    return [(row[0], row[1]) for row in reader.rows(sql, *numbers)] if numbers else []


def list_entries(reader: Reader, numbers: Sequence[int]) -> list[LibraryStory]:
    """The stories of these entries, the last added first."""
    return _load_stories(reader, numbers, "entry.number DESC")


def _order(query: StoryQuery, order: str = "entry.number DESC") -> str:
    return "queue_position" if query.view == "queue" else order


def _list_numbers(reader: Reader, query: StoryQuery, condition: Condition) -> list[int]:
    """The entries of a page without a search."""
    offset = (query.page - 1) * query.size
    sql = f"{condition.tables} WHERE {condition.where} ORDER BY {_order(query)} LIMIT ? OFFSET ?"
    return _numbers(reader, sql, *condition.values, query.size, offset)


def _load_stories(reader: Reader, numbers: Sequence[int], order: str) -> list[LibraryStory]:
    sql = f"{LIBRARY_STORIES} WHERE entry.number IN ({_places(numbers)}) ORDER BY {order}"
    return [library_story_from_row(row) for row in reader.rows(sql, *numbers)] if numbers else []


def _places(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))


def _numbers(reader: Reader, sql: str, *values: object) -> list[int]:
    return [row[0] for row in reader.rows(f"SELECT entry.number FROM {sql}", *values)]


def _search(
    reader: Reader, query: StoryQuery, fts_query: str, condition: Condition, order: str
) -> list[int]:
    """The numbers of matching entries. The index has the stories in their order, so the first
    ones of a common word are found at once; a filter needs all of them."""
    match = reader.text_search.condition
    if condition == _whole_view(query, "library"):
        tables = (
            "story_search CROSS JOIN library_entries AS entry"
            " ON entry.account_id = ? AND entry.story_number = story_search.rowid"
        )
        where = f"{match} AND {VIEWS['library']}"
        sql = f"{tables} WHERE {where} ORDER BY story_search.rowid DESC LIMIT ?"
        return _numbers(reader, sql, query.account_id, fts_query, MAX_SEARCH_RESULTS)
    fts_query = reader.text_search.narrow_to_site(fts_query, query.site)
    found = f"entry.story_number IN (SELECT rowid FROM story_search WHERE {match})"
    if condition == _whole_view(query, query.view) and _is_short_view(reader, query):
        found = f"EXISTS (SELECT 1 FROM story_search WHERE {match} AND rowid = entry.story_number)"
    sql = f"{condition.tables} WHERE {condition.where} AND {found} ORDER BY {order} LIMIT ?"
    return _numbers(reader, sql, *condition.values, fts_query, MAX_SEARCH_RESULTS)


def _whole_view(query: StoryQuery, view: str) -> Condition:
    return Condition(_ENTRIES, f"entry.account_id = ? AND {VIEWS[view]}", [query.account_id])


def _is_short_view(reader: Reader, query: StoryQuery) -> bool:
    return count_views(reader, query.account_id)[query.view] <= FEW_ENTRIES


def _count(reader: Reader, query: StoryQuery, condition: Condition) -> int:
    """The number of matching stories. A whole view is counted already, and so are a site and a
    playlist, of which the few that are not in the view are subtracted."""
    filters = [each for each in _FILTERS if getattr(query, each)]
    if query.view in VIEWS and _WITHOUT_DRAFTS not in condition.where:
        if not filters:
            return count_views(reader, query.account_id)[query.view]
        if query.view == "library" and filters == ["playlist"]:
            return _count_playlist(reader, query)
        if query.view == "library" and filters == ["site"]:
            return count_named(reader, query.account_id, "site", query.site)
        if query.view == "library" and filters == ["status"]:
            return _count_status(reader, query)
    sql = f"SELECT count(*) FROM {condition.tables} WHERE {condition.where}"
    return int(reader.value(sql, *condition.values))


def _count_playlist(reader: Reader, query: StoryQuery) -> int:
    total = count_named(reader, query.account_id, "playlist", query.playlist)
    sql = (
        f"SELECT count(*) FROM {_ENTRIES} WHERE account_id = ? AND archived = 1 AND {_IN_PLAYLIST}"
    )
    return total - int(reader.value(sql, query.account_id, query.playlist))


def _count_status(reader: Reader, query: StoryQuery) -> int:
    """The stories of the most frequent status are those of the view without all others."""
    counts = count_statuses(reader)
    most_frequent = max(counts, key=counts.__getitem__, default="")
    if query.status != most_frequent:
        return _count_few(reader, query.account_id, query.status)
    others = (_count_few(reader, query.account_id, each) for each in counts.keys() - {query.status})
    return count_views(reader, query.account_id)[query.view] - sum(others)


def _count_few(reader: Reader, account_id: int, status: str) -> int:
    """The stories of a status in the library. Failed ones are counted already, with those in the
    archive."""
    is_failed = status == "failed"
    # few stories are unfinished, and few are in the archive: SQLite looks at the first table whole
    first, second = ("library_entries", "stories") if is_failed else ("stories", "library_entries")
    sql = (
        f"SELECT count(*) FROM {first} CROSS JOIN {second} ON stories.number = story_number"
        " WHERE account_id = ? AND archived = ? AND status = ?"
    )
    found = int(reader.value(sql, account_id, int(is_failed), status))
    return count_views(reader, account_id)["failed"] - found if is_failed else found


def _build_condition(reader: Reader, query: StoryQuery) -> Condition:
    """A short list is looked up first, and its stories then in the library."""
    if query.story and not query.subscription:
        short_list, values = _LISTS["story"], list[object]([query.story])
    else:
        short_list, values = _choose_short_list(reader, query)
    needs_stories = query.view == "failed"
    tables = _SHORT_LIST.format(short_list) if short_list else _ENTRIES
    conditions = [] if short_list else ["entry.account_id = ?"]
    values.append(query.account_id)
    conditions.append(VIEWS.get(query.view, VIEWS["library"]))
    if reader.value(_HIDES_DRAFTS, query.account_id):
        conditions.append(_WITHOUT_DRAFTS)
    if query.playlist:
        conditions.append(_IN_PLAYLIST)
        values.append(query.playlist)
    for name, column in (("site", "site"), ("status", "status"), ("story", "id")):
        value = getattr(query, name)
        if value and short_list != _LISTS[name]:
            needs_stories = True
            conditions.append(f"stories.{column} = ?")
            values.append(value)
    if needs_stories:
        tables += " CROSS JOIN stories ON stories.number = entry.story_number"
    return Condition(tables, " AND ".join(conditions), values)


def _choose_short_list(reader: Reader, query: StoryQuery) -> tuple[str, list[object]]:
    """The SQL of the numbers of stories that contain the result, and its values; empty for none."""
    if query.subscription:
        entries = "SELECT story_id FROM feed_entries WHERE subscription_id = ?"
        return f"SELECT number FROM stories WHERE id IN ({entries})", [query.subscription]
    if query.playlist and not _is_long(reader, query, "playlist"):
        sql = "SELECT story_number AS number FROM playlists WHERE account_id = ? AND name = ?"
        return sql, [query.account_id, query.playlist]
    if query.site and not _is_long(reader, query, "site"):
        return _LISTS["site"], [query.site]
    if query.view == "failed":
        return "SELECT number FROM stories WHERE status = 'failed'", []
    if query.status and not _is_long(reader, query, "status"):
        return _LISTS["status"], [query.status]
    return "", []


def _is_long(reader: Reader, query: StoryQuery, kind: str) -> bool:
    name = getattr(query, kind)
    if kind == "status":
        return count_statuses(reader).get(name, 0) >= LONG_LIST
    limit = LONG_SEARCHED_LIST if kind == "site" and query.search else LONG_LIST
    return count_named(reader, query.account_id, kind, name) >= limit
