"""What can be measured of a voice by whoever has it: does it say what it is given, when it says,
as loud as it should be, understandably, the same each time, and how fast."""

from __future__ import annotations

import time
import tomllib
import warnings
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from importlib.resources import files

import numpy as np

from earshot import alignment as align
from earshot import asr as recognition
from earshot.audio.dsp import clicks, silence
from earshot.audio.ffmpeg import measure
from earshot.errors import AlignerMissing, BadOption, UnspokenSentence
from earshot.mastering import LOUDNESS, PAUSE, RATE, gain_of, mastered
from earshot.model import Article, Block, Samples, Speech, Utterance
from earshot.script import write
from earshot.synthesis.synthesizer import CALIBRATION, Cost
from earshot.voices.fallback import say
from earshot.voices.protocol import Voice
from earshot.voices.registry import language_of, open_voice

AGAIN = 3
"""Sentences that are said a second time, last one first, by the voice opened anew."""
RIGHT_LOUDNESS, HIGHEST_PEAK = 0.5, -1.0
"""LU beside `LOUDNESS`, and dBTP, after mastering."""
LATE, LOST = 100.0, 0.5
"""Clearly wrong: a median onset so many ms away from where the aligner hears it, and the share of
sentences in which it finds no way at all."""
UNINTELLIGIBLE = 0.95
"""Word errors. The house voice stands at 0.08, flite at 0.14, eSpeak NG at 0.8."""
CLICKS = 3
SLOWEST = 1.0
"""Seconds that a second of speech may take on one core."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Onsets:
    """How far the voice's own word times lie from where the aligner hears the words."""

    words: int
    median_ms: float
    p95_ms: float
    bias_ms: float
    """The median with its sign: above 0 the voice tells its words too early."""
    lost: int
    """Sentences in which the aligner found no way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was measured; None for what could not be."""

    voice: str
    language: str
    sentences: int
    unspoken: int
    """Words that silence stands for."""
    audio: float
    """Seconds."""
    first_sound: float
    """Seconds from opening the voice to its first sentence, its model loaded on the way."""
    real_time_factor: float
    """Seconds that a second of speech takes in one process: the median of all but the first."""
    loudness: float
    """LUFS as the voice makes it,"""
    mastered_loudness: float
    """and as it is published;"""
    true_peak: float
    """dBTP, as it is published."""
    clicks: int
    same_again: bool | None
    """Whether the same sentences made the same samples; None for a voice behind a server."""
    onsets: Onsets | None
    """None for other languages than English, and where the voice was timed by the aligner."""
    word_errors: float | None
    """Of PocketSphinx, a word said; None for other languages than English."""
    faults: tuple[str, ...] = ()
    """What is clearly wrong, in words."""


def verify(name: str, *, language: str = "", text: str = "") -> Report:
    """Have a voice say its sentences, and measure them.

    `language` is the voice's own by default, and `text` what `sentences_of` has for it. Raises
    AlignerMissing, BadOption and VoiceError.
    """
    if not align.installed():
        raise AlignerMissing(voice=name)
    language = language or language_of(name, "en-US")
    sentences = sentences_of(language, text)
    start = time.perf_counter()
    with closing(open_voice(name, language, 1.0)) as voice:
        speeches, seconds = _said(voice, sentences, start)
    report = _measured(voice, language, speeches, seconds)
    report = replace(report, same_again=_same_again(voice, language, sentences, speeches))
    if language.lower().startswith("en"):
        onsets = None if getattr(voice, "aligned", False) else _onsets(speeches)
        report = replace(report, onsets=onsets, word_errors=_misheard(sentences, speeches))
    return replace(report, faults=tuple(_faults(report)))


def sentences_of(language: str, text: str = "") -> tuple[Utterance, ...]:
    """The text as sentences; by default our own in that language. Raises BadOption."""
    base = language.lower().split("-")[0]
    if not text.strip():
        own = tomllib.loads(files("earshot").joinpath("verifying.toml").read_text("utf-8"))
        text = CALIBRATION if base == "en" else own.get(base, "")
    blocks = [Block(kind="paragraph", text=part.strip()) for part in text.split("\n\n")]
    article = Article(headline="", blocks=tuple(blocks), language=language)
    sentences = write(article, intro=False).utterances
    if not sentences:
        expected = "there are no sentences of ours in it; give some with --text"
        raise BadOption(option="--language", value=language, expected=expected)
    return sentences


def cost_of(name: str, *, language: str = "", text: str = "") -> Cost | None:
    """What verifying a voice is going to be paid for; None for nothing. Raises as `verify`."""
    language = language or language_of(name, "en-US")
    with closing(open_voice(name, language, 1.0)) as voice:
        if not hasattr(voice, "price"):
            return None
        count = sum(len(each.spoken) for each in sentences_of(language, text))
        return Cost.of(count, voice.price)


def _said(
    voice: Voice, sentences: Sequence[Utterance], start: float
) -> tuple[list[Speech], list[float]]:
    """Each sentence said, and the seconds that it took; the first one since `start`."""
    speeches, seconds = [], []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UnspokenSentence)  # counted in the report
        for sentence in sentences:
            speeches.append(say(voice, sentence))
            seconds.append(time.perf_counter() - start)
            start = time.perf_counter()
    return speeches, seconds


def _measured(
    voice: Voice, language: str, speeches: Sequence[Speech], seconds: Sequence[float]
) -> Report:
    lengths = [len(each.samples) / each.rate for each in speeches]
    factors = [took / max(length, 1e-3) for took, length in zip(seconds, lengths, strict=True)]
    gain = gain_of(speeches)
    published = [mastered(each, gain) for each in speeches]
    after = measure(_in_a_row(published), RATE)
    return Report(
        voice=voice.name,
        language=language,
        sentences=len(speeches),
        unspoken=sum(each.unspoken for each in speeches),
        audio=round(sum(lengths), 1),
        first_sound=round(seconds[0], 3),
        real_time_factor=round(float(np.median(factors[1:] or factors)), 4),
        loudness=round(measure(_in_a_row(speeches), voice.rate).integrated, 1),
        mastered_loudness=round(after.integrated, 1),
        true_peak=round(max(after.true_peak, -99.0), 1),
        clicks=sum(len(clicks(each.samples, RATE)) for each in published),
        same_again=None,
        onsets=None,
        word_errors=None,
    )


def _in_a_row(speeches: Sequence[Speech]) -> Iterator[Samples]:
    """One after the other, with as much silence as in a story."""
    for speech in speeches:
        yield speech.samples
        yield silence(PAUSE * speech.rate // RATE)


def _same_again(
    voice: Voice, language: str, sentences: Sequence[Utterance], speeches: Sequence[Speech]
) -> bool | None:
    if hasattr(voice, "price"):
        return None
    pairs = list(zip(sentences, speeches, strict=True))[:AGAIN][::-1]
    with closing(open_voice(voice.name, language, 1.0)) as anew:
        said, _ = _said(anew, [sentence for sentence, _ in pairs], 0.0)
    return all(
        one.samples.tobytes() == other.samples.tobytes() and one.timings == other.timings
        for one, (_, other) in zip(said, pairs, strict=True)
    )


def _misheard(sentences: Sequence[Utterance], speeches: Sequence[Speech]) -> float:
    sounds = [(each.samples, each.rate) for each in speeches]
    return round(recognition.misheard(sounds, [each.spoken for each in sentences]), 3)


def _onsets(speeches: Sequence[Speech]) -> Onsets:
    late: list[float] = []
    lost = 0
    for speech in speeches:
        words = [timing.word for timing in speech.timings]
        spans = align.heard(speech.samples, speech.rate, words)
        lost += not spans
        pairs = zip(speech.timings, spans, strict=False)
        late += [1000 * (span[0] - timing.start) / speech.rate for timing, span in pairs]
    found = np.array(late or [0.0])
    return Onsets(
        words=len(late),
        median_ms=round(float(np.median(np.abs(found))), 1),
        p95_ms=round(float(np.percentile(np.abs(found), 95)), 1),
        bias_ms=round(float(np.median(found)), 1),
        lost=lost,
    )


def _faults(report: Report) -> Iterator[str]:
    onsets = report.onsets or Onsets(words=0, median_ms=0.0, p95_ms=0.0, bias_ms=0.0, lost=0)
    lost = onsets.lost > LOST * report.sentences
    loudness, peak = report.mastered_loudness, report.true_peak
    quiet_or_loud = abs(loudness - LOUDNESS) > RIGHT_LOUDNESS
    doubts = {
        f"silence stands for {report.unspoken} words": report.unspoken > 0,
        f"it clicks: {report.clicks} jumps in the sound": report.clicks >= CLICKS,
        "the same sentence does not make the same samples": report.same_again is False,
        "it speaks slower than it is heard": report.real_time_factor > SLOWEST,
        f"mastered, it is at {loudness} LUFS and {peak} dBTP": quiet_or_loud or peak > HIGHEST_PEAK,
        f"in {onsets.lost} of {report.sentences} sentences its words are not found": lost,
        f"its words are {onsets.median_ms:.0f} ms from where it says": onsets.median_ms > LATE,
        "a recogniser understands nothing of it": (report.word_errors or 0) > UNINTELLIGIBLE,
    }
    return (doubt for doubt, true in doubts.items() if true)
