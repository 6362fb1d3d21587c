"""Logging in at an OpenID provider, and connecting an account to it."""

from __future__ import annotations

import secrets

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from earshot.errors import EarshotError
from earshot.publish.translations import mark
from earshot.server.auth import check_host, client_address, connection_token, find_account
from earshot.server.caller import Caller
from earshot.server.http_errors import http_error
from earshot.server.oidc_login import begin_login, finish_login
from earshot.server.pages.login import log_in, render_login, set_cookie
from earshot.server.problem_details import status_of
from earshot.server.request_bodies import read_small_form
from earshot.server.services import Services
from earshot.server.storage.login_attempts import ATTEMPT_SECONDS

STATE_COOKIE = "earshot-login"
"""Keeps the state of a login, so only the browser that began it can finish it."""
NO_PASSWORD = mark("Choose a password first, so you can log in")


async def login_at_provider(request: Request) -> Response:
    """GET /login/oidc"""
    services: Services = request.app.state.services
    try:
        _check_request(request, services)
        url, state = await begin_login(services)
    except EarshotError as error:
        return render_login(request, status_of(error), str(error))
    return _redirect(request, url, state)


async def receive_answer(request: Request) -> Response:
    """GET /login/oidc/callback: the provider sends the reader back."""
    services: Services = request.app.state.services
    account, state = find_account(request, services), request.cookies.get(STATE_COOKIE, "")
    try:
        _check_request(request, services)
        answer = dict(request.query_params)
        account, next_page = await finish_login(services, answer, state, account)
        response = log_in(request, account, next_page)
    except EarshotError as error:
        response = render_login(request, status_of(error), str(error))
    set_cookie(request, response, STATE_COOKIE, "", 0)
    return response


async def connect(request: Request, services: Services, caller: Caller) -> Response:
    """GET /settings/oidc?token=: begin to connect the account. The token shows that our own page
    asked: another site could have logged its own user in at the provider."""
    _require_provider(services)
    token = request.query_params.get("token", "")
    if not secrets.compare_digest(token.encode(), connection_token(request).encode()):
        raise http_error(403, "origin_not_allowed", "the request came from another site")
    account = services.accounts.require(caller.account_id)
    url, state = await begin_login(services, account)
    return _redirect(request, url, state)


async def disconnect(request: Request, services: Services, caller: Caller) -> Response:
    """POST /settings/oidc"""
    await read_small_form(request)
    account = services.accounts.require(caller.account_id)
    if not (account.is_owner or account.password_hash):
        raise http_error(409, "no_password", NO_PASSWORD)
    services.identities.disconnect(account)
    return RedirectResponse("/settings", 303)


def _check_request(request: Request, services: Services) -> None:
    """Raises RequestRejected."""
    check_host(request, services)
    _require_provider(services)
    services.login_limiter.acquire(client_address(request))


def _require_provider(services: Services) -> None:
    """Raises RequestRejected on a server without a provider."""
    if not services.settings.oidc_issuer:
        raise http_error(404, "not_found", "this server has no OpenID provider")


def _redirect(request: Request, url: str, state: str) -> Response:
    response = RedirectResponse(url, 303)
    set_cookie(request, response, STATE_COOKIE, state, ATTEMPT_SECONDS)
    return response
