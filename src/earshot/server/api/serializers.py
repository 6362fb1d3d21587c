"""Stories as the API tells them."""

from __future__ import annotations

from typing import Any

from earshot.server.access_levels import WHOLE, level_of
from earshot.server.jobs.live_recording import Reading, ms, starts
from earshot.server.paywall.access import Leave
from earshot.server.services import Library
from earshot.server.storage.stories import Story
from earshot.server.story_json import facts

ALL = Leave(WHOLE)


def told(library: Library, story: Story, leave: Leave = ALL) -> dict[str, Any]:
    """What anybody may know of the story, and what may be heard of it with that leave."""
    return facts(library.settings.base, story, leave.query) | {
        "ready": story.ready if leave.is_whole else story.revision,
        "access": level_of(library.settings, story),
        "allowed": leave.level,
    }


def story_json(library: Library, story: Story, leave: Leave = ALL) -> dict[str, Any]:
    """The same and what its listener did, without its segments."""
    return told(library, story, leave) | {
        "source_id": story.source_id or None,
        "place": story.place,
        "heard": story.heard,
        "archived": bool(story.archived),
        "queued": story.queued is not None,
        "playlists": library.store.playlists_of(story.id),
    }


def segments_json(reading: Reading) -> list[dict[str, Any]]:
    """Every sentence: what it says, where the page has it, and when it is heard. Milliseconds."""
    plan, counts = reading.plan, reading.lengths()
    told = []
    for number, (segment, start) in enumerate(zip(plan.segments, starts(counts), strict=True)):
        at = plan.blocks[segment.block] if segment.block >= 0 else {}
        told.append(
            {
                "index": number,
                "text": segment.text,
                "block": segment.block,
                "marker": at.get("marker"),
                "xpath": at.get("place"),
                "hash": at.get("hash"),
                "first_word": segment.first,
                "words": segment.words,
                "start": ms(start),
                "duration": ms(counts[number]),
                "made": reading.made[number] is not None,
            }
        )
    return told
