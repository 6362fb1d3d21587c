"""The login page."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from earshot.errors import RequestRejected
from earshot.server.auth import (
    DEVICE_COOKIE,
    DEVICE_SECONDS,
    SESSION_COOKIE,
    SESSION_SECONDS,
    check_password,
    client_address,
    create_device,
    create_session,
    delete_session,
    is_cross_site,
    is_known_device,
)
from earshot.server.http_errors import http_error
from earshot.server.pages.templates import render_page
from earshot.server.request_bodies import read_small_form
from earshot.server.services import Services
from earshot.server.settings import Settings

OTHER_SITE = (
    "The request came from another site. If this is the address of your library, its host must set "
    "base_url or trusted_proxies"
)


async def login_page(request: Request) -> Response:
    """GET /login"""
    return render_page(request, "login.html", problem="")


async def login(request: Request) -> Response:
    """POST /login"""
    services: Services = request.app.state.services
    device = request.cookies.get(DEVICE_COOKIE, "")
    if not is_known_device(services, device):
        device = ""
    try:
        if is_cross_site(request):
            raise http_error(403, "origin_not_allowed", OTHER_SITE)
        await _verify_form(request, services, device)
    except RequestRejected as error:
        return render_page(request, "login.html", error.status, problem=str(error))
    response = RedirectResponse("/", 303)
    _set_cookie(request, response, SESSION_COOKIE, create_session(services), SESSION_SECONDS)
    device = device or create_device(services)
    _set_cookie(request, response, DEVICE_COOKIE, device, DEVICE_SECONDS)
    return response


async def _verify_form(request: Request, services: Services, device: str) -> None:
    """Raises RequestRejected."""
    services.login_limiter.acquire(f"device {device}" if device else client_address(request))
    form = await read_small_form(request)
    async with services.login_locks[bool(device)]:
        await asyncio.to_thread(check_password, services, str(form.get("password", "")))


def _set_cookie(request: Request, response: Response, name: str, value: str, seconds: int) -> None:
    settings: Settings = request.app.state.services.settings
    response.set_cookie(
        name,
        value,
        seconds,
        path=settings.path_prefix or "/",
        httponly=True,
        samesite="lax",
        secure=settings.is_secure or request.url.scheme == "https",
    )


async def logout(request: Request) -> Response:
    """POST /logout"""
    services: Services = request.app.state.services
    delete_session(services, request.cookies.get(SESSION_COOKIE, ""))
    response = RedirectResponse("/login", 303)
    response.delete_cookie(SESSION_COOKIE, path=services.settings.path_prefix or "/")
    return response
