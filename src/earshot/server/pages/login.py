"""The login page."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from earshot.errors import RequestRejected
from earshot.server.auth import (
    SESSION_COOKIE,
    SESSION_SECONDS,
    check_password,
    create_session,
    delete_session,
    is_cross_site,
)
from earshot.server.http_errors import http_error
from earshot.server.pages.templates import render_page
from earshot.server.request_bodies import read_form
from earshot.server.services import Services


async def login_page(request: Request) -> Response:
    """GET /login"""
    return render_page(request, "login.html", problem="")


async def login(request: Request) -> Response:
    """POST /login"""
    services: Services = request.app.state.services
    try:
        if is_cross_site(request):
            raise http_error(403, "origin_not_allowed", "The request came from another site")
        services.login_limiter.acquire(request.client.host if request.client else "")
        form = await read_form(request, services)
        await asyncio.to_thread(check_password, services, str(form.get("password", "")))
    except RequestRejected as error:
        return render_page(request, "login.html", error.status, problem=str(error))
    response = RedirectResponse("/", 303)
    response.set_cookie(
        SESSION_COOKIE,
        create_session(services),
        SESSION_SECONDS,
        httponly=True,
        samesite="lax",
        secure=services.settings.is_secure,
    )
    return response


async def logout(request: Request) -> Response:
    """POST /logout"""
    services: Services = request.app.state.services
    delete_session(services, request.cookies.get(SESSION_COOKIE, ""))
    response = RedirectResponse("/login", 303)
    response.delete_cookie(SESSION_COOKIE)
    return response
