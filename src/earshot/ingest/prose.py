"""What the words of an element say of it: sentences, or figures in rows."""

from __future__ import annotations

import re

from earshot.ingest.filter_phrases import find_phrase_reason
from earshot.ingest.html.dom import Element, class_words, tag_set, text_content

_LINKED = 0.25
_FORMS = ("form", "input", "button")
_SENTENCE_WORDS = 6
_STOPPED = re.compile(r"[.!?…。！？][\"'”’»)\]]*\s*$")


def prose_of(element: Element) -> int:
    """The words of sentences in the element; none where it leads elsewhere or asks for something:
    then its class names tell the truth."""
    whole = text_content(element)
    linked = sum(len(text_content(link)) for link in element.iter("a"))
    if linked > _LINKED * len(whole) or next(element.iter(*_FORMS), None) is not None:
        return 0
    if any(next(heading.iter("a"), None) is not None for heading in element.iter("h2", "h3", "h4")):
        return 0
    paragraphs = [element] if element.tag == "p" else list(element.iter("p"))
    texts = [text_content(paragraph).strip() for paragraph in paragraphs]
    counts = [
        len(text.split())
        for text in texts
        if _STOPPED.search(text) and not find_phrase_reason(text)
    ]
    return sum(count for count in counts if count >= _SENTENCE_WORDS)


_FIGURES = 3
"""Rows with a figure from which a box is one of figures."""
_FIGURE_ROW = 60
_FIGURE = re.compile(r"[^\W\d_].*?[-+−]?\d[\d.,:  ]*\s*(?:%|[^\W\d_]{1,4}|[€$£¥])?$", re.S)
_BOXES = tag_set("div section ul aside center")


def holds_figures(element: Element) -> bool:
    """Short rows that each end in a figure, and no sentence: a counter or a ranking."""
    if element.tag not in _BOXES or len(element) < _FIGURES:
        return False
    rows = [" ".join(text_content(row).split()) for row in element]
    if any(len(row) > 2 * _FIGURE_ROW or _STOPPED.search(row) for row in rows):
        return False
    inner = [row for row in element if row.tag in ("p", "div", "span", "li")]
    counted = sum(1 for row in inner if row.tag != "li" and _is_figure_row(row))
    return counted >= _FIGURES and 2 * counted >= len(rows)


def _is_figure_row(row: Element) -> bool:
    """Whether a name and a figure stand in it, each in an element of its own."""
    text = " ".join(text_content(row).split())
    parts = [each for each in row.iter() if each is not row and text_content(each).strip()]
    return len(parts) > 1 and len(text) <= _FIGURE_ROW and _FIGURE.fullmatch(text) is not None


_CODED = re.compile(r"\b(?:code|highlight|prettyprint|brush|language|src|terminal|console|shell)\b")
_SIGNS = re.compile(r"[{}();=<>$#|\\_\[\]]")
_DENSE = 0.06
"""The share of signs in code; in verse and letters there are hardly any."""
_WHOLE = 0.5


def holds_code(element: Element) -> bool:
    """Whether preformatted text is code: verse is set so too, and so are whole old documents."""
    text = text_content(element)
    body = next(element.iterancestors("body"), element)
    if len(text) > _WHOLE * len(text_content(body)):
        return False
    named = _CODED.search(class_words(element)) is not None
    return named or len(_SIGNS.findall(text)) > _DENSE * len(text)
