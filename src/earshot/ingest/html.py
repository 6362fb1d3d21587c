"""A page → Article. The one file that knows trafilatura."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import trafilatura

from earshot.errors import NoArticle, Paywalled
from earshot.ingest.bylines import people
from earshot.ingest.dates import day
from earshot.ingest.metadata import Metadata, described
from earshot.ingest.origin import Origin
from earshot.ingest.page import Element, Paths, copied, parsed, runs, words_of
from earshot.ingest.paywall import is_walled
from earshot.ingest.places import key_of, merged, placed
from earshot.ingest.pruning import is_plain, mark, unmarked
from earshot.ingest.recovery import HEADINGS, left_lying
from earshot.ingest.scars import mended
from earshot.ingest.speakable import Candidate, Story, spoken
from earshot.model import Article, Block, Kind

# Their warnings are our errors; without a handler Python would print them
for _name in ("trafilatura", "htmldate", "courlan"):
    logging.getLogger(_name).addHandler(logging.NullHandler())

# Trafilatura's own tags
_BLOCKS = frozenset(("body", "div", "p", "head", "list", "item", "quote", "code", "cell"))
_SILENT = frozenset(("graphic",))
_BREAKS = frozenset(("lb",))
_KINDS: dict[str, Kind] = {"head": "heading", "quote": "quote", "item": "item"}


def read(text: str, origin: Origin) -> Article:
    """The story of an HTML page. Raises NoArticle, Paywalled and SourceUnreadable."""
    root = parsed(text, origin.source)
    known = _completed(described(root, origin.url), root)
    candidates = _candidates(root, origin.url)
    first = [words_of(element) for element in root.iter("h1")][:1]
    story = Story(names=(known.headline, *map(mended, first)), authors=known.authors)
    blocks = tuple(
        Block(kind=c.kind, text=c.text, place=c.place) for c in spoken(candidates, story)
    )
    if is_walled(root, known.story, " ".join(block.text for block in blocks)):
        raise Paywalled(source=origin.source)
    if not any(block.kind != "heading" for block in blocks):
        raise NoArticle(source=origin.source, reason=_reason(root))
    return Article(
        headline=known.headline,
        blocks=blocks,
        authors=known.authors,
        published=known.published,
        language=known.language,
        url=known.url,
        site=known.site,
        image=known.image,
    )


def _completed(known: Metadata, root: Element) -> Metadata:
    """What the page does not say in so many words, as trafilatura and htmldate guess it."""
    if known.published and known.authors:
        return known
    guessed = trafilatura.extract_metadata(copied(root), default_url=known.url or None)
    return replace(
        known,
        published=known.published or day(guessed.date or ""),
        authors=known.authors or people((guessed.author or "").split(";")),
    )


def _reason(root: Element) -> str:
    if not any(words_of(element).strip() for element in root.iter("body")):
        return "the page is empty, or its text is put there by a script"
    return "the page holds no running text"


def _candidates(root: Element, url: str) -> list[Candidate]:
    """All that may be story, in page order, with what its place says of it."""
    mark(root)
    found = list(_extracted(unmarked(root), url))
    places = placed(root, [candidate.text for candidate in found])
    counts = Counter(places)
    found = [_uncut(c, e, counts[e]) for c, e in zip(found, places, strict=True)]
    lost = [
        (
            e,
            Candidate(
                kind="heading" if e.tag in HEADINGS else "paragraph", text=mended(words_of(e))
            ),
        )
        for e in left_lying(root, places)
    ]
    in_order = merged(root, list(zip(places, found, strict=True)), lost)
    paths = Paths()
    return [_seen(candidate, element, paths) for element, candidate in in_order]


def _uncut(candidate: Candidate, element: Element | None, count: int) -> Candidate:
    """The whole paragraph, where extraction lost what follows an element inside it."""
    if element is None or element.tag != "p" or count > 1 or not is_plain(element):
        return candidate
    return replace(candidate, text=mended(words_of(element)))


def _seen(candidate: Candidate, element: Element | None, paths: Paths) -> Candidate:
    """The candidate with what its place on the page says of it."""
    if element is None:
        return candidate
    place = paths.of(element)
    whole = key_of(words_of(element))
    if len(whole) > 1.1 * len(key_of(candidate.text)):
        return replace(candidate, place=place)  # it is only a part of what stands there
    links = "".join(words_of(link) for link in element.iter("a"))
    linked = len(key_of(links)) / max(1, len(whole))
    return replace(candidate, place=place, tag=str(element.tag), linked=linked)


def _extracted(root: Element, url: str) -> Iterator[Candidate]:
    document = trafilatura.bare_extraction(
        root, url=url or None, favor_precision=True, include_comments=False
    )
    body = getattr(document, "body", None)
    if body is None:
        return
    for owner, written in runs(body, _BLOCKS, _SILENT, _BREAKS):
        text = mended(written)
        if text:
            yield Candidate(kind=_kind(owner), text=text, tag=str(owner.tag))


def _kind(element: Element) -> Kind:
    """By the element's own tag, or by the quotation or list that it stands in."""
    above = (ancestor.tag for ancestor in element.iterancestors())
    tags = {element.tag, *above}
    return next((kind for tag, kind in _KINDS.items() if tag in tags), "paragraph")
