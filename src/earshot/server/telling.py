"""Stories as the API tells them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from earshot.server.access import WHOLE, Leave, level_of
from earshot.server.library import Library
from earshot.server.reading import Reading, ms, starts
from earshot.server.store import Story

ALL = Leave(WHOLE)


def story_json(library: Library, story: Story, leave: Leave = ALL) -> dict[str, Any]:
    """The facts of a story, without its segments, for who has that leave."""
    return {
        "id": story.id,
        "status": story.status,
        "error": story.error or None,
        "source_id": story.source_id or None,
        "url": story.url or None,
        "title": story.title or story.sent_title or None,
        "byline": story.byline or None,
        "site": story.site or None,
        "section": story.section or None,
        "language": story.tongue or story.language or None,
        "published": story.published or None,
        "words": story.words,
        "duration": story.duration or None,
        "revision": story.revision,
        "ready": story.ready if leave.is_whole else story.revision,
        "access": level_of(library.settings, story),
        "allowed": leave.level,
        "place": story.place,
        "heard": story.heard,
        "archived": bool(story.archived),
        "queued": story.queued is not None,
        "playlists": library.store.playlists_of(story.id),
        "created": moment(story.created),
        "updated": moment(story.updated),
        "links": links(library, story, leave.query),
    }


def links(library: Library, story: Story, query: str) -> dict[str, str]:
    base = library.settings.base
    at = f"{base}/v1/stories/{story.id}"
    found = {
        "self": at,
        "page": f"{base}/s/{story.id}",
        "stream": f"{at}/stream",
        "audio": f"{at}/audio.mp3",
        "words": f"{at}/words",
        "transcript": f"{at}/transcript.vtt",
        "events": f"{at}/events",
    }
    return {name: address + query for name, address in found.items()}


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


def moment(seconds: float) -> str:
    """RFC 3339, UTC."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
