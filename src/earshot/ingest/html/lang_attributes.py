"""What a page says of the languages in it, by `lang`: of blocks, and of phrases in them."""

from __future__ import annotations

from itertools import islice

from earshot.ingest.cleanup import clean_text
from earshot.ingest.html.dom import Element, text_content
from earshot.ingest.metadata.language_tags import normalize_tag
from earshot.model import Annotation

_MAX_ANNOTATIONS = 20
"""Marked elements looked at in one block."""


def language_annotations(element: Element, text: str) -> tuple[Annotation, ...]:
    """What the page says of a block's language, the frame of the page left out, and of the phrases
    in it."""
    annotations = (
        [Annotation(start=0, end=len(text), language=block_language)]
        if (block_language := _block_language(element))
        else []
    )
    position = 0
    for inner in islice(element.iterdescendants(), 10 * _MAX_ANNOTATIONS):
        language = _declared_language(inner)
        phrase = (
            clean_text(text_content(inner))
            if language and len(annotations) < _MAX_ANNOTATIONS
            else ""
        )
        start = text.find(phrase, position) if phrase else -1
        if start >= 0:
            position = start + len(phrase)
            annotations.append(Annotation(start=start, end=position, language=language))
    return tuple(annotations)


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
