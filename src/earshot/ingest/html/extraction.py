"""Extract the main text of a page. Only this module uses trafilatura."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from earshot.imports import load_without
from earshot.ingest.cleanup import clean_text
from earshot.ingest.filter_types import Candidate
from earshot.ingest.html.dom import Element, class_words, copy_tree, drop_element, split_into_runs
from earshot.ingest.metadata.bylines import parse_names
from earshot.ingest.metadata.dates import parse_datetime
from earshot.ingest.metadata.months import MONTHS
from earshot.ingest.metadata.page import PageMetadata
from earshot.ingest.metadata.story_area import is_outside_story
from earshot.model import BlockKind

if TYPE_CHECKING:
    import trafilatura
else:  # these modules take four fifths of the time of its import, and most pages need none of them
    trafilatura = load_without(
        "trafilatura",
        [
            *("charset_normalizer", "courlan", "htmldate", "justext", "justext.core"),
            *("justext.utils", "py3langid", "urllib3", "urllib3.response", "trafilatura.downloads"),
        ],
    )

# Earshot reports their warnings as errors; without a handler Python would print them
for _name in ("trafilatura", "htmldate", "courlan"):
    logging.getLogger(_name).addHandler(logging.NullHandler())

# Trafilatura's own tags
_BLOCK_TAGS = frozenset(("body", "div", "p", "head", "list", "item", "quote", "code", "cell"))
_BREAK_TAGS = frozenset(("lb",))
_NON_STORY_TAGS = ("nav", "menu", "aside", "footer")
"""Their bylines are those of other stories."""
_UNRELATED_CLASS = re.compile(r"\b(?:reply|replies|web ?mentions?|infobox)\b")
"""Boxes of readers' answers, which name their own authors, and of facts, which have other dates."""
_KIND_BY_TAG: dict[str, BlockKind] = {"head": "heading", "quote": "quote", "item": "item"}


def extract_candidates(root: Element, url: str) -> Iterator[Candidate]:
    """Return the main text, block by block, without positions. May change the tree."""
    document = trafilatura.bare_extraction(
        root, url=url or None, favor_precision=True, include_comments=False
    )
    body = getattr(document, "body", None)
    if body is None:
        return
    for element, raw_text, _ in split_into_runs(body, _BLOCK_TAGS, _is_image, _BREAK_TAGS):
        text = clean_text(raw_text)
        if text:
            yield Candidate(kind=_block_kind(element), text=text, tag=str(element.tag))


def complete_metadata(metadata: PageMetadata, root: Element) -> PageMetadata:
    """Return metadata with gaps filled by trafilatura and htmldate."""
    if metadata.published and metadata.authors:
        return metadata
    page = copy_tree(root)
    for element in list(page.iter(*_NON_STORY_TAGS)):
        is_inside = next(element.iterancestors("main", "article"), None) is not None
        if not is_inside or (element.tag in ("aside", "nav") and is_outside_story(element)):
            drop_element(element)
    for element in list(page.iter("div", "section", "li", "table")):
        if element.attrib and _UNRELATED_CLASS.search(class_words(element)):
            drop_element(element)
    guessed = trafilatura.extract_metadata(page, default_url=metadata.url or None, extensive=False)
    return replace(
        metadata,
        published=metadata.published or parse_datetime(guessed.date or ""),
        authors=metadata.authors or parse_names(map(_cut_month, (guessed.author or "").split(";"))),
    )


def _cut_month(name: str) -> str:
    """Return the name without the beginning of a date, as in "Ann Lee March"."""
    words = name.split()
    is_date = len(words) > _MIN_NAME_WORDS and words[-1].lower() in MONTHS
    return " ".join(words[:-1]) if is_date else name


_MIN_NAME_WORDS = 2


def _is_image(element: Element) -> bool:
    return str(element.tag) == "graphic"


def _block_kind(element: Element) -> BlockKind:
    """Return the kind by the element's tag, or by the quotation or list around it."""
    above = (ancestor.tag for ancestor in element.iterancestors())
    tags = {element.tag, *above}
    return next((kind for tag, kind in _KIND_BY_TAG.items() if tag in tags), "paragraph")
