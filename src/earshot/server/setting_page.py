"""The page of keys, the bookmarklet and the listening figures."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from earshot.server.drawing import drawn
from earshot.server.figures import SHOWN, figures
from earshot.server.guard import SCOPES, Caller, new_key
from earshot.server.intake import refused
from earshot.server.library import Library
from earshot.server.pages import form_of


async def show(request: Request, library: Library, caller: Caller, secret: str = "") -> Response:
    """GET /settings"""
    return drawn(
        request,
        "settings.html",
        secret=secret,
        base=library.settings.base,
        keys=library.database.rows("SELECT * FROM keys ORDER BY created"),
        scopes=SCOPES,
        figures=figures(library.database)[:SHOWN],
    )


async def change(request: Request, library: Library, caller: Caller) -> Response:
    """POST /settings: make a key, or revoke one."""
    form = await form_of(request, library)
    if revoked := str(form.get("revoke", "")):
        library.database.change("DELETE FROM keys WHERE id = ?", revoked)
        return RedirectResponse("/settings", 303)
    name, scope = str(form.get("name", "")).strip()[:100], str(form.get("scope", ""))
    if not name or scope not in SCOPES:
        raise refused(422, "bad_key", "A key needs a name, and something that it may do")
    return await show(request, library, caller, new_key(library, name, scope))
