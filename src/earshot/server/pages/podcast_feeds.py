"""The page where podcast feeds are created and revoked."""

from __future__ import annotations

import secrets
import time

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from earshot.publish.podcast import show_guid
from earshot.server.caller import Caller
from earshot.server.http_errors import http_error
from earshot.server.pages.templates import render_page
from earshot.server.request_bodies import read_form
from earshot.server.services import Services
from earshot.server.storage.collections import COLLECTIONS, EDITIONS, LIBRARY, UNNAMED_COLLECTIONS

COLLECTION_LABELS = {
    LIBRARY: "Everything",
    "playlist": "A playlist",
    "site": "A website",
    "section": "A section",
    "author": "An author",
    EDITIONS: "Editions",
}


async def feeds_page(request: Request, services: Services, caller: Caller) -> Response:
    """GET /feeds"""
    sql = "SELECT * FROM feeds WHERE account_id = ? ORDER BY created_at"
    rows = services.database.rows(sql, caller.account_id)
    base = services.settings.public_url
    return render_page(
        request,
        "feeds.html",
        feeds=rows,
        base_url=base,
        kinds=list(COLLECTIONS),
        names=COLLECTION_LABELS,
        can_publish=caller.has_role("publisher"),
    )


async def update_feeds(request: Request, services: Services, caller: Caller) -> Response:
    """POST /feeds: create or revoke a feed."""
    form = await read_form(request, services)
    if revoked := str(form.get("revoke", "")):
        sql = "DELETE FROM feeds WHERE token = ? AND account_id = ?"
        services.database.execute(sql, revoked, caller.account_id)
    else:
        kind, value = str(form.get("kind", LIBRARY)), str(form.get("value", "")).strip()[:200]
        is_public = form.get("public") == "yes"
        create_feed(services, caller, kind, value, public=is_public)
    return RedirectResponse("/feeds", 303)


def create_feed(
    services: Services, caller: Caller, kind: str, value: str, *, public: bool = False
) -> str:
    """Create a feed of the caller's library and return its token. Raises RequestRejected."""
    if public:
        caller.require("admin", "publisher")
    if kind not in COLLECTIONS or (kind not in UNNAMED_COLLECTIONS and not value):
        raise http_error(422, "validation_error", f"Enter the {kind}'s name")
    token = secrets.token_urlsafe(18)
    site_title = services.settings.title
    title = value or (f"{site_title}: editions" if kind == EDITIONS else site_title)
    guid = show_guid(f"{services.settings.public_url}/feeds/{token}.xml")
    services.database.execute(
        "INSERT INTO feeds (token, guid, collection, name, title, public, created_at, account_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        *(token, guid, kind, value, title, int(public), time.time(), caller.account_id),
    )
    return token
