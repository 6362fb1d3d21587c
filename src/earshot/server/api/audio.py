"""What is heard of a story: live, as files, and its words and times."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote

from starlette.responses import JSONResponse, Response, StreamingResponse

from earshot.errors import Refused
from earshot.publish.mp3_frames import FRAME_BYTES
from earshot.publish.webvtt import webvtt
from earshot.publish.word_timings import words_json
from earshot.server.api.operation import Visit
from earshot.server.api.stories import heard, known, story_of
from earshot.server.events import event_text
from earshot.server.jobs.live_recording import Listener, Reading, ms, skipped, stream
from earshot.server.jobs.runner import segment_facts
from earshot.server.jobs.worker_pool import TaskFailed
from earshot.server.paywall.access import kept_private
from earshot.server.responses import sent_file
from earshot.server.storage.recordings import Recording, narration, timeline
from earshot.server.storage.stories import Story
from earshot.server.submissions import refused

MEDIA = {"mp3": "audio/mpeg", "m4a": "audio/mp4", "opus": "audio/ogg"}
PATIENCE = 30.0
"""Seconds that a request waits for a page to be read."""
LIVE = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


async def live(visit: Visit) -> Response:
    """GET …/stream?from=WORD: MP3 from that word on, as it is made."""
    story = story_of(visit) if visit.request.method == "HEAD" else await _awaited(visit)
    return kept_private(
        visit.library.settings, story, await _streamed(visit, story, visit.query["from"])
    )


async def _streamed(visit: Visit, story: Story, word: int) -> Response:
    if visit.request.method == "HEAD":
        return Response(media_type=MEDIA["mp3"], headers=LIVE)
    reading = await _read(visit, story)
    number = reading.plan.holding(word)
    segment = reading.plan.segments[number]
    listener = Listener()
    try:
        await reading.wait(number, listener)
    except TaskFailed as error:
        raise refused(503, "not_made", error.reason.rstrip(".")) from error
    except BaseException:
        listener.leave()
        raise
    made = reading.made[number]
    assert made is not None
    skip = skipped(made, min(word - segment.first, segment.words - 1))
    headers = {"Earshot-Segment": str(number), "Earshot-Offset": str(ms(skip)), **LIVE}
    body = stream(reading, number, skip * FRAME_BYTES, listener)
    return StreamingResponse(body, media_type=MEDIA["mp3"], headers=headers)


async def audio(visit: Visit) -> Response:
    """GET …/audio.FORMAT: the finished file; while there is none, audio.mp3 is the live sound."""
    story, ending = await _awaited(visit), visit.path("ending")
    recording = await _recording(visit, story, story.ready)
    if not story.ready and not recording.is_finished and ending == "mp3":
        return await _streamed(visit, story, 0)
    if not story.ready and not recording.is_finished:
        raise Refused(status=503, code="not_made", reason="it is being made", wait=10)
    answer = await _file(visit, recording, ending)
    if visit.query["download"]:
        name = quote(f"{story.title[:80] or story.id}.{ending}", safe="")
        answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return kept_private(visit.library.settings, story, answer)


async def _recording(visit: Visit, story: Story, revision: int) -> Recording:
    """That revision of the story; for who may not hear all of it, the newest one's preview."""
    leave = visit.leave(story)
    if leave.is_whole:
        return Recording(visit.library.home.revision(story.id, revision))
    return await visit.library.previews.of(story, leave.level)


def _tag(visit: Visit, recording: Recording) -> str:
    return "-".join(recording.folder.relative_to(visit.library.home.stories).parts)


async def _file(visit: Visit, recording: Recording, ending: str) -> Response:
    """A finished recording; the first who asks for a format waits until it is coded."""
    path = recording.file(ending)
    if not recording.is_finished:
        raise refused(404, "no_recording", "there is no such recording; it may have been replaced")
    if not path.is_file():
        try:
            await visit.library.workshop.coded(recording, ending)
        except TaskFailed as error:
            raise refused(503, "not_made", error.reason.rstrip(".")) from error
    tag = f'"{_tag(visit, recording)}-{path.stat().st_size}"'
    return sent_file(visit.request, path, MEDIA[ending], tag)


async def words(visit: Visit) -> Response:
    """GET …/words: every word, its place in the story and its time."""
    story = await _awaited(visit)
    recording = await _recording(visit, story, story.revision)
    if recording.is_finished:
        path, tag = recording.file("words.json"), f'"{_tag(visit, recording)}"'
        answer = sent_file(visit.request, path, "application/json", tag)
        return kept_private(visit.library.settings, story, answer)
    reading = await _read(visit, story)

    def told() -> str:
        whole = narration(reading.recording.script(), reading.plan, reading.made)
        return "".join(words_json(whole, timeline(whole), "recording.mp3"))

    return Response(await asyncio.to_thread(told), media_type="application/json", headers=LIVE)


async def transcript(visit: Visit) -> Response:
    """GET …/transcript.vtt or .txt."""
    story, ending = await _awaited(visit), visit.path("ending")
    reading = await _read(visit, story)
    answer = Response(plain(reading), media_type="text/plain; charset=utf-8")
    if ending == "vtt" and reading.recording.is_finished:
        path, tag = reading.recording.file("vtt"), f'"{_tag(visit, reading.recording)}"'
        answer = sent_file(visit.request, path, "text/vtt", tag)
    elif ending == "vtt":
        answer = await _growing(reading)
    return kept_private(visit.library.settings, story, answer)


async def _growing(reading: Reading) -> Response:
    """The captions of what is still being made, as it will be."""

    def told() -> str:
        script = reading.recording.script()
        whole = narration(script, reading.plan, reading.made)
        return "".join(webvtt(script.article, timeline(whole)))

    return Response(await asyncio.to_thread(told), media_type="text/vtt", headers=LIVE)


def plain(reading: Reading) -> str:
    """The story as text, a paragraph a block."""
    blocks: list[tuple[int, list[str]]] = []
    for segment in reading.plan.segments:
        if not blocks or blocks[-1][0] != segment.block:
            blocks.append((segment.block, []))
        blocks[-1][1].append(segment.text)
    return "\n\n".join(" ".join(texts) for _, texts in blocks) + "\n"


async def events(visit: Visit) -> Response:
    """GET …/events: what is there already, and then everything as it happens."""
    story = story_of(visit)
    if visit.request.method == "HEAD":
        return Response(media_type="text/event-stream", headers=LIVE)
    if not visit.leave(story).is_whole:
        body = iter([event_text("status", {"status": story.status, "error": story.error})])
        return StreamingResponse(body, media_type="text/event-stream", headers=LIVE)
    return StreamingResponse(_told(visit, story), media_type="text/event-stream", headers=LIVE)


async def _told(visit: Visit, story: Story) -> AsyncIterator[str]:
    coming = visit.library.events.of(story.id)
    waiting = asyncio.ensure_future(anext(coming))  # begins to listen before it looks
    await asyncio.sleep(0)
    try:
        yield event_text("status", {"status": story.status, "error": story.error})
        if story.revision:
            yield event_text("segments", _so_far(await visit.library.workshop.reading(story)))
        while True:
            yield await waiting
            waiting = asyncio.ensure_future(anext(coming))
    finally:
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        await coming.aclose()  # type: ignore[attr-defined]


def _so_far(reading: Reading) -> dict[str, Any]:
    made = [segment_facts(n, each) for n, each in enumerate(reading.made) if each]
    return {"revision": int(reading.recording.folder.name), "segments": made}


async def _awaited(visit: Visit) -> Story:
    """The story, once its page is read. Raises Refused where it cannot be."""
    story = story_of(visit)
    if not story.revision and story.status != "failed":
        await visit.library.workshop.read(story, PATIENCE)
        story = known(visit.library.store.story(story.id))
    if not story.revision:
        if story.status == "failed":
            raise refused(422, "failed", story.error.rstrip("."))
        raise Refused(status=503, code="not_read", reason="its page is being read", wait=2)
    return story


async def _read(visit: Visit, story: Story) -> Reading:
    return await heard(visit.library, story, visit.leave(story))


async def voices(visit: Visit) -> Response:
    """GET /v1/audio/voices"""
    return JSONResponse({"voices": await asyncio.to_thread(_voices)})


def _voices() -> list[dict[str, Any]]:
    from earshot.voices.registry import listings  # noqa: PLC0415  # engines load when asked for

    return [
        {
            "id": each.name,
            "engine": each.engine,
            "name": each.speaker.name,
            "languages": list(each.speaker.languages),
            "quality": each.quality,
        }
        for each in listings()
        if not each.speaker.missing
    ]
