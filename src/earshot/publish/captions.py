"""Timeline → captions of at most two lines of at most 65 characters, and the formats to write them.

A caption holds the characters of the article with its punctuation. White space separates tokens
exactly where the article has white space, so "41-year-old" stays one token.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import EntryPoint
from itertools import islice

from earshot.errors import UnknownFormat
from earshot.model import INTRO, Article, Timeline, Timing, Word
from earshot.plugins import list_entry_points, run_plugin
from earshot.publish.timeline import format_time

LINE_LENGTH = 65
"""Characters: the limit for two lines in the BBC's and Netflix's guides; it fits on a phone."""
MAX_LINES = 2
CLOSING = "".join(chr(c) for c in range(33, 127) if not chr(c).isalnum()) + "’”»…—–。！？」』"
OPENING = re.compile(r"\S*$")


@dataclass(frozen=True, slots=True)
class Caption:
    start_ms: int
    end_ms: int
    text: str
    """One or two lines."""


@dataclass(frozen=True, slots=True)
class CaptionFormat:
    media_type: str
    write: Callable[[Article, Timeline], Iterator[str]]
    """Yields the file piece by piece."""


@dataclass(frozen=True, slots=True)
class _CueWord:
    """A word with its adjacent punctuation, and its time in samples."""

    text: str
    start: int
    end: int
    has_space: bool
    """Whether white space precedes it."""


def write_webvtt(article: Article, timeline: Timeline) -> Iterator[str]:
    """WebVTT (W3C)."""
    language = f"Language: {article.language}\n" if article.language else ""
    yield f"WEBVTT\nKind: captions\n{language}"
    for caption in split_captions(article, timeline):
        times = f"{format_time(caption.start_ms)} --> {format_time(caption.end_ms)}"
        yield f"\n{times}\n{html.escape(caption.text, quote=False)}\n"


def write_srt(article: Article, timeline: Timeline) -> Iterator[str]:
    """SubRip: numbered captions, a comma before the milliseconds, no escapes."""
    for number, caption in enumerate(split_captions(article, timeline), start=1):
        times = f"{format_time(caption.start_ms)} --> {format_time(caption.end_ms)}"
        blank = "\n" if number > 1 else ""
        yield f"{blank}{number}\n{times.replace('.', ',')}\n{caption.text}\n"


CAPTION_FORMATS = {
    "vtt": CaptionFormat("text/vtt", write_webvtt),
    "srt": CaptionFormat("application/x-subrip", write_srt),
}
"""By file extension."""
WRITER_PLUGINS = "earshot.writers"
"""Entry points, by file extension: functions as `CaptionFormat.write`."""


def get_caption_format(name: str) -> CaptionFormat:
    """Raises UnknownFormat."""
    formats = list_caption_formats()
    if name not in formats:
        raise UnknownFormat(format=name, known=", ".join(formats))
    return formats[name]


def list_caption_formats() -> dict[str, CaptionFormat]:
    """The formats by file extension, with those of plug-ins."""
    entries = list_entry_points(WRITER_PLUGINS)
    plugins = {each.name: CaptionFormat("text/plain", _plugin_writer(each)) for each in entries}
    return CAPTION_FORMATS | plugins | CAPTION_FORMATS


def _plugin_writer(entry: EntryPoint) -> Callable[[Article, Timeline], Iterator[str]]:
    def write(article: Article, timeline: Timeline) -> Iterator[str]:
        return iter(run_plugin(entry, lambda writer: list(writer(article, timeline))))

    return write


def split_captions(article: Article, timeline: Timeline) -> Iterator[Caption]:
    timings = iter(timeline.timings)
    for cue in timeline.cues:
        count = sum(1 for word in cue.utterance.words if word.spoken)
        words = list(_cue_words(article, list(islice(timings, count))))
        lines = _break_lines(words)
        for first in range(0, len(lines), MAX_LINES):
            yield _join_lines(lines[first : first + MAX_LINES], timeline)


def format_sentence(article: Article, timings: Sequence[Timing]) -> str:
    """A sentence in one line, in the article's own characters."""
    return _join_words(list(_cue_words(article, timings)))


def _join_lines(lines: list[list[_CueWord]], timeline: Timeline) -> Caption:
    start = timeline.ms(lines[0][0].start)
    end = max(start + 1, timeline.ms(lines[-1][-1].end))
    return Caption(start, end, "\n".join(map(_join_words, lines)))


def _join_words(words: list[_CueWord]) -> str:
    return "".join(" " * word.has_space + word.text for word in words).strip()


def _break_lines(words: list[_CueWord]) -> list[list[_CueWord]]:
    """Break lines at white space, and inside a token only if it is longer than a line."""
    lines: list[list[_CueWord]] = []
    for token in _group_tokens(words):
        is_long = len(_join_words(token)) > LINE_LENGTH
        for part in [[word] for word in token] if is_long else [token]:
            if not lines or len(_join_words([*lines[-1], *part])) > LINE_LENGTH:
                lines.append([])
            lines[-1] += part
    return lines


def _group_tokens(words: list[_CueWord]) -> list[list[_CueWord]]:
    """Group words that no white space separates: "41-", "year-" and "old" are one token."""
    tokens: list[list[_CueWord]] = []
    for word in words:
        if word.has_space or not tokens:
            tokens.append([])
        tokens[-1].append(word)
    return tokens


def _cue_words(article: Article, timings: Sequence[Timing]) -> Iterator[_CueWord]:
    """The words with their punctuation. An opening mark belongs to the next word, the rest to the
    word before. A word longer than a line is split."""
    has_space = True
    for number, timing in enumerate(timings):
        before = timings[number - 1].word.end if number else 0
        after = timings[number + 1].word.start if number + 1 < len(timings) else None
        raw = _with_punctuation(article, timing.word, before, after)
        text = " ".join(raw.split())
        has_space = has_space or raw[:1].isspace()
        for start in range(0, len(text), LINE_LENGTH):
            part = text[start : start + LINE_LENGTH]
            yield _CueWord(part, timing.start, timing.end, has_space=has_space and not start)
        has_space = timing.word.block == INTRO or raw[-1:].isspace()


def _with_punctuation(article: Article, word: Word, before: int, after: int | None) -> str:
    """The word with its punctuation. `before` is the end of the previous word, `after` the start of
    the next one, None at the end of the sentence."""
    if word.block == INTRO:
        return word.text + word.boundary
    text = article.text_of(word.block)
    opening = find_opening(text[before : word.start], first=before == 0)
    gap = text[word.end : after]
    if after is None:
        return opening + word.text + gap[: len(gap) - len(gap.lstrip(CLOSING))]
    next_opening = find_opening(gap, first=False)
    return opening + word.text + gap[: len(gap) - len(next_opening)]


def find_opening(gap: str, *, first: bool) -> str:
    """The end of a gap that belongs to the word after it, such as an opening quotation mark."""
    match = OPENING.search(gap)
    found = match.group() if match else ""
    return found if first or len(found) < len(gap) else ""
