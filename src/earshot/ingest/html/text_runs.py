"""Split a page into text runs, and locate extracted texts among them.

A text run is a stretch of text inside one block element. Trafilatura returns text without its
position, so the text is looked up again: runs are keyed by their letters, and the texts, which come
in page order, are found in one pass.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from earshot.ingest.filter_types import text_key
from earshot.ingest.html.dom import Element, split_into_runs, tag_set
from earshot.ingest.html.skip_marks import is_boilerplate

_BLOCK_TAGS = tag_set(
    "p h1 h2 h3 h4 h5 h6 li blockquote div section article main td th dd dt pre figcaption header "
    "footer aside nav ul ol table tr tbody dl figure center body form address"
)
_BREAK_TAGS = tag_set("br hr")
_SILENT_TAGS = tag_set("script style noscript template head svg iframe")
_MIN_PARTIAL_LETTERS = 24
"""A shorter text must match a whole run."""


_LOOKAHEAD_LETTERS = 200_000
"""The next text is first searched for within this many letters after the last one."""
_SEARCH_BUDGET = 100_000_000
"""Letters searched for texts that are not ahead; the limit avoids quadratic time."""


class TextRun(NamedTuple):
    """A stretch of text in one block element, with its letters as key."""

    key: str
    text: str
    element: Element
    link_share: float
    """Share of its letters inside links."""


def find_text_runs(root: Element) -> list[TextRun]:
    """Return every run that has a letter or digit, in page order."""
    raw_runs = split_into_runs(root, _BLOCK_TAGS, _is_silent, _BREAK_TAGS)
    runs = (_build_run(*raw_run) for raw_run in raw_runs)
    return [run for run in runs if run.key]


def _build_run(element: Element, text: str, linked_text: str) -> TextRun:
    key = text_key(text)
    linked_letters = len(text_key(linked_text)) if linked_text else 0
    return TextRun(key, text, element, linked_letters / max(1, len(key)))


def _is_silent(element: Element) -> bool:
    """Whether the element has no text, or is inline boilerplate."""
    tag = element.tag
    if tag in _SILENT_TAGS:
        return True
    if tag in _BLOCK_TAGS or not is_boilerplate(element):
        return False
    return next(element.iter(*_BLOCK_TAGS), None) is None


def locate_texts(runs: Sequence[TextRun], texts: Sequence[str]) -> list[range]:
    """Return the run numbers of each text; an empty range if the page does not contain it."""
    locator = _TextLocator(runs)
    return [locator.locate(text_key(text)) for text in texts]


class _TextLocator:
    """Searches the letters of a page from top to bottom."""

    def __init__(self, runs: Sequence[TextRun]) -> None:
        self._letters = "".join(run.key for run in runs)
        self._starts: list[int] = []
        self._by_key: dict[str, list[int]] = defaultdict(list)
        self._by_opening: dict[str, list[int]] = defaultdict(list)
        self._endings: dict[str, list[int]] = defaultdict(list)
        self._cursor = 0
        self._budget = _SEARCH_BUDGET
        length = 0
        for number, run in enumerate(runs):
            self._starts.append(length)
            self._by_key[run.key].append(number)
            self._by_opening[run.key[:_MIN_PARTIAL_LETTERS]].append(number)
            self._endings[run.key[-_MIN_PARTIAL_LETTERS:]].append(number)
            length += len(run.key)

    def locate(self, key: str) -> range:
        """Return the runs of the key: a whole run, else a part of some, else the run that it
        begins or ends, because extraction may lose words inside a line."""
        number = _next_from_cursor(self._by_key.get(key, ()), self._cursor)
        is_whole = number is not None
        last = number
        if number is None and len(key) >= _MIN_PARTIAL_LETTERS:
            number, last = self._locate_inside(key)
            if number is None:
                near = (
                    self._by_opening.get(key[:_MIN_PARTIAL_LETTERS])
                    or self._endings.get(key[-_MIN_PARTIAL_LETTERS:])
                    or ()
                )
                number = last = _next_from_cursor(near, self._cursor)
        if number is None or last is None:
            return range(0)
        # two texts may be in one run, but not the whole run twice
        self._cursor = last + is_whole
        return range(number, last + 1)

    def _locate_inside(self, key: str) -> tuple[int | None, int | None]:
        starts, cursor = self._starts, self._cursor
        begin = starts[cursor] if cursor < len(starts) else len(self._letters)
        at = self._letters.find(key, begin, begin + _LOOKAHEAD_LETTERS)
        if at < 0 and self._budget > 0:
            self._budget -= len(self._letters)
            at = self._letters.find(key)
        if at < 0:
            return None, None
        return bisect_right(starts, at) - 1, bisect_right(starts, at + len(key) - 1) - 1


def _next_from_cursor(numbers: Sequence[int], cursor: int) -> int | None:
    """Return the first number from the cursor on, otherwise the last one before it."""
    after = bisect_right(numbers, cursor - 1)
    return numbers[after] if after < len(numbers) else numbers[-1] if numbers else None
