"""The page of the stories that a browser keeps. Its script lists them: the server does not know
them."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from earshot.server.caller import Caller
from earshot.server.pages.templates import render_page
from earshot.server.services import Services


async def downloads_page(request: Request, services: Services, caller: Caller) -> Response:
    """GET /downloads"""
    return render_page(request, "downloads.html")
