"""RSS, Atom, RDF and JSON Feed → entries. The one file that knows feedparser."""

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
from earshot.httpclient.addresses import web_address
from earshot.ingest.cleanup import mended
from earshot.ingest.feeds.entries import TAG, Channel, Entry
from earshot.ingest.metadata.bylines import people
from earshot.ingest.metadata.dates import moment
from earshot.ingest.metadata.language_tags import tag
from earshot.ingest.origin import Origin

_MOST = 1_000
"""Entries; a feed is what is new, and a longer one is cut."""
_TAGS = 1_000_000
"""What is read in 10 s at most."""
_DIGITS = 7
_PERIODS = {
    "hourly": 3_600.0,
    "daily": 86_400.0,
    "weekly": 7 * 86_400.0,
    "monthly": 30 * 86_400.0,
    "yearly": 365 * 86_400.0,
}
_PROLOG = re.compile(r"\A\s*<\?xml[^>]*\?>")
_CODE = re.compile(r"&#(?:x([0-9a-f]{1,8})|(\d{1,9}));", re.I)
_ENTITY = re.compile(r"<!ENTITY", re.I)


def channel(text: str, origin: Origin) -> Channel:
    """The feed. Raises SourceUnreadable for what is none."""
    found = _json_feed(text, origin) if text.lstrip().startswith("{") else _xml_feed(text, origin)
    told = tuple(entry for entry in found.entries if entry.url or entry.html)
    return replace(found, entries=told)


def _xml_feed(text: str, origin: Origin) -> Channel:
    if _ENTITY.search(text):
        raise SourceUnreadable(source=origin.source, reason="it declares entities, as no feed does")
    if text.count("<") > _TAGS:
        raise SourceUnreadable(source=origin.source, reason="no feed has so many elements")
    # a stream of bytes: feedparser takes a string for an address and would call it
    plain = _CODE.sub(_whole, _PROLOG.sub("", text))
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
        raise SourceUnreadable(source=origin.source, reason="it is XML, but no feed")
    feed = parsed.feed
    home = web_address(origin.url, feed.get("link"))
    return Channel(
        title=_line(feed.get("title")),
        home=home,
        seconds=_seconds(feed),
        entries=tuple(_entry(each, feed, home or origin.url) for each in parsed.entries[:_MOST]),
    )


def _whole(code: re.Match[str]) -> str:
    """The same, but for half characters (U+D800 to U+DFFF), on which feedparser falls."""
    number = int(code[1], 16) if code[1] else int(code[2])
    return "\ufffd" if 0xD800 <= number <= 0xDFFF else code[0]


def _seconds(feed: Any) -> float:
    """RSS's `ttl` in minutes, or the syndication module's period and how often in it.

    https://www.rssboard.org/rss-specification#ltttlgtSubelementOfLtchannelgt,
    https://web.resource.org/rss/1.0/modules/syndication/
    """
    ttl, often = _line(feed.get("ttl")), _line(feed.get("sy_updatefrequency"))
    if ttl.isdecimal() and len(ttl) < _DIGITS:
        return int(ttl) * 60.0
    period = _PERIODS.get(_line(feed.get("sy_updateperiod")).lower(), 0.0)
    return period / max(1, int(often) if often.isdecimal() and len(often) < _DIGITS else 1)


def _entry(entry: Any, feed: Any, base: str) -> Entry:
    updated = dict.get(entry, "updated")  # feedparser's own `get` answers with `published`
    return Entry(
        id=_line(entry.get("id")),
        url=web_address(base, entry.get("link")),
        headline=_line(entry.get("title")),
        authors=people(_authors(entry)),
        published=_moment(entry.get("published") or updated),
        modified=_moment(updated),
        language=tag(_line(entry.get("language") or feed.get("language"))),
        section=next((_line(each.get("term")) for each in entry.get("tags") or ()), ""),
        site=_line(feed.get("title")),
        image=_image(entry, base),
        html=_fullest(entry),
    )


def _authors(entry: Any) -> list[str]:
    named = [_line(each.get("name")) for each in entry.get("authors") or ()]
    return [name for name in named if name] or [_line(entry.get("author"))]


def _fullest(entry: Any) -> str:
    """`content:encoded` or Atom's content, else the description, whichever says more."""
    texts = [str(each.get("value") or "") for each in entry.get("content") or ()]
    return max([*texts, str(entry.get("summary") or "")], key=len)


def _image(entry: Any, base: str) -> str:
    pictured = [*(entry.get("media_content") or ()), *(entry.get("media_thumbnail") or ())]
    pictured += [
        {"url": each.get("href")}
        for each in entry.get("enclosures") or ()
        if str(each.get("type") or "").startswith("image/")
    ]
    return next((found for each in pictured if (found := web_address(base, each.get("url")))), "")


def _json_feed(text: str, origin: Origin) -> Channel:
    """https://www.jsonfeed.org/version/1.1/"""
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SourceUnreadable(source=origin.source, reason="it is not valid JSON") from error
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        raise NoArticle(source=origin.source, reason="it is JSON, but no feed")
    home = web_address(origin.url, feed.get("home_page_url"))
    told = [item for item in items[:_MOST] if isinstance(item, dict)]
    return Channel(
        title=_line(feed.get("title")),
        home=home,
        entries=tuple(_item(item, feed, home or origin.url) for item in told),
    )


def _item(item: dict[str, Any], feed: dict[str, Any], base: str) -> Entry:
    plain = "".join(
        f"<p>{escape(line, quote=False)}</p>" for line in _text(item, "content_text").split("\n")
    )
    tags = item.get("tags")
    return Entry(
        id=_line(item.get("id")),
        url=web_address(base, item.get("url") or item.get("external_url")),
        headline=_line(item.get("title")),
        authors=people(_named(item) or _named(feed)),
        published=moment(_text(item, "date_published")),
        modified=moment(_text(item, "date_modified")),
        language=tag(_line(item.get("language") or feed.get("language"))),
        section=_line(tags[0]) if isinstance(tags, list) and tags else "",
        site=_line(feed.get("title")),
        image=web_address(base, item.get("image") or item.get("banner_image")),
        html=_text(item, "content_html") or (plain if _text(item, "content_text") else ""),
    )


def _named(told: dict[str, Any]) -> list[str]:
    """The authors of an item or of the feed, in the words of version 1.1 or of 1."""
    authors = told.get("authors")
    listed = authors if isinstance(authors, list) else [told.get("author")]
    names = (_line(each.get("name")) for each in listed if isinstance(each, dict))
    return [name for name in names if name]


def _text(item: dict[str, Any], key: str) -> str:
    value = item.get(key)
    return value if isinstance(value, str) else ""


def _line(value: object) -> str:
    """One line of plain text, whatever markup a feed wraps it in."""
    if not isinstance(value, str | int):
        return ""
    return mended(unescape(TAG.sub("", unescape(str(value)))))


def _moment(written: object) -> date | None:
    """RFC 822 as RSS has it, or RFC 3339 as Atom does."""
    if not isinstance(written, str):
        return None
    try:
        found: datetime = parsedate_to_datetime(written)
    except (ValueError, TypeError, IndexError, OverflowError):
        return moment(written)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
