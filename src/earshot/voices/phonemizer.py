"""Words → IPA, for engines with phoneme input.

A word's own phonemes have priority. All other words are phonemized by eSpeak NG in context.
English phonemes are also passed through eSpeak NG, which returns them in the notation that the
models were trained on: long vowels marked, stress directly before the vowel.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from earshot.model import Word
from earshot.voices.engines.espeak import Espeak, EspeakVoice
from earshot.voices.espeak_numbers import readable
from earshot.voices.letter_a import LETTER_A_IPA, split_tokens
from earshot.voices.neural_timing import NO_WORD
from earshot.voices.registry import language_match


@dataclass(frozen=True, slots=True)
class PhonemizedWord:
    """One spoken word in IPA, the index of its written word, and the phrase boundary after it."""

    ipa: str
    word_index: int
    boundary: str


class Phonemizer:
    """A phonemizer for one language. Its process starts with the first words."""

    def __init__(self, language: str) -> None:
        """`language` is an eSpeak NG language name or a BCP 47 tag. Raises UnknownVoice."""
        engine = Espeak()
        speakers = engine.speakers()
        names = {speaker.name for speaker in speakers}
        best = max(speakers, key=lambda each: language_match(each, language)).name
        self._is_english = language.split("-")[0] == "en"
        self._espeak: EspeakVoice = engine.open(language if language in names else best, "", 1.0)
        self.fingerprint = self._espeak.fingerprint

    def phonemize(self, words: Sequence[Word]) -> list[PhonemizedWord]:
        """The phonemes of each spoken word; words without sound are left out. Raises
        SynthesisFailed."""
        spoken_words = [
            piece
            for number, word in enumerate(words)
            for piece in _split_word(number, word, self._is_english)
        ]
        needs_espeak = self._is_english or any(not word.phonemes for _, word in spoken_words)
        ipa_by_word = (
            self._espeak.phonemize([word for _, word in spoken_words])
            if needs_espeak
            else [""] * len(spoken_words)
        )
        phonemized = [
            PhonemizedWord(ipa if self._is_english else word.phonemes or ipa, owner, word.boundary)
            for (owner, word), ipa in zip(spoken_words, ipa_by_word, strict=True)
        ]
        return [each for each in phonemized if each.ipa.strip() or each.boundary]

    def load(self) -> None:
        """Start the process."""
        self._espeak.load()

    def close(self) -> None:
        self._espeak.close()


def _split_word(index: int, word: Word, english: bool) -> list[tuple[int, Word]]:
    """Split into spoken words: "$5" is spoken as two."""
    spoken_tokens = split_tokens(word.spoken if english else readable(word.spoken))
    if word.phonemes or len(spoken_tokens) < 2:
        return [(index, word)]
    last = len(spoken_tokens) - 1
    return [
        (
            index,
            replace(
                word,
                spoken=token,
                phonemes=LETTER_A_IPA if letter and english else None,
                boundary=word.boundary if position == last else "",
            ),
        )
        for position, (token, letter) in enumerate(spoken_tokens)
    ]


def to_tokens(
    words: Sequence[PhonemizedWord],
    to_symbols: Callable[[str], str],
    vocabulary: Mapping[str, int],
    mark_prefix: str = "",
) -> tuple[list[int], list[int]]:
    """Token ids, and the word index of each. `mark_prefix` comes before each punctuation mark."""
    tokens: list[int] = []
    word_indices: list[int] = []
    for index, word in enumerate(words):
        last = index == len(words) - 1
        same = not last and words[index + 1].word_index == word.word_index and not word.boundary
        symbol_pairs = [(symbol, word.word_index) for symbol in to_symbols(word.ipa)]
        symbol_pairs += [(each, NO_WORD) for mark in word.boundary for each in mark_prefix + mark]
        symbol_pairs += [] if last else [(" ", word.word_index if same else NO_WORD)]
        for symbol, word_index in symbol_pairs:
            if symbol in vocabulary:
                tokens.append(vocabulary[symbol])
                word_indices.append(word_index)
    return tokens, word_indices
