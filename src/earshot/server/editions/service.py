"""Editions: the stories of a day, or of any stretch of time, as one episode.

An edition is a story whose text is other stories. It is made again by itself when one of them is
corrected, deleted or comes late, and each time it is the same story in another revision; so a feed
gives it a new enclosure and the old guid.
"""

from __future__ import annotations

import secrets
import time
from collections import Counter
from dataclasses import dataclass
from typing import Any

from earshot.errors import Refused
from earshot.server.access_levels import is_open
from earshot.server.editions.schedule import Daily, zone_of
from earshot.server.jobs.worker_pool import TaskFailed
from earshot.server.settings import Settings
from earshot.server.storage.collections import KINDS, WHOLE, places
from earshot.server.storage.data_dir import Home
from earshot.server.storage.database import Row
from earshot.server.storage.stories import UNFINISHED, Store, Story, as_story

MOST_STORIES, MOST_WORDS = 200, 100_000
"""Of an edition; of more, the newest."""
LATE = 900.0
"""Seconds that a daily edition waits for stories that are still being made."""
PREFIX = "edition:"
NONE = "there is no finished story of that day"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """An edition that somebody wants: of what, of which day, made of what came in when."""

    kind: str = WHOLE
    name: str = ""
    day: str
    """YYYY-MM-DD, and a time behind it where a day has several."""
    since: float
    until: float
    title: str = ""
    voice: str = ""
    language: str = ""

    @property
    def key(self) -> str:
        return f"{PREFIX}{self.kind}:{self.name}:{self.day}"


class Editions:
    """All editions of a library; a watcher of its stories."""

    def __init__(self, home: Home, store: Store, settings: Settings) -> None:
        self._home = home
        self._store = store
        self._database = store.database
        self._settings = settings
        zone_of(settings.zone)  # which raises BadOption
        self._dailies = [Daily.read(text, settings.zone) for text in settings.editions]

    # What happens to stories

    def changed(self, before: Story, after: Story | None) -> None:
        """A watcher of the store: editions that the story is in are to be made again."""
        if before.key.startswith(PREFIX) or not (before.ready or (after and after.ready)):
            return
        is_locked = after is not None and before.access != after.access
        if after and after is not before and before.ready == after.ready and not is_locked:
            return
        held = places(self._store, before) | (places(self._store, after) if after else set())
        for row in self._database.rows(
            "SELECT * FROM editions WHERE story IS NOT NULL AND since <= ?1 AND until > ?1",
            before.created,
        ):
            if (row["kind"], row["value"]) in held:
                self._again(row["story"], hidden=after is None or is_locked)

    def _again(self, story: str, *, hidden: bool = False) -> None:
        """`hidden`: what is deleted or locked is heard no more while the rest is put together."""
        now = time.time()
        facts: dict[str, Any] = {"ready": 0, "superseded_at": now} if hidden else {}
        facts |= {"status": "todo", "attempts": 0, "error": ""}
        self._store.change(story, sent=secrets.token_hex(12), sent_at=now, **facts)

    def emptied(self) -> list[str]:
        """Editions of which no story is left."""
        rows = self._database.rows(
            "SELECT editions.* FROM editions JOIN stories ON stories.id = story WHERE ready = 0"
        )
        return [row["story"] for row in rows if not self._stories(_wish(row), every=True)]

    # Making

    def accept(self, wish: Wish) -> tuple[Story, bool]:
        """The edition, to be made, and whether it is new. Raises Refused."""
        with self._database.together():
            sql = "SELECT story FROM editions WHERE key = ?"
            known = self._database.value(sql, wish.key)
            facts = {"sent_title": wish.title, "voice": wish.voice, "language": wish.language}
            story = known or self._store.add(wish.key, facts | {"sent": wish.key}).id
            self._database.change(
                "INSERT OR REPLACE INTO editions VALUES (?, ?, ?, ?, ?, ?, ?)",
                *(wish.key, story, wish.kind, wish.name, wish.day, wish.since, wish.until),
            )
            if not self.members(story, wish.language):
                raise Refused(status=404, code="no_stories", reason=NONE)
            self._store.note(story, **facts)
            self._again(story)
            found = self._store.story(story)
            assert found is not None
            return found, not known

    def members(self, edition: str, language: str = "") -> list[Story]:
        """Its stories as they came in: those in its language, which is that of most of them."""
        row = self._database.row("SELECT * FROM editions WHERE story = ?", edition)
        if row is None:
            return []
        stories = self._stories(_wish(row))
        spoken = Counter(_tongue(story.tongue) for story in stories).most_common(1)
        wanted = _tongue(language) or (spoken[0][0] if spoken else "")
        found, words = list[Story](), 0
        for story in stories:
            if _tongue(story.tongue) == wanted:
                words += story.words
                if found and words > MOST_WORDS:
                    break
                found.append(story)
        return found[::-1]

    def _stories(self, wish: Wish, *, every: bool = False) -> list[Story]:
        """What is finished of it, the newest first; with `every`, what is not, too. What not
        everybody may hear is in no edition."""
        rows = self._database.rows(
            f"SELECT * FROM stories WHERE {KINDS[wish.kind]} AND key NOT LIKE '{PREFIX}%'"
            f" AND created >= ?2 AND created < ?3 AND ready >= ?4"
            f" ORDER BY created DESC, id LIMIT {MOST_STORIES}",
            *(wish.name, wish.since, wish.until, 0 if every else 1),
        )
        return [each for each in map(as_story, rows) if is_open(self._settings, each)]

    def request(self, story: Story) -> dict[str, Any] | None:
        """What a maker needs to put the edition together; None for any other story.

        Raises TaskFailed.
        """
        row = self._database.row("SELECT * FROM editions WHERE story = ?", story.id)
        if row is None:
            return None
        members = self.members(story.id, story.language)
        if not members:
            raise TaskFailed(reason="none of its stories is there any more")
        return {
            "stories": [str(self._home.revision(each.id, each.ready)) for each in members],
            "language": story.language or members[0].tongue,
            "day": row["day"][:10],
            "of": row["value"] or self._settings.title,
            "site": self._settings.title,
        }

    # By the clock

    async def keep_to_the_clock(self) -> None:
        """Begin the daily editions whose time has come, also while the server was not running."""
        now = time.time()
        for daily in self._dailies:
            day, since, until = daily.latest(now)
            wish = Wish(kind=daily.kind, name=daily.name, day=day, since=since, until=until)
            sql = "SELECT count(*) FROM editions WHERE key = ?"
            if self._database.value(sql, wish.key) or self._is_early(wish, now):
                continue
            if self._stories(wish):
                self.accept(wish)

    def _is_early(self, wish: Wish, now: float) -> bool:
        sql = "SELECT count(*) FROM stories WHERE status IN (?, ?) AND created BETWEEN ? AND ?"
        waiting = self._database.value(sql, *UNFINISHED, wish.since, wish.until)
        return bool(waiting) and now - wish.until < LATE


def _wish(row: Row) -> Wish:
    since, until = row["since"], row["until"]
    return Wish(kind=row["kind"], name=row["value"], day=row["day"], since=since, until=until)


def _tongue(language: str) -> str:
    return language.partition("-")[0].lower()
