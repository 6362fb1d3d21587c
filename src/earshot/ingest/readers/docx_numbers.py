"""Count the numbered paragraphs of a Word document, which has their numbers only as a rule.

ECMA-376, part 1, 17.9: Numbering.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from earshot.ingest.html.list_numbers import format_letters
from earshot.ingest.readers.docx_styles import W, read_value
from earshot.ingest.zip_container import XmlElement, ZipContainer

_PLACEHOLDER = re.compile("%([1-9])")
_LETTER_FORMATS = frozenset(("lowerLetter", "upperLetter"))
_UNNUMBERED_FORMATS = frozenset(("bullet", "none"))
_MAX_LABEL_CHARS = 40


class _Level(NamedTuple):
    start: int
    format: str
    text: str
    """The label, with a placeholder for the number of each level: "%1.%2"."""


class ListNumbering:
    """The numberings of one document, and how far each has counted."""

    def __init__(self, container: ZipContainer) -> None:
        self._list_by_numbering: dict[str, str] = {}
        self._levels: dict[str, dict[int, _Level]] = {}
        self._restarts: dict[str, dict[int, int]] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        if "word/numbering.xml" in container.names:
            self._read(container.read_xml("word/numbering.xml"))

    def count(self, numbering: str, level: int) -> str:
        """Count a paragraph of the level and return its label; empty if it shows no number.

        Numberings of the same list continue each other. Roman numerals are read as numbers.
        """
        levels = self._levels.get(numbering, {})
        if level not in levels:
            return ""
        counts = self._counts[self._list_by_numbering[numbering]]
        for restarted, start in self._restarts.pop(numbering, {}).items():
            counts[restarted] = start - 1
        counts[level] = counts.get(level, levels[level].start - 1) + 1
        for deeper in [each for each in counts if each > level]:
            del counts[deeper]
        return _format_label(levels, counts, level)

    def _read(self, root: XmlElement) -> None:
        lists = {each.get(f"{W}abstractNumId", ""): each for each in root.iter(f"{W}abstractNum")}
        styled = {read_value(each, f"{W}styleLink"): each for each in lists.values()}
        for element in root.iter(f"{W}num"):
            list_id = read_value(element, f"{W}abstractNumId")
            if list_id not in lists:
                continue
            numbering = element.get(f"{W}numId", "")
            linked = styled.get(read_value(lists[list_id], f"{W}numStyleLink"), lists[list_id])
            overrides = element.findall(f"{W}lvlOverride")
            levels = dict(_read_levels(linked))
            levels |= {n: each for override in overrides for n, each in _read_levels(override)}
            self._levels[numbering] = levels
            self._list_by_numbering[numbering] = list_id
            self._restarts[numbering] = {
                _read_integer(override.get(f"{W}ilvl", ""), 0): _read_integer(start, 1)
                for override in overrides
                if (start := read_value(override, f"{W}startOverride"))
            }


def _read_levels(parent: XmlElement) -> Iterator[tuple[int, _Level]]:
    for element in parent.findall(f"{W}lvl"):
        yield (
            _read_integer(element.get(f"{W}ilvl", ""), 0),
            _Level(
                _read_integer(read_value(element, f"{W}start"), 0),
                read_value(element, f"{W}numFmt"),
                read_value(element, f"{W}lvlText"),
            ),
        )


def _format_label(levels: dict[int, _Level], counts: dict[int, int], level: int) -> str:
    if levels[level].format in _UNNUMBERED_FORMATS or not _PLACEHOLDER.search(levels[level].text):
        return ""

    def format_number(placeholder: re.Match[str]) -> str:
        shown = int(placeholder[1]) - 1
        number = counts.get(shown, levels[shown].start if shown in levels else 1)
        has_letters = shown in levels and levels[shown].format in _LETTER_FORMATS
        return format_letters(number) if has_letters and number > 0 else str(number)

    label = _PLACEHOLDER.sub(format_number, levels[level].text)
    return label.strip(" .:;,()[]–-\u00a0\t")[:_MAX_LABEL_CHARS]


def _read_integer(written: str, default: int) -> int:
    return int(written) if re.fullmatch("[0-9]{1,9}", written) else default
