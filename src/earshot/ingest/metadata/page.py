"""Read a page's metadata: from JSON-LD, then meta elements, then the visible text."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from urllib.parse import urlsplit

from earshot.httpclient.addresses import resolve_web_url
from earshot.ingest.cleanup import clean_text
from earshot.ingest.filter_types import text_key
from earshot.ingest.html.dom import Element, text_content
from earshot.ingest.metadata import jsonld
from earshot.ingest.metadata.bylines import (
    is_agency,
    is_full_name,
    is_organization,
    order_name,
    parse_names,
)
from earshot.ingest.metadata.dates import parse_datetime
from earshot.ingest.metadata.headlines import ARCHIVED_TITLE, best_headline, strip_host_names
from earshot.ingest.metadata.language_tags import first_tag
from earshot.ingest.metadata.printed_bylines import (
    find_bylines_near_headline,
    find_marked_elements,
    find_other_bylines,
)
from earshot.ingest.metadata.printed_dates import find_printed_dates
from earshot.model import ArticleMetadata

_PUBLISHED_KEYS = (
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
_MIN_NAME_LETTERS = 5
"""A shorter name may be that of a person by chance."""
_MODIFIED_KEYS = (
    "article:modified_time",
    "og:updated_time",
    "og:article:modified_time",
    "datemodified",
    "lastmod",
    "last-modified",
    "dcterms.modified",
)
_AUTHOR_KEYS = (
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "byl",
    "byline",
    "writer",
    "dc.creator",
    "article:author_name",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageMetadata(ArticleMetadata):
    """Metadata of the article."""

    article_node: jsonld.Node = field(default_factory=dict)
    """The article's own JSON-LD object."""


def extract_metadata(root: Element, url: str) -> PageMetadata:
    """Return the metadata; never raises, however broken the page is."""
    nodes = jsonld.find_nodes(root)
    meta = _meta_tags(root)
    article_node = _find_article_node(nodes)
    canonical_url = _canonical_url(root, meta, url)
    site = _site_name(article_node, meta)
    language = first_tag(
        root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or "",
        jsonld.to_text(article_node.get("inLanguage", "")),
        meta.get("og:locale", ""),
        meta.get("content-language", ""),
    )
    headline = best_headline(root, jsonld.to_text(article_node.get("headline", "")), meta, site)
    return PageMetadata(
        headline=strip_host_names(headline, canonical_url),
        authors=_choose_authors(
            _author_candidates(root, nodes, article_node, meta),
            _publisher_keys(site, canonical_url),
        ),
        published=_first_date(_published_dates(root, nodes, meta, language)),
        modified=_first_date(_modified_dates(root, article_node, meta)),
        section=_section_name(article_node, meta),
        language=language,
        url=canonical_url,
        site=site,
        image=_image_url(article_node, meta, canonical_url),
        article_node=article_node,
    )


def _find_article_node(nodes: list[jsonld.Node]) -> jsonld.Node:
    """Return the page's main article: of the objects with its headline the one with most
    properties."""
    articles = jsonld.article_nodes(nodes)
    if not articles:
        return {}
    name = jsonld.to_text(articles[0]["headline"])
    matching = [node for node in articles if jsonld.to_text(node["headline"]) == name]
    return max(matching, key=len)


def _meta_tags(root: Element) -> dict[str, str]:
    """Return the first content of each meta name, property or itemprop, with keys in lower case.

    Some archives write `value` in place of `content`. Their page may print another headline, so
    one has a key of its own.
    """
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        content = (element.get("content") or element.get("value") or "").strip()
        is_archived = not element.get("content")
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            key = (element.get(attribute) or "").strip().lower()
            key = ARCHIVED_TITLE if is_archived and key == "og:title" else key
            if key and content and not (is_archived and key == "twitter:title"):
                found.setdefault(key, content)
    return found


def _site_name(article_node: jsonld.Node, meta: dict[str, str]) -> str:
    names = (meta.get("og:site_name", ""), jsonld.to_text(article_node.get("publisher", "")))
    return next((clean_text(name) for name in names if name and "://" not in name), "")


def _canonical_url(root: Element, meta: dict[str, str], url: str) -> str:
    canonical = (link.get("href") for link in root.iter("link") if _is_canonical_link(link))
    for address in (*canonical, meta.get("og:url")):
        absolute = resolve_web_url(url, address)
        if absolute and urlsplit(absolute).path not in ("", "/"):
            return absolute
    return url


def _is_canonical_link(link: Element) -> bool:
    return "canonical" in (link.get("rel") or "").lower().split()


def _image_url(article_node: jsonld.Node, meta: dict[str, str], url: str) -> str:
    image = jsonld.as_list(article_node.get("image"))[0] if article_node.get("image") else ""
    if isinstance(image, dict):
        image = image.get("url") or image.get("contentUrl")
    for address in (meta.get("og:image"), jsonld.to_text(image), meta.get("twitter:image")):
        absolute = resolve_web_url(url, address)
        if absolute:
            return absolute
    return ""


def _first_date(texts: Iterator[str]) -> date | None:
    return next(filter(None, map(parse_datetime, texts)), None)


def _modified_dates(
    root: Element, article_node: jsonld.Node, meta: dict[str, str]
) -> Iterator[str]:
    """Yield possible modification dates, the most reliable first."""
    yield jsonld.to_text(article_node.get("dateModified", ""))
    yield from (meta.get(name, "") for name in _MODIFIED_KEYS)
    for element in root.xpath("//*[@itemprop='dateModified']"):
        yield element.get("datetime") or element.get("content") or text_content(element)


def _section_name(article_node: jsonld.Node, meta: dict[str, str]) -> str:
    """Return the name of the section ("World"), not its URL."""
    texts = (
        jsonld.to_text(article_node.get("articleSection", "")),
        meta.get("article:section", ""),
    )
    sections = (clean_text(unescape(section)) for section in texts)
    return next((section for section in sections if section and "://" not in section), "")


def _published_dates(
    root: Element, nodes: list[jsonld.Node], meta: dict[str, str], language: str
) -> Iterator[str]:
    """Yield possible publication dates, the most reliable first."""
    for key in ("datePublished", "dateCreated"):
        yield from (jsonld.to_text(node.get(key, "")) for node in jsonld.article_nodes(nodes))
        yield from (jsonld.to_text(node.get(key, "")) for node in nodes if not jsonld.is_work(node))
    yield from (meta.get(name, "") for name in _PUBLISHED_KEYS)
    yield from find_printed_dates(root, language)


def _choose_authors(
    candidates: Iterable[list[str]], publisher_keys: Collection[str]
) -> tuple[str, ...]:
    """Return the people of the first source that names any. If that is the publisher or a login, a
    later source may have the full name of a person."""
    name_lists = filter(None, (_parse_authors(each, publisher_keys) for each in candidates))
    first = next(name_lists, ())
    named = tuple(n for n in first if is_agency(n) or not _is_publisher(n, publisher_keys))
    if any(" " in name and not is_agency(name) for name in named):
        return named
    is_publisher = all(_is_publisher(name, publisher_keys) for name in first)
    for names in name_lists:
        persons = [name for name in names if not _is_publisher(name, publisher_keys)]
        if is_publisher and any(" " in name or is_full_name(name) for name in persons):
            return tuple(persons) if set(first) <= set(names) else names
        if any(_is_written_out(name, first[0]) for name in names):
            return names  # "annlee" was the login of Ann Lee
    return first


def _parse_authors(lines: list[str], publisher_keys: Collection[str]) -> tuple[str, ...]:
    """Parse the names, but do not split that of the site."""
    is_site = len(lines) == 1 and text_key(lines[0]) in publisher_keys  # "Kirche und Leben"
    return (clean_text(lines[0]),) if is_site else parse_names(lines)


def _is_written_out(name: str, login: str) -> bool:
    return " " in name and name != login and text_key(name) == text_key(login)


def _is_publisher(name: str, publisher_keys: Collection[str]) -> bool:
    """Whether the name is that of the site or of any organization."""
    key = text_key(name)
    is_other_form = any(
        min(len(key), len(each)) >= _MIN_NAME_LETTERS
        and (each.startswith(key) or key.startswith(each))
        for each in publisher_keys
    )
    return is_other_form or key in publisher_keys or is_organization(name)


def _publisher_keys(site: str, url: str) -> set[str]:
    """Return the letters of the publisher's name, its host and the host's name."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    return {text_key(name) for name in (site, host, *host.split(".")[:-1])} - {""}


def _author_candidates(
    root: Element, nodes: list[jsonld.Node], article_node: jsonld.Node, meta: dict[str, str]
) -> Iterator[list[str]]:
    nodes_by_id = {name: node for node in nodes if isinstance(name := node.get("@id"), str)}
    for node in (article_node, *jsonld.article_nodes(nodes)):
        yield _author_names(node, nodes_by_id)
    marked = list(find_marked_elements(root))
    printed_bylines = list(find_bylines_near_headline(root, marked))
    printed_names = next(filter(None, map(parse_names, printed_bylines)), ())
    named = [name for key in _AUTHOR_KEYS if (name := meta.get(key, ""))]
    is_byline = len(printed_names) > 1 and all(map(is_full_name, printed_names))
    if is_byline and any(text_key(name) == text_key(printed_names[0]) for name in named):
        yield list(printed_names)  # a meta element may name only the first of them
    yield from ([name] for name in named if not _is_contradicted(name, printed_names))
    yield [order_name(name) for name in _meta_contents(root, "citation_author")]
    yield from printed_bylines
    yield from find_other_bylines(root, marked)
    yield _meta_contents(root, "author")  # the second may name a person, the first a publisher


def _meta_contents(root: Element, name: str) -> list[str]:
    """Return the contents of the meta elements with this name."""
    return [
        element.get("content") or element.get("value") or ""
        for element in root.iter("meta")
        if (element.get("name") or "").lower() == name
    ]


def _is_contradicted(name: str, printed_names: Collection[str]) -> bool:
    """Whether the page prints full names, and this is none of them: an owner or a login."""
    full_names = [each for each in printed_names if " " in each and not is_organization(each)]
    text = text_key(name)
    return len(full_names) == len(printed_names) > 0 and not any(
        text_key(each) in text or text in text_key(each) for each in full_names
    )


def _author_names(node: jsonld.Node, nodes_by_id: dict[str, jsonld.Node]) -> list[str]:
    """Return persons before organizations; {"@id": …} refers to another object."""
    authors = [
        nodes_by_id.get(str(writer.get("@id")), writer) if isinstance(writer, dict) else writer
        for writer in jsonld.as_list(node.get("author") or node.get("creator") or [])
    ]
    persons = [w for w in authors if isinstance(w, str) or jsonld.has_type(w, "Person")]
    return [unescape(jsonld.to_text(writer)) for writer in persons or authors]
