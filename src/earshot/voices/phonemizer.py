"""Words → IPA, for the engines that are fed phonemes.

A word's own phonemes come first; all others are said as eSpeak NG says them in that company. In
English its own go through eSpeak NG too, and come back in the signs that it writes and the models
were trained on: long vowels marked, stress right before its vowel.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from earshot.model import Word
from earshot.voices.engines.espeak import Espeak, EspeakVoice
from earshot.voices.letter_a import NAME_OF_A, tokens
from earshot.voices.numerals import readable
from earshot.voices.registry import fluency


@dataclass(frozen=True, slots=True)
class Spelt:
    """One spoken word in IPA, the number of the written word it belongs to, and the phrase
    boundary after it."""

    ipa: str
    owner: int
    boundary: str


class Spelling:
    """One language's. Its process starts with the first words."""

    def __init__(self, language: str) -> None:
        """`language` is eSpeak NG's name for it, or a BCP 47 tag. Raises UnknownVoice."""
        engine = Espeak()
        speakers = engine.speakers()
        known = {speaker.name for speaker in speakers}
        best = max(speakers, key=lambda each: fluency(each, language)).name
        self._english = language.split("-")[0] == "en"
        self._espeak: EspeakVoice = engine.open(language if language in known else best, "", 1.0)
        self.fingerprint = self._espeak.fingerprint

    def spelt(self, words: Sequence[Word]) -> list[Spelt]:
        """Each spoken word; those that stand for no sound are left out. Raises SynthesisFailed."""
        pieces = [
            piece
            for number, word in enumerate(words)
            for piece in _pieces(number, word, self._english)
        ]
        unknown = self._english or any(not word.phonemes for _, word in pieces)
        heard = (
            self._espeak.phonemes([word for _, word in pieces]) if unknown else [""] * len(pieces)
        )
        spelt = [
            Spelt(ipa if self._english else word.phonemes or ipa, owner, word.boundary)
            for (owner, word), ipa in zip(pieces, heard, strict=True)
        ]
        return [each for each in spelt if each.ipa.strip() or each.boundary]

    def load(self) -> None:
        """Start its process."""
        self._espeak.load()

    def close(self) -> None:
        self._espeak.close()


def _pieces(number: int, word: Word, english: bool) -> list[tuple[int, Word]]:
    """The words that a word is said as: "$5" is said as two."""
    said = tokens(word.spoken if english else readable(word.spoken))
    if word.phonemes or len(said) < 2:
        return [(number, word)]
    last = len(said) - 1
    return [
        (
            number,
            replace(
                word,
                spoken=token,
                phonemes=NAME_OF_A if letter and english else None,
                boundary=word.boundary if place == last else "",
            ),
        )
        for place, (token, letter) in enumerate(said)
    ]
