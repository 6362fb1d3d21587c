"""Map the paragraph styles of a Word document to HTML tags."""

from __future__ import annotations

import re
from collections.abc import Iterator

from earshot.ingest.zip_container import XmlElement, ZipContainer

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(r"(?:heading|überschrift|titre|título|titolo|kop|rubrik)\s*(\d)", re.I)
_TAG_BY_NAME = {"title": "h1", "subtitle": "h2", "quote": "blockquote", "caption": "figcaption"}
_INTENSE = "intense quote"
_CONTENTS = re.compile(r"toc ?(?:\d|heading)|table of (?:figures|authorities)", re.I)
_DEEPEST_HEADING = 4
_MAX_BASES = 10
_NO_NUMBERING = "0"
"""The id of a numbering that takes the numbering of the style away."""
_LEVELS = frozenset("012345678")


class ParagraphStyles:
    """The styles of one document. Word keeps built-in style names in English in every language."""

    def __init__(self, container: ZipContainer) -> None:
        self._style_by_id: dict[str, XmlElement] = {}
        if "word/styles.xml" in container.names:
            for style in container.read_xml("word/styles.xml").iter(f"{W}style"):
                self._style_by_id[style.get(f"{W}styleId", "")] = style

    def tag_of(self, paragraph: XmlElement) -> str:
        """Return the HTML tag of a paragraph: h1 to h4, li, blockquote, figcaption or p."""
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return "p"
        style = properties.find(f"{W}pStyle")
        style_id = style.get(f"{W}val", "") if style is not None else ""
        tag = self._tag_by_outline(properties) or self._tag_of_style(style_id)
        has_numbering = properties.find(f"{W}numPr") is not None
        is_unnumbered = read_value(properties, f"{W}numPr/{W}numId") == _NO_NUMBERING
        return tag or ("li" if has_numbering and not is_unnumbered else "p")

    def is_contents(self, paragraph: XmlElement) -> bool:
        """Whether the paragraph is a line of the table of contents."""
        style_id = read_value(paragraph, f"{W}pPr/{W}pStyle")
        style = self._style_by_id.get(style_id)
        name = read_value(style, f"{W}name") if style is not None else style_id
        return _CONTENTS.fullmatch(name) is not None

    def numbering_of(self, paragraph: XmlElement) -> tuple[str, int]:
        """Return the id of the paragraph's numbering and its level; the id may be empty."""
        style_id = read_value(paragraph, f"{W}pPr/{W}pStyle")
        own = [paragraph.find(f"{W}pPr/{W}numPr"), *self._numberings_of_style(style_id)]
        found = [each for each in own if each is not None]
        numbering = next((n for each in found if (n := read_value(each, f"{W}numId"))), "")
        level = next((n for each in found if (n := read_value(each, f"{W}ilvl"))), "0")
        return numbering, int(level) if level in _LEVELS else 0

    def _numberings_of_style(self, style_id: str) -> Iterator[XmlElement | None]:
        for _ in range(_MAX_BASES):
            style = self._style_by_id.get(style_id)
            if style is None:
                return
            yield style.find(f"{W}pPr/{W}numPr")
            style_id = read_value(style, f"{W}basedOn")

    def _tag_of_style(self, style_id: str) -> str:
        for _ in range(_MAX_BASES):  # styles may form a loop
            style = self._style_by_id.get(style_id)
            name = style_id if style is None else read_value(style, f"{W}name")
            if tag := _tag_by_name(name):
                return tag
            if style is None:
                return ""
            if style.find(f"{W}pPr/{W}numPr") is not None:
                return "li"
            style_id = read_value(style, f"{W}basedOn")
        return ""

    @staticmethod
    def _tag_by_outline(properties: XmlElement) -> str:
        level = read_value(properties, f"{W}outlineLvl")
        return _heading_tag(int(level) + 1) if level.isdecimal() and int(level) < 9 else ""


def read_value(element: XmlElement, path: str) -> str:
    found = element.find(path)
    return found.get(f"{W}val", "") if found is not None else ""


def _tag_by_name(name: str) -> str:
    if heading := _HEADING.match(name):
        return _heading_tag(int(heading[1]))
    name = name.lower()
    return _TAG_BY_NAME.get("quote" if name == _INTENSE else name, "")


def _heading_tag(level: int) -> str:
    return f"h{min(max(level, 1), _DEEPEST_HEADING)}"
