"""The library of each account: its stories, and the listening state of each."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from earshot.server.account import ROLES
from earshot.server.storage.collections import EDITIONS, LIBRARY
from earshot.server.storage.database import Database
from earshot.server.storage.reader_pool import Reader
from earshot.server.storage.story import (
    ENTRY_COLUMNS,
    LIBRARY_STORIES,
    LibraryStory,
    Story,
    StoryObserver,
    library_story_from_row,
    story_from_row,
)

_OF_STORY = "story_number = (SELECT number FROM stories WHERE id = ?)"
PUBLISHED = (
    "EXISTS (SELECT 1 FROM library_entries JOIN accounts ON accounts.id = account_id"
    f" WHERE story_number = stories.number AND role <> '{ROLES[0]}')"
)
"""The SQL condition of a story that an editor has in its library, which makes it published."""


class LibraryStore:
    """The libraries of all accounts."""

    def __init__(self, database: Database, observers: Sequence[StoryObserver]) -> None:
        """The observers are those of the stories."""
        self.database = database
        self._observers = observers

    def get(self, account_id: int, story_id: str) -> LibraryStory | None:
        """The story, if it is in the library of the account."""
        sql = f"{LIBRARY_STORIES} WHERE entry.account_id = ? AND stories.id = ?"
        row = self.database.row(sql, account_id, story_id)
        return library_story_from_row(row) if row else None

    def find(self, account_id: int, key: str, url: str = "") -> LibraryStory | None:
        """The story with this key, otherwise the newest one of this URL."""
        # the plus keeps SQLite from looking through the library, or through all times
        sql = f"{LIBRARY_STORIES} WHERE +entry.account_id = ?"
        row = self.database.row(f"{sql} AND key = ?", account_id, key)
        if row is None and url:
            sql = f"{sql} AND url = ? ORDER BY +created_at DESC LIMIT 1"
            row = self.database.row(sql, account_id, url)
        return library_story_from_row(row) if row else None

    def get_published(self, story_id: str) -> LibraryStory | None:
        """The story, if an editor has it; without the state of any listener."""
        sql = f"SELECT * FROM stories WHERE id = ? AND {PUBLISHED}"
        return self._published_story(sql, story_id)

    def find_published(self, key: str, url: str) -> LibraryStory | None:
        """The story with this key, otherwise the newest one of this URL, if an editor has it."""
        by_key = self._published_story(f"SELECT * FROM stories WHERE key = ? AND {PUBLISHED}", key)
        sql = f"SELECT * FROM stories WHERE url = ? AND {PUBLISHED}"
        return by_key or self._published_story(f"{sql} ORDER BY created_at DESC LIMIT 1", url)

    def _published_story(self, sql: str, *values: object) -> LibraryStory | None:
        row = self.database.row(sql, *values)
        return _without_listener(story_from_row(row)) if row else None

    def is_published(self, story_id: str) -> bool:
        sql = f"SELECT count(*) FROM stories WHERE id = ? AND {PUBLISHED}"
        return bool(self.database.value(sql, story_id))

    def list_accounts(self, story_id: str) -> list[int]:
        """The accounts that have the story in their library."""
        sql = f"SELECT account_id FROM library_entries WHERE {_OF_STORY} ORDER BY account_id"
        return [row[0] for row in self.database.rows(sql, story_id)]

    def list_failed(self, account_id: int) -> list[str]:
        """The ids of failed stories, oldest first."""
        sql = f"{LIBRARY_STORIES} WHERE entry.account_id = ? AND status = 'failed'"
        rows = self.database.rows(f"{sql} ORDER BY entry.number", account_id)
        return [row["id"] for row in rows]

    # Changes

    def add(self, account_id: int, story_id: str) -> bool:
        """Add the story to the library; return whether it is new there."""
        with self.database.transaction():
            added = self.database.execute(
                "INSERT INTO library_entries (account_id, story_number)"
                " SELECT ?, number FROM stories WHERE id = ? ON CONFLICT DO NOTHING",
                *(account_id, story_id),
            )
            if added:
                self._notify(story_id)
            return bool(added)

    def remove(self, account_id: int, story_id: str) -> bool:
        """Take the story out of the library; return whether it was there."""
        with self.database.transaction():
            self._notify(story_id)  # its collections before the change
            sql = f"DELETE FROM library_entries WHERE account_id = ? AND {_OF_STORY}"
            return bool(self.database.execute(sql, account_id, story_id))

    def update(self, account_id: int, story_id: str, **columns: object) -> None:
        """Update the state of the listener."""
        assert ENTRY_COLUMNS.issuperset(columns), columns
        assignments = ", ".join(f"{name} = ?" for name in columns)
        self.database.execute(
            f"UPDATE library_entries SET {assignments} WHERE account_id = ? AND {_OF_STORY}",
            *(*columns.values(), account_id, story_id),
        )

    def save_listening(
        self, account_id: int, story_id: str, columns: Mapping[str, object], listened_at: float = 0
    ) -> None:
        """Update the state of the listener at a time, 0 for now, unless a later one is saved.
        A device that was offline reports late, and its clock may be wrong."""
        now = time.time()
        moment = min(listened_at or now, now)
        sql = f"SELECT listened_at FROM library_entries WHERE account_id = ? AND {_OF_STORY}"
        with self.database.transaction():
            if moment >= (self.database.value(sql, account_id, story_id) or 0):
                self.update(account_id, story_id, listened_at=moment, **columns)

    def enqueue(self, account_id: int, story_id: str, *, is_next: bool = False) -> None:
        """Append the story to the queue, or put it first."""
        bound = "min" if is_next else "max"
        end = self.database.value(
            f"SELECT {bound}(queue_position) FROM library_entries"
            " WHERE account_id = ? AND queue_position IS NOT NULL",
            account_id,
        )
        if is_next:
            queue_position = (end if end is not None else time.time()) - 1
        else:
            queue_position = max(time.time(), (end or 0) + 1)
        self.update(account_id, story_id, queue_position=queue_position)

    def move_in_queue(self, account_id: int, story_id: str, before: str | None) -> None:
        """Move the story in the queue before another one, or to the end."""
        ids = self._list_queue(account_id)
        if story_id not in ids or before == story_id:
            return
        ids.remove(story_id)
        ids.insert(ids.index(before) if before in ids else len(ids), story_id)
        start = time.time() - len(ids)
        with self.database.transaction():
            for place, each in enumerate(ids):
                self.update(account_id, each, queue_position=start + place)

    def shift_in_queue(self, account_id: int, story_id: str, places: int) -> None:
        """Move the story up (-1) or down (1) in the queue."""
        ids = self._list_queue(account_id)
        if story_id in ids:
            after = max(0, ids.index(story_id) + places + (places > 0))
            self.move_in_queue(account_id, story_id, ids[after] if after < len(ids) else None)

    def _list_queue(self, account_id: int) -> list[str]:
        sql = f"{LIBRARY_STORIES} WHERE entry.account_id = ? AND queue_position IS NOT NULL"
        rows = self.database.rows(f"{sql} ORDER BY queue_position", account_id)
        return [row["id"] for row in rows]

    def set_playlists(self, account_id: int, story_id: str, playlists: Sequence[str]) -> None:
        """Replace the playlists of the story."""
        with self.database.transaction():
            self._notify(story_id)  # the playlists before and after the change
            self.database.execute(
                f"DELETE FROM playlists WHERE account_id = ? AND {_OF_STORY}", account_id, story_id
            )
            for name in dict.fromkeys(playlists):
                self.database.execute(
                    "INSERT INTO playlists SELECT ?, ?, number FROM stories WHERE id = ?",
                    *(account_id, name, story_id),
                )
            self._notify(story_id)

    def _notify(self, story_id: str) -> None:
        """Notify the observers that the collections of the story change."""
        row = self.database.row("SELECT * FROM stories WHERE id = ?", story_id)
        if row:
            story = story_from_row(row)
            for observer in self._observers:
                observer(story, story)

    # Collections

    def collections_of(self, story: Story) -> set[tuple[int, str, str]]:
        """All collections that the story is in, as (account, kind, name)."""
        edition = self.database.row("SELECT name FROM editions WHERE story_id = ?", story.id)
        if edition:
            names = {(EDITIONS, ""), (EDITIONS, edition["name"])}
        else:
            names = {("site", story.site), ("section", story.section), ("author", story.byline)}
            names.add((LIBRARY, ""))
        rows = self.database.rows(
            f"SELECT account_id, name FROM playlists WHERE {_OF_STORY}", story.id
        )
        found = {(row["account_id"], "playlist", row["name"]) for row in rows}
        return found | {(each, *pair) for each in self.list_accounts(story.id) for pair in names}


def list_playlists_of(
    reader: Reader, account_id: int, story_ids: Sequence[str]
) -> dict[str, list[str]]:
    """The playlists of each story, in one query."""
    found: dict[str, list[str]] = {each: [] for each in story_ids}
    if story_ids:
        marks = ", ".join("?" * len(story_ids))
        # CROSS JOIN: in the other order SQLite looks through all playlists of the account
        sql = (
            "SELECT id, name FROM stories CROSS JOIN playlists ON number = story_number"
            f" WHERE account_id = ? AND id IN ({marks}) ORDER BY name"
        )
        for story_id, name in reader.rows(sql, account_id, *story_ids):
            found[story_id].append(name)
    return found


def find_orphans(reader: Reader) -> list[str]:
    """The ids of stories that no account has. It reads the whole library."""
    rows = reader.rows(
        "SELECT id FROM stories LEFT JOIN library_entries ON story_number = stories.number"
        " WHERE account_id IS NULL"
    )
    return [row[0] for row in rows]


def _without_listener(story: Story) -> LibraryStory:
    return LibraryStory(**{name: getattr(story, name) for name in Story.__dataclass_fields__})
