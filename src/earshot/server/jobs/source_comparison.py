"""Compares a page that was read again with the recorded revision of its story."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from earshot.ingest.retractions import find_retraction
from earshot.model import Script
from earshot.script.sentence_changes import (
    SentenceChange,
    find_sentence_changes,
    unchanged_share,
)
from earshot.script.written_text import list_sentences
from earshot.server.jobs.errors import StoryRetracted, TaskFailed
from earshot.server.jobs.messages import PrepareStory
from earshot.server.storage.recordings import Recording

MIN_KEPT_SHARE = 0.5
MAX_LOST_LENGTH = 0.7
"""A page that has less than half of the sentences, and less than this part of the length, is no
new version: it is a paywall, a bot check or an error page."""


def compare_with_recorded(script: Script, request: PrepareStory) -> list[SentenceChange]:
    """The changes since the recorded revision; empty if there is none. Raises StoryRetracted,
    and TaskFailed if a page that was fetched has lost the text of the story."""
    recorded = _load_recorded(request)
    if recorded is None:
        return []
    before, after = list_sentences(recorded), list_sentences(script)
    is_fetched = request.source == request.url
    if is_fetched and not request.accepts_any_text:
        _require_no_retraction(recorded, script)
        _require_same_story(before, after)
    return find_sentence_changes(before, after)


def _load_recorded(request: PrepareStory) -> Script | None:
    if request.recorded_folder:
        with suppress(FileNotFoundError):
            return Recording(Path(request.recorded_folder)).load_script()
    return None


def _require_no_retraction(recorded: Script, script: Script) -> None:
    """Raises StoryRetracted."""
    retraction = find_retraction(script.article)
    if retraction and retraction != find_retraction(recorded.article):
        raise StoryRetracted(reason=retraction)


def _require_same_story(before: list[str], after: list[str]) -> None:
    """Raises TaskFailed."""
    kept = unchanged_share(before, after)
    if kept < MIN_KEPT_SHARE and _count_words(after) < MAX_LOST_LENGTH * _count_words(before):
        raise TaskFailed(
            reason=f"The page has only {kept:.0%} of the recorded text now, so the recording was"
            " kept. If the new text is right, record the story again with it."
        )


def _count_words(sentences: list[str]) -> int:
    return sum(len(each.split()) for each in sentences)
