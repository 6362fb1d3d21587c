"""Exports of read-later services: JSON (Omnivore, Wallabag, Pocket's API) and HTML (Pocket,
Instapaper, and the bookmarks of browsers). Their tables (CSV) are read as all tables.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser

from earshot.server.subscriptions.opml import (
    Outline,
    ParsedList,
    check_addresses,
    check_json_length,
    check_length,
)
from earshot.server.urls import is_web_url

ADDRESS_KEYS = ("url", "resolved_url", "given_url", "originalArticleUrl")
"""The keys that hold the address of a story, in the order of preference."""
_HTML_EXPORT = re.compile(
    r"\s*<!DOCTYPE (?:NETSCAPE-Bookmark-file-1|html)\b.{0,2000}?"
    r"<title>\s*(?:Pocket Export|Instapaper: Export|Bookmarks|Instapaper[^<]*)\s*</title>",
    re.S | re.I,
)


def is_bookmark_file(text: str) -> bool:
    """Whether the text is an export that `parse_bookmark_file` reads."""
    beginning = text[:4_000].lstrip("\ufeff \t\r\n")
    if beginning.startswith(("[", "{")):
        return any(f'"{key}"' in beginning for key in ADDRESS_KEYS)
    return bool(_HTML_EXPORT.match(beginning))


def parse_bookmark_file(text: str) -> ParsedList:
    """The stories of an export. Raises RequestRejected if there are too many."""
    check_length(text)
    text = text.lstrip("\ufeff \t\r\n")
    is_json = text.startswith(("[", "{"))
    addresses = _list_json_addresses(text) if is_json else _list_links(text)
    found = [url for url in dict.fromkeys(addresses) if is_web_url(url)]
    check_addresses(len(found))
    return ParsedList(outlines=tuple(Outline(url=url) for url in found))


def _list_json_addresses(text: str) -> Iterator[str]:
    """The address of each object; those inside an object that has one belong to it. Raises
    RequestRejected if there are too many values."""
    check_json_length(text)
    try:
        waiting = [json.loads(text)]
    except (ValueError, RecursionError):
        return
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += reversed(value)
        elif isinstance(value, dict):
            address = next((value[key] for key in ADDRESS_KEYS if value.get(key)), None)
            if isinstance(address, str):
                yield address
            else:
                waiting += reversed(list(value.values()))


def _list_links(text: str) -> list[str]:
    parser = _LinkParser()
    parser.feed(text)
    return parser.addresses


class _LinkParser(HTMLParser):
    """Collects the targets of links."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a" and (address := dict(attrs).get("href")):
            self.addresses.append(address.strip())
