"""The reader's settings: how stories look, the bookmarklet, and the account."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from earshot.server.account import Account
from earshot.server.auth import connection_token, offers_passkeys
from earshot.server.caller import Caller
from earshot.server.pages.templates import render_page
from earshot.server.request_bodies import read_form
from earshot.server.services import Services
from earshot.server.storage.passkeys import Passkey
from earshot.server.story_json import format_timestamp
from earshot.server.urls import host_of

BOOKMARKLET = (
    "javascript:(()=>{const d=document,f=d.createElement('form');f.method='post';"
    "f.action='BASE/add/page';f.enctype='multipart/form-data';"
    "for(const[n,v]of[['url',location.href],['title',d.title],['html',d.documentElement.outerHTML]]"
    "){const t=d.createElement('textarea');t.name=n;t.value=v;f.append(t)}"
    "d.body.append(f);f.submit()})()"
)
"""Sends the page that the reader sees, as a form of that page."""


async def settings_page(request: Request, services: Services, caller: Caller) -> Response:
    """GET /settings"""
    base_url = services.settings.public_url
    account = services.accounts.require(caller.account_id)
    bookmarklet = BOOKMARKLET.replace("BASE", base_url)
    return render_page(
        request,
        "settings.html",
        base_url=base_url,
        bookmarklet=bookmarklet,
        is_publisher=caller.has_role("publisher"),
        has_passkeys=offers_passkeys(services.settings),
        passkeys=_list_passkeys(services, account),
        provider=host_of(services.settings.oidc_issuer),
        is_connected=services.identities.is_connected(account),
        connection_token=connection_token(request),
    )


def _list_passkeys(services: Services, account: Account) -> list[tuple[Passkey, str]]:
    """The passkeys of the account, and the day on which each was added."""
    found = services.passkeys.list_of(account)
    return [(each, format_timestamp(each.created_at)[:10]) for each in found]


async def update_settings(request: Request, services: Services, caller: Caller) -> Response:
    """POST /settings: the button that ends all sessions of the account."""
    form = await read_form(request, services)
    if not form.get("sign_out"):
        return RedirectResponse("/settings", 303)
    services.sessions.delete_all(caller.account_id)
    return RedirectResponse("/login", 303)
