"""A page to try all options of the player with a story of the library."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import Response

from earshot.model import Block
from earshot.server.caller import Caller
from earshot.server.middleware import CONTENT_SECURITY_POLICY
from earshot.server.pages.templates import render_page
from earshot.server.paywall.access import AccessGrant, grant_access
from earshot.server.playback import load_playback
from earshot.server.services import Services
from earshot.server.storage.story import Story
from earshot.server.storage.story_query import StoryQuery, query_stories
from earshot.server.visibility import require_visible_story

BLOCK_TAGS = {"heading": "h2", "quote": "blockquote"}
"""The HTML elements of blocks other than paragraphs."""
MAX_LISTED_STORIES = 50


async def playground_page(request: Request, services: Services, caller: Caller) -> Response:
    """GET /playground?story=ID; the newest story that plays by default, if the caller may list
    stories."""
    readers = services.database.readers
    listed = StoryQuery(account_id=caller.account_id, size=MAX_LISTED_STORIES)
    stories = (await readers.run(query_stories, listed)).stories if caller.has_scope("read") else []
    story_id = request.query_params.get("story")
    story: Story | None = next((each for each in stories if each.status != "failed"), None)
    if story_id:
        story = require_visible_story(services, caller, story_id)
    token = request.query_params.get("token", "")
    blocks = (
        await _readable_blocks(services, caller, token, story) if story and story.revision else ()
    )
    response = render_page(
        request,
        "playground.html",
        story=story,
        stories=stories,
        token=token,
        blocks=[(BLOCK_TAGS.get(block.kind, "p"), block.text) for block in blocks],
        embed_url=_frame_url(services, story, token) if story else "",
        base_url=services.settings.public_url,
        is_public=services.settings.public,
    )
    response.headers["Content-Security-Policy"] = f"{CONTENT_SECURITY_POLICY}; frame-src 'self'"
    return response


def _frame_url(services: Services, story: Story, token: str) -> str:
    query = AccessGrant("", token).query_string
    return f"{services.settings.path_prefix}/embed/{story.id}{query}"


async def _readable_blocks(
    services: Services, caller: Caller, token: str, story: Story
) -> tuple[Block, ...]:
    """The text blocks of the part that the caller may play."""
    live_recording = await load_playback(
        services, story, grant_access(services.settings, caller, token, story)
    )
    script = await asyncio.to_thread(live_recording.recording.load_script)
    return script.article.blocks
