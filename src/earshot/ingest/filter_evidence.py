"""Second signs that a house wording is one: a sentence of a story may hold the same words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from earshot.ingest.blocks import Candidate, FilterContext, text_key
from earshot.ingest.filter_phrases import find_phrase_reason
from earshot.ingest.wordings import PhraseRule

_STOPPED = re.compile(r"[.!?…。！？][\"'”’»)\]]*$")
_LINKED = 0.15
_WORDS, _LETTERS = 7, 40
"""Under both a text is a label and no sentence, whatever stop ends it."""
_STOPLESS = re.compile("[\u0e00-\u0eff\u1780-\u17ff]")
"""Thai, Lao and Khmer, which end no sentence with a stop."""
_UNSTOPPED = 50
_RUNNING = 10
_ADDRESSED = re.compile(
    r"\b(?:you|your|yours|us|our|ours|we|my|uns|unser\w*|wir|sie|ihr\w*|du|dein\w*|nous|notre|nos|"
    r"vous|votre|vos|nuestr\w+|nos|tu|su|nostr\w+|ci|noss\w+|ons|onze|oss|vår\w*|din|ditt)\b",
    re.I,
)


def is_confirmed(row: PhraseRule, candidate: Candidate, at: int, story: FilterContext) -> bool:
    """Whether more than the wording says that the text is not of the story."""
    text = candidate.text
    return (
        row.sure
        or candidate.link_share >= _LINKED
        or candidate.kind == "heading"
        or candidate.apart
        or candidate.pictured
        or at > story.last
        or not is_sentence(text)
        or (row.opens(text) and _ADDRESSED.search(text) is not None)
        or text_key(text) in story.said_again
    )


def is_sentence(text: str) -> bool:
    """Whether a stop ends the text, and it is long enough for a sentence."""
    if not _STOPPED.search(text):
        return len(text) >= _UNSTOPPED and _STOPLESS.match(text) is not None
    return len(text.split()) >= _WORDS or len(text) >= _LETTERS


def first_running(candidates: Sequence[Candidate]) -> int:
    """The number of the first text that is plainly of the story."""
    return next(_running(candidates, range(len(candidates))), 0)


def last_running(candidates: Sequence[Candidate]) -> int:
    """The number of the last text that is plainly of the story."""
    return next(_running(candidates, range(len(candidates) - 1, -1, -1)), len(candidates))


def _running(candidates: Sequence[Candidate], numbers: Iterable[int]) -> Iterator[int]:
    for at in numbers:
        text, linked = candidates[at].text, candidates[at].link_share
        long = len(text.split()) >= _RUNNING or (not text.isascii() and len(text) >= _LETTERS)
        if long and linked < _LINKED and is_sentence(text) and not find_phrase_reason(text):
            yield at


def said_again(candidates: Sequence[Candidate]) -> frozenset[str]:
    """What a page says more than once, by its letters."""
    counts = Counter(text_key(each.text) for each in candidates)
    return frozenset(key for key, count in counts.items() if count > 1)


_TITLES = 2
"""Linked headings from which they are those of a list; one alone leads to another story."""


def titles(candidates: Sequence[Candidate]) -> frozenset[int]:
    """The numbers of linked headings of one story: a paragraph without links follows each."""
    found = [
        at
        for at, (each, below) in enumerate(pairwise(candidates))
        if each.kind == "heading" and each.link_share > _HEADED and _is_under(each, below)
    ]
    return frozenset(found) if len(found) >= _TITLES else frozenset()


_HEADED = 0.5


def _is_under(heading: Candidate, below: Candidate) -> bool:
    box = (heading.xpath or "").rpartition("/")[0]
    beside = box == (below.xpath or "").rpartition("/")[0]
    return (
        beside and below.kind == "paragraph" and below.link_share == 0 and is_sentence(below.text)
    )
