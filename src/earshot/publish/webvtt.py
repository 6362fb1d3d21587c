"""Timeline → WebVTT (W3C): cues of at most two lines of at most 65 characters, in the article's
own words, with its punctuation."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from earshot.model import INTRO, Article, Timeline, Timing, Word
from earshot.publish.timeline import format_time

LINE_LENGTH = 65
"""Characters; what the BBC's and Netflix's guides allow for two lines, and a phone can show."""
MAX_LINES = 2
CLOSING = "".join(chr(c) for c in range(33, 127) if not chr(c).isalnum()) + "’”»…—–。！？」』"
OPENING = re.compile(r"\S*$")


@dataclass(frozen=True, slots=True)
class _CueWord:
    """A word with the punctuation that clings to it, and when it is heard."""

    text: str
    start: int
    end: int


def write_webvtt(article: Article, timeline: Timeline) -> Iterator[str]:
    """The file, piece by piece."""
    language = f"Language: {article.language}\n" if article.language else ""
    yield f"WEBVTT\nKind: captions\n{language}"
    timings = iter(timeline.timings)
    for cue in timeline.cues:
        count = sum(1 for word in cue.utterance.words if word.spoken)
        heard = list(islice(timings, count))
        yield from _cue_texts(list(_cue_words(article, heard)), timeline)


def _cue_texts(pieces: list[_CueWord], timeline: Timeline) -> Iterator[str]:
    lines = _lines(pieces)
    for first in range(0, len(lines), MAX_LINES):
        together = lines[first : first + MAX_LINES]
        start = timeline.ms(together[0][0].start)
        end = max(start + 1, timeline.ms(together[-1][-1].end))
        text = "\n".join(" ".join(piece.text for piece in line) for line in together)
        yield f"\n{format_time(start)} --> {format_time(end)}\n{html.escape(text, quote=False)}\n"


def _lines(pieces: list[_CueWord]) -> list[list[_CueWord]]:
    lines: list[list[_CueWord]] = []
    room = 0
    for piece in pieces:
        if not lines or len(piece.text) + 1 > room:
            lines.append([])
            room = LINE_LENGTH + 1
        lines[-1].append(piece)
        room -= len(piece.text) + 1
    return lines


def _cue_words(article: Article, timings: list[Timing]) -> Iterator[_CueWord]:
    """The words with everything that stands between them: what touches the next word goes with
    it, the rest with the word before. What is longer than a line is broken."""
    for number, timing in enumerate(timings):
        before = timings[number - 1].word.end if number else 0
        after = timings[number + 1].word.start if number + 1 < len(timings) else None
        written = " ".join(_with_punctuation(article, timing.word, before, after).split())
        for start in range(0, len(written), LINE_LENGTH):
            yield _CueWord(written[start : start + LINE_LENGTH], timing.start, timing.end)


def _with_punctuation(article: Article, word: Word, before: int, after: int | None) -> str:
    """The word with its punctuation; `before` and `after` are where its neighbours stop and
    start, None where the sentence ends with it."""
    if word.block == INTRO:
        return word.text + word.boundary
    text = article.text_of(word.block)
    opening = _opening(text[before : word.start], first=before == 0)
    gap = text[word.end : after]
    if after is None:
        return opening + word.text + gap[: len(gap) - len(gap.lstrip(CLOSING))]
    clinging = _opening(gap, first=False)
    return opening + word.text + gap[: len(gap) - len(clinging)]


def _opening(gap: str, *, first: bool) -> str:
    """The end of a gap that belongs to the word after it: an opening quote, a bracket."""
    clinging = OPENING.search(gap)
    found = clinging.group() if clinging else ""
    return found if first or len(found) < len(gap) else ""
