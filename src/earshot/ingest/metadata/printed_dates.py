"""Find the dates in the visible text of a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from earshot.ingest.html.dom import Element, class_words, text_content
from earshot.ingest.metadata.dates import is_date_line, parse_date
from earshot.ingest.metadata.story_area import MIN_STORY_CHARS, is_outside_story

_MAX_ELEMENTS = 3_000
"""At most this many elements are searched for a date."""
_MAX_LINE_CHARS = 120
_MODIFIED_LABEL = re.compile(
    r"\b(?:updated?|modified|aktualisiert|mis à jour|actualizad[oa]|atualizad[oa]|aggiornat[oa]|"
    r"uppdaterad|oppdatert|opdateret|bijgewerkt|zaktualizowan\w*|обновлен\w*|güncelle\w*)|"
    r"更新|수정|تحديث|עודכן",
    re.I,
)


def find_printed_dates(root: Element, language: str) -> Iterator[str]:
    """Yield the printed dates, publication dates before modification dates."""
    modified: list[str] = []
    for element in root.xpath("//*[@itemprop='datePublished' or @pubdate] | //time"):
        if _is_in_sentence(element):
            continue
        value = element.get("datetime") or element.get("content") or text_content(element)
        if _MODIFIED_LABEL.search(_surrounding_words(element)):
            modified.append(value)
        else:
            yield value
    for line in _find_date_lines(root):
        found = parse_date(line, language)
        value = found.isoformat() if found else ""
        if _MODIFIED_LABEL.search(line):
            modified.append(value)
        else:
            yield value
    yield from modified


def _find_date_lines(root: Element) -> Iterator[str]:
    """Yield short date lines above the text; below it only those whose class says so."""
    is_below_story = False
    tags = ("p", "div", "span", "li", "td", "small", "em", "font", "i", "b")
    for element in islice(root.iter(*tags), _MAX_ELEMENTS):
        own = element.text or ""
        is_below_story = is_below_story or (
            element.tag == "p" and len(text_content(element)) > MIN_STORY_CHARS
        )
        classes = class_words(element)
        if _SUBJECT_CLASS.search(classes):
            continue
        has_date_class = _DATE_CLASS.search(classes) is not None
        is_line = has_date_class or next(element.iterdescendants(*_PART_TAGS), None) is None
        line = " ".join((_line_text(element) if is_line else own).split())
        if (
            not 0 < len(line) <= _MAX_LINE_CHARS
            or not any(map(str.isdigit, line))
            or _UNRELATED_DATE.search(line)
        ):
            continue
        is_date = (is_date_line(line) and not is_below_story) or (
            has_date_class and parse_date(line)
        )
        if is_date and not is_outside_story(element):
            yield line


def _line_text(element: Element) -> str:
    """Return the text, with a space for each line break."""
    has_break = next(element.iter("br"), None) is not None
    return " ".join(element.itertext()) if has_break else text_content(element)


_SUBJECT_CLASS = re.compile(r"\b(?:bday|dtstart|dtend)\b")
"""Class names of the dates of a person or an event that the page is about."""
_PART_TAGS = ("p", "li", "td", "table", "ul", "h1", "h2", "h3")
"""An element with one of these inside is not a line."""
_UNRELATED_DATE = re.compile(
    r"©|\b(?:copyright|founded|established|registered|since|born|gegründet|fondée?|fundad[oa])\b|"
    r"등록|발행|설립|창간|备案|許可",
    re.I,
)
"""Words beside dates that do not date the article."""
_DATE_CLASS = re.compile(
    r"\b(?:date|datum|dateline|time|timestamp|published|pubdate|byline|fecha|data|created|submitted)\b"
)


def _is_in_sentence(time: Element) -> bool:
    """Whether the element is part of a sentence. Then it does not date the article."""
    parent = time.getparent()
    if parent is None or parent.tag not in ("p", "li", "blockquote", "td", "dd"):
        return False
    return len(text_content(parent)) > len(text_content(time)) + _MIN_SENTENCE_CHARS


_MIN_SENTENCE_CHARS = 60


def _surrounding_words(element: Element) -> str:
    """Return the words before the element, its own text and its class names."""
    parent, previous = element.getparent(), element.getprevious()
    before = (previous.tail or text_content(previous)) if previous is not None else ""
    above = (parent.text or "") if parent is not None and previous is None else ""
    own = text_content(element)
    return f"{before[-_MAX_LINE_CHARS:]} {above} {own[:_MAX_LINE_CHARS]} {class_words(element)}"
