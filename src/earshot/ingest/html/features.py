"""Add features of the page's elements to a candidate: position, links, emphasis, language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import takewhile
from typing import NamedTuple

from earshot.ingest.cleanup import clean_text
from earshot.ingest.filter_types import Candidate, text_key
from earshot.ingest.html.dom import (
    Element,
    find_selector,
    has_children,
    tag_set,
    text_content,
)
from earshot.ingest.html.lang_attributes import BlockLanguages, LanguageFinder, annotate_phrases
from earshot.ingest.html.skip_marks import has_skip_mark, is_single_run
from earshot.ingest.html.text_runs import TextRun
from earshot.ingest.html.xpaths import XPathBuilder
from earshot.model import BlockKind

_PART_RATIO = 1.1
"""An element with more letters than this times the text holds other text too."""


_MIN_EMPHASIS_SHARE = 0.9
_EMPHASIS_TAGS = ("em", "i", "b", "strong", "small")
_PARAGRAPH_TAGS = tag_set("p div td center")
_IMAGE_TAGS = ("img", "picture", "figure", "amp-img")


class _ElementFeatures(NamedTuple):
    xpath: str
    selector: str | None
    letters: int
    link_share: float
    is_leaf: bool
    """Whether it has no child elements."""
    is_single_run: bool
    """Whether all of its text is one run."""
    is_emphasized: bool
    has_image: bool
    languages: BlockLanguages


class FeatureExtractor:
    """Computes the features of a page's elements, once for each element."""

    def __init__(self) -> None:
        self._paths = XPathBuilder()
        self._languages = LanguageFinder()
        self._features_by_element: dict[Element, _ElementFeatures] = {}

    def add_features(self, candidate: Candidate, run: TextRun, count: int) -> Candidate:
        """Return the candidate with the features of its run, in which `count` candidates start."""
        built = self.build_candidate(candidate.kind, candidate.text, run, count, candidate.tag)
        if not candidate.annotations:
            return built
        return replace(built, annotations=candidate.annotations + built.annotations)

    def build_candidate(
        self, kind: BlockKind, text: str, run: TextRun, count: int = 1, tag: str = ""
    ) -> Candidate:
        """Return a candidate with a text of the run and the features of its element."""
        element = run.element
        features = self._features_by_element.get(element) or self._compute_features(run)
        letters = features.letters if count == 1 and features.is_leaf else len(text_key(text))
        if features.is_single_run and count == 1 and letters != features.letters:
            # extraction may have lost the text after an element inside the paragraph
            text, letters = clean_text(text_content(element)), features.letters
        is_part = features.letters > _PART_RATIO * letters
        return Candidate(
            kind=kind,
            text=text,
            xpath=features.xpath,
            selector=features.selector,
            tag=tag if is_part else str(element.tag),
            link_share=run.link_share if is_part else features.link_share,
            is_emphasized=features.is_emphasized,
            has_image=features.has_image,
            annotations=annotate_phrases(features.languages, text),
        )

    def _compute_features(self, run: TextRun) -> _ElementFeatures:
        element = run.element
        is_leaf, has_attributes = not has_children(element), bool(element.attrib)
        letters = len(run.key if is_leaf else text_key(text_content(element)))
        links = 0 if is_leaf else _count_linked_letters(element)
        features = self._features_by_element[element] = _ElementFeatures(
            xpath=self._paths.xpath(element),
            selector=find_selector(element) if has_attributes else None,
            letters=letters,
            link_share=min(1.0, links / max(1, letters)),
            is_leaf=is_leaf,
            is_single_run=element.tag == "p"
            and (
                not (has_attributes and has_skip_mark(element))
                if is_leaf
                else is_single_run(element)
            ),
            is_emphasized=not is_leaf
            and _count_emphasized_letters(element) >= _MIN_EMPHASIS_SHARE * letters,
            languages=self._languages.find(element, is_leaf),
            has_image=element.tag in _PARAGRAPH_TAGS
            and ((not is_leaf and _holds_image(element)) or _follows_image(element)),
        )
        return features


def _count_linked_letters(element: Element) -> int:
    return sum(len(text_key(text_content(link))) for link in element.iter("a"))


def _count_emphasized_letters(element: Element) -> int:
    """Count the letters in emphasis, nested emphasis once."""
    outer = (
        inner
        for inner in element.iter(*_EMPHASIS_TAGS)
        if not any(above.tag in _EMPHASIS_TAGS for above in _between(inner, element))
    )
    return sum(len(text_key(text_content(inner))) for inner in outer)


def _between(inner: Element, outer: Element) -> Iterator[Element]:
    return takewhile(lambda above: above is not outer, inner.iterancestors())


def _holds_image(element: Element) -> bool:
    return next(element.iter(*_IMAGE_TAGS), None) is not None


def _follows_image(element: Element) -> bool:
    """Whether the element directly follows an image, or an element with only an image."""
    before = element.getprevious()
    if before is None or (before.tail or "").strip() or (before.text or "").strip():
        return False
    return _holds_image(before) and not text_content(before).strip()
