"""Find the icons that a page links to (https://html.spec.whatwg.org/#rel-icon)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from earshot.errors import SourceError
from earshot.httpclient.addresses import resolve_web_url
from earshot.httpclient.client import Fetcher
from earshot.ingest.encoding import decode_content
from earshot.ingest.html.dom import Element, parse_html

COMMON_PATHS = ("/apple-touch-icon.png", "/favicon.ico")
"""Where sites have an icon that they do not link to."""
MAX_LINKED_ICONS = 3
WANTED_SIZE = 96
"""Pixels: of the icons that are as large as this the smallest comes first."""
_TOUCH_ICON_SIZE, _ICON_SIZE = 180, 32
"""Pixels: the usual sizes, where a link does not say one."""
_SIZE = re.compile(r"(\d{1,4})x\d")


def list_icons(origin: str, fetcher: Fetcher) -> list[str]:
    """The URLs where the site may have an icon, the best first. A site cannot name a private host
    unless it is on one."""
    urls = [*_fetch_links(f"{origin}/", fetcher), *(f"{origin}{path}" for path in COMMON_PATHS)]
    if not fetcher.is_private(origin):
        urls = [each for each in urls if not fetcher.is_private(each)]
    return list(dict.fromkeys(urls))


def _fetch_links(url: str, fetcher: Fetcher) -> list[str]:
    try:
        raw = fetcher.fetch(url)
        root = parse_html(decode_content(raw), url)
    except SourceError:
        return []
    links = sorted((each for each in root.iter("link") if _is_icon_link(each)), key=_rank_link)
    return _resolve_links(links, raw.url or url)[:MAX_LINKED_ICONS]


def _is_icon_link(link: Element) -> bool:
    """Whether it is an icon in pixels: an SVG may have scripts."""
    words = (link.get("rel") or "").lower().split()
    is_icon = "icon" in words or any(word.startswith("apple-touch-icon") for word in words)
    path = (link.get("href") or "").lower().partition("?")[0]
    return is_icon and "svg" not in (link.get("type") or "").lower() and not path.endswith(".svg")


def _rank_link(link: Element) -> tuple[bool, int]:
    sizes = [int(found) for found in _SIZE.findall((link.get("sizes") or "").lower())]
    usual = _TOUCH_ICON_SIZE if "apple" in (link.get("rel") or "").lower() else _ICON_SIZE
    size = max(sizes, default=usual)
    return size < WANTED_SIZE, size if size >= WANTED_SIZE else -size


def _resolve_links(links: Sequence[Element], url: str) -> list[str]:
    found = (resolve_web_url(url, link.get("href")) for link in links)
    return [each for each in found if each]
