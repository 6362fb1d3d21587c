"""The page on which editors change how a story is read."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from earshot.server.caller import Caller
from earshot.server.pages.templates import render_page
from earshot.server.services import Services
from earshot.server.storage.source_changes import list_source_changes
from earshot.server.visibility import require_visible_story


async def editor_page(request: Request, services: Services, caller: Caller) -> Response:
    """GET /s/{id}/edit"""
    story = require_visible_story(services, caller, request.path_params["id"])
    changes = await services.database.readers.run(list_source_changes, story.id)
    return render_page(request, "editor.html", story=story, source_changes=changes)
