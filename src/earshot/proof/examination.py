"""Examines a recording with its word timings."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from earshot import alignment, pipeline
from earshot.audio.dsp import find_clicks
from earshot.audio.ffmpeg import decode, measure_loudness
from earshot.audio.pitch import measure_pitch
from earshot.content_credentials import read_signature
from earshot.errors import SourceNotFound, SourceUnreadable, VoiceError
from earshot.mastering import RATE
from earshot.model import Article, Block, Samples, Word
from earshot.proof.checks import check_recording, check_sentences, check_tags, check_words
from earshot.proof.report import Fault, Proof, SentenceProof, VoiceFacts
from earshot.script.lexicon_files import load_environment_lexicon
from earshot.script.proofreading import proofread
from earshot.synthetic_voice import HUMAN_PREFIX, PARTLY_SYNTHETIC, SYNTHETIC, is_human
from earshot.version import __version__
from earshot.voices.registry import list_voices, open_voice

SILENCE_LEVEL = 0.001
"""Of full scale (−60 dBFS)."""
LOWEST_DB = -120.0


def examine_recording(audio: Path, timings_path: Path) -> Proof:
    """Measure a recording and compare it with its word timings. Raises SourceError."""
    timings = _read_timings(audio, timings_path)
    samples = np.concatenate([*decode(audio, RATE)[0], np.zeros(0, np.float32)])
    words, spoken = timings["words"], _group_words(timings)
    sentences = tuple(
        _measure_sentence(samples, sentence, own)
        for sentence, own in zip(timings["sentences"], spoken, strict=True)
    )
    voices = [_voice_of(each) for each in timings["sentences"]]
    loudness = measure_loudness([samples], RATE)
    facts: dict[str, Any] = {
        "duration": round(len(samples) * 1000 / RATE),
        "loudness": round(loudness.integrated, 1),
        "true_peak": round(max(loudness.true_peak, LOWEST_DB), 1),
        "longest_silence": _longest_silence(samples),
    }
    content, signature = audio.read_bytes(), read_signature(audio)
    has_notice = any(each.encode() in content for each in (SYNTHETIC, PARTLY_SYNTHETIC))
    faults = [
        *check_recording(expected=timings["audio"]["duration"], **facts),
        *check_sentences(sentences, voices),
        *check_words(words, [_level(_cut(samples, each)) for each in words]),
        *_find_clicks(samples, timings["sentences"]),
        *check_tags(has_notice or all(each == HUMAN_PREFIX for each in voices), signature),
    ]
    return Proof(
        file=audio.name,
        sha256=hashlib.sha256(content).hexdigest(),
        version=__version__,
        **_describe_voices(timings),
        has_synthetic_notice=has_notice,
        signature=signature,
        words_per_minute=round(len(words) * 60_000 / max(1, facts["duration"]), 1),
        sentences=sentences,
        words=tuple(words),
        doubts=tuple(_find_doubts(timings)),
        faults=tuple(sorted(faults, key=lambda each: each.at)),
        **facts,
    )


def _read_timings(audio: Path, path: Path) -> dict[str, Any]:
    for each in (audio, path):
        if not each.is_file():
            raise SourceNotFound(source=str(each))
    try:
        timings: dict[str, Any] = json.loads(path.read_text("utf-8"))
        is_complete = {"article", "audio", "blocks", "sentences", "words"} <= set(timings)
    except (ValueError, TypeError) as error:
        raise SourceUnreadable(source=str(path), reason="it is not valid JSON") from error
    if not is_complete or timings.get("version") != 2:
        raise SourceUnreadable(source=str(path), reason="it has no word timings of version 2")
    return timings


def _group_words(timings: dict[str, Any]) -> list[list[dict[str, Any]]]:
    """The words of each sentence."""
    starts = [each["start"] for each in timings["sentences"]]
    groups: list[list[dict[str, Any]]] = [[] for _ in starts]
    for word in timings["words"]:
        groups[max(0, int(np.searchsorted(starts, word["start"], "right")) - 1)].append(word)
    return groups


def _voice_of(sentence: dict[str, Any]) -> str:
    """Sentences with the same value are read by one voice. A quotation may have another one. All
    recordings by people are compared with each other."""
    voice = str(sentence.get("voice") or "")
    if is_human(voice):
        return HUMAN_PREFIX
    return voice or ("quotation" if sentence["role"] == "quotation" else "")


def _measure_sentence(
    samples: Samples, sentence: dict[str, Any], words: Sequence[dict[str, Any]]
) -> SentenceProof:
    sound = _cut(samples, sentence)
    letters = sum(len(re.sub(r"\W", "", each["spoken"])) for each in words)
    return SentenceProof(
        text=" ".join(each["text"] or each["spoken"] for each in words),
        start=sentence["start"],
        end=sentence["end"],
        level=_level(sound),
        ms_per_letter=round((sentence["end"] - sentence["start"]) / max(1, letters), 1),
        pitch=round(measure_pitch(sound, RATE), 1),
        alignment=_deviation(sound, sentence["start"], words),
    )


def _deviation(sound: Samples, start: int, words: Sequence[dict[str, Any]]) -> float | None:
    """The mean distance in ms between the words' times and those of the aligner."""
    spoken = [Word(text=w["text"], spoken=w["spoken"], block=0, start=0) for w in words]
    spans = alignment.forced_alignment(sound, RATE, spoken) if len(sound) and words else []
    if not spans:
        return None
    distances = [
        abs(first * 1000 / RATE + start - word["start"])
        for (first, _), word in zip(spans, words, strict=True)
    ]
    return round(float(np.mean(distances)), 1)


def _cut(samples: Samples, span: dict[str, Any]) -> Samples:
    cut: Samples = samples[span["start"] * RATE // 1000 : span["end"] * RATE // 1000]
    return cut


def _level(sound: Samples) -> float:
    """RMS in dBFS."""
    power = float(np.mean(np.square(sound, dtype=np.float64))) if len(sound) else 0.0
    return round(10 * float(np.log10(power)), 1) if power > 1e-12 else LOWEST_DB


def _longest_silence(samples: Samples) -> int:
    """In ms."""
    loud = np.flatnonzero(np.abs(samples) > SILENCE_LEVEL)
    edges = np.concatenate([[-1], loud, [len(samples)]])
    return int((np.diff(edges).max() - 1) * 1000 // RATE)


def _find_clicks(samples: Samples, sentences: Sequence[dict[str, Any]]) -> Iterator[Fault]:
    """From the first word to the last one. The sound of a site around them may be percussive."""
    start, end = (sentences[0]["start"], sentences[-1]["end"]) if sentences else (0, 0)
    for at in find_clicks(samples, RATE):
        if start <= at * 1000 / RATE <= end:
            yield _click_fault(at)


def _click_fault(at: int) -> Fault:
    at_ms = round(at * 1000 / RATE)
    return Fault(kind="click", message=f"there is a click at {at_ms} ms", at=at_ms)


def _describe_voices(timings: dict[str, Any]) -> dict[str, Any]:
    """The voice of the recording, and those of single sentences."""
    narrator, language = timings["audio"]["voice"], timings["article"]["language"]
    chosen = {str(each.get("voice") or "") for each in timings["sentences"]}
    others = sorted(chosen - {"", narrator})
    return {
        "voice": _describe_voice(narrator, language),
        "other_voices": tuple(_describe_voice(each, language) for each in others),
    }


def _describe_voice(name: str, language: str) -> VoiceFacts:
    if is_human(name):
        return VoiceFacts(name=name, licence="", consent="", fingerprint=name, is_human=True)
    listed = next((each for each in list_voices() if each.name == name), None)
    licence = (listed.speaker.licence or listed.licence) if listed else ""
    consent = listed.speaker.consent if listed else ""
    try:
        with closing(open_voice(name, language, 1.0)) as voice:
            fingerprint = voice.fingerprint
    except VoiceError:
        fingerprint = ""
    return VoiceFacts(name=name, licence=licence, consent=consent, fingerprint=fingerprint)


def _find_doubts(timings: dict[str, Any]) -> list[dict[str, Any]]:
    blocks = tuple(Block(kind=each["kind"], text=each["text"]) for each in timings["blocks"])
    facts = timings["article"]
    article = Article(headline=facts["headline"], language=facts["language"], blocks=blocks)
    script = pipeline.build_script(article, intro=False)
    return [asdict(each) for each in proofread(script, load_environment_lexicon())]
