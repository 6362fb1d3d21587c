"""The page where podcast feeds are created and revoked."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from earshot.publish.podcast import show_guid
from earshot.publish.qr_code import draw_qr_code
from earshot.publish.translations import mark
from earshot.server.caller import Caller
from earshot.server.http_errors import http_error
from earshot.server.pages.templates import render_page
from earshot.server.request_bodies import read_form
from earshot.server.services import Services
from earshot.server.storage import library_counts
from earshot.server.storage.collections import COLLECTIONS, EDITIONS, LIBRARY, UNNAMED_COLLECTIONS
from earshot.server.storage.reader_pool import Reader, Row

COLLECTION_LABELS = {
    LIBRARY: mark("Everything"),
    "playlist": mark("Playlist"),
    "site": mark("Website"),
    "section": mark("Section"),
    "author": mark("Author"),
    EDITIONS: mark("Editions"),
}
APP_LINKS = (
    ("Apple Podcasts", "podcast://{path}"),
    ("Pocket Casts", "pktc://subscribe/{path}"),
    ("Overcast", "overcast://x-callback-url/add?url={url}"),
    ("AntennaPod", "antennapod-subscribe://{path}"),
)
"""Addresses that open a feed in an app, with its address or the part after the scheme."""
MAX_CHOICES = 50
"""The most names of each kind that the form offers."""


@dataclass(frozen=True, slots=True)
class FeedCard:
    """A feed on the page."""

    token: str
    title: str
    content: str
    """Its content, in words."""
    is_public: bool
    url: str
    apps: tuple[tuple[str, str], ...]
    """The name of each app, and the address that opens the feed in it."""
    qr_code: str


async def feeds_page(request: Request, services: Services, caller: Caller) -> Response:
    """GET /feeds"""
    sql = "SELECT * FROM feeds WHERE account_id = ? ORDER BY created_at DESC"
    rows = services.database.rows(sql, caller.account_id)
    return render_page(
        request,
        "feeds.html",
        feeds=[_create_card(services.settings.public_url, row) for row in rows],
        choices=await services.database.readers.run(_list_choices, caller.account_id),
        can_publish=caller.has_role("publisher"),
    )


def _create_card(base_url: str, row: Row) -> FeedCard:
    url = f"{base_url}/feeds/{row['token']}.xml"
    values = {"path": url.partition("://")[2], "url": quote(url, safe="")}
    return FeedCard(
        token=row["token"],
        title=row["title"],
        content=COLLECTION_LABELS.get(row["collection"], row["collection"]),
        is_public=bool(row["public"]),
        url=url,
        apps=tuple((name, address.format(**values)) for name, address in APP_LINKS),
        qr_code=draw_qr_code(url),
    )


def _list_choices(reader: Reader, account_id: int) -> list[tuple[str, str, list[str]]]:
    """The label, the kind and the names of each group of contents."""

    return [
        (mark("Playlists"), "playlist", library_counts.list_playlists(reader, account_id)),
        (mark("Websites"), "site", library_counts.list_sites(reader, account_id)),
        (mark("Sections"), "section", _list_names(reader, account_id, "section")),
        (mark("Authors"), "author", _list_names(reader, account_id, "byline")),
    ]


def _list_names(reader: Reader, account_id: int, column: str) -> list[str]:
    """The values of a column in a library. The index is asked for each next value: there are far
    fewer values than stories. Postgres would join whole tables for EXISTS."""
    sql = (
        f"WITH RECURSIVE names (name) AS (SELECT min({column}) FROM stories WHERE {column} > ''"
        f" UNION ALL SELECT (SELECT min({column}) FROM stories WHERE {column} > name) FROM names"
        " WHERE name IS NOT NULL) SELECT name FROM names WHERE name IS NOT NULL AND"
        " (SELECT 1 FROM stories JOIN library_entries ON story_number = stories.number"
        f" WHERE account_id = ? AND {column} = name LIMIT 1) = 1 LIMIT ?"
    )
    return [row[0] for row in reader.rows(sql, account_id, MAX_CHOICES)]


async def update_feeds(request: Request, services: Services, caller: Caller) -> Response:
    """POST /feeds: create or revoke a feed."""
    form = await read_form(request, services)
    if revoked := str(form.get("revoke", "")):
        revoke_feed(services, caller, revoked)
    else:
        kind, _, value = str(form.get("content", LIBRARY)).partition(":")
        is_public = form.get("public") == "yes"
        create_feed(services, caller, kind, value.strip()[:200], public=is_public)
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
    with services.database.transaction():
        services.database.execute(
            "INSERT INTO feeds"
            " (token, guid, collection, name, title, public, created_at, account_id)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            *(token, guid, kind, value, title, int(public), time.time(), caller.account_id),
        )
        if public:
            services.audit_log.record(caller.account_id, "feed.published", title)
    return token


def revoke_feed(services: Services, caller: Caller, token: str) -> None:
    """Revoke a feed of the caller's library."""
    with services.database.transaction():
        row = services.database.row(
            "DELETE FROM feeds WHERE token = ? AND account_id = ? RETURNING title, public",
            *(token, caller.account_id),
        )
        if row and row["public"]:
            services.audit_log.record(caller.account_id, "feed.revoked", row["title"])
