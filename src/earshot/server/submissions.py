"""What comes in becomes a story of the library, once, however often it is sent."""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from earshot.errors import Refused
from earshot.files import written_aside
from earshot.server.jobs.runner import Workshop
from earshot.server.storage.data_dir import Home
from earshot.server.storage.stories import Store, Story

FRESH = 600.0
"""Seconds in which a page that was fetched need not be fetched again."""
LONGEST_URL = 4_000
TRACKING = ("utm_", "fbclid", "gclid", "mc_cid", "mc_eid", "igshid")
"""Parameters that tell where a reader came from and not what the page is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What somebody wants to hear. `html`, `text`, `markdown` or `article` (one as JSON) is the
    story; else its page is fetched from `url`."""

    source_id: str = ""
    url: str = ""
    title: str = ""
    html: str = ""
    text: str = ""
    markdown: str = ""
    article: str = ""
    voice: str = ""
    language: str = ""
    section: str = ""
    access: str = ""
    playlists: tuple[str, ...] | None = None

    @property
    def content(self) -> tuple[str, str]:
        """The story and the ending of a file that it would be in; nothing where only `url` is."""
        if self.html.strip() or self.article:
            return (self.html, "html") if self.html.strip() else (self.article, "json")
        return (self.markdown, "md") if self.markdown.strip() else (self.text, "txt")

    @property
    def hash(self) -> str:
        """Of everything that decides how it will sound."""
        facts = [self.url, self.title, *self.content, self.voice, self.language]
        return hashlib.blake2b(json.dumps(facts).encode(), digest_size=12).hexdigest()

    @property
    def key(self) -> str:
        """What makes it the same story as another."""
        if self.source_id:
            return f"id:{self.source_id}"
        return f"url:{canonical(self.url)}" if self.url else f"content:{self.hash}"


class Intake:
    def __init__(self, home: Home, store: Store, workshop: Workshop) -> None:
        self._home = home
        self._store = store
        self._workshop = workshop

    async def accept(self, sent: Submission) -> tuple[Story, bool]:
        """The story, and whether it is new. Raises Refused, DiskFull and Unwritable."""
        vetted(sent)
        content, ending = sent.content
        aside: Path | None = None
        if content:
            aside = self._home.folder / "incoming" / f"{sent.hash}.{ending}"
            await asyncio.to_thread(_write, aside, content)
        story, is_new, is_other = self._entered(sent, aside)
        if is_other:
            self._workshop.forget(story.id)
            self._workshop.wake()
        return story, is_new

    def _entered(self, sent: Submission, content: Path | None) -> tuple[Story, bool, bool]:
        """The row, whether it is new, and whether there is something to make."""
        with self._store.database.together():
            known = self._store.by_key(sent.key)
            story = known or self._store.add(sent.key, self._facts(sent) | {"sent": sent.hash})
            is_other = known is None or self._is_other(known, sent)
            if content and (is_other or not known):
                folder = self._home.story(story.id)
                folder.mkdir(parents=True, exist_ok=True)
                content.replace(folder / f"sent-{content.name}")
            if known and is_other:
                again = {"sent": sent.hash, "sent_at": time.time(), "status": "todo"}
                self._store.change(story.id, **self._facts(sent), **again, attempts=0, error="")
            if sent.access and sent.access != story.access:
                self._store.change(story.id, access=sent.access)
            if sent.playlists is not None:
                self._store.put_in(story.id, sent.playlists)
            story = self._store.story(story.id) or story
        return story, known is None, is_other

    @staticmethod
    def _is_other(known: Story, sent: Submission) -> bool:
        if known.sent != sent.hash or known.status == "failed":
            return True
        if sent.content[0] or known.status != "succeeded":
            return False
        return not 0 <= time.time() - known.sent_at <= FRESH  # below 0 the clock has jumped

    @staticmethod
    def _facts(sent: Submission) -> dict[str, object]:
        facts: dict[str, object] = {
            "source_id": sent.source_id,
            "url": sent.url,
            "sent_title": sent.title,
            "voice": sent.voice,
            "language": sent.language,
        }
        if sent.section:
            facts["section"] = sent.section
        return facts


def vetted(sent: Submission) -> None:
    """Raises Refused for what no story can be made of."""
    if sent.url and not is_web_address(sent.url):
        raise refused(422, "bad_url", f"{sent.url[:200]} is no address that starts with https://")
    if not (sent.url or sent.content[0].strip()):
        raise refused(422, "nothing_sent", "send a url, html, text or markdown")


def is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and _is_plain(url)
    except ValueError:
        return False


def _is_plain(url: str) -> bool:
    return len(url) <= LONGEST_URL and not any(c.isspace() or not c.isprintable() for c in url)


def canonical(url: str) -> str:
    """The address without what does not tell one page from another."""
    parts = urlsplit(url)
    query = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not name.lower().startswith(TRACKING)
    ]
    return urlunsplit(
        (parts.scheme.lower(), parts.netloc.lower(), parts.path or "/", urlencode(query), "")
    )


def refused(status: int, code: str, reason: str) -> Refused:
    return Refused(status=status, code=code, reason=reason)


def _write(path: Path, content: str) -> None:
    with written_aside(path) as aside:
        aside.write_text(content, "utf-8", errors="replace")
