"""A list of feeds or of stories is taken in: what is new of it, once."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from earshot.errors import Refused
from earshot.server.services import Library
from earshot.server.submissions import Submission
from earshot.server.subscriptions.opml import Listed, is_opml, of_lines, of_opml

FEEDS = "feeds"
TOLD = 20
"""Lines that were no address, at most, in what is told of an import."""


@dataclass(slots=True, kw_only=True)
class Imported:
    """What became of a list."""

    subscriptions: int = 0
    stories: int = 0
    known: int = 0
    """That the library had."""
    wrong: list[str] = field(default_factory=list)
    """Lines that hold no address, as they stand there."""

    @property
    def told(self) -> str:
        """In one sentence."""
        parts = [
            f"{count} {name if count == 1 else names}"
            for count, name, names in (
                (self.subscriptions, "new subscription", "new subscriptions"),
                (self.stories, "new story", "new stories"),
                (self.known, "that was here already", "that were here already"),
                (len(self.wrong), "line without an address", "lines without an address"),
            )
            if count
        ]
        return (", ".join(parts) or "There was no address in it") + "."


async def take_in(library: Library, text: str, kind: str = "", playlist: str = "") -> Imported:
    """Follow the feeds of an OPML file, or make the stories of a list of addresses; `kind` says
    that a list is of `feeds`. `playlist` is for those that the list puts in no folder.

    Raises Refused for what is no list.
    """
    if is_opml(text):
        return _followed(library, of_opml(text), playlist)
    if kind == FEEDS:
        return _followed(library, of_lines(text), playlist)
    return await _made(library, of_lines(text), playlist)


def _followed(library: Library, listed: Listed, playlist: str) -> Imported:
    made = Imported(wrong=list(listed.wrong))
    book, now = library.subscriptions.book, library.subscriptions.clock.now()
    with book.database.together():
        for each in listed.outlines:
            folder = each.folder or playlist
            _, is_new = book.add(each.url, now, title=each.title, playlist=folder)
            made.subscriptions += is_new
            made.known += not is_new
    return made


async def _made(library: Library, listed: Listed, playlist: str) -> Imported:
    made = Imported(wrong=list(listed.wrong))
    playlists = (playlist,) if playlist else None
    for each in listed.outlines:
        try:
            known = library.store.by_key(Submission(url=each.url).key)
            if known is None:
                await library.intake.accept(Submission(url=each.url, playlists=playlists))
        except (Refused, ValueError):
            made.wrong.append(each.url[:200])
            continue
        made.stories += known is None
        made.known += known is not None
        await asyncio.sleep(0)
    return made
