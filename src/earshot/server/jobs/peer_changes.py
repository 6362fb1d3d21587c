"""Announces changes by other processes: the status of stories that a client watches."""

from __future__ import annotations

from earshot.server.event_bus import EventBus
from earshot.server.storage.stories import StoryStore
from earshot.server.storage.story import Story

JOBS_TOPIC, STORY_TOPIC = "jobs", "story"


class PeerChanges:
    def __init__(self, store: StoryStore, events: EventBus) -> None:
        self._store = store
        self._events = events
        self._known: dict[str, dict[str, str]] = {}
        """The last status of each watched story."""

    async def publish(self) -> None:
        """Publish the status of watched stories that differs from the last call."""
        watched = self._events.list_stories()
        found = {story.id: _status_of(story) for story in map(self._store.get, watched) if story}
        for story_id, status in found.items():
            if self._known.get(story_id, status) != status:
                self._events.publish(story_id, "status", status)
        self._known = found


def _status_of(story: Story) -> dict[str, str]:
    return {"status": story.status, "error": story.error}
