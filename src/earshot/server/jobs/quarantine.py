"""Which story is at fault when a process that has several in hand ends.

Nobody can tell at once, so all of them are suspected. Each is tried again with nothing beside it:
if the process then ends again, before anything more of the story is made, that story is at fault.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from earshot.server.storage.stories import Story


class Quarantine:
    """Stories that are made one at a time."""

    def __init__(self) -> None:
        self._suspects: set[str] = set()
        self._moved: set[str] = set()

    def add(self, story: str) -> None:
        self._suspects.add(story)

    def release(self, story: str) -> None:
        self._suspects.discard(story)
        self._moved.discard(story)

    def begin(self, story: str) -> None:
        """An attempt begins."""
        self._moved.discard(story)

    def move(self, story: str) -> None:
        """More of the story is made, so that it is not what ended the process."""
        self._moved.add(story)
        self._suspects.discard(story)

    def has_moved(self, story: str) -> bool:
        """Whether more of it was made in this attempt."""
        return story in self._moved

    def allowed(self, due: Sequence[Story], in_hand: Collection[str]) -> Sequence[Story]:
        """What may be begun beside the stories in hand: a suspect is begun first, and alone."""
        if not self._suspects.isdisjoint(in_hand):
            return ()
        suspects = [story for story in due if story.id in self._suspects]
        if not suspects:
            return due
        return () if in_hand else suspects[:1]
