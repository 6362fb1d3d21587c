"""The images of a story."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from earshot.files import write_file
from earshot.model import Article
from earshot.publish.artwork import THUMBNAIL_SIZES, draw_thumbnail
from earshot.server.caller import Caller
from earshot.server.file_responses import CACHE_FOREVER, file_response
from earshot.server.http_errors import http_error
from earshot.server.image_cache import image_media_type, image_name
from earshot.server.pages.messages import STORY_NOT_FOUND
from earshot.server.pages.site_icon import site_icon_response
from earshot.server.paywall.access import AccessGrant, grant_access, mark_private
from earshot.server.playback import load_playback
from earshot.server.services import Services
from earshot.server.storage.story import Story
from earshot.server.story_json import story_name
from earshot.server.urls import host_of
from earshot.server.visibility import find_visible_story

COVER_CACHE = f"private, max-age={24 * 3600}"
MAX_TRIED_PICTURES = 3
"""How many pictures of an article are tried for its cover."""


def image_urls(story_page: str, article: Article, grant: AccessGrant) -> dict[str, str]:
    """The address on this server for each image, by its original address."""
    return {
        each.url: f"{story_page}/pictures/{image_name(each.url)}{grant.query_string}"
        for each in article.images
    }


async def get_cover(request: Request, services: Services, caller: Caller) -> Response:
    """GET /s/{id}/cover?shape=: a small picture of the article, or the picture of its site. That
    of the article is square unless the shape is "wide"."""
    story = find_visible_story(services, caller, request.path_params["id"])
    if story is None:
        raise http_error(404, "story_not_found", STORY_NOT_FOUND)
    grant = grant_access(services.settings, caller, request.query_params.get("token"), story)
    shape = "wide" if request.query_params.get("shape") == "wide" else "square"
    path = await _find_thumbnail(services, story, grant, shape) if story.revision else None
    if path:
        response = file_response(request, path, "image/webp", f'"{path.stem}"', cache=COVER_CACHE)
        return mark_private(services.settings, story, response)
    name = story.site or host_of(story.url) or story_name(story)
    return await site_icon_response(request, services, name, story.url, shape)


async def _find_thumbnail(
    services: Services, story: Story, grant: AccessGrant, shape: str
) -> Path | None:
    """The thumbnail of the first picture that can be fetched; it is drawn once."""
    live_recording = await load_playback(services, story, grant)
    script = await asyncio.to_thread(live_recording.recording.load_script)
    folder = services.data_dir.story_dir(story.id) / "pictures"
    for picture in script.article.images[:MAX_TRIED_PICTURES]:
        original = folder / image_name(picture.url)
        target = folder / f"{image_name(picture.url)}-{shape}.webp"
        if target.is_file():
            return target
        if await _fetch_image(services, story, picture.url, original):
            with suppress(ValueError):
                await services.image_cache.draw(partial(_write_thumbnail, original, target, shape))
                return target
    return None


async def _fetch_image(services: Services, story: Story, url: str, path: Path) -> bool:
    """Whether the picture is in the library; it is fetched from its site once."""
    if await services.data_dir.fetch_file(path):
        return True
    if not await services.image_cache.fetch(url, path, story.url):
        return False
    await services.data_dir.upload_file(path)
    return True


def _write_thumbnail(original: Path, target: Path, shape: str) -> None:
    """Raises ValueError for a file that is not a picture or too small for one."""
    write_file(target, draw_thumbnail(original.read_bytes(), THUMBNAIL_SIZES[shape]))


async def get_image(request: Request, services: Services, caller: Caller) -> Response:
    """GET /s/{id}/pictures/{name}"""
    name = request.path_params["name"]
    story = find_visible_story(services, caller, request.path_params["id"])
    if story is None or not story.revision:
        raise http_error(404, "story_not_found", STORY_NOT_FOUND)
    grant = grant_access(services.settings, caller, request.query_params.get("token"), story)
    live_recording = await load_playback(services, story, grant)
    pictures = (await asyncio.to_thread(live_recording.recording.load_script)).article.images
    url = next((each.url for each in pictures if image_name(each.url) == name), "")
    path = services.data_dir.story_dir(story.id) / "pictures" / image_name(url)
    if not url or not await _fetch_image(services, story, url, path):
        raise http_error(404, "image_not_found", "This image was not found")
    with path.open("rb") as file:
        media_type = image_media_type(file.read(16))
    response = file_response(request, path, media_type, f'"{name}"', cache=CACHE_FOREVER)
    return mark_private(services.settings, story, response)
