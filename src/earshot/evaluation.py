"""Measurements of a voice: does it say what it is given, when it says,
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

from earshot import alignment, asr
from earshot.audio.dsp import find_clicks, silence
from earshot.audio.ffmpeg import measure_loudness
from earshot.errors import AlignerMissing, InvalidOption, UnspokenSentence
from earshot.mastering import PAUSE_SAMPLES, RATE, TARGET_LUFS, calibrate_gain, master_speech
from earshot.model import Article, Block, Samples, Speech, Utterance
from earshot.script import build_script
from earshot.synthesis.synthesizer import CALIBRATION_TEXT, Cost
from earshot.voices.fallback import synthesize_with_fallback
from earshot.voices.protocol import Voice
from earshot.voices.registry import open_voice, voice_language
from earshot.voices.table import remember_speed

REPEATED_SENTENCES = 3
"""Sentences that are said a second time, last one first, by the voice opened anew."""
LOUDNESS_TOLERANCE, MAX_TRUE_PEAK = 0.5, -1.0
"""LU beside `LOUDNESS`, and dBTP, after mastering."""
MAX_MEDIAN_ONSET_MS, MAX_P95_ONSET_MS = 20.0, 60.0
"""How far word onsets may lie from where the aligner hears them, in the middle and in 95 % of the
words. A highlight that is later than that is seen to lag."""
MAX_UNALIGNED_SHARE = 0.5
"""The share of sentences in which the aligner may find no path."""
MAX_WORD_ERRORS = 0.95
"""Word errors. The house voice stands at 0.08, flite at 0.14, eSpeak NG at 0.8."""
MAX_CLICKS = 3
MAX_REAL_TIME_FACTOR = 1.0
"""Seconds that a second of speech may take on one core."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Onsets:
    """How far the voice's own word times lie from where the aligner hears the words."""

    words: int
    median_ms: float
    p95_ms: float
    bias_ms: float
    """The median with its sign: above 0 the voice tells its words too early."""
    unaligned: int
    """Sentences in which the aligner found no way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceReport:
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
    deterministic: bool | None
    """Whether the same sentences made the same samples; None for a voice behind a server."""
    onsets: Onsets | None
    """None for other languages than English, and where the voice was timed by the aligner."""
    word_errors: float | None
    """Of PocketSphinx, a word said; None for other languages than English."""
    faults: tuple[str, ...] = ()
    """What is clearly wrong, in words."""


def evaluate_voice(name: str, *, language: str = "", text: str = "") -> VoiceReport:
    """Have a voice say its sentences, and measure them.

    `language` is the voice's own by default, and `text` what `sentences_of` has for it. Raises
    AlignerMissing, InvalidOption and VoiceError.
    """
    if not alignment.is_available():
        raise AlignerMissing(voice=name)
    language = language or voice_language(name, "en-US")
    sentences = sample_sentences(language, text)
    start = time.perf_counter()
    with closing(open_voice(name, language, 1.0)) as voice:
        speeches, seconds = _synthesize_all(voice, sentences, start)
    report = _measure(voice, language, speeches, seconds)
    remember_speed(report.voice, report.real_time_factor)
    report = replace(report, deterministic=_is_deterministic(voice, language, sentences, speeches))
    if language.lower().startswith("en"):
        onsets = None if getattr(voice, "aligned", False) else _measure_onsets(speeches)
        report = replace(report, onsets=onsets, word_errors=_word_errors(sentences, speeches))
    return replace(report, faults=tuple(_find_faults(report)))


def sample_sentences(language: str, text: str = "") -> tuple[Utterance, ...]:
    """The text as sentences; by default our own in that language. Raises InvalidOption."""
    base = language.lower().split("-")[0]
    if not text.strip():
        own = tomllib.loads(files("earshot").joinpath("sample_sentences.toml").read_text("utf-8"))
        text = CALIBRATION_TEXT if base == "en" else own.get(base, "")
    blocks = [Block(kind="paragraph", text=part.strip()) for part in text.split("\n\n")]
    article = Article(headline="", blocks=tuple(blocks), language=language)
    sentences = build_script(article, intro=False).utterances
    if not sentences:
        expected = "there are no sample sentences in it; give a text"
        raise InvalidOption(option="language", value=language, expected=expected)
    return sentences


def estimate_cost(name: str, *, language: str = "", text: str = "") -> Cost | None:
    """What verifying a voice is going to be paid for; None for nothing. Raises as `verify`."""
    language = language or voice_language(name, "en-US")
    with closing(open_voice(name, language, 1.0)) as voice:
        if not hasattr(voice, "price"):
            return None
        count = sum(len(each.spoken) for each in sample_sentences(language, text))
        return Cost.of(count, voice.price)


def _synthesize_all(
    voice: Voice, sentences: Sequence[Utterance], start: float
) -> tuple[list[Speech], list[float]]:
    """Each sentence said, and the seconds that it took; the first one since `start`."""
    speeches, seconds = [], []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UnspokenSentence)  # counted in the report
        for sentence in sentences:
            speeches.append(synthesize_with_fallback(voice, sentence))
            seconds.append(time.perf_counter() - start)
            start = time.perf_counter()
    return speeches, seconds


def _measure(
    voice: Voice, language: str, speeches: Sequence[Speech], seconds: Sequence[float]
) -> VoiceReport:
    lengths = [len(each.samples) / each.rate for each in speeches]
    factors = [took / max(length, 1e-3) for took, length in zip(seconds, lengths, strict=True)]
    gain = calibrate_gain(speeches)
    published = [master_speech(each, gain) for each in speeches]
    after = measure_loudness(_join_with_pauses(published), RATE)
    return VoiceReport(
        voice=voice.name,
        language=language,
        sentences=len(speeches),
        unspoken=sum(each.unspoken for each in speeches),
        audio=round(sum(lengths), 1),
        first_sound=round(seconds[0], 3),
        real_time_factor=round(float(np.median(factors[1:] or factors)), 4),
        loudness=round(measure_loudness(_join_with_pauses(speeches), voice.rate).integrated, 1),
        mastered_loudness=round(after.integrated, 1),
        true_peak=round(max(after.true_peak, -99.0), 1),
        clicks=sum(len(find_clicks(each.samples, RATE)) for each in published),
        deterministic=None,
        onsets=None,
        word_errors=None,
    )


def _join_with_pauses(speeches: Sequence[Speech]) -> Iterator[Samples]:
    """One after the other, with as much silence as in a story."""
    for speech in speeches:
        yield speech.samples
        yield silence(PAUSE_SAMPLES * speech.rate // RATE)


def _is_deterministic(
    voice: Voice, language: str, sentences: Sequence[Utterance], speeches: Sequence[Speech]
) -> bool | None:
    if hasattr(voice, "price"):
        return None
    pairs = list(zip(sentences, speeches, strict=True))[:REPEATED_SENTENCES][::-1]
    with closing(open_voice(voice.name, language, 1.0)) as reopened:
        said, _ = _synthesize_all(reopened, [sentence for sentence, _ in pairs], 0.0)
    return all(
        one.samples.tobytes() == other.samples.tobytes() and one.timings == other.timings
        for one, (_, other) in zip(said, pairs, strict=True)
    )


def _word_errors(sentences: Sequence[Utterance], speeches: Sequence[Speech]) -> float:
    sounds = [(each.samples, each.rate) for each in speeches]
    return round(asr.word_error_rate(sounds, [each.spoken for each in sentences]), 3)


def _measure_onsets(speeches: Sequence[Speech]) -> Onsets:
    late: list[float] = []
    lost = 0
    for speech in speeches:
        words = [timing.word for timing in speech.timings]
        spans = alignment.forced_alignment(speech.samples, speech.rate, words)
        lost += not spans
        pairs = zip(speech.timings, spans, strict=False)
        late += [1000 * (span[0] - timing.start) / speech.rate for timing, span in pairs]
    found = np.array(late or [0.0])
    return Onsets(
        words=len(late),
        median_ms=round(float(np.median(np.abs(found))), 1),
        p95_ms=round(float(np.percentile(np.abs(found), 95)), 1),
        bias_ms=round(float(np.median(found)), 1),
        unaligned=lost,
    )


def _find_faults(report: VoiceReport) -> Iterator[str]:
    onsets = report.onsets or Onsets(words=0, median_ms=0.0, p95_ms=0.0, bias_ms=0.0, unaligned=0)
    lost = onsets.unaligned > MAX_UNALIGNED_SHARE * report.sentences
    loudness, peak = report.mastered_loudness, report.true_peak
    quiet_or_loud = abs(loudness - TARGET_LUFS) > LOUDNESS_TOLERANCE
    doubts = {
        f"silence stands for {report.unspoken} words": report.unspoken > 0,
        f"it clicks: {report.clicks} jumps in the sound": report.clicks >= MAX_CLICKS,
        "the same sentence does not make the same samples": report.deterministic is False,
        "it speaks slower than it is heard": report.real_time_factor > MAX_REAL_TIME_FACTOR,
        f"mastered, it is at {loudness} LUFS and {peak} dBTP": quiet_or_loud
        or peak > MAX_TRUE_PEAK,
        f"in {onsets.unaligned} of {report.sentences} sentences its words are not found": lost,
        f"its words are {onsets.median_ms:.0f} ms from where it says, and"
        f" {onsets.p95_ms:.0f} ms in 95 % of them": onsets.median_ms > MAX_MEDIAN_ONSET_MS
        or onsets.p95_ms > MAX_P95_ONSET_MS,
        "a recogniser understands nothing of it": (report.word_errors or 0) > MAX_WORD_ERRORS,
    }
    return (doubt for doubt, true in doubts.items() if true)
