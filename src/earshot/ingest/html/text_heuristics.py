"""Distinguish prose, lists of figures and code by the text of an element."""

from __future__ import annotations

import re
from itertools import islice

from earshot.ingest.filter_phrases import find_phrase_reason
from earshot.ingest.html.dom import Element, class_words, tag_set, text_content
from earshot.ingest.sentence_ends import ends_sentence
from earshot.ingest.word_counts import count_words

_MAX_LINK_SHARE = 0.25
_FORM_TAGS = ("form", "input", "button")
_MIN_SENTENCE_WORDS = 6


def count_prose_words(element: Element) -> int:
    """Count the words of whole sentences in the element.

    An element with a form, a linked heading or many links counts as 0: its class names are right.
    """
    text = text_content(element)
    linked = sum(len(text_content(link)) for link in element.iter("a"))
    if linked > _MAX_LINK_SHARE * len(text) or next(element.iter(*_FORM_TAGS), None) is not None:
        return 0
    if any(next(heading.iter("a"), None) is not None for heading in element.iter("h2", "h3", "h4")):
        return 0
    texts = [text_content(paragraph).strip() for paragraph in _find_paragraphs(element)]
    counts = [
        count_words(text) for text in texts if ends_sentence(text) and not find_phrase_reason(text)
    ]
    return sum(count for count in counts if count >= _MIN_SENTENCE_WORDS)


def _find_paragraphs(element: Element) -> list[Element]:
    """Return the paragraphs; without any, the boxes that hold only text."""
    paragraphs = list(element.iter("p"))
    boxes = paragraphs or [
        box
        for box in element.iter("div")
        if next(box.iterdescendants(*_CONTAINER_TAGS), None) is None
    ]
    return [element] if element.tag == "p" else boxes


_MIN_FIGURE_ROWS = 3
"""A box with fewer rows that end in a figure is not a list of figures."""
_MAX_FIGURE_ROW_CHARS = 60
_FIGURE = re.compile(r"[^\W\d_].*?[-+−]?\d[\d.,:  ]*\s*(?:%|[^\W\d_]{1,4}|[€$£¥])?$", re.S)
_CONTAINER_TAGS = tag_set("div section ul aside center")


def is_figure_list(element: Element) -> bool:
    """Whether the element has short rows that end in figures, such as a counter or a ranking."""
    if element.tag not in _CONTAINER_TAGS or len(element) < _MIN_FIGURE_ROWS:
        return False
    rows = [" ".join(text_content(row).split()) for row in element]
    if any(len(row) > 2 * _MAX_FIGURE_ROW_CHARS or ends_sentence(row) for row in rows):
        return False
    row_elements = [row for row in element if row.tag in ("p", "div", "span", "li")]
    figure_row_count = sum(1 for row in row_elements if row.tag != "li" and _is_figure_row(row))
    return figure_row_count >= _MIN_FIGURE_ROWS and 2 * figure_row_count >= len(rows)


def _is_figure_row(row: Element) -> bool:
    """Whether the row has a label and a figure, each in its own element."""
    text = " ".join(text_content(row).split())
    parts = [each for each in row.iter() if each is not row and text_content(each).strip()]
    return (
        len(parts) > 1
        and len(text) <= _MAX_FIGURE_ROW_CHARS
        and _FIGURE.fullmatch(text) is not None
    )


_CODE_CLASS = re.compile(
    r"\b(?:code|highlight|prettyprint|brush|language|src|terminal|console|shell)\b"
)
_CODE_PUNCTUATION = re.compile(r"[{}();=<>$#|\\_\[\]]")
_CODE_KEYWORD = re.compile(
    r"^\s*(?:def|class|return|import|from|function|var|let|const|if|for|while|public|private|"
    r"SELECT|#include|<\?php|\$ |npm|pip|sudo|git)\b.*[(:;={]|^\s+return\b",
    re.M,
)
_MIN_PUNCTUATION_SHARE = 0.06
"""Minimum share of punctuation in code; verse has hardly any."""
_MAX_PAGE_SHARE = 0.5


def is_code(element: Element) -> bool:
    """Whether preformatted text is code. Verse and whole old documents are preformatted too."""
    text = text_content(element)
    body = next(element.iterancestors("body"), element)
    if len(text) > _MAX_PAGE_SHARE * len(text_content(body)):
        return False
    return (
        _is_marked_as_code(element, text)
        or bool(_CODE_KEYWORD.search(text))
        or len(_CODE_PUNCTUATION.findall(text)) > _MIN_PUNCTUATION_SHARE * len(text)
    )


def _is_marked_as_code(element: Element, text: str) -> bool:
    """Whether class names say so, or the text is in a code element or in coloured spans."""
    boxes = [element, *islice(element.iterancestors("div", "figure"), _MAX_CODE_BOXES)]
    if any(
        _CODE_CLASS.search(class_words(box)) and text_content(box).strip() == text.strip()
        for box in boxes
    ):
        return True
    marked = [each for each in element if each.tag in ("code", "samp", "kbd")]
    if sum(len(text_content(each)) for each in marked) >= _MIN_MARKED_SHARE * len(text):
        return bool(marked)
    coloured = [span for span in element.iter("span") if span.get("class")]
    letters = sum(len(span.text or "") for span in coloured)
    return len(coloured) >= _MIN_COLOURED_SPANS and letters >= _MIN_COLOURED_SHARE * len(text)


_MAX_CODE_BOXES = 2
_MIN_MARKED_SHARE = 0.9
_MIN_COLOURED_SPANS, _MIN_COLOURED_SHARE = 3, 0.25
