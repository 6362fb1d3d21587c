"""Import of lists of feeds and stories."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Protocol

from earshot.errors import RequestRejected
from earshot.server.account import Submitter
from earshot.server.storage.account_library import LibraryStore
from earshot.server.submission import Submission, SubmissionReceiver
from earshot.server.subscriptions.bookmark_files import is_bookmark_file, parse_bookmark_file
from earshot.server.subscriptions.opml import ParsedList, is_opml, parse_lines, parse_opml
from earshot.server.subscriptions.schedule import Clock
from earshot.server.subscriptions.store import SubscriptionStore

FEEDS = "feeds"
FEEDS_PER_TRANSACTION = 50
"""Between two transactions, other requests are answered."""
MAX_REPORTED_ERRORS = 20
"""Maximum number of skipped lines in the result of an import."""


@dataclass(slots=True, kw_only=True)
class ImportResult:
    """The result of an import."""

    subscriptions: int = 0
    stories: int = 0
    duplicates: int = 0
    """Items that were already in the library."""
    errors: list[str] = field(default_factory=list)
    """Lines without a URL."""

    @property
    def message(self) -> str:
        """The result as a sentence."""
        parts = [
            f"{count} {name if count == 1 else names}"
            for count, name, names in (
                (self.subscriptions, "subscription added", "subscriptions added"),
                (self.stories, "story added", "stories added"),
                (self.duplicates, "already in your library", "already in your library"),
                (len(self.errors), "line skipped", "lines skipped"),
            )
            if count
        ]
        return (", ".join(parts) or "No links found") + "."


class FeedPoller(Protocol):
    """Polls the subscriptions of its store."""

    store: SubscriptionStore
    clock: Clock

    async def poll_due(self) -> None:
        """Start the polls that are due."""


class ListImporter:
    """Imports lists of feeds and of stories."""

    def __init__(
        self, poller: FeedPoller, library: LibraryStore, submissions: SubmissionReceiver
    ) -> None:
        self._poller = poller
        self._library = library
        self._submissions = submissions

    async def import_list(
        self, submitter: Submitter, text: str, kind: str = "", playlist: str = ""
    ) -> ImportResult:
        """Follow the feeds of an OPML file, or add the stories of a list of addresses or of an
        export of a read-later service.

        `kind` is `feeds` for a list of feeds. `playlist` is the default for entries without a
        folder. Raises RequestRejected for a list that cannot be read.
        """
        has_feeds = is_opml(text)
        has_stories = is_bookmark_file(text)
        parse = parse_opml if has_feeds else parse_bookmark_file if has_stories else parse_lines
        parsed = await asyncio.to_thread(parse, text)
        if has_feeds or (kind == FEEDS and not has_stories):
            result = await self._import_feeds(submitter.account_id, parsed, playlist)
        else:
            result = await self._import_stories(submitter, parsed, playlist)
        await self._poller.poll_due()
        return result

    async def _import_feeds(
        self, account_id: int, parsed: ParsedList, playlist: str
    ) -> ImportResult:
        result = ImportResult(errors=list(parsed.errors))
        store, now = self._poller.store, self._poller.clock.now()
        store.check_limit(account_id, (each.url for each in parsed.outlines))
        for start in range(0, len(parsed.outlines), FEEDS_PER_TRANSACTION):
            with store.database.transaction():
                for each in parsed.outlines[start : start + FEEDS_PER_TRANSACTION]:
                    folder = each.folder or playlist
                    _, is_new = store.add(
                        account_id, each.url, now, title=each.title, playlist=folder
                    )
                    result.subscriptions += is_new
                    result.duplicates += not is_new
            await asyncio.sleep(0)
        return result

    async def _import_stories(
        self, submitter: Submitter, parsed: ParsedList, playlist: str
    ) -> ImportResult:
        result = ImportResult(errors=list(parsed.errors))
        playlists = (playlist,) if playlist else None
        for each in parsed.outlines:
            submission = Submission(url=each.url, playlists=playlists, submitter=submitter)
            try:
                known = self._library.find(submitter.account_id, submission.key)
                if known is None:
                    await self._submissions.accept(submission)
            except (RequestRejected, ValueError):
                result.errors.append(each.url[:200])
                continue
            result.stories += known is None
            result.duplicates += known is not None
            await asyncio.sleep(0)
        return result
