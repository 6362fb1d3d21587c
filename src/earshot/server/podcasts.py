"""Podcast feeds of the library: each with an address that cannot be guessed and can be revoked."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
import time

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from earshot.errors import EarshotError
from earshot.publish.podcast import Episode, Show, feed, show_guid
from earshot.server.access_levels import is_open
from earshot.server.api.operation import problem
from earshot.server.auth import Caller
from earshot.server.pages.covers import drawn_cover
from earshot.server.pages.library import form_of
from earshot.server.pages.templates import drawn
from earshot.server.responses import FOREVER, sent_file
from earshot.server.services import Library
from earshot.server.storage.collections import EDITIONS, KINDS, NAMELESS, WHOLE
from earshot.server.storage.database import Row
from earshot.server.storage.recordings import Recording
from earshot.server.storage.stories import Story, as_story
from earshot.server.submissions import refused
from earshot.server.webhooks.websub import links

MOST = 200
"""Episodes in a feed."""
MEDIA = {"mp3": "audio/mpeg", "m4a": "audio/mp4", "opus": "audio/ogg", "vtt": "text/vtt"}
MEDIA["json"] = "application/json+chapters"
NAMES = {WHOLE: "the whole library", EDITIONS: "editions"}
FILES = {"json": "chapters.json"}


async def document(request: Request) -> Response:
    """GET /feeds/{token}.xml"""
    library: Library = request.app.state.library
    try:
        row = _feed(library, request)
        body = feed(
            _show(library, row), [_episode(library, row, s) for s in _stories(library, row)]
        )
    except EarshotError as error:
        return problem(error)
    tag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
    headers = {"ETag": tag, "Cache-Control": "private, max-age=60"}
    if row["public"] and library.settings.hub:
        headers["Link"] = links(library.settings.base, row["token"], library.settings.hub)
    known = {
        each.strip().removeprefix("W/")
        for each in request.headers.get("if-none-match", "").split(",")
    }
    if tag in known:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/rss+xml", headers=headers)


async def cover(request: Request) -> Response:
    """GET /feeds/{token}/cover.png"""
    library: Library = request.app.state.library
    try:
        row = _feed(library, request)
        path = await asyncio.to_thread(drawn_cover, library.home.artwork, row["title"])
        return sent_file(request, path, "image/png", f'"{path.stem}"', cache="max-age=86400")
    except EarshotError as error:
        return problem(error)


async def media(request: Request) -> Response:
    """GET /media/{token}/{id}/{revision}.{ending}: a recording and what goes with it, for ever the
    same under this address."""
    library: Library = request.app.state.library
    asked = request.path_params
    try:
        row = _feed(library, request)
        sql = f"SELECT * FROM stories WHERE id = ?2 AND {KINDS[row['kind']]}"
        found = library.database.row(sql, row["value"], asked["id"])
        if found is None or not _may_hold(library, row, as_story(found)):
            raise refused(404, "no_story", "there is no such episode in this feed")
        ending = asked["ending"]
        recording = Recording(library.home.revision(asked["id"], asked["revision"]))
        if not recording.is_finished:
            raise refused(404, "no_recording", "it has been replaced; refresh the feed")
        tag = f'"{asked["id"]}-{asked["revision"]}-{ending}"'
        path = recording.file(FILES.get(ending, ending))
        return sent_file(request, path, MEDIA[ending], tag, cache=FOREVER)
    except EarshotError as error:
        return problem(error)


def _feed(library: Library, request: Request) -> Row:
    token = request.path_params["token"]
    row = library.database.row("SELECT * FROM feeds WHERE token = ?", token)
    if row is None:
        raise refused(404, "no_feed", "there is no such feed; its address may have been revoked")
    return row


def _stories(library: Library, row: Row) -> list[Story]:
    """What is finished, the newest first; in a public feed, what everybody may hear."""
    sql = (
        f"SELECT * FROM stories WHERE ready > 0 AND {KINDS[row['kind']]}"
        f" ORDER BY created DESC LIMIT {MOST}"
    )
    stories = [as_story(each) for each in library.database.rows(sql, row["value"])]
    return [story for story in stories if _may_hold(library, row, story)]


def _may_hold(library: Library, row: Row, story: Story) -> bool:
    """Whoever has the address of a private feed has been let in."""
    return not row["public"] or is_open(library.settings, story)


def _show(library: Library, row: Row) -> Show:
    settings = library.settings
    at = f"{settings.base}/feeds/{row['token']}"
    return Show(
        title=row["title"],
        about=f"Stories from {row['title']}, read aloud by a synthetic voice.",
        address=f"{at}.xml",
        link=settings.base,
        image=f"{at}/cover.png",
        guid=row["guid"],
        language=settings.language or "en",
        author=settings.owner,
        email=settings.email,
        category=settings.category,
        public=bool(row["public"]),
        hub=settings.hub if row["public"] else "",
    )


def _episode(library: Library, row: Row, story: Story) -> Episode:
    at = f"{library.settings.base}/media/{row['token']}/{story.id}/{story.ready}"
    source = f"\n\n{story.url}" if story.url else ""
    return Episode(
        guid=story.id,
        title=story.title,
        about=f"{story.opening}{source}" or story.title,
        link=story.url or f"{library.settings.base}/s/{story.id}",
        published=story.created,
        enclosure=f"{at}.mp3",
        bytes=story.bytes,
        duration=story.duration,
        transcript=f"{at}.vtt",
        chapters=f"{at}.json",
        author=story.byline,
    )


# The page on which they are made and revoked


async def feeds_page(request: Request, library: Library, caller: Caller) -> Response:
    """GET /feeds"""
    rows = library.database.rows("SELECT * FROM feeds ORDER BY created")
    base = library.settings.base
    return drawn(request, "feeds.html", feeds=rows, base=base, kinds=list(KINDS), names=NAMES)


async def change(request: Request, library: Library, caller: Caller) -> Response:
    """POST /feeds: make one, or revoke one."""
    form = await form_of(request, library)
    if revoked := str(form.get("revoke", "")):
        library.database.change("DELETE FROM feeds WHERE token = ?", revoked)
    else:
        kind, value = str(form.get("kind", WHOLE)), str(form.get("value", "")).strip()[:200]
        made(library, kind, value, public=form.get("public") == "yes")
    return RedirectResponse("/feeds", 303)


def made(library: Library, kind: str, value: str, *, public: bool = False) -> str:
    """The token of a new feed. Raises Refused."""
    if kind not in KINDS or (kind not in NAMELESS and not value):
        raise refused(422, "bad_feed", f"A feed of a {kind} needs its name")
    token = secrets.token_urlsafe(18)
    own = library.settings.title
    title = value or (f"{own}: editions" if kind == EDITIONS else own)
    guid = show_guid(f"{library.settings.base}/feeds/{token}.xml")
    library.database.change(
        "INSERT INTO feeds VALUES (?, ?, ?, ?, ?, ?, ?)",
        *(token, guid, kind, value, title, int(public), time.time()),
    )
    return token
