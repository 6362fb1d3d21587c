"""The API for transcripts and word timings."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.responses import Response

from earshot.publish.captions import CAPTION_FORMATS
from earshot.publish.word_timings import timings_json
from earshot.server.api.operation import Context, Operation
from earshot.server.api.recording_lookup import (
    LIVE_HEADERS,
    find_recording,
    open_playback,
    recording_tag,
    wait_until_read,
)
from earshot.server.api.schemas import FILE_RESPONSES, NOT_READY
from earshot.server.file_responses import file_response
from earshot.server.jobs.live_recording import LiveRecording
from earshot.server.paywall.access import mark_private
from earshot.server.storage.recordings import AUDIO_FILE
from earshot.server.storage.stored_narration import (
    build_narration,
    build_timeline,
    ensure_timings,
    transcript_text,
)

TRANSCRIPT_TYPES = ", ".join(
    [*(each.media_type for each in CAPTION_FORMATS.values()), "text/plain"]
)


async def get_word_timings(context: Context) -> Response:
    """GET …/timings: every word with its position and its time."""
    story = await wait_until_read(context)
    recording = await find_recording(context, story, story.revision)
    if recording.is_finished:
        path = await asyncio.to_thread(ensure_timings, recording)
        tag = f'"{recording_tag(context, recording)}-2"'
        response = file_response(context.request, path, "application/json", tag)
        return mark_private(context.services.settings, story, response)
    live_recording = await open_playback(context, story)
    text = await asyncio.to_thread(_render_timings, live_recording)
    return Response(text, media_type="application/json", headers=LIVE_HEADERS)


def _render_timings(live_recording: LiveRecording) -> str:
    script = live_recording.recording.load_script()
    narration = build_narration(script, live_recording.plan, live_recording.segments)
    return "".join(timings_json(narration, build_timeline(narration), AUDIO_FILE))


async def get_transcript(context: Context) -> Response:
    """GET …/transcript.vtt, .srt or .txt."""
    story, ending = await wait_until_read(context), context.path_param("ending")
    live_recording = await open_playback(context, story)
    response = Response(
        transcript_text(live_recording.plan), media_type="text/plain; charset=utf-8"
    )
    if ending == "vtt" and live_recording.recording.is_finished:
        recording = live_recording.recording
        path, tag = recording.file_path("vtt"), f'"{recording_tag(context, recording)}"'
        response = file_response(context.request, path, "text/vtt", tag)
    elif ending in CAPTION_FORMATS:
        response = await _render_captions(live_recording, ending)
    return mark_private(context.services.settings, story, response)


async def _render_captions(live_recording: LiveRecording, ending: str) -> Response:
    """Captions that are not stored: of another format, or of an unfinished recording."""
    captions = CAPTION_FORMATS[ending]

    def render() -> str:
        script = live_recording.recording.load_script()
        narration = build_narration(script, live_recording.plan, live_recording.segments)
        return "".join(captions.write(script.article, build_timeline(narration)))

    return Response(
        await asyncio.to_thread(render), media_type=captions.media_type, headers=LIVE_HEADERS
    )


OPERATIONS = (
    Operation(
        method="GET",
        path="/v1/stories/{id}/timings",
        handler=get_word_timings,
        scope="listen",
        summary="Get word timings in ms, with offsets in the story; estimated until recorded.",
        responses={200: dict[str, Any], 206: dict[str, Any], **FILE_RESPONSES, **NOT_READY},
    ),
    Operation(
        method="GET",
        path="/v1/stories/{id}/transcript.{ending:transcript}",
        handler=get_transcript,
        scope="listen",
        summary="Get the transcript as WebVTT (.vtt), SubRip (.srt) or plain text (.txt).",
        responses={200: TRANSCRIPT_TYPES, 206: "text/vtt", **FILE_RESPONSES, **NOT_READY},
    ),
)
