"""The difference between two versions of a story, sentence by sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

ChangeKind = Literal["added", "cut", "changed"]
MIN_SIMILARITY = 0.4
"""With fewer words in common, one sentence was cut and another one added."""
MAX_DISTANCE = 10
"""How many sentences may be added before a changed one is taken for a new one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceChange:
    kind: ChangeKind
    before: str = ""
    """The sentence as it was written; empty if it was added."""
    after: str = ""
    """As it is written now; empty if it was cut."""


def find_sentence_changes(before: Sequence[str], after: Sequence[str]) -> list[SentenceChange]:
    """The sentences that differ, in the order of the text."""
    return list(_iterate_changes(before, after))


def unchanged_share(before: Sequence[str], after: Sequence[str]) -> float:
    """The share of the words of the earlier version that are in unchanged sentences."""
    kept = set(after)
    counts = [(len(each.split()), each in kept) for each in before]
    total = sum(count for count, _ in counts)
    return sum(count for count, is_kept in counts if is_kept) / total if total else 1.0


def _iterate_changes(before: Sequence[str], after: Sequence[str]) -> Iterator[SentenceChange]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, first, last, new_first, new_last in matcher.get_opcodes():
        if tag != "equal":
            yield from _pair_sentences(before[first:last], after[new_first:new_last])


def _pair_sentences(before: Sequence[str], after: Sequence[str]) -> Iterator[SentenceChange]:
    """The changes of sentences at the same position."""
    start = 0
    for old in before:
        nearest = range(start, min(len(after), start + MAX_DISTANCE))
        found = next((each for each in nearest if _is_similar(old, after[each])), None)
        if found is None:
            yield SentenceChange(kind="cut", before=old)
            continue
        yield from _list_added(after[start:found])
        yield SentenceChange(kind="changed", before=old, after=after[found])
        start = found + 1
    yield from _list_added(after[start:])


def _list_added(sentences: Sequence[str]) -> Iterator[SentenceChange]:
    return (SentenceChange(kind="added", after=each) for each in sentences)


def _is_similar(old: str, new: str) -> bool:
    return SequenceMatcher(None, old.split(), new.split()).ratio() >= MIN_SIMILARITY
