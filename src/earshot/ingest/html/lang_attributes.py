"""Read the `lang` attributes of blocks and of phrases in them."""

from __future__ import annotations

from itertools import islice
from typing import NamedTuple

from earshot.ingest.cleanup import clean_text
from earshot.ingest.html.dom import Element, text_content
from earshot.ingest.metadata.language_tags import normalize_tag
from earshot.model import Annotation

_MAX_ANNOTATIONS = 20
"""At most this many phrases of one block are annotated."""


class BlockLanguages(NamedTuple):
    """The languages that the markup of one block declares."""

    language: str
    phrases: tuple[tuple[str, str], ...]
    """Phrases in it, each with its language."""


def find_phrase_languages(element: Element, language: str) -> BlockLanguages:
    """Return the language of a block with those that its phrases declare."""
    marked = (
        (clean_text(text_content(inner)), declared)
        for inner in islice(element.iterdescendants(), 10 * _MAX_ANNOTATIONS)
        if (declared := _declared_language(inner))
    )
    return BlockLanguages(language, tuple(islice(marked, _MAX_ANNOTATIONS)))


def annotate_phrases(languages: BlockLanguages, text: str) -> tuple[Annotation, ...]:
    """Return the languages as annotations on a text of the block."""
    language = languages.language
    annotations = [Annotation(start=0, end=len(text), language=language)] if language else []
    at = 0
    for phrase, language in languages.phrases:
        start = text.find(phrase, at) if phrase else -1
        if start >= 0:
            at = start + len(phrase)
            annotations.append(Annotation(start=start, end=at, language=language))
    return tuple(annotations)


class LanguageFinder:
    """Finds the declared languages of the blocks of one page."""

    def __init__(self) -> None:
        self._language_by_parent: dict[Element | None, str] = {}

    def find(self, element: Element, is_leaf: bool) -> BlockLanguages:
        """Return the declared languages of a block and its phrases, without the page's own."""
        language = "" if element.tag in _PAGE_TAGS else _declared_language(element)
        if not language and element.tag not in _PAGE_TAGS:
            parent = element.getparent()
            if parent not in self._language_by_parent:
                self._language_by_parent[parent] = _find_language_above(element)
            language = self._language_by_parent[parent]
        if is_leaf:
            return BlockLanguages(language, ())
        return find_phrase_languages(element, language)


_PAGE_TAGS = ("body", "html")


def _find_language_above(element: Element) -> str:
    """Return the nearest declared language below <body>."""
    for each in element.iterancestors():
        if each.tag in _PAGE_TAGS:
            return ""
        if language := _declared_language(each):
            return language
    return ""


def _declared_language(element: Element) -> str:
    if not element.attrib:
        return ""
    declared = element.get("lang") or element.get("xml:lang")
    return normalize_tag(declared) if declared else ""
