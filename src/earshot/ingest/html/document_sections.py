"""Find the sections of a document that the extraction missed.

Manuals put each heading and its text into a box, one box inside another. Extraction may return only
the introduction, whose paragraphs are all in one box.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from earshot.ingest.html.dom import Element, tag_set, text_content
from earshot.ingest.html.tag_paths import TagPaths
from earshot.ingest.html.text_runs import TextRun

_SECTION_TAGS = tag_set("div section")
_HEADING_TAGS = tag_set("h1 h2 h3 h4 h5 h6")
_MIN_PARAGRAPHS = 3
"""Fewer paragraphs below headings may be boxes inside a short article."""


def find_section_runs(
    runs: Sequence[TextRun],
    known_numbers: Collection[int],
    parents: Collection[Element | None],
    tag_paths: TagPaths,
) -> list[int]:
    """Return the paragraphs of the sections in the boxes that hold the known paragraphs.

    None if they are less than the known text: then they may be boxes beside an article.
    """
    sections = _find_sections([each for each in parents if each is not None])
    if not sections:
        return []
    found = [
        number
        for number, run in enumerate(runs)
        if run.element.tag == "p"
        and number not in known_numbers
        and run.element.getparent() in sections
        and tag_paths.is_article_text(run.element)
    ]
    known_letters = sum(len(runs[number].key) for number in known_numbers)
    is_document = sum(len(runs[number].key) for number in found) > known_letters
    return found if is_document and len(found) >= _MIN_PARAGRAPHS else []


def _find_sections(parents: Sequence[Element]) -> set[Element]:
    """Return the sections in the elements, and those in them."""
    sections = set[Element]()
    stack = list(parents)
    while stack:
        inside = [each for each in stack.pop() if each not in sections and _is_section(each)]
        sections.update(inside)
        stack += inside
    return sections


def _is_section(element: Element) -> bool:
    """Whether the element begins with a heading that is not a link, after anchors at most."""
    if element.tag not in _SECTION_TAGS or (element.text or "").strip():
        return False
    first = next((each for each in element if text_content(each).strip()), None)
    if first is None or first.tag not in _HEADING_TAGS:
        return False
    return not any(
        text_content(link).strip() == text_content(first).strip() for link in first.iter("a")
    )
