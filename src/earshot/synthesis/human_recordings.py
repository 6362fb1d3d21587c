"""Recordings of sentences by people, which replace the voice.

An utterance with the voice `human:DIGEST` is heard from the file `human-DIGEST.flac`. It is
mastered when it is stored. Its words are located when it is used, because an editor may change how
they are read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from earshot import alignment, asr
from earshot.audio.ffmpeg import decode_bytes, decode_flac, encode_flac
from earshot.errors import EarshotError, VoiceNotInstalled
from earshot.files import write_file
from earshot.mastering import RATE, calibrate_gain, master_speech
from earshot.model import Samples, Speech, Utterance
from earshot.synthetic_voice import HUMAN_PREFIX, human_file_name, is_human

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
"""What is left of the silence at the ends."""
MIN_RECOGNIZED_WORDS = 6
"""A recognizer knows too little of shorter sentences, which may consist of names."""
MAX_WORD_ERROR_RATE = 0.85
"""PocketSphinx hears most words of clean English speech, and hardly any of another sentence or
language."""
DIGEST_BYTES = 10


class UnsuitableRecording(EarshotError):
    """The recording does not fit the sentence: {reason}."""

    advice = "record the sentence again, and send the new file"


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


def store_recording(
    source: Path, folder: Path, utterance: Utterance, language: str
) -> HumanRecording:
    """Master the recording of an utterance and store it in `folder`. `source` may have any audio
    format. Raises UnsuitableRecording."""
    try:
        sound = trim_silence(decode_bytes(source.read_bytes(), RATE, MAX_SECONDS))
    except ValueError as error:
        raise UnsuitableRecording(reason=str(error)) from error
    check_recording(sound, utterance, utterance.language or language)
    return store_samples(sound, folder)


def store_samples(sound: Samples, folder: Path) -> HumanRecording:
    """Give the sound the loudness of all voices, and store it."""
    speech = Speech(samples=sound, rate=RATE, timings=())
    mastered = master_speech(speech, calibrate_gain([speech])).samples
    coded = encode_flac(mastered, RATE, "")
    voice = HUMAN_PREFIX + hashlib.blake2b(coded, digest_size=DIGEST_BYTES).hexdigest()
    write_file(folder / human_file_name(voice), coded)
    return HumanRecording(voice=voice, seconds=len(mastered) / RATE)


def trim_silence(sound: Samples) -> Samples:
    """The sound without silence at its ends; empty if all of it is silent."""
    size = round(FRAME_SECONDS * RATE)
    frames = np.pad(sound, (0, -len(sound) % size)).reshape(-1, size)
    levels = np.sqrt(np.mean(np.square(frames, dtype=np.float64), axis=1))
    loud = np.flatnonzero(levels > max(MIN_LEVEL, SOUND_LEVEL * levels.max(initial=0.0)))
    if not len(loud):
        return sound[:0]
    margin = round(MARGIN_SECONDS * RATE)
    return sound[max(0, int(loud[0]) * size - margin) : (int(loud[-1]) + 1) * size + margin]


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
    if not language.lower().startswith("en") or not alignment.is_available():
        return
    if len(utterance.words) < MIN_RECOGNIZED_WORDS:
        return
    spoken = [" ".join(word.spoken for word in utterance.words)]
    if asr.word_error_rate([(sound, RATE)], spoken) > MAX_WORD_ERROR_RATE:
        yield "its words are not those of the sentence, or it is in another language"


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
        samples, rate, _ = decode_flac(self._path.read_bytes())
        words = [word for word in utterance.words if word.spoken]
        timings = alignment.align(samples, rate, words, self._language)
        return Speech(samples=samples, rate=rate, timings=tuple(timings))

    def close(self) -> None:
        """Nothing is open."""
