"""Poll a feed and read its new entries, in the process for untrusted sources."""

from __future__ import annotations

import json
from dataclasses import replace

from earshot import ingest
from earshot.errors import ForbiddenAddress, HostNotFound, NoArticle, SourceError
from earshot.httpclient.client import Fetcher
from earshot.httpclient.private_hosts import PrivateHosts
from earshot.ingest.feeds.entries import Feed
from earshot.ingest.feeds.polling import FeedResponse, fetch_feed
from earshot.publish.translations import mark
from earshot.serialization import article_json
from earshot.server.error_messages import client_message
from earshot.server.jobs.messages import ReportProgress
from earshot.server.subscriptions.diff import FeedEntry, build_feed_entries, diff_entries
from earshot.server.subscriptions.messages import (
    EntryChanges,
    EntryContent,
    EntryId,
    PolledFeed,
    PollFailure,
    PollFeed,
    PollResult,
)
from earshot.server.subscriptions.word_filter import WordFilter
from earshot.server.urls import host_of

STATUS_GONE = 410
STATUS_MESSAGES = {
    401: mark("The site requires a password"),
    403: mark("The site blocks Earshot"),
    404: mark("This page doesn't exist"),
    STATUS_GONE: mark("This feed was removed"),
    429: mark("The site asks for fewer requests"),
}
"""Messages by HTTP status."""
MIN_SERVER_ERROR_STATUS = 500


def poll_feed(request: PollFeed, report: ReportProgress) -> PollResult:
    """Poll the feed and read its new entries."""
    fetcher = Fetcher()
    fetcher.private_hosts = PrivateHosts(request.private_hosts)
    return poll_with_fetcher(request, fetcher)


def poll_with_fetcher(request: PollFeed, fetcher: Fetcher) -> PollResult:
    try:
        response = fetch_feed(
            request.url, etag=request.etag, last_modified=request.last_modified, fetcher=fetcher
        )
    except SourceError as error:
        return PollResult(failure=describe_failure(error))
    public = _keep_public_entries(response, request.url, fetcher)
    return PollResult(feed=describe_response(public, request))


def _keep_public_entries(response: FeedResponse, url: str, fetcher: Fetcher) -> FeedResponse:
    """Without entries of private hosts: a public feed must not lead to them."""
    if not response.feed or fetcher.is_private(url):
        return response
    entries = [each for each in response.feed.entries if not fetcher.is_private(each.url)]
    return replace(response, feed=replace(response.feed, entries=tuple(entries)))


def describe_failure(error: SourceError) -> PollFailure:
    """The error message, and how long the server asked to wait."""
    status = int(getattr(error, "status", 0))
    return PollFailure(
        message=failure_message(error, status),
        is_gone=status == STATUS_GONE,
        is_no_feed=isinstance(error, NoArticle | ForbiddenAddress),
        retry_after=str(getattr(error, "wait", "")),
    )


def failure_message(error: SourceError, status: int) -> str:
    if status:
        default = (
            mark("The site has a problem")
            if status >= MIN_SERVER_ERROR_STATUS
            else mark("The site rejected the request")
        )
        return f"{STATUS_MESSAGES.get(status, default)} ({status})."
    if isinstance(error, HostNotFound):
        return client_message(error)
    reason = str(getattr(error, "reason", "")) or client_message(error).rstrip(".")
    return f"{reason[:1].upper()}{reason[1:]}."


def describe_response(response: FeedResponse, request: PollFeed) -> PolledFeed:
    polled = PolledFeed(
        url=response.url,
        etag=response.etag,
        last_modified=response.last_modified,
        ttl_seconds=response.ttl_seconds,
    )
    if response.feed:
        polled.title = response.feed.title or host_of(response.url)
        polled.site_url = response.feed.site_url
        polled.entries = _diff_channel(response.feed, request)
    return polled


def _diff_channel(channel: Feed, request: PollFeed) -> EntryChanges:
    diff = diff_entries(
        build_feed_entries(
            channel.entries, WordFilter(request.included_words, request.excluded_words)
        ),
        request.known,
        since=request.since,
        initial_limit=request.initial_limit,
        limit=request.limit,
    )
    return EntryChanges(
        new=[_read_entry(each) for each in diff.new],
        changed=[_read_entry(each) for each in diff.changed],
        skipped=[EntryId(key=e.key, url=e.url, digest=e.digest) for e in diff.skipped],
        is_complete=diff.is_complete,
        feed_keys=list(diff.feed_keys),
    )


def _read_entry(entry: FeedEntry) -> EntryContent:
    """Serialize the entry, with its content if the feed has it."""
    article = ""
    if entry.entry.has_full_text:
        try:
            article = json.dumps(article_json(ingest.read_article(entry.entry)), ensure_ascii=False)
        except SourceError:  # the feed has only an excerpt: read the page instead
            article = ""
    return EntryContent(
        key=entry.key,
        url=entry.url,
        digest=entry.digest,
        page=entry.entry.url.replace(" ", "%20"),
        article=article,
        is_url_unique=entry.is_url_unique,
        title=entry.entry.headline,
        site=entry.entry.site,
        section=entry.entry.section,
    )
