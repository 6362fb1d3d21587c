"""flite: CMU's small engine, in this process. American English, 16 kHz, exact word times."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import islice

from earshot.errors import SynthesisFailed, UnknownVoice, VoiceNotInstalled
from earshot.model import Speech, Timing, Utterance, Word
from earshot.voices import libflite
from earshot.voices.protocol import Speaker

SPEAKERS = ("slt", "rms", "awb", "kal16")
"""In the order of how well they are liked; kal is left out, it is kal16 at 8 kHz."""
CURE = "apt-get install libflite1"
LONGEST_TOKEN = 40
"""Letters. Flite's letter-to-sound rules slow down on what is no word any more."""
LEAD, TAIL = 0.02, 0.04
"""Seconds of the engine's own silence that stay before the first and after the last word."""
BOUNDARIES = str.maketrans({"…": ",", "—": ",", "–": ","})
NO_LETTER = re.compile(r"[^A-Za-z0-9'-]|(?<![A-Za-z0-9])['-]+|['-]+(?![A-Za-z0-9])")
LETTER_A = re.compile(r"(?<=\b[A-Z] )A\b|\bA(?= [A-Z]\b)")
LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "Ø": "O", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ł": "l", "Ł": "L"}
    | {"đ": "d", "Đ": "D", "ð": "th", "þ": "th", "Þ": "Th", "ı": "i", "’": "'", "‘": "'"}
)


class Flite:
    name = "flite"
    quality = 2.81

    def speakers(self) -> Sequence[Speaker]:
        return [
            Speaker(
                name=speaker,
                languages=("en-US",),
                missing="" if libflite.installed(speaker) else CURE,
            )
            for speaker in SPEAKERS
        ]

    def open(self, speaker: str, language: str, pace: float) -> FliteVoice:
        if speaker not in SPEAKERS:
            raise UnknownVoice(voice=f"flite:{speaker}")
        if not libflite.installed(speaker):
            raise VoiceNotInstalled(voice=f"flite:{speaker}", cure=CURE)
        return FliteVoice(speaker, pace)


class FliteVoice:
    rate = 16_000
    longest = 600
    soundless = False

    def __init__(self, speaker: str, pace: float) -> None:
        self.name = f"flite:{speaker}"
        self.fingerprint = f"flite {libflite.digest(speaker)} {pace:g}"
        self._speaker = speaker
        self._stretch = 1 / pace

    def synthesize(self, utterance: Utterance) -> Speech:
        tokens = [_tokens(word) for word in utterance.words]
        text = " ".join(token for each in tokens for token in each)
        try:
            said = libflite.speak(self._speaker, text, self._stretch)
        except (ValueError, OSError) as error:
            raise SynthesisFailed(voice=self.name, text=text, reason=str(error)) from error
        if len(said.tokens) != sum(map(len, tokens)):
            raise SynthesisFailed(voice=self.name, text=text, reason="it lost its place in it")
        times = iter(said.tokens)
        spans = [tuple(islice(times, len(each))) for each in tokens]
        return _trimmed(said, list(zip(utterance.words, spans, strict=True)))

    def close(self) -> None:
        pass


def _tokens(word: Word) -> list[str]:
    """What Flite is given for a word: ASCII letters, each token ending up as one token of its."""
    plain = unicodedata.normalize("NFKD", word.spoken.translate(LETTERS))
    # Flite reads a lone "A" as the article; among other letters it is a letter's name.
    plain = LETTER_A.sub("ay", plain)
    letters = NO_LETTER.sub(" ", "".join(c for c in plain if not unicodedata.combining(c)))
    tokens = [
        token[i : i + LONGEST_TOKEN]
        for token in letters.split()
        for i in range(0, len(token), LONGEST_TOKEN)
    ]
    if tokens:
        tokens[-1] += word.boundary.translate(BOUNDARIES)
    return tokens


def _trimmed(
    said: libflite.Said, words: list[tuple[Word, tuple[tuple[float, float], ...]]]
) -> Speech:
    """The speech from its first word to its last: pauses between utterances are not the voice's."""
    sounding = [span for _, spans in words for span in spans]
    if not sounding:
        return Speech(samples=said.samples[:0], rate=said.rate, timings=())
    opening = max(0, round((sounding[0][0] - LEAD) * said.rate))
    closing = min(len(said.samples), round((sounding[-1][1] + TAIL) * said.rate))
    timings, end = [], 0
    for word, spans in words:
        start = round(spans[0][0] * said.rate) - opening if spans else end
        end = round(spans[-1][1] * said.rate) - opening if spans else end
        timings.append(Timing(word=word, start=start, end=min(end, closing - opening)))
    return Speech(samples=said.samples[opening:closing], rate=said.rate, timings=tuple(timings))
