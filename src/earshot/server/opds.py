"""Catalogs of books for reading apps: of a podcast feed by its address, and of an account's library
behind a sign-in."""

from __future__ import annotations

import asyncio
import hashlib

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from earshot.errors import EarshotError, RequestRejected
from earshot.publish.book_identity import MEDIA_TYPE as EPUB_MEDIA_TYPE
from earshot.publish.opds import CATALOG_MEDIA_TYPE, Catalog, build_catalog
from earshot.server.auth import identify_caller
from earshot.server.books import build_publication, ensure_book
from earshot.server.caller import Caller
from earshot.server.file_responses import file_response, is_cached
from earshot.server.http_errors import http_error
from earshot.server.paywall.access import PRIVATE_CACHE_CONTROL
from earshot.server.podcasts import MAX_EPISODES, find_feed, list_episode_stories
from earshot.server.problem_details import error_response
from earshot.server.services import Services
from earshot.server.settings import Settings
from earshot.server.storage.collections import LIBRARY, select_newest
from earshot.server.storage.reader_pool import Reader, Row
from earshot.server.storage.recordings import Recording
from earshot.server.storage.story import story_from_row
from earshot.server.story_json import audio_query
from earshot.server.visibility import require_visible_story


async def get_catalog(request: Request) -> Response:
    """GET /feeds/{token}/opds.xml: the stories of the feed as books."""
    services: Services = request.app.state.services
    try:
        row = find_feed(services, request)
        body = await services.database.readers.run(_build_body, services.settings, row)
    except EarshotError as error:
        return error_response(error)
    return _catalog_response(request, body)


async def get_library_catalog(request: Request) -> Response:
    """GET /opds.xml: the newest stories in the library of the account as books."""
    services: Services = request.app.state.services
    try:
        caller = _sign_in(request, services)
        readers, settings = services.database.readers, services.settings
        body = await readers.run(_build_library_body, settings, caller.account_id)
    except RequestRejected as error:
        return _ask_to_sign_in(services, error)
    except EarshotError as error:
        return error_response(error)
    return _catalog_response(request, body)


async def get_book(request: Request) -> Response:
    """GET /opds/{id}/{revision}.epub: a story in the library of the account as a book."""
    services: Services = request.app.state.services
    story_id, revision = request.path_params["id"], request.path_params["revision"]
    try:
        caller = _sign_in(request, services)
        story = require_visible_story(services, caller, story_id)
        recording = Recording(await services.data_dir.fetch_recording(story.id, revision))
        if not recording.is_finished:
            reason = "this recording was replaced; refresh the catalog"
            raise http_error(404, "recording_not_found", reason)
        path = await asyncio.to_thread(ensure_book, recording, story)
    except RequestRejected as error:
        return _ask_to_sign_in(services, error)
    except EarshotError as error:
        return error_response(error)
    tag = f'"{story.id}-{revision}-epub"'
    return file_response(request, path, EPUB_MEDIA_TYPE, tag, cache=PRIVATE_CACHE_CONTROL)


def _sign_in(request: Request, services: Services) -> Caller:
    """The caller with the scope to read its library. Raises RequestRejected."""
    caller = identify_caller(request)
    services.rate_limiter.acquire(caller.name)
    caller.require("read")
    return caller


def _ask_to_sign_in(services: Services, error: RequestRejected) -> Response:
    """The error; a caller without a key is asked for one, as reading apps understand it."""
    if error.status != 401:
        return error_response(error)
    response = Response(_describe_sign_in(services.settings, str(error)), 401)
    response.headers["Content-Type"] = "application/opds-authentication+json"
    response.headers["WWW-Authenticate"] = 'Basic realm="Earshot", charset="UTF-8"'
    return response


def _describe_sign_in(settings: Settings, description: str) -> bytes:
    """An authentication document (https://drafts.opds.io/authentication-for-opds-1.0)."""
    labels = {"login": "Name", "password": "API key"}
    document = {
        "id": f"{settings.public_url}/opds.xml",
        "title": settings.title,
        "description": description,
        "authentication": [{"type": "http://opds-spec.org/auth/basic", "labels": labels}],
    }
    return msgspec.json.encode(document)


def _catalog_response(request: Request, body: bytes) -> Response:
    tag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
    headers = {"ETag": tag, "Cache-Control": "private, max-age=60"}
    if is_cached(request, tag):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=CATALOG_MEDIA_TYPE, headers=headers)


def _build_library_body(reader: Reader, settings: Settings, account_id: int) -> bytes:
    rows = reader.rows(select_newest(LIBRARY, MAX_EPISODES), "", account_id)
    publications = []
    for story in map(story_from_row, rows):
        book = f"{settings.public_url}/opds/{story.id}/{story.ready_revision}.epub"
        audio = f"{settings.public_url}/v1/stories/{story.id}/audio.mp3{audio_query(story, '')}"
        publications.append(build_publication(story, book=book, audio=audio))
    url = f"{settings.public_url}/opds.xml"
    catalog = Catalog(key=f"{url}#{account_id}", title=settings.title, url=url)
    return build_catalog(catalog, publications)


def _build_body(reader: Reader, settings: Settings, row: Row) -> bytes:
    feed = f"{settings.public_url}/feeds/{row['token']}"
    media = f"{settings.public_url}/media/{row['token']}"
    publications = []
    for story in list_episode_stories(reader, settings, row):
        path = f"{media}/{story.id}/{story.ready_revision}"
        publications.append(build_publication(story, book=f"{path}.epub", audio=f"{path}.mp3"))
    catalog = Catalog(
        key=row["guid"],
        title=row["title"],
        url=f"{feed}/opds.xml",
        cover=f"{feed}/cover.png",
    )
    return build_catalog(catalog, publications)
