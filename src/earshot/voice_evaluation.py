"""Measurements of a voice: word timings, loudness, intelligibility, determinism and speed."""

from __future__ import annotations

import time
import tomllib
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from importlib.resources import files

import numpy as np

from earshot import alignment, asr
from earshot.audio.dsp import find_clicks, silence
from earshot.audio.ffmpeg import measure_integrated_loudness, measure_loudness
from earshot.errors import AlignerMissing, InvalidOption, UnspokenSentence
from earshot.mastering import PAUSE_SAMPLES, RATE, TARGET_LUFS, calibrate_gain, master_speech
from earshot.model import Article, Block, Samples, Speech, Utterance
from earshot.script.builder import build_script
from earshot.synthesis.synthesizer import CALIBRATION_TEXT, Cost
from earshot.voices.fallback import synthesize_with_fallback
from earshot.voices.protocol import Voice
from earshot.voices.registry import open_voice, voice_language
from earshot.voices.voice_table import remember_speed

REPEATED_SENTENCES = 3
"""Number of sentences that are synthesized again, in reverse order, by a newly opened voice."""
LOUDNESS_TOLERANCE, MAX_TRUE_PEAK = 0.5, -1.0
"""Tolerance in LU around `TARGET_LUFS`, and dBTP, after mastering."""
MAX_MEDIAN_ONSET_MS, MAX_P95_ONSET_MS = 20.0, 60.0
"""Limits of the distance between the word onsets of the voice and those of the aligner, as median
and 95th percentile. A highlight that is later looks delayed."""
MAX_UNALIGNED_SHARE = 0.5
"""Maximum share of sentences that the aligner finds no path for."""
MAX_WORD_ERRORS = 0.95
"""Word error rate. The house voice has 0.08, flite 0.14, eSpeak NG 0.8."""
MAX_CLICKS = 3
MAX_REAL_TIME_FACTOR = 1.0
"""Seconds of one core per second of speech."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Onsets:
    """Differences between the word times of the voice and those of the aligner."""

    words: int
    median_ms: float
    p95_ms: float
    bias_ms: float
    """The signed median: above 0 the voice reports its words too early."""
    unaligned: int
    """Sentences that the aligner found no path for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Naturalness:
    """What a model of listeners predicts, from 1 to 5: the mean of the sentences and its standard
    error."""

    mean: float
    standard_error: float


NaturalnessModel = Callable[[Sequence[tuple[Samples, int]]], tuple[float, float]]
"""Sounds with their rates to the mean score and its standard error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceReport:
    """The results; None for what could not be measured."""

    voice: str
    language: str
    sentences: int
    unspoken: int
    """Words replaced by silence."""
    audio: float
    """Seconds."""
    first_sound: float
    """Seconds from opening the voice to its first sentence, including loading its model."""
    real_time_factor: float
    """Seconds of one process per second of speech: the median of all sentences but the first."""
    loudness: float
    """LUFS of the voice's output."""
    mastered_loudness: float
    """LUFS after mastering."""
    true_peak: float
    """dBTP after mastering."""
    clicks: int
    deterministic: bool | None
    """Whether the same sentences gave the same samples; None for a remote voice."""
    onsets: Onsets | None
    """None for languages other than English, and for voices timed by the aligner."""
    word_errors: float | None
    """Word error rate of PocketSphinx; None for languages other than English."""
    naturalness: Naturalness | None = None
    """None if no model was given."""
    faults: tuple[str, ...] = ()
    """Clear defects, in words."""


def evaluate_voice(
    name: str, *, language: str = "", text: str = "", model: NaturalnessModel | None = None
) -> VoiceReport:
    """Synthesize sentences in a voice and measure the result.

    `language` defaults to that of the voice, `text` to the sample sentences of the language;
    `model` predicts how natural the voice is.
    Raises AlignerMissing, InvalidOption and VoiceError.
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
    if model:
        score, error = model([(each.samples, each.rate) for each in speeches])
        natural = Naturalness(mean=round(score, 2), standard_error=round(error, 2))
        report = replace(report, naturalness=natural)
    return replace(report, faults=tuple(_find_faults(report)))


def sample_sentences(language: str, text: str = "") -> tuple[Utterance, ...]:
    """The text as utterances; by default the sample sentences of the language. Raises
    InvalidOption."""
    base = language.lower().split("-")[0]
    if not text.strip():
        samples = tomllib.loads(
            files("earshot").joinpath("sample_sentences.toml").read_text("utf-8")
        )
        text = CALIBRATION_TEXT if base == "en" else samples.get(base, "")
    blocks = [Block(kind="paragraph", text=part.strip()) for part in text.split("\n\n")]
    article = Article(headline="", blocks=tuple(blocks), language=language)
    sentences = build_script(article, intro=False).utterances
    if not sentences:
        expected = "there are no sample sentences in it; give a text"
        raise InvalidOption(option="language", value=language, expected=expected)
    return sentences


def estimate_cost(name: str, *, language: str = "", text: str = "") -> Cost | None:
    """The cost of `evaluate_voice`; None if it is free. Raises as `evaluate_voice`."""
    language = language or voice_language(name, "en-US")
    with closing(open_voice(name, language, 1.0)) as voice:
        if not hasattr(voice, "price"):
            return None
        count = sum(len(each.spoken) for each in sample_sentences(language, text))
        return Cost.of(count, voice.price)


def _synthesize_all(
    voice: Voice, sentences: Sequence[Utterance], start: float
) -> tuple[list[Speech], list[float]]:
    """Synthesize each sentence; also return the seconds of each, the first counted from `start`."""
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
    mastered = [master_speech(each, gain) for each in speeches]
    after = measure_loudness(_join_with_pauses(mastered), RATE)
    return VoiceReport(
        voice=voice.name,
        language=language,
        sentences=len(speeches),
        unspoken=sum(each.unspoken for each in speeches),
        audio=round(sum(lengths), 1),
        first_sound=round(seconds[0], 3),
        real_time_factor=round(float(np.median(factors[1:] or factors)), 4),
        loudness=round(measure_integrated_loudness(_join_with_pauses(speeches), voice.rate), 1),
        mastered_loudness=round(after.integrated, 1),
        true_peak=round(max(after.true_peak, -99.0), 1),
        clicks=sum(len(find_clicks(each.samples, RATE)) for each in mastered),
        deterministic=None,
        onsets=None,
        word_errors=None,
    )


def _join_with_pauses(speeches: Sequence[Speech]) -> Iterator[Samples]:
    """The speeches in sequence, with the usual silence between them."""
    for speech in speeches:
        yield speech.samples
        yield silence(PAUSE_SAMPLES * speech.rate // RATE)


def _is_deterministic(
    voice: Voice, language: str, sentences: Sequence[Utterance], speeches: Sequence[Speech]
) -> bool | None:
    if hasattr(voice, "price"):
        return None
    pairs = list(zip(sentences, speeches, strict=True))[:REPEATED_SENTENCES][::-1]
    with closing(open_voice(voice.name, language, 1.0)) as other:
        repeated, _ = _synthesize_all(other, [sentence for sentence, _ in pairs], 0.0)
    return all(
        one.samples.tobytes() == other.samples.tobytes() and one.timings == other.timings
        for one, (_, other) in zip(repeated, pairs, strict=True)
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
    checks = {
        f"silence replaces {report.unspoken} words": report.unspoken > 0,
        f"{report.clicks} clicks in the audio": report.clicks >= MAX_CLICKS,
        "the same sentence does not give the same samples": report.deterministic is False,
        "synthesis is slower than real time": report.real_time_factor > MAX_REAL_TIME_FACTOR,
        f"its mastered audio has {loudness} LUFS and {peak} dBTP": quiet_or_loud
        or peak > MAX_TRUE_PEAK,
        f"in {onsets.unaligned} of {report.sentences} sentences"
        " the aligner did not find its words": lost,
        f"its word times are off by {onsets.median_ms:.0f} ms (median), and by"
        f" {onsets.p95_ms:.0f} ms (95th percentile)": onsets.median_ms > MAX_MEDIAN_ONSET_MS
        or onsets.p95_ms > MAX_P95_ONSET_MS,
        "a speech recogniser does not understand it": (report.word_errors or 0) > MAX_WORD_ERRORS,
    }
    return (fault for fault, is_present in checks.items() if is_present)
