"""A look at a feed, in the process that reads strangers' sources: it is asked, and what is new is
read. Requests and answers are JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from earshot import ingest
from earshot.errors import ForbiddenAddress, NoArticle, SourceError
from earshot.httpclient.client import Fetcher
from earshot.ingest.feeds.entries import Channel
from earshot.ingest.feeds.polling import Heard, ask
from earshot.serialization import article_json
from earshot.server.error_messages import client_message
from earshot.server.subscriptions.diff import Known, Told, chosen, told

GONE = 410
REASONS = {
    401: "The site asks for a password",
    403: "The site does not let Earshot in",
    404: "There is nothing at this address any more",
    GONE: "The site says that this feed is gone for good",
    429: "The site asks to be called less often",
}
"""By status: what happened, in plain words."""
TROUBLE = 500


def look(request: dict[str, Any], tell: Callable[..., None]) -> dict[str, Any]:
    """Ask the feed of `url` and read what is new; or why that failed, as `failed`."""
    return looked(request, Fetcher())


def looked(request: dict[str, Any], fetcher: Fetcher) -> dict[str, Any]:
    validators = {name: request[name] for name in ("etag", "last_modified")}
    try:
        heard = ask(request["url"], **validators, fetcher=fetcher)
    except SourceError as error:
        return failure(error)
    return facts_of(heard, request)


def failure(error: SourceError) -> dict[str, Any]:
    """What went wrong, in plain words, and how long the server asked to be left alone."""
    status = int(getattr(error, "status", 0))
    return {
        "failed": why(error, status),
        "is_gone": status == GONE,
        "is_none": isinstance(error, NoArticle | ForbiddenAddress),
        "wait": str(getattr(error, "wait", "")),
    }


def why(error: SourceError, status: int) -> str:
    if status:
        usual = "The site has trouble of its own" if status >= TROUBLE else "The site refused"
        return f"{REASONS.get(status, usual)} ({status})."
    reason = str(getattr(error, "reason", "")) or client_message(error).rstrip(".")
    return f"{reason[:1].upper()}{reason[1:]}."


def facts_of(heard: Heard, request: dict[str, Any]) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "url": heard.url,
        "etag": heard.etag,
        "last_modified": heard.last_modified,
        "seconds": heard.seconds,
        "entries": None,
    }
    if heard.channel:
        facts["title"] = heard.channel.title or urlsplit(heard.url).hostname or ""
        facts["home"] = heard.channel.home
        facts["entries"] = _entries(heard.channel, request)
    return facts


def _entries(channel: Channel, request: dict[str, Any]) -> dict[str, Any]:
    choice = chosen(
        told(channel.entries),
        [Known(**each) for each in request["known"]],
        since=request["since"],
        first=request["first"],
        most=request["most"],
    )
    return {
        "new": [_read(each) for each in choice.new],
        "changed": [_read(each) for each in choice.changed],
        "passed": [_named(each) for each in choice.passed],
        "is_all": choice.is_all,
        "held": choice.held,
    }


def _named(one: Told) -> dict[str, Any]:
    return {"key": one.key, "url": one.url, "digest": one.digest}


def _read(one: Told) -> dict[str, Any]:
    """The entry as it is sent to the library: the story itself where the feed holds it."""
    article = ""
    if one.entry.is_whole:
        try:
            article = json.dumps(article_json(ingest.read(one.entry)), ensure_ascii=False)
        except SourceError:  # it only looked like a story: its own page has it, if anything does
            article = ""
    return _named(one) | {
        "page": one.entry.url.replace(" ", "%20"),
        "article": article,
        "is_alone": one.is_alone,
        "title": one.entry.headline,
        "site": one.entry.site,
        "section": one.entry.section,
    }
