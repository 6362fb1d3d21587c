"""Logging in by a passkey, and the passkeys of an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from earshot.errors import EarshotError
from earshot.server.auth import check_host, client_address, is_cross_site, offers_passkeys
from earshot.server.caller import Caller
from earshot.server.http_errors import http_error
from earshot.server.pages.login import OTHER_SITE, log_in, render_login
from earshot.server.problem_details import error_response, status_of
from earshot.server.request_bodies import read_small_form
from earshot.server.services import Services

if TYPE_CHECKING:
    from earshot.server.passkeys import PasskeyLogin


async def begin_login(request: Request) -> Response:
    """POST /login/passkey/options: the options of `navigator.credentials.get`, as JSON."""
    services: Services = request.app.state.services
    try:
        _check_request(request, services)
        services.login_limiter.acquire(client_address(request))
        return _json_response(_passkey_login(services).begin_login())
    except EarshotError as error:
        return error_response(error)


async def login_by_passkey(request: Request) -> Response:
    """POST /login/passkey"""
    services: Services = request.app.state.services
    try:
        _check_request(request, services)
        form = await read_small_form(request)
        credential = str(form.get("credential", ""))
        account = await _passkey_login(services).finish_login(credential)
    except EarshotError as error:
        return render_login(request, status_of(error), str(error))
    return log_in(request, account)


def _check_request(request: Request, services: Services) -> None:
    """Raises RequestRejected."""
    check_host(request, services)
    if is_cross_site(request):
        raise http_error(403, "origin_not_allowed", OTHER_SITE)
    services.rate_limiter.acquire(client_address(request))


def _passkey_login(services: Services) -> PasskeyLogin:
    """Raises RequestRejected if this server has no passkeys."""
    if not offers_passkeys(services.settings):
        raise http_error(404, "not_found", "this server has no passkeys")
    from earshot.server.passkeys import PasskeyLogin  # noqa: PLC0415 - an extra

    return PasskeyLogin(services)


def _json_response(options: str) -> Response:
    return Response(options, media_type="application/json", headers={"Cache-Control": "no-store"})


async def begin_addition(request: Request, services: Services, caller: Caller) -> Response:
    """POST /settings/passkeys/options: the options of `navigator.credentials.create`, as JSON."""
    account = services.accounts.require(caller.account_id)
    return _json_response(_passkey_login(services).begin_addition(account))


async def update_passkeys(request: Request, services: Services, caller: Caller) -> Response:
    """POST /settings/passkeys: add or remove a passkey of the account."""
    form = await read_small_form(request)
    account = services.accounts.require(caller.account_id)
    if passkey_id := str(form.get("remove", "")):
        services.passkeys.remove(account, passkey_id)
    else:
        name, credential = str(form.get("name", "")).strip(), str(form.get("credential", ""))
        await _passkey_login(services).finish_addition(account, name, credential)
    return RedirectResponse("/settings", 303)
