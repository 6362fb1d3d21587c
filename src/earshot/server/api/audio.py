"""What is heard of a story: live, as files, and its words and times."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote

from starlette.responses import JSONResponse, Response, StreamingResponse

from earshot.errors import Refused
from earshot.publish.audio_file import FORMATS
from earshot.publish.captions import CAPTION_FORMATS
from earshot.publish.mp3_frames import FRAME_BYTES
from earshot.publish.word_timings import timings_json
from earshot.server.api.operation import RequestContext, story_from_path
from earshot.server.events import format_event
from earshot.server.http_errors import http_error
from earshot.server.jobs.errors import TaskFailed
from earshot.server.jobs.live_recording import (
    Listener,
    LiveRecording,
    frames_before_word,
    stream_segments,
)
from earshot.server.paywall.access import mark_private
from earshot.server.playback import load_playback, require_story
from earshot.server.responses import file_response
from earshot.server.storage.narration import build_narration, build_timeline
from earshot.server.storage.recordings import Recording, frames_to_ms, serialize_segment_timing
from earshot.server.storage.stories import Story

READ_TIMEOUT_SECONDS = 30.0
"""Seconds that a request waits for a page to be read."""
LIVE_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


async def stream_audio(context: RequestContext) -> Response:
    """GET …/stream?from=WORD: MP3 from that word on, as it is made."""
    story = (
        story_from_path(context)
        if context.request.method == "HEAD"
        else await _wait_until_read(context)
    )
    return mark_private(
        context.services.settings,
        story,
        await _live_response(context, story, context.query["from"]),
    )


async def _live_response(context: RequestContext, story: Story, word: int) -> Response:
    if context.request.method == "HEAD":
        return Response(media_type=FORMATS["mp3"].media_type, headers=LIVE_HEADERS)
    live_recording = await _open_playback(context, story)
    index = live_recording.plan.find_segment(word)
    segment = live_recording.plan.segments[index]
    listener = Listener()
    try:
        await live_recording.wait_for_segment(index, listener)
    except TaskFailed as error:
        raise http_error(503, "not_made", error.reason.rstrip(".")) from error
    except BaseException:
        listener.close()
        raise
    rendered = live_recording.segments[index]
    assert rendered is not None
    skip_frames = frames_before_word(
        rendered, min(word - segment.first_word, segment.word_count - 1)
    )
    headers = {
        "Earshot-Segment": str(index),
        "Earshot-Offset": str(frames_to_ms(skip_frames)),
        **LIVE_HEADERS,
    }
    body = stream_segments(live_recording, index, skip_frames * FRAME_BYTES, listener)
    return StreamingResponse(body, media_type=FORMATS["mp3"].media_type, headers=headers)


async def get_audio(context: RequestContext) -> Response:
    """GET …/audio.FORMAT: the finished file; while there is none, audio.mp3 is the live sound."""
    story, ending = await _wait_until_read(context), context.path_param("ending")
    recording = await _find_recording(context, story, story.ready)
    if not story.ready and not recording.is_finished and ending == "mp3":
        return await _live_response(context, story, 0)
    if not story.ready and not recording.is_finished:
        raise Refused(status=503, code="not_made", reason="it is being made", wait=10)
    response = await _recording_response(context, recording, ending)
    if context.query["download"]:
        name = quote(f"{story.title[:80] or story.id}.{ending}", safe="")
        response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return mark_private(context.services.settings, story, response)


async def _find_recording(context: RequestContext, story: Story, revision: int) -> Recording:
    """That revision of the story; for who may not hear all of it, the newest one's preview."""
    grant = context.access_grant(story)
    if grant.is_full:
        return Recording(context.services.data_dir.revision_dir(story.id, revision))
    return await context.services.previews.get(story, grant.level)


def _recording_tag(context: RequestContext, recording: Recording) -> str:
    return "-".join(recording.folder.relative_to(context.services.data_dir.stories_dir).parts)


async def _recording_response(
    context: RequestContext, recording: Recording, ending: str
) -> Response:
    """A finished recording; the first who asks for a format waits until it is coded."""
    path = recording.file_path(ending)
    if not recording.is_finished:
        raise http_error(
            404, "no_recording", "there is no such recording; it may have been replaced"
        )
    if not path.is_file():
        try:
            await context.services.job_runner.transcode(recording, ending)
        except TaskFailed as error:
            raise http_error(503, "not_made", error.reason.rstrip(".")) from error
    tag = f'"{_recording_tag(context, recording)}-{path.stat().st_size}"'
    return file_response(context.request, path, FORMATS[ending].media_type, tag)


async def get_word_timings(context: RequestContext) -> Response:
    """GET …/words: every word, its place in the story and its time."""
    story = await _wait_until_read(context)
    recording = await _find_recording(context, story, story.revision)
    if recording.is_finished:
        path, tag = recording.file_path("words.json"), f'"{_recording_tag(context, recording)}"'
        response = file_response(context.request, path, "application/json", tag)
        return mark_private(context.services.settings, story, response)
    live_recording = await _open_playback(context, story)

    def render() -> str:
        narration = build_narration(
            live_recording.recording.load_script(), live_recording.plan, live_recording.segments
        )
        return "".join(timings_json(narration, build_timeline(narration), "recording.mp3"))

    return Response(
        await asyncio.to_thread(render), media_type="application/json", headers=LIVE_HEADERS
    )


async def get_transcript(context: RequestContext) -> Response:
    """GET …/transcript.vtt, .srt or .txt."""
    story, ending = await _wait_until_read(context), context.path_param("ending")
    live_recording = await _open_playback(context, story)
    response = Response(transcript_text(live_recording), media_type="text/plain; charset=utf-8")
    if ending == "vtt" and live_recording.recording.is_finished:
        path, tag = (
            live_recording.recording.file_path("vtt"),
            f'"{_recording_tag(context, live_recording.recording)}"',
        )
        response = file_response(context.request, path, "text/vtt", tag)
    elif ending in CAPTION_FORMATS:
        response = await _render_captions(live_recording, ending)
    return mark_private(context.services.settings, story, response)


async def _render_captions(live_recording: LiveRecording, ending: str) -> Response:
    """Captions that are not stored: of a recording in progress, or in another format."""
    captions = CAPTION_FORMATS[ending]

    def render() -> str:
        script = live_recording.recording.load_script()
        narration = build_narration(script, live_recording.plan, live_recording.segments)
        return "".join(captions.write(script.article, build_timeline(narration)))

    return Response(
        await asyncio.to_thread(render), media_type=captions.media_type, headers=LIVE_HEADERS
    )


def transcript_text(live_recording: LiveRecording) -> str:
    """The story as text, a paragraph a block."""
    blocks: list[tuple[int, list[str]]] = []
    for segment in live_recording.plan.segments:
        if not blocks or blocks[-1][0] != segment.block:
            blocks.append((segment.block, []))
        blocks[-1][1].append(segment.text)
    return "\n\n".join(" ".join(texts) for _, texts in blocks) + "\n"


async def stream_events(context: RequestContext) -> Response:
    """GET …/events: what is there already, and then everything as it happens."""
    story = story_from_path(context)
    if context.request.method == "HEAD":
        return Response(media_type="text/event-stream", headers=LIVE_HEADERS)
    if not context.access_grant(story).is_full:
        body = iter([format_event("status", {"status": story.status, "error": story.error})])
        return StreamingResponse(body, media_type="text/event-stream", headers=LIVE_HEADERS)
    return StreamingResponse(
        _event_stream(context, story), media_type="text/event-stream", headers=LIVE_HEADERS
    )


async def _event_stream(context: RequestContext, story: Story) -> AsyncIterator[str]:
    events = context.services.events.subscribe(story.id)
    next_event = asyncio.ensure_future(anext(events))  # begins to listen before it looks
    await asyncio.sleep(0)
    try:
        yield format_event("status", {"status": story.status, "error": story.error})
        if story.revision:
            yield format_event(
                "segments",
                _segments_so_far(await context.services.job_runner.open_live_recording(story)),
            )
        while True:
            yield await next_event
            next_event = asyncio.ensure_future(anext(events))
    finally:
        next_event.cancel()
        await asyncio.gather(next_event, return_exceptions=True)
        await events.aclose()  # type: ignore[attr-defined]


def _segments_so_far(live_recording: LiveRecording) -> dict[str, Any]:
    segments = [
        serialize_segment_timing(n, each) for n, each in enumerate(live_recording.segments) if each
    ]
    return {"revision": int(live_recording.recording.folder.name), "segments": segments}


async def _wait_until_read(context: RequestContext) -> Story:
    """The story, once its page is read. Raises Refused where it cannot be."""
    story = story_from_path(context)
    if not story.revision and story.status != "failed":
        await context.services.job_runner.wait_until_read(story, READ_TIMEOUT_SECONDS)
        story = require_story(context.services.stories.get(story.id))
    if not story.revision:
        if story.status == "failed":
            raise http_error(422, "failed", story.error.rstrip("."))
        raise Refused(status=503, code="not_read", reason="its page is being read", wait=2)
    return story


async def _open_playback(context: RequestContext, story: Story) -> LiveRecording:
    return await load_playback(context.services, story, context.access_grant(story))


async def list_voices(context: RequestContext) -> Response:
    """GET /v1/audio/voices"""
    return JSONResponse({"voices": await asyncio.to_thread(_installed_voices)})


def _installed_voices() -> list[dict[str, Any]]:
    from earshot.voices.registry import list_voices  # noqa: PLC0415  # engines load when asked for

    return [
        {
            "id": each.name,
            "engine": each.engine,
            "name": each.speaker.name,
            "languages": list(each.speaker.languages),
            "quality": each.mos,
        }
        for each in list_voices()
        if not each.speaker.install_hint
    ]
