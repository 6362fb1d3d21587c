"""The login page."""

from __future__ import annotations

import asyncio
import secrets

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from earshot.errors import RequestRejected
from earshot.publish.translations import mark
from earshot.server.account import OWNER_ID, Account
from earshot.server.auth import (
    SESSION_COOKIE,
    client_address,
    is_cross_site,
    offers_passkeys,
)
from earshot.server.http_errors import http_error
from earshot.server.pages.templates import problem_page, render_page
from earshot.server.passwords import verify_password
from earshot.server.request_bodies import read_small_form
from earshot.server.services import Services
from earshot.server.settings import Settings
from earshot.server.storage.sessions import DEVICE_SECONDS, SESSION_SECONDS
from earshot.server.urls import host_of

DEVICE_COOKIE = "earshot-device"
"""Names a browser that has logged in before. It has a login limit of its own, so
others who try passwords never lock the owner out, even from the same address."""
NO_PASSWORD = secrets.token_urlsafe(32)
"""Verified for an account without a password, so the time does not show which names exist."""
OTHER_SITE = (
    "The request came from another site. If this is the address of your library, its host must set "
    "base_url or trusted_proxies"
)


async def login_page(request: Request) -> Response:
    """GET /login"""
    return render_login(request)


async def login(request: Request) -> Response:
    """POST /login"""
    services: Services = request.app.state.services
    try:
        if is_cross_site(request):
            raise http_error(403, "origin_not_allowed", OTHER_SITE)
        account = await _verify_form(request, services, _known_device(request))
    except RequestRejected as error:
        return render_login(request, error.status, str(error))
    return log_in(request, account)


def log_in(request: Request, account: Account, next_page: str = "/") -> Response:
    """Start a session of the account. It replaces the session that the browser had."""
    services: Services = request.app.state.services
    response = RedirectResponse(next_page, 303)
    services.sessions.delete(request.cookies.get(SESSION_COOKIE, ""))
    session = services.sessions.create(account.id)
    set_cookie(request, response, SESSION_COOKIE, session, SESSION_SECONDS)
    device = _known_device(request) or services.sessions.create_device(account.id)
    set_cookie(request, response, DEVICE_COOKIE, device, DEVICE_SECONDS)
    return response


def _known_device(request: Request) -> str:
    """The token of a browser that has logged in before; empty for another one."""
    services: Services = request.app.state.services
    device = request.cookies.get(DEVICE_COOKIE, "")
    return device if services.sessions.is_known_device(device) else ""


def render_login(request: Request, status: int = 200, problem: str = "") -> Response:
    services: Services = request.app.state.services
    return render_page(
        request,
        "login.html",
        status,
        problem=problem,
        has_names=services.accounts.has_several(),
        has_passkeys=offers_passkeys(services.settings),
        provider=host_of(services.settings.oidc_issuer),
    )


async def _verify_form(request: Request, services: Services, device: str) -> Account:
    """The account whose name and password were sent; without a name the owner. Raises
    RequestRejected."""
    services.login_limiter.acquire(f"device {device}" if device else client_address(request))
    form = await read_small_form(request)
    name, password = str(form.get("name", "")).strip(), str(form.get("password", ""))
    account = services.accounts.find(name) if name else services.accounts.get(OWNER_ID)
    stored = _stored_password(services, account)
    async with services.login_locks[bool(device)]:
        is_right = await asyncio.to_thread(verify_password, stored or NO_PASSWORD, password)
    if account is None or not stored or not is_right:
        wrong = (
            mark("Wrong name or password")
            if services.accounts.has_several()
            else mark("Wrong password")
        )
        raise http_error(401, "invalid_password", wrong)
    return account


def _stored_password(services: Services, account: Account | None) -> str:
    """The password or its hash; empty for none. The owner's password is a setting."""
    if account is None:
        return ""
    return services.settings.password if account.is_owner else account.password_hash


def set_cookie(request: Request, response: Response, name: str, value: str, seconds: int) -> None:
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
    if is_cross_site(request):
        return problem_page(request, 403, OTHER_SITE)
    services.sessions.delete(request.cookies.get(SESSION_COOKIE, ""))
    response = RedirectResponse("/login", 303)
    response.delete_cookie(SESSION_COOKIE, path=services.settings.path_prefix or "/")
    return response
