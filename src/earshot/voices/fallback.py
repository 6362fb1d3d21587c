"""One utterance, said whatever happens: split where it is too long, retried where an engine
fails, and silent only where nothing else is left."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace

import numpy as np

from earshot.audio.dsp import faded, silence
from earshot.errors import CutSentence, SynthesisFailed, UnspokenSentence
from earshot.model import Samples, Speech, Timing, Utterance, Word
from earshot.voices.engines.silent import LETTER
from earshot.voices.minimum_duration import minimum_duration
from earshot.voices.protocol import Voice

HALVINGS = 3
"""How often a failing utterance is cut in two before its remains fall silent: eight parts tell a
bad word from a bad engine without asking a broken engine a hundred times."""
LONG_WORD = 16
"""Letters from which a word that fails is cut in two: in a script without spaces it is a sentence.
"""
SILENT_IN_A_ROW = 3
FADE = 0.005
"""Seconds; parts of one utterance meet in the middle of sound."""


def heard(said: Iterable[tuple[Voice, Utterance, Speech]]) -> Iterator[tuple[Utterance, Speech]]:
    """Each utterance and its speech, as they come.

    Raises SynthesisFailed when several in a row are silent: then it is the engine that is broken,
    and not the sentences.
    """
    silent = 0
    for voice, utterance, speech in said:
        silent = 0 if speech.samples.any() or voice.soundless else silent + 1
        if silent == SILENT_IN_A_ROW:
            reason = f"nor for the {SILENT_IN_A_ROW - 1} sentences before it"
            raise SynthesisFailed(voice=voice.name, text=utterance.spoken, reason=reason)
        yield utterance, speech


def say(voice: Voice, utterance: Utterance) -> Speech:
    """The utterance in `voice`, with one timing for each word that has a spoken form.

    Warns with UnspokenSentence where silence stands for words that the engine would not say, and
    with CutSentence where its sound is far too short for them, in smaller parts too.
    """
    cut: list[str] = []
    fitting = _fitting(_spoken(utterance), voice.longest)
    parts = [_said(voice, each, HALVINGS, cut) for each in fitting]
    if cut:
        told = f'sound is missing from "{utterance.spoken}" ({voice.name}): {"; ".join(cut)}'
        warnings.warn(told, CutSentence, 2)
    return _joined(parts, voice.rate)


def say_all(voice: Voice, utterances: Sequence[Utterance]) -> list[Speech]:
    """Each of them as `say` says it; together where the voice gains from that.

    What goes wrong together is said again one by one. Warns as `say`.
    """
    together: Callable[[list[Utterance]], list[Speech]] | None
    together = getattr(voice, "synthesize_all", None) if len(utterances) > 1 else None
    fitting = [each for each in utterances if len(each.spoken) <= voice.longest]
    made: list[Speech] = []
    if together and fitting:
        with suppress(SynthesisFailed):
            made = together([_spoken(each) for each in fitting])
    good = {
        id(utterance): speech
        for utterance, speech in zip(fitting, made, strict=False)
        if not _fault(_spoken(utterance), speech)
        and not _shortness(voice, _spoken(utterance), speech)
    }
    return [good.get(id(each)) or say(voice, each) for each in utterances]


def _spoken(utterance: Utterance) -> Utterance:
    """Without the words that are not said."""
    return replace(utterance, words=tuple(word for word in utterance.words if word.spoken))


def _said(voice: Voice, utterance: Utterance, halvings: int, cut: list[str]) -> Speech:
    """The utterance, in parts where it fails whole. What is too short even so is told in `cut`."""
    speech, fault = _attempt(voice, utterance)
    if not fault and speech:
        return speech
    if halvings and (halves := _halves(utterance)):
        return _joined([_said(voice, half, halvings - 1, cut) for half in halves], voice.rate)
    if not speech:
        warnings.warn(f"silence stands for words: {fault}", UnspokenSentence, 2)
        return _silent(utterance, voice.rate)
    cut.append(fault)
    return replace(speech, unspoken=len(utterance.words))


def _attempt(voice: Voice, utterance: Utterance) -> tuple[Speech | None, str]:
    """What the engine says, where it can be used, and what is wrong with it."""
    try:
        speech = voice.synthesize(utterance)
        if fault := _fault(utterance, speech):
            raise SynthesisFailed(voice=voice.name, text=utterance.spoken, reason=fault)
    except SynthesisFailed as failure:
        return None, str(failure)
    return speech, _shortness(voice, utterance, speech)


def _shortness(voice: Voice, utterance: Utterance, speech: Speech) -> str:
    """What to report where the sound is far too short for all of the words."""
    seconds = len(speech.samples) / speech.rate
    if voice.soundless or seconds >= minimum_duration(utterance.words):
        return ""
    return f'only {seconds:.2f} s for "{utterance.spoken}"'


def _fault(utterance: Utterance, speech: Speech) -> str:
    """What is wrong with a speech: it is to be sound that is sound, and timings that rise."""
    edges = [edge for timing in speech.timings for edge in (timing.start, timing.end)]
    return (
        "it returned no sound"
        if not len(speech.samples)
        else "it returned samples that are no numbers"
        if not np.isfinite(speech.samples).all()
        else "its timings are not one a word"
        if len(speech.timings) != len(utterance.words)
        else "its timings do not rise"
        if edges != sorted(edges) or edges[0] < 0 or edges[-1] > len(speech.samples)
        else ""
    )


def _fitting(utterance: Utterance, longest: int) -> Iterator[Utterance]:
    """The utterance in parts of at most `longest` characters, cut at the last phrase boundary
    that fits, or else between words, or else inside a word."""
    room, part = longest, list[Word]()
    for word in _short_words(utterance.words, longest):
        size = len(word.spoken) + len(word.boundary) + 1
        if part and size > room:
            keep = _last_boundary(part)
            yield replace(utterance, words=tuple(part[:keep]))
            part = part[keep:]
            room = longest - sum(len(w.spoken) + len(w.boundary) + 1 for w in part)
        part.append(word)
        room -= size
    if part:
        yield replace(utterance, words=tuple(part))


def _short_words(words: tuple[Word, ...], longest: int) -> Iterator[Word]:
    room = max(1, longest - 2)
    for word in words:
        pieces = [word.spoken[i : i + room] for i in range(0, len(word.spoken), room)]
        for piece in pieces[:-1]:
            yield replace(word, spoken=piece, boundary="")
        yield replace(word, spoken=pieces[-1])


def _last_boundary(words: list[Word]) -> int:
    """How many words to say before the cut: to a boundary in the later half, else all of them."""
    for count in range(len(words), len(words) // 2, -1):
        if words[count - 1].boundary:
            return count
    return len(words)


def _halves(utterance: Utterance) -> tuple[Utterance, Utterance] | None:
    """The utterance in two, at a phrase boundary near the middle if there is one."""
    words = utterance.words
    if len(words) == 1:
        pieces = _halved(words[0])
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


def _halved(word: Word) -> tuple[Word, Word] | None:
    """A whole sentence of a script without spaces, in two; None for a word that is one."""
    spoken, middle = word.spoken, len(word.spoken) // 2
    if word.phonemes or len(spoken) < LONG_WORD:
        return None
    cuts = range(middle, len(spoken) - 1)
    cut = next((i for i in cuts if all(c.isalpha() for c in spoken[i - 1 : i + 1])), middle)
    return replace(word, spoken=spoken[:cut], boundary=""), replace(word, spoken=spoken[cut:])


def _silent(utterance: Utterance, rate: int) -> Speech:
    """Silence for as long as a newsreader would take, shared out by letters."""
    timings, at = [], 0
    for word in utterance.words:
        end = at + round((len(word.spoken) + 1) * LETTER * rate)
        timings.append(Timing(word=word, start=at, end=end))
        at = end
    samples = silence(at)
    return Speech(samples=samples, rate=rate, timings=tuple(timings), unspoken=len(timings))


def _joined(parts: list[Speech], rate: int) -> Speech:
    """One speech of several; a word that was said in pieces is one word again."""
    if len(parts) == 1:
        return parts[0]
    samples: list[Samples] = []
    timings: list[Timing] = []
    at = 0
    for part in parts:
        samples.append(faded(part.samples, round(FADE * rate)))
        for timing in part.timings:
            moved = replace(timing, start=timing.start + at, end=timing.end + at)
            if timings and _same_word(timings[-1].word, moved.word):
                moved = replace(moved, start=timings.pop().start)
            timings.append(moved)
        at += len(part.samples)
    joined = np.concatenate(samples) if samples else silence(0)
    unspoken = sum(part.unspoken for part in parts)
    return Speech(samples=joined, rate=rate, timings=tuple(timings), unspoken=unspoken)


def _same_word(one: Word, other: Word) -> bool:
    return (one.block, one.start, one.text) == (other.block, other.start, other.text)
