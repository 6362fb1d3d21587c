"""What is new in a feed becomes a story of the library, once, and stays that story."""

from __future__ import annotations

import contextlib
from typing import Any

from earshot.errors import Refused
from earshot.server.jobs.runner import Workshop
from earshot.server.storage.stories import Store, Story
from earshot.server.submissions import Intake, Submission
from earshot.server.subscriptions.store import Book, Met, Subscription


class Taking:
    """Entries are as `looking` reads them."""

    def __init__(self, book: Book, store: Store, intake: Intake, workshop: Workshop) -> None:
        self._book = book
        self._store = store
        self._intake = intake
        self._workshop = workshop

    async def new(self, one: Subscription, entry: dict[str, Any], now: float) -> None:
        """Make a story of the entry, or find that it is one of the library's."""
        sent = _submission(one, entry)
        story = ""
        if sent.url or sent.content[0]:
            with contextlib.suppress(Refused):
                known = self._known(sent)
                is_better = known and known.status == "failed" and sent.article
                story = known.id if known and not is_better else await self._made(one, sent, entry)
        self._book.meet(one.id, _met(entry, story, 0, now))

    def _known(self, sent: Submission) -> Story | None:
        """The story of that address, whoever brought it."""
        known = self._store.by_key(sent.key)
        by_url = self._store.by_url(sent.url) if sent.url and not sent.source_id else None
        return known or by_url

    async def _made(self, one: Subscription, sent: Submission, entry: dict[str, Any]) -> str:
        story, is_new = await self._intake.accept(sent)
        if is_new and not story.title:
            self._store.note(story.id, title=entry["title"], site=entry["site"] or one.title)
        return story.id

    async def changed(self, one: Subscription, entry: dict[str, Any], now: float) -> None:
        """The story says what the entry says by now. One that was deleted stays so."""
        met = next((m for m in self._book.met(one.id) if _is(m, entry)), None)
        if met is None:
            return
        story = self._store.story(met.story)
        if story:
            sent = _submission(one, entry, story)
            mine = self._store.by_key(sent.key) if sent.content[0] else None
            if mine and mine.id == story.id:
                with contextlib.suppress(Refused):
                    await self._intake.accept(sent)
            else:
                self._workshop.again(story.id)
        changed = {**entry, "key": met.key, "url": met.url}
        self._book.meet(one.id, _met(changed, met.story, met.changes + 1, now))

    def remember(self, subscription: str, entries: dict[str, Any], now: float) -> None:
        """What was passed is known from now on, and what is long gone is not."""
        for each in entries["passed"]:
            self._book.meet(subscription, _met(each, "", 0, now))
        self._book.forget(subscription, entries["held"])


def _submission(one: Subscription, entry: dict[str, Any], story: Story | None = None) -> Submission:
    """An entry as it is sent; of a story that is there already with what was asked of it."""
    own = f"{one.id}:{entry['key']}"[:400]
    has_own = not entry["page"] or not entry["is_alone"]
    return Submission(
        source_id=story.source_id if story else own if has_own else "",
        url=entry["page"],
        article=entry["article"],
        section=entry["section"][:400],
        title=story.sent_title if story else "",
        voice=story.voice if story else "",
        language=story.language if story else "",
        playlists=(one.playlist,) if one.playlist and not story else None,
    )


def _met(entry: dict[str, Any], story: str, changes: int, now: float) -> Met:
    facts = {name: entry[name] for name in ("key", "url", "digest")}
    return Met(**facts, story=story, changes=changes, at=now)


def _is(met: Met, entry: dict[str, Any]) -> bool:
    return met.key == entry["key"] or (bool(met.url) and met.url == entry["url"])
