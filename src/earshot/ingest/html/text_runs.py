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

from earshot.ingest.blocks import key_of
from earshot.ingest.html.boilerplate import is_skipped
from earshot.ingest.html.dom import Element, names, runs

_BLOCKS = names(
    "p h1 h2 h3 h4 h5 h6 li blockquote div section article main td th dd dt pre figcaption header "
    "footer aside nav ul ol table tr tbody dl figure center body form address"
)
_BREAKS = names("br hr")
_SILENT = names("script style noscript template head svg iframe")
_SHORT = 24
"""Letters under which a text may only be found whole, not inside another."""


class Leaf(NamedTuple):
    """A stretch of running text: its letters, itself, and the block element it stands in."""

    key: str
    text: str
    owner: Element


def leaves_of(root: Element) -> list[Leaf]:
    """Every stretch with a letter in it, in page order."""
    stretches = runs(root, _BLOCKS, _silent, _BREAKS)
    leaves = (Leaf(key_of(text), text, owner) for owner, text in stretches)
    return [leaf for leaf in leaves if leaf.key]


def _silent(element: Element) -> bool:
    """Whether it is no text, or words in a line that are not for the ear."""
    return element.tag in _SILENT or (element.tag == "span" and is_skipped(element))


def placed(leaves: Sequence[Leaf], texts: Sequence[str]) -> list[int | None]:
    """The number of the leaf that each text opens in; None where the page does not hold it."""
    stream = _Stream(leaves)
    return [stream.found(key_of(text)) for text in texts]


class _Stream:
    """The letters of a page, looked through once from its top to its end."""

    def __init__(self, leaves: Sequence[Leaf]) -> None:
        self._letters = "".join(leaf.key for leaf in leaves)
        self._starts: list[int] = []
        self._whole: dict[str, list[int]] = defaultdict(list)
        self._openings: dict[str, list[int]] = defaultdict(list)
        self._cursor = 0
        length = 0
        for at, leaf in enumerate(leaves):
            self._starts.append(length)
            self._whole[leaf.key].append(at)
            self._openings[leaf.key[:_SHORT]].append(at)
            length += len(leaf.key)

    def found(self, key: str) -> int | None:
        """The leaf of the key: as a whole, else somewhere inside, else by its opening letters,
        since extraction may have lost some words inside a line."""
        number = _next(self._whole.get(key, ()), self._cursor)
        whole = number is not None
        if number is None and len(key) >= _SHORT:
            number = self._inside(key)
            if number is None:
                number = _next(self._openings.get(key[:_SHORT], ()), self._cursor)
        if number is not None:
            # two texts may stand in one leaf, but not twice the whole
            self._cursor = number + whole
        return number

    def _inside(self, key: str) -> int | None:
        starts, cursor = self._starts, self._cursor
        at = self._letters.find(key, starts[cursor] if cursor < len(starts) else len(self._letters))
        if at < 0:
            at = self._letters.find(key)
        return None if at < 0 else bisect_right(starts, at) - 1


def _next(numbers: Sequence[int], cursor: int) -> int | None:
    """The first of the numbers from the cursor on, else the last before it."""
    after = bisect_right(numbers, cursor - 1)
    return numbers[after] if after < len(numbers) else numbers[-1] if numbers else None
