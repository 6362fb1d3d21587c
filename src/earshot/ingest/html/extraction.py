"""The main text of a page, and what can be guessed of it. The one file that knows trafilatura."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace

import trafilatura

from earshot.ingest.blocks import Candidate
from earshot.ingest.cleanup import mended
from earshot.ingest.html.dom import Element, copied, runs
from earshot.ingest.metadata.bylines import people
from earshot.ingest.metadata.dates import moment
from earshot.ingest.metadata.page import Metadata
from earshot.model import Kind

# Their warnings are our errors; without a handler Python would print them
for _name in ("trafilatura", "htmldate", "courlan"):
    logging.getLogger(_name).addHandler(logging.NullHandler())

# Trafilatura's own tags
_BLOCKS = frozenset(("body", "div", "p", "head", "list", "item", "quote", "code", "cell"))
_BREAKS = frozenset(("lb",))
_KINDS: dict[str, Kind] = {"head": "heading", "quote": "quote", "item": "item"}


def extracted(root: Element, url: str) -> Iterator[Candidate]:
    """The main text of the page, block by block, without places. The tree may be changed."""
    document = trafilatura.bare_extraction(
        root, url=url or None, favor_precision=True, include_comments=False
    )
    body = getattr(document, "body", None)
    if body is None:
        return
    for owner, written in runs(body, _BLOCKS, _is_picture, _BREAKS):
        text = mended(written)
        if text:
            yield Candidate(kind=_kind(owner), text=text, tag=str(owner.tag))


def completed(known: Metadata, root: Element) -> Metadata:
    """What the page does not say in so many words, as trafilatura and htmldate guess it."""
    if known.published and known.authors:
        return known
    guessed = trafilatura.extract_metadata(
        copied(root), default_url=known.url or None, extensive=False
    )
    return replace(
        known,
        published=known.published or moment(guessed.date or ""),
        authors=known.authors or people((guessed.author or "").split(";")),
    )


def _is_picture(element: Element) -> bool:
    return str(element.tag) == "graphic"


def _kind(element: Element) -> Kind:
    """By the element's own tag, or by the quotation or list that it stands in."""
    above = (ancestor.tag for ancestor in element.iterancestors())
    tags = {element.tag, *above}
    return next((kind for tag, kind in _KINDS.items() if tag in tags), "paragraph")
