"""The recording of a whole story by a person, cut into its sentences.

A synthetic reading of the same script is the reference: dynamic time warping finds where the person
says each of its sentences and words. So it works in every language that a voice here speaks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from earshot.alignment import match_words
from earshot.audio.cepstra import Cepstra, measure_cepstra
from earshot.audio.dtw import Warp, warp
from earshot.mastering import RATE
from earshot.model import HEADLINE, INTRO, Samples, Segment
from earshot.synthesis.human_recordings import (
    FRAME_SECONDS,
    UnsuitableRecording,
    extract_speech,
    has_other_words,
    measure_levels,
    trim_silence,
)

MAX_SECONDS = 3_600.0
"""The longest recording of a story. It takes 1 GB of memory while it is cut."""
HOP_SECONDS = 0.04
LENGTH_RANGE = (0.5, 2.0)
"""Shares of the length of the reference."""
MAX_DISTANCE = 0.965
"""Of the sound from that of the reference, as a share of its distance from other words of the same
voice. Readings of the text are at 0.81 to 0.94, and those of other texts at 0.99 to 1.01."""
MAX_SENTENCE_DISTANCE, MIN_SENTENCE_SECONDS = 1.0, 0.6
"""Of one sentence, if it is long enough to judge. Sentences of the text reach up to 0.997."""
SENTENCE_LENGTH_RANGE = (0.5, 1.7)
"""Shares of the length in the reference, at the usual pace of the person."""
LENGTH_MARGIN_SECONDS = 0.8
OTHER_SENTENCES = 3
SEARCH_SECONDS = 0.3
"""How far around the gap of the reference the gap of the person may be."""
QUIET_LEVEL = 0.05
"""Of the loudest frame between two sentences."""
LEAD_SECONDS, TAIL_SECONDS = 0.06, 0.12
"""Silence that is kept before and after a sentence."""
Span = tuple[int, int]
"""Start and end in samples."""
Gaps = tuple[Span, Span]
"""The quiet parts before and after a sentence."""
RECOGNIZED_SENTENCES = 3
MAX_MISSING = 0.4
"""The share of sentences that were not found, over which it is another text."""
OTHER_TEXT = "its words are not those of the story, or it is in another language"


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceSound:
    """The audio of the person for one utterance of the script."""

    index: int
    samples: Samples
    words: tuple[tuple[int, int], ...]
    """First and last sample of each spoken word."""
    pause: int
    """Silence after it, in ms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Match:
    """A recording beside the reference from its segment `first` on."""

    first: int
    recording: Cepstra
    reference: Cepstra
    path: Warp

    @property
    def distance(self) -> float:
        return float(self.path.distances.mean())

    def locate(self, sample: int) -> float:
        """When the person is at this sample of the reference, in seconds."""
        return self.path.locate(_frame(sample)) * HOP_SECONDS


def split_recording(
    sound: Samples, reference: Sequence[Segment], language: str, report: Callable[[], None]
) -> Iterator[SentenceSound]:
    """The sentences in the recording, which is in `language`. The person may leave out the headline
    and the spoken intro. `report` is called for each sentence. Raises UnsuitableRecording."""
    sound = trim_silence(sound)
    if not len(sound):
        raise UnsuitableRecording(reason="it is silent")
    _check_length(sound, reference)
    match = _match_story(sound, reference)
    spoken = [_move(each, -reference[match.first].start) for each in reference[match.first :]]
    gaps = list(pairwise(_find_gaps(sound, spoken, match)))
    spans = [(before[1], after[0]) for before, after in gaps]
    _check_words(sound, spoken, spans, language)
    _check_sentences(spoken, spans, match, report)
    for index, (segment, around) in enumerate(zip(spoken, gaps, strict=True), match.first):
        yield _cut_sentence(sound, segment, around, index)
        report()


def _check_length(sound: Samples, reference: Sequence[Segment]) -> None:
    """Raises UnsuitableRecording."""
    starts = _list_starts(reference)
    seconds = len(sound) / RATE
    shortest, longest = ((reference[-1].end - reference[n].start) / RATE for n in (starts[-1], 0))
    low, high = LENGTH_RANGE
    if not low * shortest <= seconds <= high * longest + LENGTH_MARGIN_SECONDS:
        reason = f"it lasts {seconds:.0f} s, and the story takes about {longest:.0f} s"
        raise UnsuitableRecording(reason=reason)


def _list_starts(reference: Sequence[Segment]) -> list[int]:
    """The first segment, the one after the headline, and the first of the text."""
    blocks = [each.utterance.block for each in reference]
    return [0] + [
        number
        for number, (before, after) in enumerate(pairwise(blocks), 1)
        if before in (HEADLINE, INTRO) and after != before
    ]


def _match_story(sound: Samples, reference: Sequence[Segment]) -> _Match:
    """Raises UnsuitableRecording if the words may as well be others."""
    recording = measure_cepstra(sound, RATE, HOP_SECONDS)
    voice = measure_cepstra(np.concatenate([each.samples for each in reference]), RATE, HOP_SECONDS)
    matches = []
    for first in _list_starts(reference):
        rest = voice[_frame(reference[first].start) :]
        path = warp(recording, rest)
        matches.append(_Match(first=first, recording=recording, reference=rest, path=path))
    best = min(matches, key=lambda each: each.distance)
    others = warp(recording, np.roll(voice, len(voice) // 2, axis=0))
    if best.distance > MAX_DISTANCE * float(others.distances.mean()):
        raise UnsuitableRecording(reason=OTHER_TEXT)
    return best


def _frame(sample: int) -> int:
    return round(sample / RATE / HOP_SECONDS)


def _move(segment: Segment, offset: int) -> Segment:
    timings = (
        replace(each, start=each.start + offset, end=each.end + offset) for each in segment.timings
    )
    return replace(segment, start=segment.start + offset, timings=tuple(timings))


def _speech_span(segment: Segment) -> tuple[int, int]:
    """From its first word to its last one."""
    if not segment.timings:
        return segment.start, segment.end
    return segment.timings[0].start, segment.timings[-1].end


# The sentences


def _find_gaps(sound: Samples, spoken: Sequence[Segment], match: _Match) -> list[tuple[int, int]]:
    """The quiet parts around the sentences: start and end of each, in samples."""
    levels, size = measure_levels(sound), round(FRAME_SECONDS * RATE)
    gaps, floor = [(0, 0)], 0
    for before, after in pairwise(spoken):
        start = match.locate(_speech_span(before)[1]) - SEARCH_SECONDS
        end = match.locate(_speech_span(after)[0]) + SEARCH_SECONDS
        low = min(max(floor, round(start / FRAME_SECONDS)), len(levels) - 1)
        high = max(low + 1, round(end / FRAME_SECONDS))
        quiet, loud = _find_quiet(levels[low:high])
        gaps.append(((low + quiet) * size, (low + loud) * size))
        floor = low + loud
    return [*gaps, (len(sound), len(sound))]


def _find_quiet(levels: NDArray[np.float64]) -> tuple[int, int]:
    """The longest run of quiet frames, or the quietest place if all are loud."""
    limit = max(2 * float(levels.min()), QUIET_LEVEL * float(levels.max()))
    edges = np.concatenate([[-1], np.flatnonzero(levels > limit), [len(levels)]])
    longest = int(np.diff(edges).argmax())
    return int(edges[longest]) + 1, int(edges[longest + 1])


def _check_words(
    sound: Samples, spoken: Sequence[Segment], spans: Sequence[Span], language: str
) -> None:
    """Raises UnsuitableRecording if a recognizer does not know the longest sentences."""
    longest = sorted(
        (
            (sound[start:end], each.utterance)
            for each, (start, end) in zip(spoken, spans, strict=True)
            if not each.utterance.language
        ),
        key=lambda pair: len(pair[1].words),
    )
    if has_other_words(longest[: -RECOGNIZED_SENTENCES - 1 : -1], language):
        raise UnsuitableRecording(reason=OTHER_TEXT)


def _check_sentences(
    spoken: Sequence[Segment], spans: Sequence[Span], match: _Match, report: Callable[[], None]
) -> None:
    """Raises UnsuitableRecording."""
    pace = _measure_pace(spoken, spans)
    missing = []
    for number, (segment, span) in enumerate(zip(spoken, spans, strict=True)):
        is_usual = _is_usual_length(span, segment, pace)
        if not is_usual or _is_other_sentence(span, spoken, number, match):
            missing.append(number)
        report()
    if len(missing) > len(spoken) * MAX_MISSING:
        raise UnsuitableRecording(reason=OTHER_TEXT)
    if missing:
        first = missing[0]
        raise UnsuitableRecording(reason=_describe_place(spans[first][0], spoken[first]))


def _measure_pace(spoken: Sequence[Segment], spans: Sequence[Span]) -> float:
    """The usual length of a sentence, as a share of its length in the reference."""
    shares = [
        (after - before) / max(1, end - start)
        for (before, after), (start, end) in zip(spans, map(_speech_span, spoken), strict=True)
    ]
    return float(np.median(shares))


def _is_usual_length(span: Span, segment: Segment, pace: float) -> bool:
    start, end = _speech_span(segment)
    usual, seconds = pace * (end - start) / RATE, (span[1] - span[0]) / RATE
    low, high = SENTENCE_LENGTH_RANGE
    is_short = seconds < low * usual - LENGTH_MARGIN_SECONDS / 4
    return not is_short and seconds <= high * usual + LENGTH_MARGIN_SECONDS


def _is_other_sentence(span: Span, spoken: Sequence[Segment], number: int, match: _Match) -> bool:
    """Whether other sentences of about this length fit as well as the right one."""
    found = match.recording[_frame(span[0]) : _frame(span[1]) + 1]
    if len(found) < MIN_SENTENCE_SECONDS / HOP_SECONDS:
        return False
    spans = [_speech_span(each) for each in spoken]
    length = spans[number][1] - spans[number][0]
    words = spoken[number].utterance.spoken
    others = sorted(
        (n for n, each in enumerate(spoken) if each.utterance.spoken != words),
        key=lambda n: abs(spans[n][1] - spans[n][0] - length),
    )[:OTHER_SENTENCES]
    if not others:
        return False
    own, *usual = (
        float(warp(found, match.reference[_frame(start) : _frame(end) + 1]).distances.mean())
        for start, end in (spans[n] for n in (number, *others))
    )
    return own > MAX_SENTENCE_DISTANCE * float(np.mean(usual))


def _describe_place(start: int, segment: Segment) -> str:
    minutes, seconds = divmod(start // RATE, 60)
    text = " ".join(word.text or word.spoken for word in segment.utterance.words)
    return (
        f"the sentence “{text}” was not found in it, where it should be at {minutes}:{seconds:02}"
    )


def _cut_sentence(sound: Samples, segment: Segment, around: Gaps, index: int) -> SentenceSound:
    (early, start), (end, late) = around
    lead, tail = round(LEAD_SECONDS * RATE), round(TAIL_SECONDS * RATE)
    after = min(tail, (late - end) // 2)
    samples = sound[start - min(lead, (start - early) // 2) : end + after]
    silence = late - end - after - min(lead, (late - end) // 2)
    return SentenceSound(
        index=index,
        samples=samples,
        words=tuple(match_words(samples, RATE, extract_speech(segment))),
        pause=silence * 1000 // RATE,
    )
