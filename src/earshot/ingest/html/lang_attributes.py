"""What a page says of the languages in it, by `lang`: of blocks, and of phrases in them."""

from __future__ import annotations

from itertools import islice
from typing import NamedTuple

from earshot.ingest.cleanup import clean_text
from earshot.ingest.html.dom import Element, text_content
from earshot.ingest.metadata.language_tags import normalize_tag
from earshot.model import Annotation

_MAX_ANNOTATIONS = 20
"""Marked elements looked at in one block."""


class Tongues(NamedTuple):
    """The languages that one block says it has."""

    own: str
    inner: tuple[tuple[str, str], ...]
    """Phrases in it with the language of each."""


def tongues_of(element: Element) -> Tongues:
    """What the page says of a block's language, the frame of the page left out, and of the phrases
    in it."""
    marked = (
        (clean_text(text_content(inner)), language)
        for inner in islice(element.iterdescendants(), 10 * _MAX_ANNOTATIONS)
        if (language := _declared_language(inner))
    )
    return Tongues(_block_language(element), tuple(islice(marked, _MAX_ANNOTATIONS)))


def marks_of(tongues: Tongues, text: str) -> tuple[Annotation, ...]:
    """The languages as marks on a text of the block."""
    own = tongues.own
    marks = [Annotation(start=0, end=len(text), language=own)] if own else []
    at = 0
    for said, language in tongues.inner:
        place = text.find(said, at) if said else -1
        if place >= 0:
            at = place + len(said)
            marks.append(Annotation(start=place, end=at, language=language))
    return tuple(marks)


def _block_language(element: Element) -> str:
    """The nearest language above a block that is not the page's own."""
    for each in (element, *element.iterancestors()):
        if each.tag in ("body", "html"):
            return ""
        if language := _declared_language(each):
            return language
    return ""


def _declared_language(element: Element) -> str:
    return normalize_tag(element.get("lang") or element.get("xml:lang") or "")
