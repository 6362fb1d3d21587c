"""Where each block stands in its page.

Trafilatura gives text without addresses, so the text is looked up again: the page's leaf blocks
(elements that hold running text and no other block) are keyed by their letters, and the blocks,
which come in page order, are found among them in one pass.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from itertools import accumulate
from operator import itemgetter
from typing import TypeVar

from earshot.ingest.page import Element, names, runs

T = TypeVar("T")

_BLOCKS = names(
    "p h1 h2 h3 h4 h5 h6 li blockquote div section article main td th dd dt pre figcaption header "
    "footer aside nav ul ol table tr tbody dl figure center body form address"
)
_BREAKS = names("br hr")
_SILENT = names("script style noscript template head svg iframe")
_SPACES = re.compile(r"[\W_]+")
_SHORT = 24
"""Letters under which a text may only be found whole, not inside another."""


def key_of(text: str) -> str:
    """The letters and digits of a text, which no spacing or mending changes."""
    return _SPACES.sub("", text).casefold()


def placed(root: Element, texts: Sequence[str]) -> list[Element | None]:
    """The page's element for each text, in order; None where the page does not hold it."""
    leaves = _leaves(root)
    stream = "".join(key for key, _ in leaves)
    starts: list[int] = []
    by_key: dict[str, list[int]] = defaultdict(list)
    length = 0
    for at, (key, _) in enumerate(leaves):
        starts.append(length)
        by_key[key].append(at)
        length += len(key)
    found: list[Element | None] = []
    number: int | None
    cursor = 0
    for text in texts:
        key = key_of(text)
        number = _whole(by_key.get(key, ()), cursor)
        whole = number is not None
        if number is None and len(key) >= _SHORT:
            number = _inside(stream, starts, key, cursor)
        if number is not None:
            cursor = number + whole  # two texts may stand in one leaf, but not twice the whole
        found.append(None if number is None else leaves[number][1])
    return found


def merged(
    root: Element, found: list[tuple[Element | None, T]], lost: list[tuple[Element, T]]
) -> list[tuple[Element | None, T]]:
    """Both in page order: each lost one after the last found one that stands above it."""
    if not lost:
        return found
    order = {element: number for number, element in enumerate(root.iter())}
    reached = list(accumulate((-1 if e is None else order[e] for e, _ in found), max))
    put = [(at, -1, found[at]) for at in range(len(found))]
    put += [(bisect_right(reached, order[e]) - 1, order[e], (e, value)) for e, value in lost]
    return [pair for _, _, pair in sorted(put, key=itemgetter(0, 1))]


def _whole(numbers: Sequence[int], cursor: int) -> int | None:
    """The first leaf of that text from the cursor on, else the last before it."""
    after = bisect_right(numbers, cursor - 1)
    return numbers[after] if after < len(numbers) else numbers[-1] if numbers else None


def _inside(stream: str, starts: list[int], key: str, cursor: int) -> int | None:
    at = stream.find(key, starts[cursor] if cursor < len(starts) else len(stream))
    if at < 0:
        at = stream.find(key)
    return None if at < 0 else bisect_right(starts, at) - 1


def _leaves(root: Element) -> list[tuple[str, Element]]:
    """Each stretch of running text by its letters, with its element, in page order."""
    keyed = ((key_of(text), owner) for owner, text in runs(root, _BLOCKS, _SILENT, _BREAKS))
    return [(key, owner) for key, owner in keyed if key]
