"""What a page says of its story: JSON-LD first, then meta elements, then what is printed on it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from urllib.parse import urlsplit

from earshot.httpclient.addresses import web_address
from earshot.ingest.blocks import key_of
from earshot.ingest.cleanup import mended
from earshot.ingest.html.dom import Element, words_of
from earshot.ingest.metadata import jsonld
from earshot.ingest.metadata.bylines import people
from earshot.ingest.metadata.dates import moment
from earshot.ingest.metadata.headlines import best_headline
from earshot.ingest.metadata.language_tags import declared
from earshot.model import Facts

_DATES = (
    "article:published_time",
    "og:article:published_time",
    "parsely-pub-date",
    "datepublished",
    "publishdate",
    "publish-date",
    "pubdate",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.created",
    "dc.date",
    "date",
)
_CHANGES = (
    "article:modified_time",
    "og:updated_time",
    "og:article:modified_time",
    "datemodified",
    "lastmod",
    "last-modified",
    "dcterms.modified",
)
_AUTHORS = (
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "byl",
    "dc.creator",
    "article:author_name",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata(Facts):
    """What is known of the story before it is read."""

    story: jsonld.Node = field(default_factory=dict)
    """The article's own JSON-LD object."""


def described(root: Element, url: str) -> Metadata:
    """The page's metadata; never raises, however broken the page."""
    nodes = jsonld.nodes(root)
    meta = _meta(root)
    story = _story(nodes)
    address = _url(root, meta, url)
    site = _site(story, meta)
    return Metadata(
        headline=best_headline(root, jsonld.text_of(story.get("headline", "")), meta, site),
        authors=_authors(_author_places(root, nodes, story, meta), _houses(site, address)),
        published=_first(_dates(root, nodes, meta)),
        modified=_first(_changes(root, story, meta)),
        section=_section(story, meta),
        language=declared(
            root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or "",
            jsonld.text_of(story.get("inLanguage", "")),
            meta.get("og:locale", ""),
            meta.get("content-language", ""),
        ),
        url=address,
        site=site,
        image=_image(story, meta, address),
        story=story,
    )


def _story(nodes: list[jsonld.Node]) -> jsonld.Node:
    """The article the page is about: the first one named, and the fullest of that name."""
    found = jsonld.stories(nodes)
    if not found:
        return {}
    name = jsonld.text_of(found[0]["headline"])
    same = [node for node in found if jsonld.text_of(node["headline"]) == name]
    return max(same, key=len)


def _meta(root: Element) -> dict[str, str]:
    """The first content of each meta name, property or itemprop, keys in lower case."""
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        content = (element.get("content") or "").strip()
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            key = (element.get(attribute) or "").strip().lower()
            if key and content:
                found.setdefault(key, content)
    return found


def _site(story: jsonld.Node, meta: dict[str, str]) -> str:
    names = (meta.get("og:site_name", ""), jsonld.text_of(story.get("publisher", "")))
    return next((mended(name) for name in names if name and "://" not in name), "")


def _url(root: Element, meta: dict[str, str], url: str) -> str:
    canonical = (link.get("href") for link in root.iter("link") if _is_canonical(link))
    for address in (*canonical, meta.get("og:url")):
        absolute = web_address(url, address)
        if absolute and urlsplit(absolute).path not in ("", "/"):
            return absolute
    return url


def _is_canonical(link: Element) -> bool:
    return "canonical" in (link.get("rel") or "").lower().split()


def _image(story: jsonld.Node, meta: dict[str, str], url: str) -> str:
    pictured = jsonld.listed(story.get("image"))[0] if story.get("image") else ""
    if isinstance(pictured, dict):
        pictured = pictured.get("url") or pictured.get("contentUrl")
    for address in (meta.get("og:image"), jsonld.text_of(pictured), meta.get("twitter:image")):
        absolute = web_address(url, address)
        if absolute:
            return absolute
    return ""


def _first(written: Iterator[str]) -> date | None:
    return next(filter(None, map(moment, written)), None)


def _changes(root: Element, story: jsonld.Node, meta: dict[str, str]) -> Iterator[str]:
    """Everywhere a page may say when its story was last changed."""
    yield jsonld.text_of(story.get("dateModified", ""))
    yield from (meta.get(name, "") for name in _CHANGES)
    for element in root.xpath("//*[@itemprop='dateModified']"):
        yield element.get("datetime") or element.get("content") or words_of(element)


def _section(story: jsonld.Node, meta: dict[str, str]) -> str:
    """Its part of the paper: "World", never the address of that part."""
    written = (jsonld.text_of(story.get("articleSection", "")), meta.get("article:section", ""))
    named = (mended(unescape(section)) for section in written)
    return next((section for section in named if section and "://" not in section), "")


def _dates(root: Element, nodes: list[jsonld.Node], meta: dict[str, str]) -> Iterator[str]:
    """Everywhere a page may date itself, the most trusted first."""
    for key in ("datePublished", "dateCreated"):
        yield from (jsonld.text_of(node.get(key, "")) for node in jsonld.stories(nodes))
        yield from (jsonld.text_of(node.get(key, "")) for node in nodes)
    yield from (meta.get(name, "") for name in _DATES)
    for element in root.xpath("//*[@itemprop='datePublished' or @pubdate] | //time"):
        yield element.get("datetime") or element.get("content") or words_of(element)


def _authors(places: Iterable[list[str]], houses: Collection[str]) -> tuple[str, ...]:
    """The people of the first place that names any; where that is the newspaper itself, a later
    place may have the full name of a person."""
    named = filter(None, map(people, places))
    first = next(named, ())
    if not {*map(key_of, first)} <= set(houses):
        return first
    full = (names for names in named if any(" " in n and key_of(n) not in houses for n in names))
    return next(full, first)


def _houses(site: str, url: str) -> set[str]:
    """What the newspaper calls itself, by its letters: its name, its host and the host's name."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    return {key_of(name) for name in (site, host, *host.split(".")[:-1])} - {""}


def _author_places(
    root: Element, nodes: list[jsonld.Node], story: jsonld.Node, meta: dict[str, str]
) -> Iterator[list[str]]:
    known = {name: node for node in nodes if isinstance(name := node.get("@id"), str)}
    for node in (story, *jsonld.stories(nodes)):
        yield _names(node, known)
    yield from ([meta.get(name, "")] for name in _AUTHORS)
    yield [words_of(e) for e in root.xpath("//*[@rel='author' or @itemprop='author']")[:6]]
    for name in ("byline", "author"):
        classed = f"contains(concat(' ', translate(@class, '-_', '  '), ' '), ' {name} ')"
        yield [words_of(e) for e in root.xpath(f"//*[{classed}]")[:2]]


def _names(node: jsonld.Node, known: dict[str, jsonld.Node]) -> list[str]:
    """Persons before organisations; {"@id": …} stands for the object of that name."""
    writers = [
        known.get(str(writer.get("@id")), writer) if isinstance(writer, dict) else writer
        for writer in jsonld.listed(node.get("author") or node.get("creator") or [])
    ]
    persons = [w for w in writers if isinstance(w, str) or jsonld.is_a(w, "Person")]
    return [unescape(jsonld.text_of(writer)) for writer in persons or writers]
