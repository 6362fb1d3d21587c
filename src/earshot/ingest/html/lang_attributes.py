"""What a page says of the languages in it, by `lang`: of blocks, and of phrases in them."""

from __future__ import annotations

from itertools import islice

from earshot.ingest.cleanup import mended
from earshot.ingest.html.dom import Element, words_of
from earshot.ingest.metadata.language_tags import tag
from earshot.model import Mark

_MARKED = 20
"""Marked elements looked at in one block."""


def told_languages(element: Element, text: str) -> tuple[Mark, ...]:
    """What the page says of a block's language, the frame of the page left out, and of the phrases
    in it."""
    marks = [Mark(start=0, end=len(text), language=own)] if (own := _of_block(element)) else []
    at = 0
    for inner in islice(element.iterdescendants(), 10 * _MARKED):
        language = _told(inner)
        said = mended(words_of(inner)) if language and len(marks) < _MARKED else ""
        place = text.find(said, at) if said else -1
        if place >= 0:
            at = place + len(said)
            marks.append(Mark(start=place, end=at, language=language))
    return tuple(marks)


def _of_block(element: Element) -> str:
    """The nearest language above a block that is not the page's own."""
    for each in (element, *element.iterancestors()):
        if each.tag in ("body", "html"):
            return ""
        if language := _told(each):
            return language
    return ""


def _told(element: Element) -> str:
    return tag(element.get("lang") or element.get("xml:lang") or "")
