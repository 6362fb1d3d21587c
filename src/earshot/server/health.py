"""Whether the server is alive, and whether it can do its work."""

from __future__ import annotations

import shutil

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from earshot.server.services import Library

ROOM = 100_000_000
"""Bytes of free disk below which nothing new should be sent here."""


async def live(request: Request) -> Response:
    """GET /health/live: it answers."""
    return JSONResponse({"status": "ok"})


async def ready(request: Request) -> Response:
    """GET /health/ready: the database answers, the makers are there, and there is room."""
    library: Library = request.app.state.library
    has_room = shutil.disk_usage(library.home.folder).free > ROOM
    checks = {
        "database": library.database.value("SELECT 1") == 1,
        "makers": library.workshop.crew.is_whole,
        "disk": has_room and not library.workshop.schedule.is_paused,
    }
    fine = all(checks.values())
    return JSONResponse({"status": "ok" if fine else "not ready", **checks}, 200 if fine else 503)
