"""Further evidence for a phrase rule, since an article's sentence can contain the same words."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from earshot.ingest.filter_phrases import find_phrase_reason
from earshot.ingest.filter_types import Candidate, FilterContext, text_key
from earshot.ingest.phrase_rule import PhraseRule
from earshot.ingest.reported_speech import reports_speech
from earshot.ingest.sentence_ends import ends_sentence

_MIN_LINK_SHARE = 0.15
_MIN_SENTENCE_WORDS, _MIN_SENTENCE_CHARS = 7, 40
"""A text below both limits is a label, even if it ends with a full stop."""
_UNPUNCTUATED_SCRIPT = re.compile("[\u0e00-\u0eff\u1780-\u17ff]")
"""Thai, Lao and Khmer do not end a sentence with a full stop."""
_MIN_UNPUNCTUATED_CHARS = 50
_UNSPACED_SCRIPT = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_MIN_UNSPACED_CHARS = 22
"""A Chinese or Japanese sentence has fewer characters."""
_MIN_BODY_WORDS = 10
_READER_ADDRESS = re.compile(
    r"\b(?:you|your|yours|us|our|ours|we|my|uns|unser\w*|wir|sie|ihr\w*|du|dein\w*|nous|notre|nos|"
    r"vous|votre|vos|nuestr\w+|nos|tu|su|nostr\w+|ci|noss\w+|ons|onze|oss|vår\w*|din|ditt)\b",
    re.I,
)


def is_confirmed(
    rule: PhraseRule, candidate: Candidate, index: int, context: FilterContext
) -> bool:
    """Whether position, markup or repetition also say that the text is not part of the article."""
    text = candidate.text
    if (
        rule.is_certain
        or candidate.link_share >= _MIN_LINK_SHARE
        or candidate.kind == "heading"
        or not is_sentence(text)
        or text_key(text) in context.repeated_texts
    ):
        return True
    return not reports_speech(text) and (
        candidate.is_emphasized
        or candidate.has_image
        or text.startswith("*")
        or index > context.last_body_index
        or (rule.matches_start(text) and _READER_ADDRESS.search(text) is not None)
    )


def is_sentence(text: str) -> bool:
    """Whether the text ends with a full stop and is long enough for a sentence."""
    if not ends_sentence(text):
        return len(text) >= _MIN_UNPUNCTUATED_CHARS and _UNPUNCTUATED_SCRIPT.match(text) is not None
    min_chars = _MIN_UNSPACED_CHARS if _UNSPACED_SCRIPT.search(text) else _MIN_SENTENCE_CHARS
    return len(text.split()) >= _MIN_SENTENCE_WORDS or len(text) >= min_chars


def find_first_body_index(candidates: Sequence[Candidate]) -> int:
    """Return the index of the first candidate that is clearly body text."""
    return next(_body_indexes(candidates, range(len(candidates))), 0)


def find_last_body_index(candidates: Sequence[Candidate]) -> int:
    """Return the index of the last candidate that is clearly body text."""
    return next(_body_indexes(candidates, range(len(candidates) - 1, -1, -1)), len(candidates))


def _body_indexes(candidates: Sequence[Candidate], indexes: Iterable[int]) -> Iterator[int]:
    for index in indexes:
        text, link_share = candidates[index].text, candidates[index].link_share
        min_chars = _MIN_UNSPACED_CHARS if _UNSPACED_SCRIPT.search(text) else _MIN_SENTENCE_CHARS
        is_long = len(text.split()) >= _MIN_BODY_WORDS or (
            not text.isascii() and len(text) >= min_chars
        )
        if (
            is_long
            and link_share < _MIN_LINK_SHARE
            and is_sentence(text)
            and not find_phrase_reason(text)
        ):
            yield index


def find_repeated_texts(candidates: Sequence[Candidate]) -> frozenset[str]:
    """Return the text keys that occur more than once."""
    counts = Counter(text_key(each.text) for each in candidates)
    return frozenset(key for key, count in counts.items() if count > 1)


_MIN_ITEM_HEADINGS, _MIN_SERIES_HEADINGS = 2, 3
"""Linked headings that make a list of items, or headings of a series in which some are linked; a
single linked heading leads to another story."""


def find_item_headings(candidates: Sequence[Candidate]) -> frozenset[int]:
    """Return the indexes of linked headings of items, each with a paragraph below."""
    followed = {
        index: each
        for index, (each, below) in enumerate(pairwise(candidates))
        if each.kind == "heading" and _is_followed_by_text(each, below)
    }
    series_sizes = Counter(map(_series_of, followed.values()))
    linked = [i for i, each in followed.items() if each.link_share > _MIN_HEADING_LINK_SHARE]
    unlinked_below = [index for index in linked if candidates[index + 1].link_share == 0]
    are_items = len(unlinked_below) >= _MIN_ITEM_HEADINGS
    return frozenset(
        index
        for index in linked
        if series_sizes[_series_of(candidates[index])] >= _MIN_SERIES_HEADINGS
        or (are_items and index in unlinked_below)
    )


_MIN_HEADING_LINK_SHARE = 0.5
_MAX_LINK_SHARE_BELOW = 0.5


def _series_of(heading: Candidate) -> tuple[str, str]:
    """Return the path of the element that holds the headings, and their tag."""
    return _parent_path(heading), heading.tag


def _parent_path(candidate: Candidate) -> str:
    return (candidate.xpath or "").rpartition("/")[0]


def _is_followed_by_text(heading: Candidate, below: Candidate) -> bool:
    return (
        _parent_path(heading) == _parent_path(below)
        and below.kind == "paragraph"
        and below.link_share < _MAX_LINK_SHARE_BELOW
        and is_sentence(below.text)
    )


_ITEM_PATH = re.compile(r"(?P<list>.*)/li(?:\[\d+\])?(?:/.*)?")
_MIN_TEXT_ITEMS = 2
_MAX_TEXT_LINK_SHARE = 0.3


def find_linked_items(candidates: Sequence[Candidate]) -> frozenset[int]:
    """Return the indexes of items that are links between items of text.

    In such a list at most every third item is a link, or two of three if the last one is a
    sentence. The last one is never a link: that is a button.
    """
    items: dict[str, list[int]] = defaultdict(list)
    for index, each in enumerate(candidates):
        if each.kind == "item" and (found := _ITEM_PATH.fullmatch(each.xpath or "")):
            items[found["list"]].append(index)
    return frozenset(
        index
        for indexes in items.values()
        if _is_list_of_text(candidates, indexes)
        for index in indexes[:-1]
    )


def _is_list_of_text(candidates: Sequence[Candidate], indexes: Sequence[int]) -> bool:
    count, last = _count_text_items(candidates, indexes), candidates[indexes[-1]]
    if last.link_share <= _MAX_TEXT_LINK_SHARE and is_sentence(last.text):
        return count >= len(indexes) / 3
    return count >= max(_MIN_TEXT_ITEMS, 2 * len(indexes) / 3)


def _count_text_items(candidates: Sequence[Candidate], indexes: Sequence[int]) -> int:
    return sum(1 for index in indexes if candidates[index].link_share <= _MAX_TEXT_LINK_SHARE)
