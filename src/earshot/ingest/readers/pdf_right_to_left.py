"""Put the characters of right-to-left pages in order by their positions.

PDFium takes the text for drawn from left to right, and turns the words. Many files are drawn
otherwise, Chromium's with each word in an order of its own, and their ligatures come out reversed.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from math import inf
from typing import NamedTuple

from earshot.ingest.readers.bidi_order import has_right_to_left

_MAX_BASELINE_SHIFT = 0.45
"""Relative to the font size: characters on one line, raised marks included."""
_MIN_SPACE = 0.2
"""A wider gap, relative to the font size, is a space."""
KASHIDA = "\u0640"
"""Stretches a word."""
_PRESENTATION_FORM = re.compile("[\ufb1d-\ufdff\ufe70-\ufefc]")
_REVERSED_LAM_ALEF = re.compile("^([\u0622\u0623\u0625\u0627])\u0644$")


class Glyph(NamedTuple):
    """A character as it is drawn, in points from the top left corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    origin: tuple[float, float]
    """Its position on the baseline. The letters of a ligature share it."""
    em: float
    """The font size in points; `size` is the one that the file names."""

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


def split_into_lines(glyphs: Iterable[Glyph], max_gap: float) -> Iterator[list[Glyph]]:
    """Yield the characters of each line from left to right, with spaces. A gap of more than
    `max_gap` font sizes separates two lines."""
    for row in _split_into_rows(glyphs):
        line: list[Glyph] = []
        for glyph in _join_glyphs(row):
            gap = glyph.left - line[-1].right if line else 0.0
            if gap > max_gap * glyph.em:
                yield line
                line = []
            elif gap > _MIN_SPACE * glyph.em:
                line.append(glyph._replace(text=" ", left=line[-1].right, right=glyph.left))
            line.append(glyph)
        if line:
            yield line


def _split_into_rows(glyphs: Iterable[Glyph]) -> Iterable[list[Glyph]]:
    """Return the characters of each baseline. Those of few characters, such as raised marks, join
    the nearest one."""
    by_baseline: dict[float, list[Glyph]] = defaultdict(list)
    for glyph in glyphs:
        by_baseline[round(glyph.origin[1], 1)].append(glyph)
    rows: dict[float, list[Glyph]] = {}
    baselines: list[float] = []
    for baseline in sorted(by_baseline, key=lambda each: -len(by_baseline[each])):
        group = by_baseline[baseline]
        at = bisect(baselines, baseline)
        nearest = min(
            baselines[max(0, at - 1) : at + 1], key=lambda each: abs(each - baseline), default=inf
        )
        if abs(nearest - baseline) > _MAX_BASELINE_SHIFT * max(glyph.em for glyph in group):
            baselines.insert(at, baseline)
            nearest = baseline
        rows.setdefault(nearest, []).extend(group)
    return rows.values()


def _join_glyphs(row: Sequence[Glyph]) -> list[Glyph]:
    """Return the characters from left to right, each with its marks."""
    joined = [_join_ligature(list(parts)) for _, parts in groupby(row, lambda each: each.origin)]
    letters = sorted((each for each in joined if not _is_mark(each)), key=lambda each: each.origin)
    for mark in filter(_is_mark, joined) if letters else ():
        at = min(range(len(letters)), key=lambda n: _distance(letters[n], mark))
        letters[at] = letters[at]._replace(text=letters[at].text + mark.text)
    return letters


def _is_mark(glyph: Glyph) -> bool:
    return unicodedata.category(glyph.text[0]) == "Mn"


def _distance(letter: Glyph, mark: Glyph) -> tuple[float, float]:
    outside = max(0.0, letter.left - mark.middle, mark.middle - letter.right)
    return outside, abs(letter.middle - mark.middle)


def _join_ligature(parts: Sequence[Glyph]) -> Glyph:
    """Return the letters and marks of a glyph as one. PDFium divides its area among them."""
    is_turned = has_right_to_left("".join(part.text for part in parts))
    ordered = sorted(parts, key=lambda part: -part.middle if is_turned else part.middle)
    letters = "".join(part.text for part in ordered if not _is_mark(part))
    marks = "".join(part.text for part in ordered if _is_mark(part))
    return ordered[0]._replace(
        text=_plain_letters(_REVERSED_LAM_ALEF.sub("\u0644\\1", letters) + marks),
        left=min(part.left for part in parts),
        right=max(part.right for part in parts),
    )


def _plain_letters(text: str) -> str:
    """Return the letters without the forms that they take in a word."""
    return unicodedata.normalize("NFKC", text) if _PRESENTATION_FORM.search(text) else text
