"""Poll a feed and read its new entries, in the process for untrusted sources.

Requests and responses are JSON.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from earshot import ingest
from earshot.errors import ForbiddenAddress, HostNotFound, NoArticle, SourceError
from earshot.httpclient.client import Fetcher
from earshot.httpclient.private_hosts import PrivateHosts
from earshot.ingest.feeds.entries import Feed
from earshot.ingest.feeds.polling import FeedResponse, fetch_feed
from earshot.serialization import article_json
from earshot.server.error_messages import client_message
from earshot.server.subscriptions.diff import (
    FeedEntry,
    KnownEntry,
    build_feed_entries,
    diff_entries,
)
from earshot.server.urls import host_of

STATUS_GONE = 410
STATUS_MESSAGES = {
    401: "The site requires a password",
    403: "The site blocks Earshot",
    404: "This page doesn't exist",
    STATUS_GONE: "This feed was removed",
    429: "The site asks for fewer requests",
}
"""Messages by HTTP status."""
MIN_SERVER_ERROR_STATUS = 500


def poll_feed(request: dict[str, Any], report: Callable[..., None]) -> dict[str, Any]:
    """Poll the feed of `url` and read its new entries; `failed` gives the reason of a failure."""
    fetcher = Fetcher()
    fetcher.private_hosts = PrivateHosts(request.get("private_hosts", ()))
    return poll_with_fetcher(request, fetcher)


def poll_with_fetcher(request: dict[str, Any], fetcher: Fetcher) -> dict[str, Any]:
    validators = {name: request[name] for name in ("etag", "last_modified")}
    try:
        response = fetch_feed(request["url"], **validators, fetcher=fetcher)
    except SourceError as error:
        return describe_failure(error)
    return describe_response(_keep_public_entries(response, request["url"], fetcher), request)


def _keep_public_entries(response: FeedResponse, url: str, fetcher: Fetcher) -> FeedResponse:
    """Without entries of private hosts: a public feed must not lead to them."""
    if not response.feed or not fetcher.private_hosts or fetcher.is_private(url):
        return response
    urls = {host_of(each.url): each.url for each in response.feed.entries}
    private = {host for host, each in urls.items() if fetcher.is_private(each)}
    entries = [each for each in response.feed.entries if host_of(each.url) not in private]
    return replace(response, feed=replace(response.feed, entries=tuple(entries)))


def describe_failure(error: SourceError) -> dict[str, Any]:
    """The error message, and how long the server asked to wait."""
    status = int(getattr(error, "status", 0))
    return {
        "failed": failure_message(error, status),
        "is_gone": status == STATUS_GONE,
        "is_none": isinstance(error, NoArticle | ForbiddenAddress),
        "retry_after": str(getattr(error, "wait", "")),
    }


def failure_message(error: SourceError, status: int) -> str:
    if status:
        default = (
            "The site has a problem"
            if status >= MIN_SERVER_ERROR_STATUS
            else "The site rejected the request"
        )
        return f"{STATUS_MESSAGES.get(status, default)} ({status})."
    if isinstance(error, HostNotFound):
        return client_message(error)
    reason = str(getattr(error, "reason", "")) or client_message(error).rstrip(".")
    return f"{reason[:1].upper()}{reason[1:]}."


def describe_response(response: FeedResponse, request: dict[str, Any]) -> dict[str, Any]:
    result: dict[str, Any] = {
        "url": response.url,
        "etag": response.etag,
        "last_modified": response.last_modified,
        "seconds": response.ttl_seconds,
        "entries": None,
    }
    if response.feed:
        result["title"] = response.feed.title or host_of(response.url)
        result["site_url"] = response.feed.site_url
        result["entries"] = _diff_channel(response.feed, request)
    return result


def _diff_channel(channel: Feed, request: dict[str, Any]) -> dict[str, Any]:
    diff = diff_entries(
        build_feed_entries(channel.entries),
        [KnownEntry(**each) for each in request["known"]],
        since=request["since"],
        initial_limit=request["initial_limit"],
        limit=request["limit"],
    )
    return {
        "new": [_read_entry(each) for each in diff.new],
        "changed": [_read_entry(each) for each in diff.changed],
        "skipped": [_entry_id(each) for each in diff.skipped],
        "is_all": diff.is_complete,
        "feed_keys": diff.feed_keys,
    }


def _entry_id(entry: FeedEntry) -> dict[str, Any]:
    return {"key": entry.key, "url": entry.url, "digest": entry.digest}


def _read_entry(entry: FeedEntry) -> dict[str, Any]:
    """Serialize the entry, with its content if the feed has it."""
    article = ""
    if entry.entry.has_full_text:
        try:
            article = json.dumps(article_json(ingest.read_article(entry.entry)), ensure_ascii=False)
        except SourceError:  # the feed has only an excerpt: read the page instead
            article = ""
    return _entry_id(entry) | {
        "page": entry.entry.url.replace(" ", "%20"),
        "article": article,
        "is_url_unique": entry.is_url_unique,
        "title": entry.entry.headline,
        "site": entry.entry.site,
        "section": entry.entry.section,
    }
