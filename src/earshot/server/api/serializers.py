"""Stories as the API tells them."""

from __future__ import annotations

from typing import Any

from earshot.server.access_levels import FULL, access_level
from earshot.server.jobs.live_recording import LiveRecording
from earshot.server.paywall.access import AccessGrant
from earshot.server.services import Services
from earshot.server.storage.recordings import frames_to_ms, start_frames
from earshot.server.storage.stories import Story
from earshot.server.story_json import serialize_public_story

FULL_GRANT = AccessGrant(FULL)


def serialize_playable_story(
    services: Services, story: Story, grant: AccessGrant = FULL_GRANT
) -> dict[str, Any]:
    """What anybody may know of the story, and what may be heard of it with that leave."""
    return serialize_public_story(services.settings.public_url, story, grant.query_string) | {
        "ready": story.ready if grant.is_full else story.revision,
        "access": access_level(services.settings, story),
        "allowed": grant.level,
    }


def serialize_story(
    services: Services, story: Story, grant: AccessGrant = FULL_GRANT
) -> dict[str, Any]:
    """The same and what its listener did, without its segments."""
    return serialize_playable_story(services, story, grant) | {
        "source_id": story.source_id or None,
        "place": story.place,
        "heard": story.heard,
        "archived": bool(story.archived),
        "queued": story.queued is not None,
        "playlists": services.stories.playlists_of(story.id),
    }


def serialize_segments(live_recording: LiveRecording) -> list[dict[str, Any]]:
    """Every sentence: what it says, where the page has it, and when it is heard. Milliseconds."""
    plan, frame_counts = live_recording.plan, live_recording.frame_counts()
    serialized = []
    for index, (segment, start) in enumerate(
        zip(plan.segments, start_frames(frame_counts), strict=True)
    ):
        block = plan.blocks[segment.block] if segment.block >= 0 else {}
        serialized.append(
            {
                "index": index,
                "text": segment.text,
                "block": segment.block,
                "marker": block.get("marker"),
                "xpath": block.get("place"),
                "hash": block.get("hash"),
                "first_word": segment.first_word,
                "words": segment.word_count,
                "start": frames_to_ms(start),
                "duration": frames_to_ms(frame_counts[index]),
                "made": live_recording.segments[index] is not None,
            }
        )
    return serialized
