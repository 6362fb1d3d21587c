"""Creates and updates stories from feed entries."""

from __future__ import annotations

import contextlib

from earshot.errors import RequestRejected
from earshot.server.jobs.protocols import JobQueue
from earshot.server.storage.account_library import LibraryStore
from earshot.server.storage.stories import StoryStore
from earshot.server.storage.story import Story
from earshot.server.submission import Submission, SubmissionReceiver
from earshot.server.subscriptions.messages import EntryChanges, EntryContent, EntryId
from earshot.server.subscriptions.store import SubscriptionStore
from earshot.server.subscriptions.subscription import SeenEntry, Subscription


class EntrySync:
    def __init__(
        self,
        subscriptions: SubscriptionStore,
        stories: StoryStore,
        library: LibraryStore,
        submissions: SubmissionReceiver,
        job_queue: JobQueue,
    ) -> None:
        self._subscriptions = subscriptions
        self._stories = stories
        self._library = library
        self._submissions = submissions
        self._job_queue = job_queue

    async def add_entry(self, subscription: Subscription, entry: EntryContent, now: float) -> None:
        """Create a story for the entry, or use the existing story of its URL."""
        submission = self._build_submission(subscription, entry)
        story_id = ""
        if submission.url or submission.content[0]:
            with contextlib.suppress(RequestRejected):
                known = self._find_story(submission)
                is_better = known and known.status == "failed" and submission.article
                story_id = (
                    known.id
                    if known and not is_better
                    else await self._submit(subscription, submission, entry)
                )
        self._subscriptions.save_seen_entry(subscription.id, _seen_entry(entry, story_id, 0, now))

    def _find_story(self, submission: Submission) -> Story | None:
        """The story of this URL in the library of the account, however it was added."""
        url = "" if submission.source_id else submission.url
        return self._library.find(submission.submitter.account_id, submission.key, url)

    async def _submit(
        self, subscription: Subscription, submission: Submission, entry: EntryContent
    ) -> str:
        story, is_new = await self._submissions.accept(submission)
        if is_new and not story.title:
            self._stories.update_silently(
                story.id, title=entry.title, site=entry.site or subscription.title
            )
        return story.id

    async def update_entry(
        self, subscription: Subscription, entry: EntryContent, now: float
    ) -> None:
        """Update the story with the content of the entry. A deleted story stays deleted."""
        seen = next(
            (
                m
                for m in self._subscriptions.list_seen_entries(subscription.id)
                if _is_same_entry(m, entry)
            ),
            None,
        )
        if seen is None:
            return
        story = self._stories.get(seen.story_id)
        if story:
            submission = self._build_submission(subscription, entry, story)
            submitted = self._stories.find_by_key(submission.key) if submission.content[0] else None
            if submitted and submitted.id == story.id:
                with contextlib.suppress(RequestRejected):
                    await self._submissions.accept(submission)
            else:
                self._job_queue.retry(story.id)
        changed = EntryId(key=seen.key, url=seen.url, digest=entry.digest)
        self._subscriptions.save_seen_entry(
            subscription.id, _seen_entry(changed, seen.story_id, seen.change_count + 1, now)
        )

    def remember_entries(self, subscription_id: str, entries: EntryChanges, now: float) -> None:
        """Remember the entries of this poll, and forget those that left the feed long ago."""
        for each in entries.skipped:
            self._subscriptions.save_seen_entry(subscription_id, _seen_entry(each, "", 0, now))
        self._subscriptions.prune_seen_entries(subscription_id, entries.feed_keys)

    def _build_submission(
        self, subscription: Subscription, entry: EntryContent, story: Story | None = None
    ) -> Submission:
        """The submission of an entry. An existing story keeps its requested options."""
        own_id = f"{subscription.id}:{entry.key}"[:400]
        has_own_id = not entry.page or not entry.is_url_unique
        return Submission(
            source_id=story.source_id if story else own_id if has_own_id else "",
            url=entry.page,
            article=entry.article,
            section=entry.section[:400],
            title=story.requested_title if story else "",
            voice=story.voice if story else subscription.voice,
            language=story.language if story else "",
            playlists=(subscription.playlist,) if subscription.playlist and not story else None,
            submitter=self._subscriptions.get_submitter(subscription),
        )


def _seen_entry(entry: EntryId, story_id: str, changes: int, now: float) -> SeenEntry:
    return SeenEntry(
        key=entry.key,
        url=entry.url,
        digest=entry.digest,
        story_id=story_id,
        change_count=changes,
        changed_at=now,
    )


def _is_same_entry(seen: SeenEntry, entry: EntryContent) -> bool:
    return seen.key == entry.key or (bool(seen.url) and seen.url == entry.url)
