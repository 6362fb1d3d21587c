"""Make lines of verse plain text where each line is a link, such as to its annotation."""

from __future__ import annotations

import re

from earshot.ingest.html.dom import Element, class_words, retag, text_content

_CLASS = re.compile(r"\b(?:lyrics?|verses?|stanzas?|poems?|songtext|paroles|letra)\b")
_MIN_LINES = 3


def unlink_verses(root: Element) -> None:
    for element in list(root.iter("div", "p", "section")):
        if element.attrib and _CLASS.search(class_words(element)) and _has_lines(element):
            for link in list(element.iter("a")):
                retag(link, "span")


def _has_lines(element: Element) -> bool:
    """Whether the element itself holds line breaks, and links with text between them."""
    breaks = sum(1 for child in element if child.tag == "br")
    links = sum(1 for child in element if child.tag == "a" and text_content(child).strip())
    return breaks >= _MIN_LINES and links >= _MIN_LINES
