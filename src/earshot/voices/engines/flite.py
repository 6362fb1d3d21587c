"""flite: CMU's small engine, in this process. American English, 16 kHz, exact word times."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import islice

from earshot.errors import SynthesisFailed, UnknownVoice, VoiceNotInstalled
from earshot.model import Speech, Timing, Utterance, Word
from earshot.phonemes import NotIpa, arpabet
from earshot.voices.engines import libflite
from earshot.voices.letter_a import LETTER_A
from earshot.voices.protocol import Speaker

SPEAKERS = ("slt", "rms", "awb", "kal16")
"""In the order of how well they are liked; kal is left out, it is kal16 at 8 kHz."""
CURE = "apt-get install libflite1"
LONGEST_TOKEN = 40
"""Letters. Flite's letter-to-sound rules slow down on what is no word any more."""
STAND_IN = "word"
"""What Flite is shown of a token whose phones it is given, where the word itself could be taken for
an abbreviation or a Roman numeral."""
PLAIN_WORD = re.compile("(?![IVXLCDMivxlcdm]+$)[A-Z]?[a-z]{3,40}")
LEAD, TAIL = 0.02, 0.04
"""Seconds of the engine's own silence that stay before the first and after the last word."""
BOUNDARIES = str.maketrans({"…": ",", "—": ",", "–": ","})
NO_LETTER = re.compile(r"[^A-Za-z0-9'-]|(?<![A-Za-z0-9])['-]+|['-]+(?![A-Za-z0-9])")
LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "Ø": "O", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ł": "l", "Ł": "L"}
    | {"đ": "d", "Đ": "D", "ð": "th", "þ": "th", "Þ": "Th", "ı": "i", "’": "'", "‘": "'"}
)


class Flite:
    name = "flite"
    quality = 2.55
    """Predicted by NISQA-TTS for 30 news sentences of slt."""

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
        said, tokens = self._say(utterance.words)
        times = iter(said.tokens)
        spans = [tuple(islice(times, len(each))) for each in tokens]
        return _trimmed(said, list(zip(utterance.words, spans, strict=True)))

    def phonemes(self, words: Sequence[Word]) -> list[str]:
        """How it says each word in this company, in CMU phones of small letters.

        Raises SynthesisFailed.
        """
        said, tokens = self._say(words)
        phones = iter(said.phones)
        return [" ".join(islice(phones, len(each))) for each in tokens]

    def _say(self, words: Sequence[Word]) -> tuple[libflite.Said, list[list[libflite.Token]]]:
        tokens = [_tokens(word) for word in words]
        flat = [token for each in tokens for token in each]
        text = " ".join(token.text for token in flat)
        try:
            said = libflite.speak(self._speaker, flat, self._stretch)
        except (ValueError, OSError) as error:
            raise SynthesisFailed(voice=self.name, text=text, reason=str(error)) from error
        if len(said.tokens) != len(flat):
            raise SynthesisFailed(voice=self.name, text=text, reason="it lost its place in it")
        return said, tokens

    def close(self) -> None:
        pass


def _tokens(word: Word) -> list[libflite.Token]:
    """What Flite is given for a word: ASCII letters, each token ending up as one token of its, and
    phones where the word has phonemes of its own."""
    mark = word.boundary.translate(BOUNDARIES)
    if phones := _phones(word):
        said = word.spoken.split()
        plain_words = len(said) == len(phones) and all(map(PLAIN_WORD.fullmatch, said))
        letters = said if plain_words else [STAND_IN] * len(phones)
    else:
        plain = unicodedata.normalize("NFKD", word.spoken.translate(LETTERS))
        plain = LETTER_A.sub("ay", plain)
        kept = NO_LETTER.sub(" ", "".join(c for c in plain if not unicodedata.combining(c)))
        letters = [
            token[i : i + LONGEST_TOKEN]
            for token in kept.split()
            for i in range(0, len(token), LONGEST_TOKEN)
        ]
        phones = [""] * len(letters)
    marks = [""] * (len(letters) - 1) + [mark]
    return [libflite.Token(*each) for each in zip(letters, marks, phones, strict=False)]


def _phones(word: Word) -> list[str]:
    """Its phonemes in Flite's own phones, a string for each spoken word; none where it has none."""
    try:
        spelt = [arpabet(ipa) for ipa in (word.phonemes or "").split()]
    except NotIpa:
        return []
    return [" ".join(map(_flite_phone, phones)) for phones in spelt]


def _flite_phone(phone: str) -> str:
    """It has the vowel of "the" apart from that of "cut"."""
    return "ax0" if phone == "AH0" else phone.replace("2", "1").lower()


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
