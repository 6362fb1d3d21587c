"""What the place of a candidate on its page says of it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile
from typing import NamedTuple

from earshot.ingest.blocks import Candidate, text_key
from earshot.ingest.cleanup import clean_text
from earshot.ingest.html.boilerplate import is_single_run
from earshot.ingest.html.dom import (
    Element,
    XPathBuilder,
    find_selector,
    has_children,
    tag_set,
    text_content,
)
from earshot.ingest.html.lang_attributes import Tongues, marks_of, tongues_of
from earshot.ingest.html.text_runs import TextRun

_PART_RATIO = 1.1
"""An element with so many times the letters of a text holds more than that text."""


_APART = 0.9
_EMPHASIS = ("em", "i", "b", "strong", "small")
_PARAGRAPHS = tag_set("p div td center")
_PICTURES = ("img", "picture", "figure", "amp-img")


class _ElementFeatures(NamedTuple):
    xpath: str
    selector: str | None
    letters: int
    link_share: float
    is_leaf: bool
    """Whether no other element stands in it."""
    is_single_run: bool
    """Whether all of it is one stretch of running text."""
    apart: bool
    pictured: bool
    tongues: Tongues


class FeatureExtractor:
    """The elements of one page, each looked at once, however many texts stand in it."""

    def __init__(self) -> None:
        self._paths = XPathBuilder()
        self._features_by_element: dict[Element, _ElementFeatures] = {}

    def add_features(self, candidate: Candidate, run: TextRun, count: int) -> Candidate:
        """The candidate with what its leaf says of it; `count` candidates open in that leaf."""
        element = run.element
        features = self._features_by_element.get(element) or self._compute_features(run)
        text = candidate.text
        letters = features.letters if count == 1 and features.is_leaf else len(text_key(text))
        if features.is_single_run and count == 1 and letters != features.letters:
            # extraction may have lost what follows an element inside the paragraph
            text, letters = clean_text(text_content(element)), features.letters
        is_part = features.letters > _PART_RATIO * letters
        return Candidate(
            kind=candidate.kind,
            text=text,
            xpath=features.xpath,
            selector=features.selector,
            tag=candidate.tag if is_part else str(element.tag),
            link_share=candidate.link_share if is_part else features.link_share,
            apart=features.apart,
            pictured=features.pictured,
            annotations=candidate.annotations + marks_of(features.tongues, text),
        )

    def _compute_features(self, run: TextRun) -> _ElementFeatures:
        element = run.element
        is_leaf = not has_children(element)
        letters = len(run.key if is_leaf else text_key(text_content(element)))
        links = sum(len(text_key(text_content(link))) for link in element.iter("a"))
        features = self._features_by_element[element] = _ElementFeatures(
            xpath=self._paths.xpath(element),
            selector=find_selector(element),
            letters=letters,
            link_share=min(1.0, links / max(1, letters)),
            is_leaf=is_leaf,
            is_single_run=element.tag == "p" and is_single_run(element),
            apart=not is_leaf and _emphasized(element) >= _APART * letters,
            tongues=tongues_of(element),
            pictured=element.tag in _PARAGRAPHS and _is_pictured(element),
        )
        return features


def _emphasized(element: Element) -> int:
    """The letters in emphasis, each once."""
    outer = (
        inner
        for inner in element.iter(*_EMPHASIS)
        if not any(above.tag in _EMPHASIS for above in _between(inner, element))
    )
    return sum(len(text_key(text_content(inner))) for inner in outer)


def _between(inner: Element, outer: Element) -> Iterator[Element]:
    return takewhile(lambda above: above is not outer, inner.iterancestors())


def _is_pictured(element: Element) -> bool:
    """Whether a picture stands in the element, or fills what stands right before it."""
    if next(element.iter(*_PICTURES), None) is not None:
        return True
    before = element.getprevious()
    if before is None or (before.tail or "").strip():
        return False
    holds = before.tag in _PICTURES or next(before.iter(*_PICTURES), None) is not None
    return holds and not text_content(before).strip()
