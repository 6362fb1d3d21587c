"""Server-sent events of a story."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from starlette.responses import Response, StreamingResponse

from earshot.server.api.operation import Context, Operation
from earshot.server.api.recording_lookup import LIVE_HEADERS
from earshot.server.api.schemas import NOT_FOUND
from earshot.server.event_bus import format_event
from earshot.server.jobs.live_recording import LiveRecording
from earshot.server.storage.recordings import serialize_segment_timing
from earshot.server.storage.story import Story
from earshot.server.story_json import public_error


async def stream_events(context: Context) -> Response:
    """GET …/events: the current state, then every change."""
    story = context.story()
    if context.request.method == "HEAD":
        return Response(media_type="text/event-stream", headers=LIVE_HEADERS)
    if not context.access_grant(story).is_full:
        body = iter([_status_event(context, story)])
        return StreamingResponse(body, media_type="text/event-stream", headers=LIVE_HEADERS)
    return StreamingResponse(
        _event_stream(context, story), media_type="text/event-stream", headers=LIVE_HEADERS
    )


async def _event_stream(context: Context, story: Story) -> AsyncIterator[str]:
    events = context.services.events.subscribe(story.id)
    # subscribe before reading the state, so no change is missed
    next_event = asyncio.ensure_future(anext(events))
    await asyncio.sleep(0)
    try:
        yield _status_event(context, story)
        if story.revision:
            yield format_event(
                "segments",
                _segments_so_far(await context.services.job_runner.open_live_recording(story)),
            )
        while True:
            yield _hide_reason(context, await next_event)
            next_event = asyncio.ensure_future(anext(events))
    finally:
        next_event.cancel()
        await asyncio.gather(next_event, return_exceptions=True)
        await events.aclose()  # type: ignore[attr-defined]


def _status_event(context: Context, story: Story) -> str:
    event = format_event("status", {"status": story.status, "error": story.error})
    return _hide_reason(context, event)


def _hide_reason(context: Context, event: str) -> str:
    """The event without the reason of a failure, which only readers may see."""
    if context.caller.has_scope("read") or not event.startswith("event: status"):
        return event
    data = json.loads(event.partition("data: ")[2])
    return format_event("status", data | {"error": public_error(data["error"])})


def _segments_so_far(live_recording: LiveRecording) -> dict[str, Any]:
    segments = [
        serialize_segment_timing(n, each) for n, each in enumerate(live_recording.segments) if each
    ]
    return {"revision": int(live_recording.recording.folder.name), "segments": segments}


OPERATIONS = (
    Operation(
        method="GET",
        path="/v1/stories/{id}/events",
        handler=stream_events,
        scope="listen",
        summary="Follow a story by server-sent events: `status`, and `segments` as they are "
        "recorded, each with its duration and the times of its words.",
        responses={200: "text/event-stream", **NOT_FOUND},
    ),
)
