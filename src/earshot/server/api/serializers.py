"""Serializes stories with the access of one caller."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from starlette.responses import Response

from earshot.server.caller import Caller
from earshot.server.jobs.live_recording import LiveRecording
from earshot.server.paywall.access import AccessGrant
from earshot.server.services import Services
from earshot.server.settings import Settings
from earshot.server.site_rules import FULL, access_level
from earshot.server.storage.account_library import list_playlists_of
from earshot.server.storage.play_queue import rank_all_in_queue
from earshot.server.storage.reader_pool import Reader
from earshot.server.storage.recordings import frames_to_ms, start_frames
from earshot.server.storage.story import LibraryStory, Story, require_story
from earshot.server.story_json import (
    PlayableStory,
    Segment,
    StoryJson,
    format_timestamp,
    public_error,
    public_fields,
)

FULL_GRANT = AccessGrant(FULL)


def json_response(
    body: object, status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    return Response(msgspec.json.encode(body), status, headers, "application/json")


def serialize_playable_story(services: Services, story: Story, grant: AccessGrant) -> PlayableStory:
    return PlayableStory(**_playable_fields(services.settings, story, grant))


def serialize_story(
    services: Services, caller: Caller, story: LibraryStory, grant: AccessGrant = FULL_GRANT
) -> StoryJson:
    """The story with the listening state of the caller, without its segments."""
    library = services.database, caller.account_id
    return serialize_stories(*library, services.settings, [story], grant)[0]


def serialize_library_story(services: Services, caller: Caller, story_id: str) -> StoryJson:
    """The story in the library of the caller. Raises RequestRejected."""
    story = require_story(services.library.get(caller.account_id, story_id))
    return serialize_story(services, caller, story)


def serialize_public_story(services: Services, story: Story, grant: AccessGrant) -> StoryJson:
    """The story without the listening state of its owner."""
    fields = _playable_fields(services.settings, story, grant)
    return StoryJson(**fields | {"error": public_error(story.error) or None})


def serialize_stories(
    reader: Reader,
    account_id: int,
    settings: Settings,
    stories: Sequence[LibraryStory],
    grant: AccessGrant = FULL_GRANT,
) -> list[StoryJson]:
    """The stories with their listening states for the account, without their segments."""
    ranks = rank_all_in_queue(reader, account_id, stories)
    playlists = list_playlists_of(reader, account_id, [story.id for story in stories])
    return [
        StoryJson(
            **_playable_fields(settings, story, grant),
            source_id=story.source_id or None,
            position=story.position,
            listen_status=story.listen_status,  # type: ignore[arg-type]
            archived=bool(story.archived),
            queue_position=ranks.get(story.id),
            playlists=playlists[story.id],
            source_error=story.source_error or None,
            checked_at=format_timestamp(story.checked_at) if story.checked_at else None,
        )
        for story in stories
    ]


def _playable_fields(settings: Settings, story: Story, grant: AccessGrant) -> dict[str, Any]:
    fields = public_fields(settings.public_url, story, grant.query_string)
    return fields | {
        "ready_revision": story.ready_revision if grant.is_full else story.revision,
        "access": access_level(settings, story),
        "access_granted": grant.level,
    }


def serialize_segments(live_recording: LiveRecording) -> list[Segment]:
    """All sentences: text, position on the page and times."""
    plan, frame_counts = live_recording.plan, live_recording.frame_counts()
    serialized = []
    for index, (segment, start) in enumerate(
        zip(plan.segments, start_frames(frame_counts), strict=True)
    ):
        block = plan.blocks[segment.block] if segment.block >= 0 else {}
        serialized.append(
            Segment(
                index=index,
                text=segment.text,
                block=segment.block,
                xpath=block.get("xpath"),
                selector=block.get("selector"),
                text_hash=block.get("text_hash"),
                first_word=segment.first_word,
                word_count=segment.word_count,
                start=frames_to_ms(start),
                duration=frames_to_ms(frame_counts[index]),
                ready=live_recording.segments[index] is not None,
            )
        )
    return serialized
