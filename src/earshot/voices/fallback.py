"""Synthesis with fallbacks: long utterances are split, failed ones retried in parts, and words are
replaced by silence only as a last resort."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from earshot.audio.dsp import fade, silence
from earshot.errors import CutSentence, SynthesisFailed, UnspokenSentence
from earshot.imports import LazyModule
from earshot.model import Samples, Speech, Timing, Utterance, Word
from earshot.voices.engines.silent import LETTER_SECONDS
from earshot.voices.minimum_duration import minimum_duration
from earshot.voices.protocol import Voice

if TYPE_CHECKING:
    import numpy as np
else:  # a command starts sooner without it
    np = LazyModule("numpy")

MAX_SPLITS = 3
"""How often a failing utterance is halved before the rest is replaced by silence. Eight parts
distinguish a bad word from a broken engine without a hundred attempts."""
LONG_WORD = 16
"""Minimum letters of a failing word that is halved: in a script without spaces it is a sentence."""
MAX_SILENT_IN_A_ROW = 3
FADE_SECONDS = 0.005
"""Fade at the joins of the parts of an utterance."""


def abort_if_silent(
    results: Iterable[tuple[Voice, Utterance, Speech]],
) -> Iterator[tuple[Utterance, Speech]]:
    """Pass results through.

    Raises SynthesisFailed after several silent ones in a row: then the engine is broken, not the
    sentences.
    """
    silent_count = 0
    for voice, utterance, speech in results:
        silent_count = 0 if speech.samples.any() or voice.silent else silent_count + 1
        if silent_count == MAX_SILENT_IN_A_ROW:
            reason = f"nor for the {MAX_SILENT_IN_A_ROW - 1} sentences before it"
            raise SynthesisFailed(voice=voice.name, text=utterance.spoken, reason=reason)
        yield utterance, speech


def synthesize_with_fallback(voice: Voice, utterance: Utterance) -> Speech:
    """Synthesize an utterance, with a timing for each word that has a spoken form.

    Warns with UnspokenSentence if silence replaces words that the engine cannot speak, and with
    CutSentence if the audio is far too short for the words even in smaller parts.
    """
    cut: list[str] = []
    fitting = _split_to_fit(_drop_unspoken_words(utterance), voice.max_chars)
    parts = [_synthesize_or_split(voice, each, MAX_SPLITS, cut) for each in fitting]
    if cut:
        told = f'audio is missing from "{utterance.spoken}" ({voice.name}): {"; ".join(cut)}'
        warnings.warn(told, CutSentence, 2)
    return _join(parts, voice.rate)


def synthesize_all_with_fallback(voice: Voice, utterances: Sequence[Utterance]) -> list[Speech]:
    """As `synthesize_with_fallback` for each utterance; in one batch if the voice gains from it.

    Utterances that fail in the batch are synthesized again one by one. Warns as
    `synthesize_with_fallback`.
    """
    synthesize_batch: Callable[[list[Utterance]], list[Speech]] | None
    synthesize_batch = getattr(voice, "synthesize_all", None) if len(utterances) > 1 else None
    short_enough = [each for each in utterances if len(each.spoken) <= voice.max_chars]
    batch: list[Speech] = []
    if synthesize_batch and short_enough:
        with suppress(SynthesisFailed):
            batch = synthesize_batch([_drop_unspoken_words(each) for each in short_enough])
    valid = {
        id(utterance): speech
        for utterance, speech in zip(short_enough, batch, strict=False)
        if not _find_fault(_drop_unspoken_words(utterance), speech)
        and not _shortness(voice, _drop_unspoken_words(utterance), speech)
    }
    return [valid.get(id(each)) or synthesize_with_fallback(voice, each) for each in utterances]


def _drop_unspoken_words(utterance: Utterance) -> Utterance:
    """The utterance without words that have no spoken form."""
    return replace(utterance, words=tuple(word for word in utterance.words if word.spoken))


def _synthesize_or_split(
    voice: Voice, utterance: Utterance, splits_left: int, cut: list[str]
) -> Speech:
    """Synthesize the utterance, split if it fails. Words whose audio stays too short are added to
    `cut`."""
    speech, fault = _attempt(voice, utterance)
    if not fault and speech:
        return speech
    if splits_left and (halves := _split_in_half(utterance)):
        return _join(
            [_synthesize_or_split(voice, half, splits_left - 1, cut) for half in halves], voice.rate
        )
    if not speech:
        warnings.warn(f"silence replaces words: {fault}", UnspokenSentence, 2)
        return _silence_for(utterance, voice.rate)
    cut.append(fault)
    return replace(speech, unspoken=len(utterance.words))


def _attempt(voice: Voice, utterance: Utterance) -> tuple[Speech | None, str]:
    """The speech if it is usable, and its fault."""
    try:
        speech = voice.synthesize(utterance)
        if fault := _find_fault(utterance, speech):
            raise SynthesisFailed(voice=voice.name, text=utterance.spoken, reason=fault)
    except SynthesisFailed as failure:
        return None, str(failure)
    return speech, _shortness(voice, utterance, speech)


def _shortness(voice: Voice, utterance: Utterance, speech: Speech) -> str:
    """An error message if the audio is far too short for all of the words."""
    seconds = len(speech.samples) / speech.rate
    if voice.silent or seconds >= minimum_duration(utterance.words):
        return ""
    return f'only {seconds:.2f} s for "{utterance.spoken}"'


def _find_fault(utterance: Utterance, speech: Speech) -> str:
    """The defect of a speech: samples must be finite numbers, and timings must ascend."""
    edges = [edge for timing in speech.timings for edge in (timing.start, timing.end)]
    return (
        "it returned no sound"
        if not len(speech.samples)
        else "it returned samples that are not finite numbers"
        if not np.isfinite(speech.samples).all()
        else "it did not return one timing per word"
        if len(speech.timings) != len(utterance.words)
        else "its timings are not in ascending order"
        if edges != sorted(edges) or edges[0] < 0 or edges[-1] > len(speech.samples)
        else ""
    )


def _split_to_fit(utterance: Utterance, max_chars: int) -> Iterator[Utterance]:
    """The utterance in parts of at most `max_chars`, split at the last phrase boundary that fits,
    otherwise between words, otherwise inside a word."""
    space_left, part = max_chars, list[Word]()
    for word in _split_long_words(utterance.words, max_chars):
        size = len(word.spoken) + len(word.boundary) + 1
        if part and size > space_left:
            count = _last_boundary_index(part)
            yield replace(utterance, words=tuple(part[:count]))
            part = part[count:]
            space_left = max_chars - sum(len(w.spoken) + len(w.boundary) + 1 for w in part)
        part.append(word)
        space_left -= size
    if part:
        yield replace(utterance, words=tuple(part))


def _split_long_words(words: tuple[Word, ...], max_chars: int) -> Iterator[Word]:
    max_length = max(1, max_chars - 2)
    for word in words:
        pieces = [word.spoken[i : i + max_length] for i in range(0, len(word.spoken), max_length)]
        for piece in pieces[:-1]:
            yield replace(word, spoken=piece, boundary="")
        yield replace(word, spoken=pieces[-1])


def _last_boundary_index(words: list[Word]) -> int:
    """Number of words before the split: up to a boundary in the second half, else all of them."""
    for count in range(len(words), len(words) // 2, -1):
        if words[count - 1].boundary:
            return count
    return len(words)


def _split_in_half(utterance: Utterance) -> tuple[Utterance, Utterance] | None:
    """Halve the utterance, if possible at a phrase boundary near the middle."""
    words = utterance.words
    if len(words) == 1:
        pieces = _halve(words[0])
        return pieces and (
            replace(utterance, words=pieces[:1]),
            replace(utterance, words=pieces[1:]),
        )
    middle = len(words) // 2
    cuts = range(1, len(words))
    cut = min(cuts, key=lambda i: (not words[i - 1].boundary, abs(i - middle)))
    if abs(cut - middle) > middle // 2:
        cut = middle
    return replace(utterance, words=words[:cut]), replace(utterance, words=words[cut:])


def _halve(word: Word) -> tuple[Word, Word] | None:
    """Halve a sentence of a script without spaces; None for a single word."""
    spoken, middle = word.spoken, len(word.spoken) // 2
    if word.phonemes or len(spoken) < LONG_WORD:
        return None
    cuts = range(middle, len(spoken) - 1)
    cut = next((i for i in cuts if all(c.isalpha() for c in spoken[i - 1 : i + 1])), middle)
    return replace(word, spoken=spoken[:cut], boundary=""), replace(word, spoken=spoken[cut:])


def _silence_for(utterance: Utterance, rate: int) -> Speech:
    """Silence of the usual reading time, divided among the words by letters."""
    timings, position = [], 0
    for word in utterance.words:
        end = position + round((len(word.spoken) + 1) * LETTER_SECONDS * rate)
        timings.append(Timing(word=word, start=position, end=end))
        position = end
    samples = silence(position)
    return Speech(samples=samples, rate=rate, timings=tuple(timings), unspoken=len(timings))


def _join(parts: list[Speech], rate: int) -> Speech:
    """Concatenate speeches; parts of a split word get one timing."""
    if len(parts) == 1:
        return parts[0]
    samples: list[Samples] = []
    timings: list[Timing] = []
    offset = 0
    for part in parts:
        samples.append(fade(part.samples, round(FADE_SECONDS * rate)))
        for timing in part.timings:
            shifted = replace(timing, start=timing.start + offset, end=timing.end + offset)
            if timings and _is_same_word(timings[-1].word, shifted.word):
                shifted = replace(shifted, start=timings.pop().start)
            timings.append(shifted)
        offset += len(part.samples)
    joined = np.concatenate(samples) if samples else silence(0)
    unspoken = sum(part.unspoken for part in parts)
    return Speech(samples=joined, rate=rate, timings=tuple(timings), unspoken=unspoken)


def _is_same_word(word: Word, other: Word) -> bool:
    return (word.block, word.start, word.text) == (other.block, other.start, other.text)
