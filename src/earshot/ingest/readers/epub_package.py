"""Open the package of an EPUB: its metadata, reading order and table of contents."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from earshot.errors import SourceUnreadable
from earshot.ingest.cleanup import clean_text
from earshot.ingest.zip_container import XmlElement, ZipContainer

_MAX_FILES = 5_000
_FONT_OBFUSCATION = re.compile(r"idpf\.org/2008/embedding|ns\.adobe\.com/pdf/enc#RC", re.I)
"""Algorithms that only scramble fonts; any other encryption protects the text."""
_XHTML = ("application/xhtml+xml", "text/html")


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """An open book."""

    container: ZipContainer
    source: str
    title: str
    authors: list[str]
    language: str
    date: str
    spine: list[str]
    """Paths of the XHTML files in reading order."""
    titles: dict[str, str] = field(default_factory=dict)
    """Titles in the table of contents, by path."""


def open_package(data: bytes, source: str) -> Package:
    """Open a book. Raises SourceUnreadable for a damaged, protected or hostile one."""
    container = ZipContainer(data, source)
    _reject_drm(container, source)
    rootfile = container.read_xml("META-INF/container.xml").find(".//{*}rootfile")
    path = rootfile.get("full-path", "") if rootfile is not None else ""
    package = container.read_xml(_resolve("", path, source))
    folder = posixpath.dirname(path)
    items = {item.get("id", ""): item for item in package.iterfind("{*}manifest/{*}item")}
    ordered = [items.get(ref.get("idref", "")) for ref in _linear_itemrefs(package)]
    files = [item for item in ordered if item is not None and item.get("media-type", "") in _XHTML]
    return Package(
        container=container,
        source=source,
        title=_dc_texts(package, "title")[0],
        authors=_dc_texts(package, "creator"),
        language=_dc_texts(package, "language")[0],
        date=_dc_texts(package, "date")[0],
        spine=[_resolve(folder, item.get("href", ""), source) for item in files[:_MAX_FILES]],
        titles=_read_titles(container, folder, items, source),
    )


def _reject_drm(container: ZipContainer, source: str) -> None:
    if "META-INF/encryption.xml" not in container.names:
        return
    methods = container.read_xml("META-INF/encryption.xml").iter("{*}EncryptionMethod")
    if any(not _FONT_OBFUSCATION.search(method.get("Algorithm", "")) for method in methods):
        raise SourceUnreadable(source=source, reason="it is protected by DRM")


def _linear_itemrefs(package: XmlElement) -> list[XmlElement]:
    return [ref for ref in package.iterfind("{*}spine/{*}itemref") if ref.get("linear") != "no"]


def _dc_texts(package: XmlElement, name: str) -> list[str]:
    found = package.iterfind(f"{{*}}metadata/{{*}}{name}")
    return [text for each in found if (text := clean_text(each.text or ""))] or [""]


def _resolve(folder: str, href: str, source: str) -> str:
    """Return the member that a reference names. Raises SourceUnreadable for one outside."""
    parts = urlsplit(href)
    path = posixpath.normpath(posixpath.join(folder, unquote(parts.path)))
    if parts.scheme or parts.netloc or path.startswith(("/", "..")):
        reason = f"it refers to a file outside the book: {href[:200]}"
        raise SourceUnreadable(source=source, reason=reason)
    return path


def _read_titles(
    container: ZipContainer, folder: str, items: dict[str, XmlElement], source: str
) -> dict[str, str]:
    """Return the titles of the EPUB 3 navigation document, otherwise of the EPUB 2 NCX file."""
    titles: dict[str, str] = {}
    for item in items.values():
        is_nav = "nav" in item.get("properties", "").split()
        is_ncx = item.get("media-type", "") == "application/x-dtbncx+xml"
        if not (is_nav or is_ncx):
            continue
        path = _resolve(folder, item.get("href", ""), source)
        if path not in container.names:
            continue
        root = container.read_xml(path)
        found = _nav_links(root) if is_nav else _ncx_links(root)
        for href, title in found:
            target = _resolve(posixpath.dirname(path), href.partition("#")[0], source)
            titles.setdefault(target, title)
    return titles


def _nav_links(root: XmlElement) -> list[tuple[str, str]]:
    nav = next((each for each in root.iter("{*}nav") if _epub_type(each) in ("toc", "")), None)
    links = nav.iter("{*}a") if nav is not None else ()
    return [(a.get("href", ""), clean_text("".join(map(str, a.itertext())))) for a in links]


def _epub_type(element: XmlElement) -> str:
    return element.get("{http://www.idpf.org/2007/ops}type", "")


def _ncx_links(root: XmlElement) -> list[tuple[str, str]]:
    links = []
    for point in root.iter("{*}navPoint"):
        content = point.find("{*}content")
        label = clean_text(point.findtext("{*}navLabel/{*}text") or "")
        if content is not None and label:
            links.append((content.get("src", ""), label))
    return links
