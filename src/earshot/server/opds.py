"""The catalog of books of a podcast feed, for reading apps."""

from __future__ import annotations

import hashlib

from starlette.requests import Request
from starlette.responses import Response

from earshot.errors import EarshotError
from earshot.publish.opds import CATALOG_MEDIA_TYPE, Catalog, build_catalog
from earshot.server.books import build_publication
from earshot.server.file_responses import is_cached
from earshot.server.podcasts import find_feed, list_episode_stories
from earshot.server.problem_details import error_response
from earshot.server.services import Services
from earshot.server.settings import Settings
from earshot.server.storage.readers import Reader, Row


async def get_catalog(request: Request) -> Response:
    """GET /feeds/{token}/opds.xml: the stories of the feed as books."""
    services: Services = request.app.state.services
    try:
        row = find_feed(services, request)
        body = await services.database.readers.run(_build_body, services.settings, row)
    except EarshotError as error:
        return error_response(error)
    tag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
    headers = {"ETag": tag, "Cache-Control": "private, max-age=60"}
    if is_cached(request, tag):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=CATALOG_MEDIA_TYPE, headers=headers)


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
