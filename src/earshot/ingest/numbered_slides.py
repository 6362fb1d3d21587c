"""Drop a gallery whose slides are numbered: "1/9 A bridge opens", "2/9 Snow in May"."""

from __future__ import annotations

import re
from itertools import pairwise

from earshot.ingest.filter_types import FilterVerdict

_NUMBER = re.compile(r"(?P<at>\d{1,3}) ?/ ?(?P<of>\d{1,3})\b(?!\s*/)")
_MIN_SLIDES = 3
"""Fewer numbers may be ratings."""
_MAX_SHARE = 0.6
"""A larger share of the letters is a story in pictures."""
_REASON = "captions"


def drop_slides(verdicts: list[FilterVerdict]) -> list[FilterVerdict]:
    """Drop the numbered blocks, the blocks below each, and the heading of the gallery."""
    found = [(at, number) for at, each in enumerate(verdicts) if (number := _slide_number(each))]
    starts, numbers = [at for at, _ in found], [number for _, number in found]
    if len(found) < _MIN_SLIDES or not _is_series(numbers):
        return verdicts
    first, end = starts[0], 2 * starts[-1] - starts[-2]  # the last slide is as long as the others
    if first and verdicts[first - 1].candidate.kind == "heading":
        first -= 1
    letters = [len(candidate.text) for candidate, _ in verdicts]
    if sum(letters[first:end]) > _MAX_SHARE * sum(letters):
        return verdicts
    slides = [FilterVerdict(c, reason or _REASON) for c, reason in verdicts[first:end]]
    return [*verdicts[:first], *slides, *verdicts[end:]]


def _slide_number(verdict: FilterVerdict) -> tuple[int, int] | None:
    found = _NUMBER.match(verdict.candidate.text)
    return (int(found["at"]), int(found["of"])) if found else None


def _is_series(numbers: list[tuple[int, int]]) -> bool:
    """Whether the numbers ascend and all name the same total."""
    positions = [at for at, _ in numbers]
    return len({of for _, of in numbers}) == 1 and all(
        above + 1 == below for above, below in pairwise(positions)
    )
