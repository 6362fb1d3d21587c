"""The input of a house voice: phonemes with stress, and a slot after every word.

A sentence is `^ w1 | w2 | … wN |`. Each `|` is one slot: `" "` between words, `","` at a phrase
boundary, `"."` or `"?"` at the end. A slot holds the silence after its word and has zero length
without one; `^` holds the silence before the first word. So the durations of all tokens add up to
the audio, and the time of a word is a sum of durations.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zlib import crc32

from earshot.voices.durations import NO_WORD

VOWELS = "ɑː æ ʌ ə ɐ ᵻ ɪ i iː ɛ eɪ aɪ aʊ ɔ ɔː oː oʊ ɔɪ ʊ uː ɜː ɚ".split()
CONSONANTS = "p b t d k ɡ tʃ dʒ f v θ ð s z ʃ ʒ h m n ŋ l ɹ j w ɾ ʔ".split()
PAD, START = "<pad>", "^"
SLOTS = [" ", ",", ".", "?"]
PHONES = [PAD, START, *SLOTS, *CONSONANTS, *VOWELS]
PRIMARY, SECONDARY = "ˈ", "ˌ"
SYMBOLS = [*PHONES, *(PRIMARY + v for v in VOWELS), *(SECONDARY + v for v in VOWELS)]
SYMBOL_IDS = {symbol: number for number, symbol in enumerate(SYMBOLS)}
TOKENS_VERSION = f"en-{crc32(' '.join(SYMBOLS).encode()):08x}"
"""Stored in a model; another symbol set is incompatible."""
SYMBOL_PHONES = [PHONES.index(symbol.lstrip(PRIMARY + SECONDARY)) for symbol in SYMBOLS]
PRIMARY_STRESS = 2
SYMBOL_STRESS = [
    PRIMARY_STRESS if s[0] == PRIMARY else 1 if s[0] == SECONDARY else 0 for s in SYMBOLS
]

PHONE_REPLACEMENTS = {
    "ɜːɹ": "ɜː", "n̩": "ə n", "l̩": "ə l", "m̩": "ə m", "ɹ̩": "ɚ", "iə": "i ə", "ɪə": "ɪ ə",
    "eə": "ɛ ə", "əʊ": "oʊ", "x": "k", "ç": "h", "r": "ɹ", "ɬ": "l", "q": "k", "ɲ": "n j",
    "β": "v", "ɣ": "ɡ", "ɫ": "l",
    "g": "ɡ", "ɻ": "ɹ", "ʋ": "v", "ɦ": "h", "a": "æ", "aː": "ɑː", "ɑ": "ɑː", "ɒ": "ɔ", "e": "eɪ",
    "eː": "eɪ", "o": "oʊ", "u": "uː", "ɜ": "ɜː", "ɝ": "ɜː", "ɔ̃": "ɔ n", "ɑ̃": "ɑː n", "æ̃": "æ n",
    "ɛ̃": "æ n", "õ": "oʊ n", "y": "uː", "yː": "uː", "ø": "ɜː", "øː": "ɜː", "œ": "ɜː", "ɨ": "ɪ",
    "ɪː": "iː", "ɛː": "ɛ", "ʊː": "uː", "ts": "t s", "dz": "d z", "pf": "f", "ʍ": "w",
}  # fmt: skip
"""Phonemes of other dictionaries and languages, and their nearest American equivalents."""
IGNORED_MARKS = str.maketrans("", "", "͜͡‍ʰʲʷˠ")
PHONE_TABLE = {phone: [phone] for phone in (*CONSONANTS, *VOWELS)}
PHONE_TABLE |= {
    spelling: ipa_to_phones.split() for spelling, ipa_to_phones in PHONE_REPLACEMENTS.items()
}
PHONE_PATTERN = re.compile(
    "|".join(sorted([*PHONE_TABLE, PRIMARY, SECONDARY], key=len, reverse=True))
)
RISING_BOUNDARY = "↗"
"""Replaces the boundary `?` after a question with rising intonation."""
FINAL_SLOTS = {".": ".", "!": ".", "?": "?", RISING_BOUNDARY: "?"}


@dataclass(frozen=True, slots=True)
class Tokens:
    """Symbols, the word index of each (or `NO_WORD`), and the indices of the rising slots."""

    symbols: tuple[str, ...]
    word_indices: tuple[int, ...]
    rising_slots: tuple[int, ...] = ()

    @property
    def ids(self) -> list[int]:
        return [SYMBOL_IDS[symbol] for symbol in self.symbols]


def phones(ipa: str) -> list[str]:
    """Convert IPA to symbols, longest match first; unknown characters are dropped. A stress mark
    applies to the next vowel, wherever in the syllable it is written."""
    symbols, stress = [], ""
    for unit in PHONE_PATTERN.findall(ipa.translate(IGNORED_MARKS)):
        if unit in (PRIMARY, SECONDARY):
            stress = unit
            continue
        for phone in PHONE_TABLE[unit]:
            stressed = stress if phone in VOWELS else ""
            symbols.append(stressed + phone)
            stress = "" if stressed else stress
    return symbols


def build_tokens(words: Iterable[tuple[int, Sequence[str], str]]) -> Tokens:
    """The tokens of a sequence of words. Each word has an index, phones and the phrase boundary
    after it. A word without phones has no tokens."""
    symbols, word_indices, rising_slots = [START], [NO_WORD], list[int]()
    last = ""
    for number, phones, boundary in words:
        last = boundary or last if not phones else boundary
        if phones:
            symbols += [*phones, "," if boundary else " "]
            word_indices += [number] * len(phones) + [NO_WORD]
        if boundary == RISING_BOUNDARY and len(symbols) > 1:
            rising_slots.append(len(symbols) - 1)
    if len(symbols) > 1:
        symbols[-1] = FINAL_SLOTS.get(last, "," if last else ".")
    return Tokens(tuple(symbols), tuple(word_indices), tuple(rising_slots))
