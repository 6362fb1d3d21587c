"""What an author put into a text: how a word is said, and where to keep silent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from earshot.model import HEADLINE, Article, Mark, Word
from earshot.phonemes import is_ipa
from earshot.script.g2p.morphology import with_s

LONGEST_PAUSE = 10_000
"""ms; a longer one would be taken for the end."""
Span = tuple[int, int]


def marks_of(article: Article, block: int) -> tuple[Mark, ...]:
    """The marks in the text that a `Word.block` points into."""
    if block == HEADLINE:
        return article.headline_marks
    return article.blocks[block].marks if block >= 0 else ()


def pronounced(marks: Iterable[Mark]) -> list[Span]:
    """The stretches whose sound is told, in IPA that is IPA."""
    return [(mark.start, mark.end) for mark in marks if mark.ipa and is_ipa(mark.ipa)]


def pauses(article: Article, block: int) -> list[tuple[int, int]]:
    """Offset and ms of each silence in a text, in its order."""
    marks = marks_of(article, block)
    return [
        (mark.start, min(mark.pause, LONGEST_PAUSE))
        for mark in marks
        if not (mark.ipa or mark.language)
    ]


def unbroken(spans: Sequence[Span], marks: Sequence[Mark]) -> Iterator[Span]:
    """The sentences, put together again where one would end inside a mark: "[Dr. No](/…/)"."""
    inside = [(mark.start, mark.end) for mark in marks if mark.ipa]
    opened: Span | None = None
    for span in spans:
        opened = (opened[0], span[1]) if opened else span
        if not any(start < opened[1] < end for start, end in inside):
            yield opened
            opened = None
    if opened:
        yield opened


def with_marks(words: Sequence[Word], marks: Sequence[Mark]) -> tuple[Word, ...]:
    """The words, those that are marked with the phonemes that they were given."""
    told = [mark for mark in marks if mark.ipa and is_ipa(mark.ipa)]
    return tuple(_told(word, told) for word in words) if told else tuple(words)


def _told(word: Word, marks: Sequence[Mark]) -> Word:
    for mark in marks:
        if mark.start <= word.start < mark.end:
            ipa = " ".join(mark.ipa.split())
            return replace(word, phonemes=with_s(ipa) if word.end > mark.end else ipa)
    return word


def language_of(text: str, span: Span, marks: Sequence[Mark]) -> str:
    """The language of a sentence that is all in another one than the article's; else nothing.

    Single words and phrases in a sentence stay the narrator's: so would a newsreader say them.
    """
    told = [mark for mark in marks if mark.language]
    start, end = (span[0] + at for at in _letters(text[slice(*span)])) if told else span
    return next((m.language for m in told if m.start <= start and end <= m.end), "")


def _letters(sentence: str) -> Span:
    """From its first letter to its last: quotation marks may stand outside a mark."""
    places = [at for at, sign in enumerate(sentence) if sign.isalnum()] or [0]
    return places[0], places[-1] + 1


def fault(mark: Mark) -> str:
    """What is wrong with a mark, or nothing."""
    if mark.ipa and not is_ipa(mark.ipa):
        return f"“{mark.ipa}” is no IPA that Earshot knows; it is read as if it were not marked"
    if mark.pause > LONGEST_PAUSE:
        return f"a pause is cut to {LONGEST_PAUSE // 1000} seconds"
    return ""
