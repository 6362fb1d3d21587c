"""Podcast feeds of the library. Each address contains a secret token and can be revoked."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from email.utils import formatdate
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from earshot.errors import EarshotError
from earshot.publish.audio_formats import SERVED_FORMATS
from earshot.publish.book_identity import MEDIA_TYPE as EPUB_MEDIA_TYPE
from earshot.publish.captions import CAPTION_FORMATS
from earshot.publish.podcast import Episode, Show, build_feed
from earshot.server.artwork import find_cover
from earshot.server.books import ensure_book
from earshot.server.file_responses import file_response, is_cached, remote_file_response
from earshot.server.http_errors import http_error
from earshot.server.paywall.access import PRIVATE_CACHE_CONTROL
from earshot.server.playback import redirect_to_storage
from earshot.server.problem_details import error_response
from earshot.server.services import Services
from earshot.server.settings import Settings
from earshot.server.site_rules import is_open_access
from earshot.server.storage.collections import select_collection, select_newest
from earshot.server.storage.data_dir import DataDir
from earshot.server.storage.reader_pool import Reader, Row
from earshot.server.storage.recordings import Recording
from earshot.server.storage.story import Story, story_from_row
from earshot.server.webhooks.websub import link_header

PUBLIC_MEDIA_CACHE = "public, max-age=86400, immutable"
MAX_EPISODES = 200
"""The most episodes in a feed."""
FEED_MEDIA_TYPES = {
    **{name: each.media_type for name, each in SERVED_FORMATS.items()},
    "vtt": CAPTION_FORMATS["vtt"].media_type,
    "json": "application/json+chapters",
    "epub": EPUB_MEDIA_TYPE,
}
FILE_SUFFIXES = {"json": "chapters.json"}
STORED_ENDINGS = ("mp3", "vtt", "json")
"""Every finished recording has these files in the object store."""


@dataclass(frozen=True, slots=True)
class EpisodeFiles:
    """The URLs of an episode."""

    page: str
    audio: str
    transcript: str
    chapters: str = ""
    """Empty for a story without headings."""


async def get_feed(request: Request) -> Response:
    """GET /feeds/{token}.xml"""
    services: Services = request.app.state.services
    try:
        row = find_feed(services, request)
        body = await _render_body(services, row)
    except EarshotError as error:
        return error_response(error)
    tag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
    modified_at = services.feed_versions.date_of(row["token"], tag)
    headers = {
        "ETag": tag,
        "Last-Modified": formatdate(modified_at, usegmt=True),
        "Cache-Control": "private, max-age=60",
    }
    if row["public"] and services.settings.websub_hub:
        headers["Link"] = link_header(
            services.settings.public_url, row["token"], services.settings.websub_hub
        )
    if is_cached(request, tag, modified_at):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/rss+xml", headers=headers)


async def get_cover(request: Request) -> Response:
    """GET /feeds/{token}/cover.png"""
    services: Services = request.app.state.services
    try:
        row = find_feed(services, request)
        path = await find_cover(services.data_dir, row["title"])
        cache = f"{'public' if row['public'] else 'private'}, max-age=86400"
        return file_response(request, path, "image/png", f'"{path.stem}"', cache=cache)
    except EarshotError as error:
        return error_response(error)


async def get_media(request: Request) -> Response:
    """GET /media/{token}/{id}/{revision}.{ending}: a recording, its captions, chapters or book. The
    content of an address never changes."""
    services: Services = request.app.state.services
    params = request.path_params
    try:
        row = find_feed(services, request)
        sql = f"{select_collection(row['collection'])} AND stories.id = ?3"
        found = services.database.row(sql, row["name"], row["account_id"], params["id"])
        if found is None or not _may_include(services.settings, row, story_from_row(found)):
            raise http_error(404, "story_not_found", "this feed has no such episode")
        return await _media_response(services, request, story_from_row(found), _media_cache(row))
    except EarshotError as error:
        return error_response(error)


async def _media_response(
    services: Services, request: Request, story: Story, cache: str
) -> Response:
    """Raises RequestRejected, and an OutputError if the object store fails."""
    revision, ending = request.path_params["revision"], request.path_params["ending"]
    name = f"recording.{FILE_SUFFIXES.get(ending, ending)}"
    path = services.data_dir.revision_dir(story.id, revision) / name
    tag = f'"{story.id}-{revision}-{ending}"'
    if revision == story.ready_revision and ending in STORED_ENDINGS:
        response = await redirect_to_storage(services, request, path)
        if response:
            return response
        if file := await services.data_dir.find_remote_file(path):
            media_type = FEED_MEDIA_TYPES[ending]
            services.data_dir.fetch_later(story.id, revision)
            return remote_file_response(request, file, media_type, tag, cache=cache)
    recording = Recording(await services.data_dir.fetch_recording(story.id, revision))
    if not recording.is_finished:
        raise http_error(
            404, "recording_not_found", "this recording was replaced; refresh the feed"
        )
    if ending == "epub":
        await asyncio.to_thread(ensure_book, recording, story)
    return file_response(request, path, FEED_MEDIA_TYPES[ending], tag, cache=cache)


def _media_cache(row: Row) -> str:
    """A shared cache must not keep what a revoked address gave away, and public files for a day."""
    return PUBLIC_MEDIA_CACHE if row["public"] else PRIVATE_CACHE_CONTROL


async def _render_body(services: Services, row: Row) -> bytes:
    """The feed. Apps ask for it much more often than the library changes."""
    key = ("feed", row["token"])
    if found := services.page_cache.get(key):
        return bytes(found.body)
    body: bytes = await services.database.readers.run(_build_body, services, row)
    services.page_cache.put(key, Response(body))
    return body


def _build_body(reader: Reader, services: Services, row: Row) -> bytes:
    settings = services.settings
    at = f"{settings.public_url}/media/{row['token']}"
    episodes = []
    for story in list_episode_stories(reader, settings, row):
        path = f"{at}/{story.id}/{story.ready_revision}"
        files = EpisodeFiles(f"{settings.public_url}/s/{story.id}", f"{path}.mp3", f"{path}.vtt")
        if has_chapters(services.data_dir, story):
            files = replace(files, chapters=f"{path}.json")
        episodes.append(build_episode(settings, story, files))
    return build_feed(build_show(settings, row), episodes)


def find_feed(services: Services, request: Request) -> Row:
    token = request.path_params["token"]
    row = services.database.row("SELECT * FROM feeds WHERE token = ?", token)
    if row is None:
        raise http_error(
            404, "feed_not_found", "this feed was not found; its address may have been revoked"
        )
    return row


def list_episode_stories(reader: Reader, settings: Settings, row: Row) -> list[Story]:
    """The finished stories, newest first. A public feed has only those with open access."""
    sql = select_newest(row["collection"], MAX_EPISODES)
    rows = reader.rows(sql, row["name"], row["account_id"])
    stories = [story_from_row(each) for each in rows]
    return [story for story in stories if _may_include(settings, row, story)]


def _may_include(settings: Settings, row: Row, story: Story) -> bool:
    """The address of a private feed is the credential for all its stories."""
    return not row["public"] or is_open_access(settings, story)


def build_show(settings: Settings, row: Row) -> Show:
    at = f"{settings.public_url}/feeds/{row['token']}"
    return Show(
        title=row["title"],
        description=f"Stories from {row['title']}, read aloud by a synthetic voice.",
        url=f"{at}.xml",
        link=settings.public_url,
        image=f"{at}/cover.png",
        guid=row["guid"],
        language=settings.language or "en",
        author=settings.podcast_owner,
        email=settings.podcast_email,
        category=settings.podcast_category,
        public=bool(row["public"]),
        hub=settings.websub_hub if row["public"] else "",
    )


NARRATOR_NOTES: dict[str, str] = {
    "voice": "",
    "both": "\n\nSome sentences are read by a person, and the others by a synthetic voice.",
    "person": "\n\nRead by a person.",
}
"""What show notes say of `Story.read_by`. The channel says that voices are synthetic."""


def build_episode(settings: Settings, story: Story, files: EpisodeFiles) -> Episode:
    source = f"\n\n{story.url}" if story.url else ""
    note = f"\n\nCorrection: {story.correction_note}" if story.correction_note else ""
    return Episode(
        guid=story.id,
        title=story.title,
        description=f"{story.excerpt}{source}{note}{NARRATOR_NOTES[story.read_by]}" or story.title,
        link=story.url or files.page,
        published=_published_at(story, settings.timezone),
        enclosure=files.audio,
        bytes=story.size_bytes,
        duration=story.duration_ms,
        transcript=files.transcript,
        chapters=files.chapters,
        author=story.byline,
    )


def _published_at(story: Story, timezone: str) -> float:
    """When the story was published, so a back catalogue is not shown as new. Only the day is
    known: noon of an earlier day, and the time of submission for today's stories."""
    zone = ZoneInfo(timezone)
    try:
        day = date.fromisoformat(story.published)
        if day < datetime.fromtimestamp(story.created_at, zone).date():
            return datetime.combine(day, time(12), zone).timestamp()
    except (ValueError, OverflowError):
        pass  # no date, or one that cannot be converted
    return story.created_at


def has_chapters(data_dir: DataDir, story: Story) -> bool:
    """Whether the finished recording has chapters. No file is read, because a feed has many."""
    if story.has_chapters >= 0:
        return bool(story.has_chapters)
    return Recording(data_dir.revision_dir(story.id, story.ready_revision)).has_chapters
