"""The running text of a page, stretch by stretch, and where each found text stands among them.

Extraction gives text without addresses, so the text is looked up again: the page's leaves
(stretches of running text inside one block element) are keyed by their letters, and the texts,
which come in page order, are found among them in one pass.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from earshot.ingest.blocks import text_key
from earshot.ingest.html.boilerplate import is_boilerplate
from earshot.ingest.html.dom import Element, split_into_runs, tag_set

_BLOCK_TAGS = tag_set(
    "p h1 h2 h3 h4 h5 h6 li blockquote div section article main td th dd dt pre figcaption header "
    "footer aside nav ul ol table tr tbody dl figure center body form address"
)
_BREAK_TAGS = tag_set("br hr")
_SILENT_TAGS = tag_set("script style noscript template head svg iframe")
_MIN_PARTIAL_LETTERS = 24
"""Letters under which a text may only be found whole, not inside another."""


_LOOKAHEAD_LETTERS = 200_000
"""Letters from the last found text on, in which the next one is looked for first."""
_SEARCH_BUDGET = 100_000_000
"""Letters gone through for texts that are not ahead: else a long page takes quadratic time."""


class TextRun(NamedTuple):
    """A stretch of running text: its letters, itself, and the block element it stands in."""

    key: str
    text: str
    element: Element


def find_text_runs(root: Element) -> list[TextRun]:
    """Every stretch with a letter in it, in page order."""
    pairs = split_into_runs(root, _BLOCK_TAGS, _is_silent, _BREAK_TAGS)
    runs = (TextRun(text_key(text), text, owner) for owner, text in pairs)
    return [run for run in runs if run.key]


def _is_silent(element: Element) -> bool:
    """Whether it is no text, or words in a line that are not for the ear."""
    if element.tag in _SILENT_TAGS:
        return True
    return is_boilerplate(element) and next(element.iter(*_BLOCK_TAGS), None) is None


def locate_texts(runs: Sequence[TextRun], texts: Sequence[str]) -> list[range]:
    """The numbers of the leaves that each text stands in; none where the page does not hold it."""
    locator = _TextLocator(runs)
    return [locator.locate(text_key(text)) for text in texts]


class _TextLocator:
    """The letters of a page, looked through once from its top to its end."""

    def __init__(self, runs: Sequence[TextRun]) -> None:
        self._letters = "".join(leaf.key for leaf in runs)
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
        """The leaves of the key: one as a whole, else some from inside, else the one that it opens
        or ends, since extraction may have lost some words inside a line."""
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
        # two texts may stand in one leaf, but not twice the whole
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
    """The first of the numbers from the cursor on, else the last before it."""
    after = bisect_right(numbers, cursor - 1)
    return numbers[after] if after < len(numbers) else numbers[-1] if numbers else None
