"""The pictures of a story, where its page shows them."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import Response

from earshot.model import Article
from earshot.server.api.stories import heard
from earshot.server.auth import Caller
from earshot.server.image_cache import kind_of, name_of
from earshot.server.paywall.access import Leave, kept_private, leave_of
from earshot.server.responses import FOREVER, sent_file
from earshot.server.services import Library
from earshot.server.submissions import refused


def addresses(story: str, article: Article, leave: Leave) -> dict[str, str]:
    """By its own address: where each picture of the story is found here."""
    at = f"/s/{story}/pictures"
    return {each.url: f"{at}/{name_of(each.url)}{leave.query}" for each in article.pictures}


async def picture(request: Request, library: Library, caller: Caller) -> Response:
    """GET /s/{id}/pictures/{name}"""
    name = request.path_params["name"]
    story = library.store.story(request.path_params["id"])
    if story is None or not story.revision:
        raise refused(404, "no_story", "There is no such story; it may have been deleted")
    leave = leave_of(library.settings, caller, request.query_params.get("token"), story)
    reading = await heard(library, story, leave)
    pictures = (await asyncio.to_thread(reading.recording.script)).article.pictures
    url = next((each.url for each in pictures if name_of(each.url) == name), "")
    path = library.home.story(story.id) / "pictures" / name_of(url)
    if not url or not (path.is_file() or await library.gallery.bring(url, path)):
        raise refused(404, "no_picture", "There is no such picture")
    with path.open("rb") as file:
        kind = kind_of(file.read(16))
    answer = sent_file(request, path, kind, f'"{name}"', cache=FOREVER)
    return kept_private(library.settings, story, answer)
