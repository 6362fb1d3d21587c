"""The door of a library that has a password."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from earshot.errors import Refused
from earshot.server.auth import COOKIE, SESSION, check_password, is_foreign, log_out, new_session
from earshot.server.pages.library import form_of
from earshot.server.pages.templates import drawn
from earshot.server.services import Library
from earshot.server.submissions import refused


async def login_page(request: Request) -> Response:
    """GET /login"""
    return drawn(request, "login.html", problem="")


async def login(request: Request) -> Response:
    """POST /login"""
    library: Library = request.app.state.library
    try:
        if is_foreign(request):
            raise refused(403, "foreign_page", "Another site's page asked for that")
        library.logins.take(request.client.host if request.client else "")
        form = await form_of(request, library)
        await asyncio.to_thread(check_password, library, str(form.get("password", "")))
    except Refused as error:
        return drawn(request, "login.html", error.status, problem=str(error))
    answer = RedirectResponse("/", 303)
    answer.set_cookie(
        COOKIE,
        new_session(library),
        SESSION,
        httponly=True,
        samesite="lax",
        secure=library.settings.is_secure,
    )
    return answer


async def logout(request: Request) -> Response:
    """POST /logout"""
    library: Library = request.app.state.library
    log_out(library, request.cookies.get(COOKIE, ""))
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(COOKIE)
    return answer
