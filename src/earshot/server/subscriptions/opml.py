"""Lists of feeds or stories: OPML, one address per line, or CSV.

OPML 2.0 (http://opml.org/spec2.opml). The files are untrusted: entities are rejected, and depth and
number are limited.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from starlette.responses import Response

from earshot.errors import RequestRejected
from earshot.publish.xml_characters import remove_forbidden
from earshot.server.http_errors import http_error
from earshot.server.subscriptions.subscription import Subscription
from earshot.server.urls import is_web_url

MAX_ADDRESSES = 2_000
"""The most addresses in one list."""
MAX_LINES, MAX_LIST_CHARS = 20_000, 8_000_000
"""Longer lists are rejected before they are parsed."""
MAX_JSON_VALUES = 500_000
"""Two characters can be a value, which takes 70 bytes of memory."""
MAX_DEPTH = 50
_OPML = re.compile(
    r"\ufeff?(?:\s|<\?[^>]*\?>|<!--(?:(?!-->).)*-->|<!DOCTYPE[^>\[]*(?:\[[^\]]*\]\s*)?>)*<opml[\s>]",
    re.S | re.I,
)
_PROLOG = re.compile(r"\A\ufeff?\s*<\?xml[^>]*\?>", re.I)
_ENTITY = re.compile(r"<!ENTITY", re.I)
_BARE_AMPERSAND = re.compile(r"&(?!#?\w{1,30};)")
"""An ampersand without escaping; many programs write it."""
_FEED_PREFIX = re.compile(r"\Afeed:(?://)?(?=https?://)", re.I)
_FEED_SCHEME = re.compile(r"\Afeed://", re.I)
_DELIMITERS = (",", ";", "\t")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A feed or story in a list."""

    url: str
    title: str = ""
    folder: str = ""
    """The folder it is in; empty for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedList:
    """The content of a list."""

    outlines: tuple[Outline, ...]
    errors: tuple[str, ...] = ()
    """Lines without an address."""


def is_opml(text: str) -> bool:
    return bool(_OPML.match(text))


def is_list(text: str) -> bool:
    """Whether the text has several lines and each is an address."""
    lines = text.split(maxsplit=MAX_ADDRESSES + 1)[: MAX_ADDRESSES + 1]
    return len(lines) > 1 and all(map(is_web_url, lines))


def parse_opml(text: str) -> ParsedList:
    """Parse the feeds of an OPML file. Raises RequestRejected."""
    check_length(text)
    if _ENTITY.search(text):
        raise _bad_list_error("entities are not allowed")
    target = _OpmlTarget()
    parser = ET.XMLParser(target=target)
    plain = _BARE_AMPERSAND.sub("&amp;", remove_forbidden(_PROLOG.sub("", text)))
    try:
        parser.feed(plain.encode("utf-8", "replace"))
        parser.close()
    except ET.ParseError as error:
        if not target.outlines:
            raise _bad_list_error(f"invalid XML: {error}") from error
    return ParsedList(outlines=_deduplicate(target.outlines), errors=tuple(target.errors))


class _OpmlTarget:
    """A parser target that builds no tree."""

    def __init__(self) -> None:
        self.outlines: list[Outline] = []
        self.errors: list[str] = []
        """Feeds whose address cannot be used."""
        self._folders: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        values = {name.lower(): value.strip() for name, value in attributes.items()}
        name = values.get("title") or values.get("text") or ""
        url = _normalize_feed_url(values.get("xmlurl", ""))
        if is_web_url(url):
            folder = next((each for each in reversed(self._folders) if each), "")
            self.outlines.append(Outline(url=url, title=name[:300], folder=folder[:100]))
        elif url:
            self.errors.append(f"{name} {url}".strip()[:200])
        self._folders.append("" if url or tag.lower() != "outline" else name)
        if len(self._folders) > MAX_DEPTH:
            raise _bad_list_error("its folders are nested too deeply")
        if len(self.outlines) + len(self.errors) > MAX_ADDRESSES:
            raise _bad_list_error(f"it has more than {MAX_ADDRESSES} feeds; import it in parts")

    def end(self, tag: str) -> None:
        self._folders.pop()

    def close(self) -> None:
        """Required by the parser; there is no tree to return."""


def _normalize_feed_url(url: str) -> str:
    """The web address of what readers write: the schemes `feed://` and `feed:https://`, and spaces
    in the path."""
    url = _FEED_SCHEME.sub("http://", _FEED_PREFIX.sub("", url))
    scheme, separator, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}{separator}{host}{slash}{path.replace(' ', '%20')}"


def parse_lines(text: str) -> ParsedList:
    """Parse a text with one address per line, or a table with one per row. Raises RequestRejected
    for too many addresses."""
    check_length(text)
    if text.count("\n") > MAX_LINES:
        raise _too_many_error()
    lines = [line for line in text.lstrip("\ufeff").splitlines(keepends=True) if line.strip()]
    rows = _parse_rows(lines) if _is_table(lines) else [[line.strip()] for line in lines]
    found, errors = [], []
    for number, row in enumerate(rows):
        cells = [cell.strip() for cell in row]
        url = next((cell for cell in cells if is_web_url(cell)), "")
        if url:
            found.append(Outline(url=url))
        elif (
            number and any(cells) and not cells[0].startswith("#")
        ):  # the first line may have column names
            errors.append(" ".join(cells)[:200])
    check_addresses(len(found))
    return ParsedList(outlines=_deduplicate(found), errors=tuple(errors))


def check_length(text: str) -> None:
    """Raises RequestRejected."""
    if len(text) > MAX_LIST_CHARS:
        raise _bad_list_error(f"it has more than {MAX_LIST_CHARS:,} characters; import it in parts")


def check_json_length(text: str) -> None:
    """Raises RequestRejected. Values are counted by their commas and brackets."""
    check_length(text)
    if sum(map(text.count, ",[{")) > MAX_JSON_VALUES:
        raise _bad_list_error(f"it has more than {MAX_JSON_VALUES:,} values; import it in parts")


def check_addresses(count: int) -> None:
    """Raises RequestRejected for too many."""
    if count > MAX_ADDRESSES:
        raise _too_many_error()


def _too_many_error() -> RequestRejected:
    return _bad_list_error(f"it has more than {MAX_ADDRESSES} addresses; import it in parts")


def _is_table(lines: list[str]) -> bool:
    """Whether the first line has column names, or most lines have more than an address."""
    is_bare_url = [is_web_url(line.strip()) for line in lines]
    has_header = (
        bool(lines) and not is_bare_url[0] and any(mark in lines[0] for mark in _DELIMITERS)
    )
    return has_header or 2 * sum(is_bare_url) <= len(lines)


def _parse_rows(lines: list[str]) -> list[list[str]]:
    """The cells of a table with any delimiter."""
    beginning = "".join(lines[:5])
    delimiter = max(_DELIMITERS, key=beginning.count)
    rows: list[list[str]] = []
    with suppress(csv.Error):  # a cell of more than 128 KB: keep the rows before it
        for row in csv.reader(lines, delimiter=delimiter):
            rows.append(row or [""])
    return rows


def _deduplicate(found: Iterable[Outline]) -> tuple[Outline, ...]:
    first: dict[str, Outline] = {}
    for each in found:
        first.setdefault(each.url, each)
    return tuple(first.values())


def _bad_list_error(reason: str) -> RequestRejected:
    return http_error(422, "invalid_list", f"The list cannot be read: {reason}")


def serialize_opml(title: str, outlines: Iterable[Outline]) -> bytes:
    """Write the feeds as OPML, grouped by folder."""
    opml = ET.Element("opml", version="2.0")
    ET.SubElement(ET.SubElement(opml, "head"), "title").text = remove_forbidden(title)
    body = ET.SubElement(opml, "body")
    folders: dict[str, ET.Element] = {"": body}
    for each in outlines:
        folder = remove_forbidden(each.folder)
        if folder not in folders:
            folders[folder] = ET.SubElement(body, "outline", text=folder, title=folder)
        name = remove_forbidden(each.title or each.url)
        attributes = {"type": "rss", "text": name, "title": name, "xmlUrl": each.url}
        ET.SubElement(folders[folder], "outline", attributes)
    ET.indent(opml)
    return bytes(ET.tostring(opml, encoding="utf-8", xml_declaration=True)) + b"\n"


def opml_response(title: str, subscriptions: Iterable[Subscription]) -> Response:
    """All subscriptions as a file download."""
    outlines = [Outline(url=s.url, title=s.title, folder=s.playlist) for s in subscriptions]
    headers = {"Content-Disposition": 'attachment; filename="earshot.opml"'}
    return Response(serialize_opml(title, outlines), media_type="text/x-opml", headers=headers)
