"""Audio endpoints: live streams and files."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from msgspec import Meta, Struct
from starlette.responses import Response, StreamingResponse

from earshot.audio.mp3 import FRAME_BYTES
from earshot.errors import RequestRejected
from earshot.publish.audio_formats import FORMATS
from earshot.server.api.operation import Context, Operation, RequestContext
from earshot.server.api.recording_lookup import (
    LIVE_HEADERS,
    find_recording,
    open_playback,
    recording_tag,
    wait_until_read,
)
from earshot.server.api.schemas import FILE_RESPONSES, NOT_FOUND, NOT_READY
from earshot.server.api.serializers import json_response
from earshot.server.file_responses import file_response, remote_file_response
from earshot.server.http_errors import http_error, not_ready_error
from earshot.server.jobs.errors import TaskFailed
from earshot.server.jobs.live_recording import Listener, frames_before_word, stream_segments
from earshot.server.jobs.messages import InstalledVoice
from earshot.server.paywall.access import mark_private
from earshot.server.playback import redirect_to_storage
from earshot.server.storage.recordings import Recording, frames_to_ms
from earshot.server.storage.story import Story
from earshot.server.story_json import format_timestamp


class StreamQuery(Struct, kw_only=True):
    start_word: Annotated[int, Meta(ge=0, le=10_000_000)] = 0


class AudioQuery(Struct, kw_only=True):
    download: bool = False
    revision: Annotated[
        int, Meta(ge=0, le=10_000_000, description="a finished revision; by default the newest one")
    ] = 0


class RevisionJson(Struct, kw_only=True):
    revision: int
    recorded_at: str
    audio: str


class RevisionList(Struct, kw_only=True):
    revisions: list[RevisionJson]


class VoiceQuery(Struct, kw_only=True):
    legacy: Annotated[
        bool, Meta(description="list the names only, as old clients of Kokoro-FastAPI expect")
    ] = False


class VoiceJson(Struct, kw_only=True):
    id: str
    engine: str
    name: str
    languages: list[str]
    mos: Annotated[float, Meta(description="mean opinion score, 1 to 5")]


class VoiceList(Struct, kw_only=True):
    voices: list[VoiceJson | str]


async def stream_audio(context: RequestContext[StreamQuery, None]) -> Response:
    """GET …/stream?start_word=WORD: MP3 from this word on, while the recording is made."""
    is_head = context.request.method == "HEAD"
    story = context.story() if is_head else await wait_until_read(context)
    response = await _live_response(context, story, context.query.start_word)
    return mark_private(context.services.settings, story, response)


async def _live_response(context: Context, story: Story, word: int) -> Response:
    if context.request.method == "HEAD":
        return Response(media_type=FORMATS["mp3"].media_type, headers=LIVE_HEADERS)
    live_recording = await open_playback(context, story)
    index = live_recording.plan.find_segment(word)
    segment = live_recording.plan.segments[index]
    listener = Listener()
    try:
        await live_recording.wait_for_segment(index, listener)
    except TaskFailed as error:
        raise not_ready_error(error.reason) from error
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


async def get_audio(context: RequestContext[AudioQuery, None]) -> Response:
    """GET …/audio.FORMAT: the finished file. Before that, audio.mp3 is the live stream."""
    story, ending = await wait_until_read(context), context.path_param("ending")
    revision = context.query.revision or story.ready_revision
    response = await _remote_response(context, story, revision)
    if response is None:
        recording = await find_recording(context, story, revision)
        if not story.ready_revision and not recording.is_finished:
            if ending == "mp3":
                return await _live_response(context, story, 0)
            reason = "the recording is not finished; try again in 10 s"
            raise RequestRejected(status=503, code="not_ready", reason=reason, wait=10)
        response = await _recording_response(context, recording, ending)
    if context.query.download:
        name = quote(f"{story.title[:80] or story.id}.{ending}", safe="")
        response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return mark_private(context.services.settings, story, response)


async def _remote_response(
    context: RequestContext[AudioQuery, None], story: Story, revision: int
) -> Response | None:
    """A finished recording that is in the object store and not in the cache."""
    services, ending = context.services, context.path_param("ending")
    is_finished = revision and revision == story.ready_revision
    if not is_finished or not context.access_grant(story).is_full:
        return None
    recording = Recording(services.data_dir.revision_dir(story.id, revision))
    path = recording.file_path(ending)
    file = await services.data_dir.find_remote_file(path)
    if file is None:
        return None
    if not context.query.download and (
        response := await redirect_to_storage(services, context.request, path)
    ):
        return response
    services.data_dir.fetch_later(story.id, revision)
    tag = f'"{recording_tag(context, recording)}-{file.size}"'
    return remote_file_response(context.request, file, FORMATS[ending].media_type, tag)


async def _recording_response(
    context: RequestContext[AudioQuery, None], recording: Recording, ending: str
) -> Response:
    """A finished recording. The first request for a format waits until it is encoded."""
    path, services = recording.file_path(ending), context.services
    if not recording.is_finished:
        raise http_error(
            404, "recording_not_found", "this recording was not found; it may have been replaced"
        )
    try:
        await services.transcodes.ensure_file(recording, ending)
    except TaskFailed as error:
        raise not_ready_error(error.reason) from error
    if not context.query.download and (
        response := await redirect_to_storage(services, context.request, path)
    ):
        return response
    tag = f'"{recording_tag(context, recording)}-{path.stat().st_size}"'
    return file_response(context.request, path, FORMATS[ending].media_type, tag)


async def list_revisions(context: Context) -> Response:
    """GET /v1/stories/{id}/revisions"""
    story, services = context.story(), context.services
    finished = await services.data_dir.list_finished(story.id)
    at = f"{services.settings.public_url}/v1/stories/{story.id}/audio.mp3"
    revisions = [
        RevisionJson(
            revision=number, recorded_at=format_timestamp(made_at), audio=f"{at}?revision={number}"
        )
        for number, made_at in finished
    ]
    return json_response(RevisionList(revisions=revisions))


async def list_voices(context: RequestContext[VoiceQuery, None]) -> Response:
    """GET /v1/audio/voices"""
    found = await context.services.job_runner.voices.list_all()
    voices = [_describe_voice(each) for each in found]
    names_only = context.query.legacy
    return json_response(VoiceList(voices=[each.id if names_only else each for each in voices]))


def _describe_voice(voice: InstalledVoice) -> VoiceJson:
    return VoiceJson(
        id=voice.id,
        engine=voice.engine,
        name=voice.name,
        languages=list(voice.languages),
        mos=voice.mos,
    )


OPERATIONS = (
    Operation(
        method="GET",
        path="/v1/stories/{id}/stream",
        handler=stream_audio,
        scope="listen",
        summary="Stream MP3 from a word on, while it is recorded. `Earshot-Segment` and "
        "`Earshot-Offset` (ms into that segment) give the position of its start.",
        query=StreamQuery,
        responses={200: "audio/mpeg", **NOT_READY},
    ),
    Operation(
        method="GET",
        path="/v1/stories/{id}/audio.{ending:audio}",
        handler=get_audio,
        scope="listen",
        summary="Get the recording, with byte ranges. audio.mp3 is live until it is finished.",
        query=AudioQuery,
        responses={200: "audio/*", 206: "audio/*", **FILE_RESPONSES, **NOT_READY},
    ),
    Operation(
        method="GET",
        path="/v1/stories/{id}/revisions",
        handler=list_revisions,
        scope="read",
        summary="List the finished revisions that are kept, newest first.",
        responses={200: RevisionList, **NOT_FOUND},
    ),
    Operation(
        method="GET",
        path="/v1/audio/voices",
        handler=list_voices,
        scope="",
        summary="List the voices of this server. Open WebUI sends no key.",
        query=VoiceQuery,
        responses={200: VoiceList},
    ),
)
