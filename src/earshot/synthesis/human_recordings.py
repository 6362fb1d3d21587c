"""Recordings of sentences by people, which replace the voice.

An utterance with the voice `human:DIGEST` is heard from the file `human-DIGEST.flac`. It is
mastered when it is stored. Its comment has the place of each word in comparison with a synthetic
reading. In English the words are located more exactly when it is used, because an editor may change
how they are read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from earshot import alignment, asr
from earshot.audio.ffmpeg import decode_bytes, decode_flac, encode_flac
from earshot.errors import EarshotError, VoiceNotInstalled
from earshot.files import write_file
from earshot.imports import LazyModule
from earshot.mastering import RATE, calibrate_gain, master_speech
from earshot.model import Samples, Segment, Speech, Utterance
from earshot.synthetic_voice import HUMAN_PREFIX, human_file_name, is_human

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
else:  # a command starts sooner without it
    np = LazyModule("numpy")

MAX_SECONDS = 120.0
"""The longest recording of a sentence."""
SECONDS_PER_LETTER = 0.065
LENGTH_RANGE = (0.4, 2.5)
"""Shares of the usual length for the text. People read slower and faster than voices."""
LENGTH_MARGIN_SECONDS = 1.0
"""Short sentences may take so much longer."""
FRAME_SECONDS = 0.02
SOUND_LEVEL, MIN_LEVEL = 0.01, 0.0005
"""Quieter frames are silence: as a share of the loudest frame, and of full scale (−66 dBFS)."""
MARGIN_SECONDS = 0.06
"""Silence that is kept at both ends."""
MIN_RECOGNIZED_WORDS = 6
"""A recognizer knows too little of shorter sentences, which may consist of names."""
MAX_WORD_ERROR_RATE = 0.85
"""PocketSphinx hears most words of clean English speech, and hardly any of another sentence or
language."""
DIGEST_BYTES = 10


class UnsuitableRecording(EarshotError):
    """The recording does not fit: {reason}."""

    advice = "record it again, and send the new file"


@dataclass(frozen=True, slots=True, kw_only=True)
class HumanRecording:
    """A stored recording."""

    voice: str
    """The name of the recording in place of a voice."""
    seconds: float


def list_human_voices(utterances: Sequence[Utterance]) -> list[str]:
    """The recordings that the utterances need."""
    found = (each.voice for each in utterances if is_human(each.voice))
    return list(dict.fromkeys(found))


def store_recording(source: Path, folder: Path, reading: Segment, language: str) -> HumanRecording:
    """Master the recording of a sentence and store it in `folder`. `source` may have any audio
    format. `reading` is the sentence as a voice reads it. Raises UnsuitableRecording."""
    sound, utterance = trim_silence(decode_recording(source, MAX_SECONDS)), reading.utterance
    check_recording(sound, utterance, utterance.language or language)
    words = alignment.match_words(sound, RATE, extract_speech(reading))
    coded = encode_sentence(sound, measure_gain(sound), words)
    voice = HUMAN_PREFIX + hash_recording(coded)
    write_file(folder / human_file_name(voice), coded)
    return HumanRecording(voice=voice, seconds=len(sound) / RATE)


def decode_recording(source: Path, max_seconds: float) -> Samples:
    """Raises UnsuitableRecording."""
    try:
        return decode_bytes(source.read_bytes(), RATE, max_seconds)
    except ValueError as error:
        raise UnsuitableRecording(reason=str(error)) from error


def extract_speech(segment: Segment) -> Speech:
    """The segment without the pause after it, with times from its start."""
    timings = tuple(
        replace(each, start=each.start - segment.start, end=each.end - segment.start)
        for each in segment.timings
    )
    length = timings[-1].end if timings else len(segment.samples)
    samples = segment.samples[: length + round(MARGIN_SECONDS * RATE)]
    return Speech(samples=samples, rate=RATE, timings=timings)


def measure_gain(sound: Samples) -> float:
    """The gain in dB that makes the sound as loud as all voices."""
    return calibrate_gain([Speech(samples=sound, rate=RATE, timings=())])


def encode_sentence(sound: Samples, gain: float, words: Sequence[tuple[int, int]]) -> bytes:
    """The file of a sentence, with the first and last sample of each of its words."""
    speech = Speech(samples=sound, rate=RATE, timings=())
    return encode_flac(master_speech(speech, gain).samples, RATE, json.dumps(words))


def hash_recording(*parts: bytes) -> str:
    digest = hashlib.blake2b(digest_size=DIGEST_BYTES)
    for part in parts:
        digest.update(part)
    return digest.hexdigest()


def trim_silence(sound: Samples) -> Samples:
    """The sound without silence at its ends; empty if all of it is silent."""
    levels, size = measure_levels(sound), round(FRAME_SECONDS * RATE)
    loud = np.flatnonzero(levels > max(MIN_LEVEL, SOUND_LEVEL * levels.max(initial=0.0)))
    if not len(loud):
        return sound[:0]
    margin = round(MARGIN_SECONDS * RATE)
    return sound[max(0, int(loud[0]) * size - margin) : (int(loud[-1]) + 1) * size + margin]


def measure_levels(sound: Samples) -> NDArray[np.float64]:
    """The RMS of each frame of `FRAME_SECONDS`."""
    size = round(FRAME_SECONDS * RATE)
    frames = np.pad(sound, (0, -len(sound) % size)).reshape(-1, size)
    levels: NDArray[np.float64] = np.sqrt(np.mean(np.square(frames, dtype=np.float64), axis=1))
    return levels


def check_recording(sound: Samples, utterance: Utterance, language: str) -> None:
    """Raises UnsuitableRecording if the sound cannot be the utterance."""
    if reason := next(_find_faults(sound, utterance, language), ""):
        raise UnsuitableRecording(reason=reason)


def _find_faults(sound: Samples, utterance: Utterance, language: str) -> Iterator[str]:
    if not len(sound):
        yield "it is silent"
        return
    seconds, usual = len(sound) / RATE, expected_seconds(utterance)
    low, high = LENGTH_RANGE
    if not low * usual <= seconds <= high * usual + LENGTH_MARGIN_SECONDS:
        yield f"it lasts {seconds:.1f} s, and the sentence takes about {usual:.1f} s"
    if has_other_words([(sound, utterance)], language):
        yield "its words are not those of the sentence, or it is in another language"


def has_other_words(sounds: Sequence[tuple[Samples, Utterance]], language: str) -> bool:
    """Whether hardly any word of English sentences is recognized. Short ones are left out, and all
    that follow once enough words are recognized: a sentence takes a second of CPU."""
    if not language.lower().startswith("en") or not alignment.is_available():
        return False
    known = [(s, u) for s, u in sounds if len(u.words) >= MIN_RECOGNIZED_WORDS]
    texts = [" ".join(word.spoken for word in each.words) for _, each in known]
    needed = (1 - MAX_WORD_ERROR_RATE) * sum(len(text.split()) for text in texts)
    for (sound, _), text in zip(known, texts, strict=True):
        rate = asr.word_error_rate([(sound, RATE)], [text])
        needed -= (1 - rate) * len(text.split())
        if needed <= 0:
            return False
    return bool(known)


def expected_seconds(utterance: Utterance) -> float:
    """How long the utterance usually takes."""
    return SECONDS_PER_LETTER * sum(len(word.spoken) + 1 for word in utterance.words)


class HumanVoice:
    """The recording of one utterance, as a voice."""

    rate = RATE
    max_chars = 1_000_000
    silent = False
    gain = 0.0

    def __init__(self, folder: Path | None, name: str, language: str) -> None:
        """Raises VoiceNotInstalled if the recording is not in `folder`."""
        if folder is None or not (folder / human_file_name(name)).is_file():
            hint = "record the sentence again, or choose another voice for it"
            raise VoiceNotInstalled(voice=name, install_hint=hint)
        self.name = self.fingerprint = name
        self._path, self._language = folder / human_file_name(name), language

    def synthesize(self, utterance: Utterance) -> Speech:
        """Load the recording, and locate the words."""
        samples, rate, comment = decode_flac(self._path.read_bytes())
        words = [word for word in utterance.words if word.spoken]
        spans = json.loads(comment) if comment else []  # those of older versions have no comment
        timings = alignment.align(samples, rate, words, self._language, spans)
        return Speech(samples=samples, rate=rate, timings=tuple(timings))

    def close(self) -> None:
        """Nothing is open."""
