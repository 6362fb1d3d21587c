"""flite: a small engine by CMU, in this process. American English, 16 kHz, exact word times."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice

from earshot.errors import SynthesisFailed, UnknownVoice, VoiceNotInstalled
from earshot.model import Speech, Timing, Utterance, Word
from earshot.phonemes import NotIpa, arpabet
from earshot.voices.engine_scores import MOS
from earshot.voices.engines import libflite
from earshot.voices.letter_a import LETTER_A
from earshot.voices.protocol import Speaker

SPEAKERS = ("slt", "rms", "awb", "kal16")
"""The most natural first. kal is left out, because it is kal16 at 8 kHz."""
INSTALL_HINT = "apt-get install libflite1"
MAX_TOKEN_LENGTH = 40
"""Flite's letter-to-sound rules are slow for longer tokens."""
PLACEHOLDER_WORD = "word"
"""Text of a token with given phones, if Flite could read the word itself as an abbreviation or a
Roman numeral."""
PLAIN_WORD = re.compile("(?![IVXLCDMivxlcdm]+$)[A-Z]?[a-z]{3,40}")
LEAD_SECONDS, TAIL_SECONDS = 0.02, 0.04
"""Silence of the engine's output to keep before the first and after the last word."""
BOUNDARY_MARKS = str.maketrans({"…": ",", "—": ",", "–": ","})
NOT_SPEAKABLE = re.compile(r"[^A-Za-z0-9'-]|(?<![A-Za-z0-9])['-]+|['-]+(?![A-Za-z0-9])")
TRANSLITERATION = str.maketrans(
    {"ß": "ss", "ø": "o", "Ø": "O", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ł": "l", "Ł": "L"}
    | {"đ": "d", "Đ": "D", "ð": "th", "þ": "th", "Þ": "Th", "ı": "i", "’": "'", "‘": "'"}
)


class Flite:
    name = "flite"
    licence = "Flite (BSD)"
    mos = MOS["flite"]

    def speakers(self) -> Sequence[Speaker]:
        return [
            Speaker(
                name=speaker,
                languages=("en-US",),
                gender="female" if speaker == "slt" else "male",
                install_hint="" if libflite.is_installed(speaker) else INSTALL_HINT,
            )
            for speaker in SPEAKERS
        ]

    def open(self, speaker: str, language: str, speed: float) -> FliteVoice:
        if speaker not in SPEAKERS:
            raise UnknownVoice(voice=f"flite:{speaker}")
        if not libflite.is_installed(speaker):
            raise VoiceNotInstalled(voice=f"flite:{speaker}", install_hint=INSTALL_HINT)
        return FliteVoice(speaker, speed)


class FliteVoice:
    rate = 16_000
    max_chars = 600
    silent = False

    def __init__(self, speaker: str, speed: float) -> None:
        self.name = f"flite:{speaker}"
        self.fingerprint = f"flite {libflite.hash_libraries(speaker)} {speed:g}"
        self._speaker = speaker
        self._duration_factor = 1 / speed

    def synthesize(self, utterance: Utterance) -> Speech:
        result, tokens = self._speak(utterance.words)
        times = iter(result.tokens)
        spans = [tuple(islice(times, len(each))) for each in tokens]
        return _trim(result, list(zip(utterance.words, spans, strict=True)))

    def phonemize(self, words: Sequence[Word]) -> list[str]:
        """The pronunciation of each word in context, as CMU phones in lower case.

        Raises SynthesisFailed.
        """
        tokens = [_flite_tokens(word) for word in words]
        flat = [token for each in tokens for token in each]
        with self._report_failure(flat):
            phones = libflite.phonemize(self._speaker, flat)
            _check_count(phones, flat)
        rest = iter(phones)
        return [" ".join(islice(rest, len(each))) for each in tokens]

    def _speak(
        self, words: Sequence[Word]
    ) -> tuple[libflite.FliteResult, list[list[libflite.FliteToken]]]:
        tokens = [_flite_tokens(word) for word in words]
        flat = [token for each in tokens for token in each]
        with self._report_failure(flat):
            result = libflite.speak(self._speaker, flat, self._duration_factor)
            _check_count(result.tokens, flat)
        return result, tokens

    @contextmanager
    def _report_failure(self, tokens: Sequence[libflite.FliteToken]) -> Iterator[None]:
        """Raises SynthesisFailed for errors of the library."""
        try:
            yield
        except (ValueError, OSError) as error:
            text = " ".join(token.text for token in tokens)
            raise SynthesisFailed(voice=self.name, text=text, reason=str(error)) from error

    def close(self) -> None:
        pass


def _check_count(found: Sequence[object], tokens: Sequence[libflite.FliteToken]) -> None:
    """Raises ValueError."""
    if len(found) != len(tokens):
        raise ValueError("its tokens do not match the text")


def _flite_tokens(word: Word) -> list[libflite.FliteToken]:
    """The tokens of a word for Flite: ASCII letters, each of which Flite keeps as one token, and
    phones if the word has phonemes of its own."""
    punctuation = word.boundary.translate(BOUNDARY_MARKS)
    if phones := _word_phones(word):
        spoken_words = word.spoken.split()
        plain_words = len(spoken_words) == len(phones) and all(
            map(PLAIN_WORD.fullmatch, spoken_words)
        )
        letters = spoken_words if plain_words else [PLACEHOLDER_WORD] * len(phones)
    else:
        plain = unicodedata.normalize("NFKD", word.spoken.translate(TRANSLITERATION))
        plain = LETTER_A.sub("ay", plain)
        speakable = NOT_SPEAKABLE.sub(
            " ", "".join(c for c in plain if not unicodedata.combining(c))
        )
        letters = [
            token[i : i + MAX_TOKEN_LENGTH]
            for token in speakable.split()
            for i in range(0, len(token), MAX_TOKEN_LENGTH)
        ]
        phones = [""] * len(letters)
    punctuations = [""] * (len(letters) - 1) + [punctuation]
    return [libflite.FliteToken(*each) for each in zip(letters, punctuations, phones, strict=False)]


def _word_phones(word: Word) -> list[str]:
    """The word's own phonemes as Flite's phones, a string per spoken word; empty if it has none."""
    try:
        arpabet_words = [arpabet(ipa) for ipa in (word.phonemes or "").split()]
    except NotIpa:
        return []
    return [" ".join(map(_flite_phone, phones)) for phones in arpabet_words]


def _flite_phone(phone: str) -> str:
    """The Flite phone; Flite distinguishes the vowel of "the" from that of "cut"."""
    return "ax0" if phone == "AH0" else phone.replace("2", "1").lower()


def _trim(
    result: libflite.FliteResult, words: list[tuple[Word, tuple[tuple[float, float], ...]]]
) -> Speech:
    """The speech from its first word to its last, without the pauses around it."""
    spoken_spans = [span for _, spans in words for span in spans]
    if not spoken_spans:
        return Speech(samples=result.samples[:0], rate=result.rate, timings=())
    first_sample = max(0, round((spoken_spans[0][0] - LEAD_SECONDS) * result.rate))
    last_sample = min(
        len(result.samples), round((spoken_spans[-1][1] + TAIL_SECONDS) * result.rate)
    )
    timings, end = [], 0
    for word, spans in words:
        start = round(spans[0][0] * result.rate) - first_sample if spans else end
        end = round(spans[-1][1] * result.rate) - first_sample if spans else end
        timings.append(Timing(word=word, start=start, end=min(end, last_sample - first_sample)))
    return Speech(
        samples=result.samples[first_sample:last_sample], rate=result.rate, timings=tuple(timings)
    )
