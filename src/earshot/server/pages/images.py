"""The images of a story."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import Response

from earshot.model import Article
from earshot.server.caller import Caller
from earshot.server.file_responses import CACHE_FOREVER, file_response
from earshot.server.http_errors import http_error
from earshot.server.image_cache import image_media_type, image_name
from earshot.server.pages.messages import STORY_NOT_FOUND
from earshot.server.paywall.access import AccessGrant, grant_access, mark_private
from earshot.server.playback import load_playback
from earshot.server.services import Services


def image_urls(story_page: str, article: Article, grant: AccessGrant) -> dict[str, str]:
    """The address on this server for each image, by its original address."""
    return {
        each.url: f"{story_page}/pictures/{image_name(each.url)}{grant.query_string}"
        for each in article.images
    }


async def get_image(request: Request, services: Services, caller: Caller) -> Response:
    """GET /s/{id}/pictures/{name}"""
    name = request.path_params["name"]
    story = services.stories.get(request.path_params["id"])
    if story is None or not story.revision:
        raise http_error(404, "story_not_found", STORY_NOT_FOUND)
    grant = grant_access(services.settings, caller, request.query_params.get("token"), story)
    live_recording = await load_playback(services, story, grant)
    pictures = (await asyncio.to_thread(live_recording.recording.load_script)).article.images
    url = next((each.url for each in pictures if image_name(each.url) == name), "")
    path = services.data_dir.story_dir(story.id) / "pictures" / image_name(url)
    if not url or not (path.is_file() or await services.image_cache.fetch(url, path)):
        raise http_error(404, "image_not_found", "This image was not found")
    with path.open("rb") as file:
        media_type = image_media_type(file.read(16))
    response = file_response(request, path, media_type, f'"{name}"', cache=CACHE_FOREVER)
    return mark_private(services.settings, story, response)
