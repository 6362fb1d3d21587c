"""What the model of a house voice reads: phonemes with their stress, and a slot after every word.

A sentence is `^ w1 | w2 | … wN |`, where each `|` is one slot: `" "` between words, `","` at a
phrase boundary, `"."` or `"?"` at the end. A slot holds the silence that follows its word and lasts
no time where there is none; `^` holds the silence before the first. So the durations of the tokens
add up to the sound, and the time of a word is a sum of them.
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
IDS = {symbol: number for number, symbol in enumerate(SYMBOLS)}
EDITION = f"en-{crc32(' '.join(SYMBOLS).encode()):08x}"
"""Written into a model: one that was made for other symbols would read these wrongly."""

SPELLINGS = {
    "ɜːɹ": "ɜː", "n̩": "ə n", "l̩": "ə l", "m̩": "ə m", "ɹ̩": "ɚ", "iə": "i ə", "ɪə": "ɪ ə",
    "eə": "ɛ ə", "x": "k", "ç": "h", "r": "ɹ", "ɬ": "l", "q": "k", "ɲ": "n j",
    "β": "v", "ɣ": "ɡ", "ɫ": "l",
    "g": "ɡ", "ɻ": "ɹ", "ʋ": "v", "ɦ": "h", "a": "æ", "aː": "ɑː", "ɑ": "ɑː", "ɒ": "ɔ", "e": "eɪ",
    "eː": "eɪ", "o": "oʊ", "u": "uː", "ɜ": "ɜː", "ɝ": "ɜː", "ɔ̃": "ɔ n", "ɑ̃": "ɑː n", "æ̃": "æ n",
    "ɛ̃": "æ n", "õ": "oʊ n", "y": "uː", "yː": "uː", "ø": "ɜː", "øː": "ɜː", "œ": "ɜː", "ɨ": "ɪ",
    "ɪː": "iː", "ɛː": "ɛ", "ʊː": "uː", "ts": "t s", "dz": "d z", "pf": "f", "ʍ": "w",
}  # fmt: skip
"""Sounds of other dictionaries and languages, by those that an American reader has."""
TIES = str.maketrans("", "", "͜͡‍ʰʲʷˠ")
KNOWN = {phone: [phone] for phone in (*CONSONANTS, *VOWELS)}
KNOWN |= {spelling: phones.split() for spelling, phones in SPELLINGS.items()}
UNIT = re.compile("|".join(sorted([*KNOWN, PRIMARY, SECONDARY], key=len, reverse=True)))
RISING = "↗"
"""In the place of a boundary's `?`, after a question that the voice rises in."""
CLOSING = {".": ".", "!": ".", "?": "?", RISING: "?"}


@dataclass(frozen=True, slots=True)
class Tokens:
    """Symbols, and for each the number of the word that it is of, or `NO_WORD`; and the places of
    the slots that the voice rises to."""

    symbols: tuple[str, ...]
    owners: tuple[int, ...]
    rises: tuple[int, ...] = ()

    @property
    def ids(self) -> list[int]:
        return [IDS[symbol] for symbol in self.symbols]


def phones(ipa: str) -> list[str]:
    """IPA as symbols of the model: the longest that fits first, what it does not know left out.
    A stress mark goes to the next vowel, wherever in the syllable it was written."""
    out, mark = [], ""
    for unit in UNIT.findall(ipa.translate(TIES)):
        if unit in (PRIMARY, SECONDARY):
            mark = unit
            continue
        for phone in KNOWN[unit]:
            stressed = mark if phone in VOWELS else ""
            out.append(stressed + phone)
            mark = "" if stressed else mark
    return out


def tokens(words: Iterable[tuple[int, Sequence[str], str]]) -> Tokens:
    """The tokens of a stretch of speech: for each word its number, its phones and the phrase
    boundary after it. A word without phones has no token."""
    symbols, owners, rises = [START], [NO_WORD], list[int]()
    last = ""
    for number, said, boundary in words:
        last = boundary or last if not said else boundary
        if said:
            symbols += [*said, "," if boundary else " "]
            owners += [number] * len(said) + [NO_WORD]
        if boundary == RISING and len(symbols) > 1:
            rises.append(len(symbols) - 1)
    if len(symbols) > 1:
        symbols[-1] = CLOSING.get(last, "," if last else ".")
    return Tokens(tuple(symbols), tuple(owners), tuple(rises))
