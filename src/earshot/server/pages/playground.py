"""A page on which every option of the player can be tried, with a story of the library."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import Response

from earshot.model import Block
from earshot.server.api.stories import heard, known
from earshot.server.auth import Caller
from earshot.server.middleware import POLICY
from earshot.server.pages.templates import drawn
from earshot.server.paywall.access import Leave, leave_of
from earshot.server.services import Library
from earshot.server.storage.stories import Story
from earshot.server.storage.story_query import Question, found

TAGS = {"heading": "h2", "quote": "blockquote"}
"""Of blocks that are no paragraphs."""
OFFERED = 50


async def show(request: Request, library: Library, caller: Caller) -> Response:
    """GET /playground?story=ID; without one the newest story, for who may see the list of them."""
    stories = found(library.database, Question(size=OFFERED)).stories if caller.may("read") else []
    wanted = request.query_params.get("story")
    story = known(library.store.story(wanted)) if wanted else next(iter(stories), None)
    token = request.query_params.get("token", "")
    blocks = await _blocks(library, caller, token, story) if story and story.revision else ()
    answer = drawn(
        request,
        "playground.html",
        story=story,
        stories=stories,
        token=token,
        blocks=[(TAGS.get(block.kind, "p"), block.text) for block in blocks],
        frame=f"/embed/{story.id}{Leave('', token).query}" if story else "",
        base=library.settings.base,
        public=library.settings.public,
    )
    answer.headers["Content-Security-Policy"] = f"{POLICY}; frame-src 'self'"
    return answer


async def _blocks(library: Library, caller: Caller, token: str, story: Story) -> tuple[Block, ...]:
    """What may be read of the story: no more than may be heard."""
    reading = await heard(library, story, leave_of(library.settings, caller, token, story))
    script = await asyncio.to_thread(reading.recording.script)
    return script.article.blocks
