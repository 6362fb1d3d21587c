"""The pages that people see: the library, a story, the door. All of them work without scripts."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from earshot.errors import EarshotError
from earshot.publish.read_along import shown, times_of
from earshot.server.api.operation import status_of
from earshot.server.api.stories import heard
from earshot.server.auth import Caller, caller_of
from earshot.server.error_messages import report
from earshot.server.jobs.live_recording import Reading, ms
from earshot.server.pages.images import addresses
from earshot.server.pages.templates import drawn, oembed_of
from earshot.server.paywall.access import Leave, leave_of
from earshot.server.services import Library
from earshot.server.storage import story_query as shelf
from earshot.server.storage.recordings import narration, timeline
from earshot.server.storage.stories import Story
from earshot.server.storage.story_query import Question
from earshot.server.submissions import Submission, is_web_address, refused
from earshot.server.subscriptions.importer import take_in
from earshot.server.subscriptions.opml import is_list, is_opml

LABELS = (
    ("library", "Library"),
    ("queue", "Up next"),
    ("started", "Started"),
    ("finished", "Heard"),
    ("archive", "Archive"),
    ("failed", "Not made"),
)
"""What the library is looked at by; the last only where there is something in it."""
Page = Callable[[Request, Library, Caller], Awaitable[Response]]


def page(scope: str, draw: Page) -> Callable[[Request], Awaitable[Response]]:
    """A page for those who may; others are shown the door."""

    async def entered(request: Request) -> Response:
        library: Library = request.app.state.library
        try:
            caller = caller_of(request)
            library.bucket.take(caller.name)
            if not caller.may(scope):
                return RedirectResponse("/login", 303)
            return await draw(request, library, caller)
        except EarshotError as error:
            return drawn(request, "problem.html", status_of(error), problem=report(error))

    return entered


def kept(draw: Page) -> Page:
    """A page that is drawn again only when the library has changed, and once for all who ask at
    the same moment."""
    drawing: dict[object, asyncio.Task[Response]] = {}

    async def drawn_anew(request: Request, library: Library, caller: Caller) -> Response:
        made = await draw(request, library, caller)
        if made.status_code == 200 and "Earshot-Live" not in made.headers:
            library.drawings.put(_key(request, caller), made)
        return made

    async def drawn_once(request: Request, library: Library, caller: Caller) -> Response:
        if "token" in request.query_params:  # which may have run out since
            return await draw(request, library, caller)
        if found := library.drawings.get(_key(request, caller)):
            return found
        moment = (id(library), library.database.version, _key(request, caller))
        if moment not in drawing:
            drawing[moment] = asyncio.create_task(drawn_anew(request, library, caller))
            drawing[moment].add_done_callback(lambda _: drawing.pop(moment))
        return await asyncio.shield(drawing[moment])

    return drawn_once


def _key(request: Request, caller: Caller) -> tuple[str, bytes, str]:
    return request.scope["path"], request.scope["query_string"], caller.scope


async def library_page(request: Request, library: Library, caller: Caller) -> Response:
    """GET /"""
    return _library(request, library)


def _library(request: Request, library: Library, status: int = 200, **facts: Any) -> Response:
    asked = request.query_params
    number = asked.get("page", "1")

    def filter_of(name: str) -> str:
        return asked.get(name, "")[:400].replace("\0", "")

    question = Question(
        view=asked.get("view", "library"),
        search=filter_of("search"),
        site=filter_of("site"),
        playlist=filter_of("playlist"),
        subscription=filter_of("subscription"),
        page=int(number) if number.isdecimal() and 0 < len(number) < 7 and int(number) else 1,
    )
    found = shelf.found(library.database, question)
    here = f"/?{urlencode(list(asked.multi_items()))}" if request.url.path == "/" else "/"
    facts_of = {
        "shelf": found,
        "counts": shelf.counts(library.database),
        "labels": LABELS,
        "is_new": not library.database.value("SELECT EXISTS (SELECT 1 FROM stories)"),
        "sites": shelf.sites(library.database),
        "playlists": shelf.playlists(library.database),
        "followed": _followed(library, question.subscription),
        "here": here,
        "waiting": any(story.status in ("todo", "doing") for story in found.stories),
        "given": "",
        "problem": "",
        "told": "",
    }
    return drawn(request, "library.html", status, **(facts_of | facts))


def _followed(library: Library, subscription: str) -> str:
    """The name of the subscription whose stories are shown; empty for none."""
    found = library.subscriptions.book.one(subscription) if subscription else None
    return (found.title or found.url) if found else ""


async def lookup(request: Request, library: Library, caller: Caller) -> Response:
    """GET /s?url=: to the story of a page, for links that know only the page."""
    url = request.query_params.get("url", "")
    try:
        key = Submission(url=url).key
    except ValueError:
        raise refused(422, "bad_url", "That is no address") from None
    story = library.store.by_key(key) or (library.store.by_url(url) if url else None)
    if story is None:
        raise refused(404, "no_story", "Nobody has asked to hear that page here")
    return RedirectResponse(f"/s/{story.id}", 303)


async def add_page(request: Request, library: Library, caller: Caller) -> Response:
    """GET /add: from the bookmarklet and the share menu; a press of the button adds it."""
    asked = request.query_params
    given = asked.get("url") or asked.get("text") or asked.get("title") or ""
    return _library(request, library, given=given[:20_000])


async def add(request: Request, library: Library, caller: Caller) -> Response:
    """POST /add"""
    form = await form_of(request, library)
    try:
        if text := await _list_in(form):
            made = await take_in(library, text)
            await library.subscriptions.tick()
            return _library(request, library, told=made.told)
        story, _ = await library.intake.accept(await _sent(form))
    except EarshotError as error:
        return _library(request, library, status_of(error), problem=report(error))
    if form.get("then") == "play":
        return RedirectResponse(f"/s/{story.id}?play", 303)
    return RedirectResponse("/", 303)


async def _list_in(form: FormData) -> str:
    """The text of a list of feeds or of stories, where that is what was sent."""
    file = form.get("file")
    if isinstance(file, UploadFile) and file.filename:
        name = file.filename.lower()
        text = (await file.read()).decode("utf-8", "replace").replace("\0", "")
        await file.seek(0)
        is_table = name.endswith((".csv", ".tsv"))
        return text if is_table or is_opml(text) or is_list(text) else ""
    what = str(form.get("what", "")).replace("\0", "")
    return what if is_list(what) else ""


async def _sent(form: FormData) -> Submission:
    file = form.get("file")
    if isinstance(file, UploadFile) and file.filename:
        content = (await file.read()).decode("utf-8", "replace").replace("\0", "")
        name = file.filename.lower()
        if name.endswith((".md", ".markdown")):
            return Submission(markdown=content)
        is_page = name.endswith((".html", ".htm"))
        return Submission(html=content) if is_page else Submission(text=content)
    what = str(form.get("what", "")).strip().replace("\r\n", "\n").replace("\0", "")
    if is_web_address(what):
        return Submission(url=what)
    if " " not in what and is_web_address(f"https://{what}") and "." in what:
        return Submission(url=f"https://{what}")
    return Submission(text=what)


async def form_of(request: Request, library: Library) -> FormData:
    limit = library.settings.upload_mb * 1_000_000
    if int(request.headers.get("content-length") or 0) > limit:
        raise refused(413, "too_large", f"at most {library.settings.upload_mb} MB may be sent")
    return await request.form(max_files=1, max_fields=50, max_part_size=limit)


async def do(request: Request, library: Library, caller: Caller) -> Response:
    """POST /s/{id}/do: what the buttons of a story do."""
    form = await form_of(request, library)
    story = library.store.story(request.path_params["id"])
    if story is None:
        raise refused(404, "no_story", "There is no such story; it may have been deleted")
    action = str(form.get("action", ""))
    if action == "delete":
        await library.delete(story.id)
    elif action in ("next", "last"):
        shelf.enqueue(library.database, story.id, first=action == "next")
    elif action == "retry":
        library.workshop.again(story.id)
    elif action in NOTES:
        library.store.note(story.id, **NOTES[action])
    back = str(form.get("back", "/"))
    return RedirectResponse(back if back.startswith("/?") else "/", 303)


NOTES: dict[str, dict[str, object]] = {
    "unqueue": {"queued": None},
    "archive": {"archived": 1, "queued": None},
    "restore": {"archived": 0},
}


async def story_page(request: Request, library: Library, caller: Caller) -> Response:
    """GET /s/{id}: the story, read along."""
    story = library.store.story(request.path_params["id"])
    if story is None:
        raise refused(404, "no_story", "There is no such story; it may have been deleted")
    if not story.revision and story.status != "failed":
        await library.workshop.read(story, 2.0)
        story = library.store.story(story.id) or story
    if not story.revision:
        answer = drawn(request, "waiting.html", story=story)
        answer.headers["Earshot-Live"] = "yes"
        return answer
    leave = leave_of(library.settings, caller, request.query_params.get("token"), story)
    reading = await heard(library, story, leave)
    following = shelf.following(library.database, story.id)
    facts = await asyncio.to_thread(_read_along, story, reading, leave)
    visit = {
        "address": f"/v1/stories/{story.id}",
        "place": story.place,
        "next": f"/s/{following.id}" if following else None,
        "keeps": caller.may("write"),
    }
    more: dict[str, Any] = {
        "id": story.id,
        "archived": story.archived,
        "keeps": caller.may("write"),
        "oembed": oembed_of(library.settings.base, f"/s/{story.id}"),
        "locked": not leave.is_whole,
        "url": story.url,
        "query": leave.query,
    }
    if story.site:
        more["picture"] = f"/cover.png?{urlencode({'of': story.site})}"
    return drawn(request, "story.html", visit=visit, **more, **facts)


def _read_along(story: Story, reading: Reading, leave: Leave) -> dict[str, Any]:
    script = reading.recording.script()
    times = timeline(narration(script, reading.plan, reading.made))
    finished = (reading.is_whole and story.ready == story.revision) or not leave.is_whole
    at = f"/v1/stories/{story.id}"
    live = None
    if not finished:
        live = {
            "address": f"{at}{leave.query}",
            "firsts": [segment.first for segment in reading.plan.segments],
            "durations": [ms(count) for count in reading.lengths()],
        }
    return shown(script, times) | {
        "pictures": addresses(story.id, script.article, leave),
        "sound": f"{at}/{'audio.mp3' if finished else 'stream'}{leave.query}",
        "live": live,
        "times": {**times_of(times), "recording": f"{story.id}-{story.revision}"},
    }
