"""Parse RSS, Atom, RDF and JSON Feed. Only this module uses feedparser."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from html import escape, unescape
from typing import Any

import feedparser

from earshot.errors import NoArticle, SourceUnreadable
from earshot.httpclient.addresses import resolve_web_url
from earshot.ingest.cleanup import clean_text
from earshot.ingest.feeds.entries import HTML_TAG, Entry, Feed
from earshot.ingest.metadata.bylines import parse_names
from earshot.ingest.metadata.dates import parse_datetime
from earshot.ingest.metadata.language_tags import normalize_tag
from earshot.ingest.source import Origin

_MAX_ENTRIES = 1_000
"""A feed lists recent articles; a longer one is cut."""
_MAX_TAGS = 1_000_000
"""feedparser needs up to 10 s for this many tags."""
_MAX_DIGITS = 7
_PERIOD_SECONDS = {
    "hourly": 3_600.0,
    "daily": 86_400.0,
    "weekly": 7 * 86_400.0,
    "monthly": 30 * 86_400.0,
    "yearly": 365 * 86_400.0,
}
_PROLOG = re.compile(r"\A\s*<\?xml[^>]*\?>")
_CHARACTER_REFERENCE = re.compile(r"&#(?:x([0-9a-f]{1,8})|(\d{1,9}));", re.I)
_ENTITY_DECLARATION = re.compile(r"<!ENTITY", re.I)


def parse_feed(text: str, origin: Origin) -> Feed:
    """Return the feed. Raises SourceUnreadable for other content."""
    feed = (
        _parse_json_feed(text, origin)
        if text.lstrip().startswith("{")
        else _parse_xml_feed(text, origin)
    )
    entries = tuple(entry for entry in feed.entries if entry.url or entry.html)
    return replace(feed, entries=entries)


def _parse_xml_feed(text: str, origin: Origin) -> Feed:
    if _ENTITY_DECLARATION.search(text):
        raise SourceUnreadable(source=origin.source, reason="it declares XML entities")
    if text.count("<") > _MAX_TAGS:
        raise SourceUnreadable(source=origin.source, reason="it has too many elements")
    # a stream of bytes, because feedparser would fetch a string that is a URL
    plain = _CHARACTER_REFERENCE.sub(_replace_surrogate, _PROLOG.sub("", text))
    stream = io.BytesIO(plain.encode("utf-8", "replace"))
    try:
        parsed = feedparser.parse(
            stream,
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise SourceUnreadable(source=origin.source, reason="it is broken XML") from error
    if not parsed.version:
        raise SourceUnreadable(source=origin.source, reason="it is XML, but not a feed")
    feed = parsed.feed
    site_url = resolve_web_url(origin.url, feed.get("link"))
    return Feed(
        title=_plain_line(feed.get("title")),
        site_url=site_url,
        ttl_seconds=_ttl_seconds(feed),
        entries=tuple(
            _build_entry(each, feed, site_url or origin.url)
            for each in parsed.entries[:_MAX_ENTRIES]
        ),
    )


def _replace_surrogate(code: re.Match[str]) -> str:
    """Replace unpaired surrogates (U+D800 to U+DFFF), because feedparser fails on them."""
    code_point = int(code[1], 16) if code[1] else int(code[2])
    return "\ufffd" if 0xD800 <= code_point <= 0xDFFF else code[0]


def _ttl_seconds(feed: Any) -> float:
    """Return RSS's `ttl`, or the period and frequency of the syndication module, in seconds.

    https://www.rssboard.org/rss-specification#ltttlgtSubelementOfLtchannelgt,
    https://web.resource.org/rss/1.0/modules/syndication/
    """
    ttl, frequency = _plain_line(feed.get("ttl")), _plain_line(feed.get("sy_updatefrequency"))
    if ttl.isdecimal() and len(ttl) < _MAX_DIGITS:
        return int(ttl) * 60.0
    period = _PERIOD_SECONDS.get(_plain_line(feed.get("sy_updateperiod")).lower(), 0.0)
    return period / max(
        1, int(frequency) if frequency.isdecimal() and len(frequency) < _MAX_DIGITS else 1
    )


def _build_entry(entry: Any, feed: Any, base: str) -> Entry:
    updated = dict.get(entry, "updated")  # feedparser's own `get` falls back to `published`
    return Entry(
        id=_plain_line(entry.get("id")),
        url=resolve_web_url(base, entry.get("link")),
        headline=_plain_line(entry.get("title")),
        authors=parse_names(_author_names(entry)),
        published=_parse_feed_date(entry.get("published") or updated),
        modified=_parse_feed_date(updated),
        language=normalize_tag(_plain_line(entry.get("language") or feed.get("language"))),
        section=next((_plain_line(each.get("term")) for each in entry.get("tags") or ()), ""),
        site=_plain_line(feed.get("title")),
        image=_image_url(entry, base),
        html=_longest_content(entry),
    )


def _author_names(entry: Any) -> list[str]:
    names = [_plain_line(each.get("name")) for each in entry.get("authors") or ()]
    return [name for name in names if name] or [_plain_line(entry.get("author"))]


def _longest_content(entry: Any) -> str:
    """Return the longest of `content:encoded`, Atom's content and the description."""
    texts = [str(each.get("value") or "") for each in entry.get("content") or ()]
    return _as_html(max([*texts, str(entry.get("summary") or "")], key=len))


_ESCAPED = re.compile(r"&lt;(?:p|br|div|h[1-6]|ul|ol|blockquote|figure|span|a)\b", re.I)


def _as_html(text: str) -> str:
    """Return HTML, even if the feed escaped it twice or has plain text."""
    if not HTML_TAG.search(text) and _ESCAPED.search(text):
        text = unescape(text)
    if HTML_TAG.search(text) or "\n" not in text.strip():
        return text
    return "".join(f"<p>{line}</p>" for line in text.split("\n") if line.strip())


def _image_url(entry: Any, base: str) -> str:
    media = [*(entry.get("media_content") or ()), *(entry.get("media_thumbnail") or ())]
    media += [
        {"url": each.get("href")}
        for each in entry.get("enclosures") or ()
        if str(each.get("type") or "").startswith("image/")
    ]
    return next((found for each in media if (found := resolve_web_url(base, each.get("url")))), "")


def _parse_json_feed(text: str, origin: Origin) -> Feed:
    """Parse a JSON Feed (https://www.jsonfeed.org/version/1.1/)."""
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SourceUnreadable(source=origin.source, reason="it is not valid JSON") from error
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        raise NoArticle(source=origin.source, reason="it is JSON, but not a feed")
    site_url = resolve_web_url(origin.url, feed.get("home_page_url"))
    objects = [item for item in items[:_MAX_ENTRIES] if isinstance(item, dict)]
    return Feed(
        title=_plain_line(feed.get("title")),
        site_url=site_url,
        entries=tuple(_build_json_entry(item, feed, site_url or origin.url) for item in objects),
    )


def _build_json_entry(item: dict[str, Any], feed: dict[str, Any], base: str) -> Entry:
    plain = "".join(
        f"<p>{escape(line, quote=False)}</p>"
        for line in _string_field(item, "content_text").split("\n")
    )
    tags = item.get("tags")
    return Entry(
        id=_plain_line(item.get("id")),
        url=resolve_web_url(base, item.get("url") or item.get("external_url")),
        headline=_plain_line(item.get("title")),
        authors=parse_names(_json_author_names(item) or _json_author_names(feed)),
        published=parse_datetime(_string_field(item, "date_published")),
        modified=parse_datetime(_string_field(item, "date_modified")),
        language=normalize_tag(_plain_line(item.get("language") or feed.get("language"))),
        section=_plain_line(tags[0]) if isinstance(tags, list) and tags else "",
        site=_plain_line(feed.get("title")),
        image=resolve_web_url(base, item.get("image") or item.get("banner_image")),
        html=_string_field(item, "content_html")
        or (plain if _string_field(item, "content_text") else ""),
    )


def _json_author_names(source: dict[str, Any]) -> list[str]:
    """Return the authors of an item or feed, by version 1.1 or 1."""
    authors = source.get("authors")
    listed = authors if isinstance(authors, list) else [source.get("author")]
    names = (_plain_line(each.get("name")) for each in listed if isinstance(each, dict))
    return [name for name in names if name]


def _string_field(item: dict[str, Any], key: str) -> str:
    value = item.get(key)
    return value if isinstance(value, str) else ""


def _plain_line(value: object) -> str:
    """Return the text of a field in one line, without markup."""
    if not isinstance(value, str | int):
        return ""
    return clean_text(unescape(HTML_TAG.sub("", unescape(str(value)))))


def _parse_feed_date(text: object) -> date | None:
    """Parse a date: RFC 822 in RSS, RFC 3339 in Atom."""
    if not isinstance(text, str):
        return None
    try:
        found: datetime = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return parse_datetime(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
