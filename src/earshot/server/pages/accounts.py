"""The pages of accounts: their list for admins, invitations, and one's own password."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from earshot.errors import EarshotError, InvalidOption
from earshot.server import maintenance
from earshot.server.account import ROLES, Account
from earshot.server.auth import check_host, client_address, is_cross_site
from earshot.server.caller import Caller
from earshot.server.http_errors import http_error
from earshot.server.invitations import accept_invitation, create_invitation, require_invited
from earshot.server.pages.login import OTHER_SITE, log_in
from earshot.server.pages.templates import problem_page, render_page
from earshot.server.passwords import MIN_PASSWORD_CHARS, hash_new_password, verify_password
from earshot.server.problem_details import status_of
from earshot.server.request_bodies import read_form, read_small_form
from earshot.server.services import Services


async def accounts_page(
    request: Request, services: Services, caller: Caller, link: str = "", invited: str = ""
) -> Response:
    """GET /accounts"""
    return render_page(
        request,
        "accounts.html",
        accounts=services.accounts.list_all(),
        roles=ROLES,
        link=link,
        invited=invited,
    )


async def update_accounts(request: Request, services: Services, caller: Caller) -> Response:
    """POST /accounts: invite, change the role, make a new link, or remove."""
    form = await read_form(request, services)
    values = {name: str(value).strip() for name, value in form.items()}
    if values.get("invite"):
        account = _add_account(services, caller, values)
        return await _show_invitation(request, services, caller, account)
    account = services.accounts.require(_parse_id(values.get("account", "")))
    action, role = values.get("action", ""), values.get("role", "")
    if action == "link":
        return await _show_invitation(request, services, caller, account)
    if action == "role":
        with services.database.transaction():
            services.accounts.set_role(account, role)
            services.audit_log.record(
                caller.account_id, "account.role_changed", account.name, role=role
            )
    elif action == "remove":
        await maintenance.remove_account(services, account, caller.account_id)
    return RedirectResponse("/accounts", 303)


def _add_account(services: Services, caller: Caller, values: dict[str, str]) -> Account:
    name, role = values.get("name", ""), values.get("role", "")
    with services.database.transaction():
        account = services.accounts.add(name, role)
        services.audit_log.record(caller.account_id, "account.added", name, role=role)
    return account


def _parse_id(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0


async def _show_invitation(
    request: Request, services: Services, caller: Caller, account: Account
) -> Response:
    token = create_invitation(services, account, caller.account_id)
    link = f"{services.settings.public_url}/invitations/{token}"
    return await accounts_page(request, services, caller, link, account.name)


async def invitation_page(request: Request) -> Response:
    """GET /invitations/{token}: a form for the password of a new account."""
    services: Services = request.app.state.services
    try:
        _check_request(request, services)
        account = require_invited(services, request.path_params["token"])
    except EarshotError as error:
        return problem_page(request, status_of(error), str(error))
    return render_page(request, "invitation.html", name=account.name, problem="")


async def accept(request: Request) -> Response:
    """POST /invitations/{token}: set the password, and log in."""
    services: Services = request.app.state.services
    token, name = request.path_params["token"], ""
    try:
        _check_request(request, services)
        name = require_invited(services, token).name
        form = await read_small_form(request)
        password_hash = await _hash_new_password(form.get("password"))
        return log_in(request, accept_invitation(services, token, password_hash))
    except EarshotError as error:
        status, problem = status_of(error), str(error)
        if not name:
            return problem_page(request, status, problem)
        return render_page(request, "invitation.html", status, problem=problem, name=name)


def _check_request(request: Request, services: Services) -> None:
    """Raises RequestRejected."""
    check_host(request, services)
    if request.method == "POST" and is_cross_site(request):
        raise http_error(403, "origin_not_allowed", OTHER_SITE)
    services.login_limiter.acquire(client_address(request))


async def change_password(request: Request, services: Services, caller: Caller) -> Response:
    """POST /settings/password: a new password ends all other sessions of the account."""
    services.login_limiter.acquire(caller.name)
    account = services.accounts.require(caller.account_id)
    form = await read_small_form(request)
    stored, password = account.password_hash, str(form.get("password", ""))
    if stored and not await asyncio.to_thread(verify_password, stored, password):
        raise http_error(401, "invalid_password", "Wrong password")
    password_hash = await _hash_new_password(form.get("new_password"))
    with services.database.transaction():
        services.accounts.set_password_hash(account, password_hash)
        services.audit_log.record(account.id, "account.password_changed", account.name)
    return log_in(request, account)


async def _hash_new_password(password: object) -> str:
    """Raises RequestRejected for a password that is too short."""
    try:
        return await asyncio.to_thread(hash_new_password, str(password or ""))
    except InvalidOption as error:
        reason = f"Use a password of at least {MIN_PASSWORD_CHARS} characters"
        raise http_error(422, "validation_error", reason) from error
