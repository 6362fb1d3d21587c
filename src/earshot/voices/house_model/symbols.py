"""The symbols of a house voice by language: phones with stress, and slots between words.

A model's embedding has one row per phone of its set, so the order of a set never changes. The sets
begin alike: padding, the start of a sentence, and the slots.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from zlib import crc32

PAD, START = "<pad>", "^"
SLOTS = [" ", ",", ".", "?"]
SHARED_SYMBOLS = [PAD, START, *SLOTS]
SLOT_IDS = {slot: SHARED_SYMBOLS.index(slot) for slot in SLOTS}
"""The ids of the slots, the same in all sets."""
PRIMARY, SECONDARY = "ˈ", "ˌ"
PRIMARY_STRESS = 2
IGNORED_MARKS = str.maketrans("", "", "͜͡‍ʰʲʷˠ")


@dataclass(frozen=True, eq=False)
class SymbolSet:
    """The phones of one language."""

    language: str
    """Primary language subtag."""
    consonants: tuple[str, ...]
    vowels: tuple[str, ...]
    replacements: Mapping[str, str]
    """Phonemes of other dictionaries and languages, and their nearest equivalents in the set."""

    @cached_property
    def phones(self) -> list[str]:
        return [*SHARED_SYMBOLS, *self.consonants, *self.vowels]

    @cached_property
    def symbols(self) -> list[str]:
        """Every phone, and every vowel with each stress; the position is the id."""
        stressed = [mark + vowel for mark in (PRIMARY, SECONDARY) for vowel in self.vowels]
        return [*self.phones, *stressed]

    @cached_property
    def ids(self) -> dict[str, int]:
        return {symbol: number for number, symbol in enumerate(self.symbols)}

    @cached_property
    def version(self) -> str:
        """Stored in a model; another symbol set is incompatible."""
        return f"{self.language}-{crc32(' '.join(self.symbols).encode()):08x}"

    @cached_property
    def symbol_phones(self) -> list[int]:
        """The phone of each symbol."""
        return [self.phones.index(strip_stress(symbol)) for symbol in self.symbols]

    @cached_property
    def symbol_stress(self) -> list[int]:
        """0 without stress, 1 for secondary and 2 for primary stress."""
        return [
            PRIMARY_STRESS if s[0] == PRIMARY else 1 if s[0] == SECONDARY else 0
            for s in self.symbols
        ]

    @cached_property
    def _phones_by_spelling(self) -> dict[str, list[str]]:
        return {phone: [phone] for phone in (*self.consonants, *self.vowels)} | {
            spelling: phones.split() for spelling, phones in self.replacements.items()
        }

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        spellings = [*self._phones_by_spelling, PRIMARY, SECONDARY]
        return re.compile("|".join(sorted(spellings, key=len, reverse=True)))

    def parse_ipa(self, ipa: str) -> list[str]:
        """Convert IPA to symbols, longest match first; unknown characters are dropped. A stress
        mark applies to the next vowel, wherever in the syllable it is written."""
        symbols, stress = [], ""
        for unit in self._pattern.findall(ipa.translate(IGNORED_MARKS)):
            if unit in (PRIMARY, SECONDARY):
                stress = unit
                continue
            for phone in self._phones_by_spelling[unit]:
                stressed = stress if phone in self.vowels else ""
                symbols.append(stressed + phone)
                stress = "" if stressed else stress
        return symbols


def strip_stress(symbol: str) -> str:
    return symbol.lstrip(PRIMARY + SECONDARY)


ENGLISH = SymbolSet(
    language="en",
    consonants=tuple("p b t d k ɡ tʃ dʒ f v θ ð s z ʃ ʒ h m n ŋ l ɹ j w ɾ ʔ".split()),
    vowels=tuple("ɑː æ ʌ ə ɐ ᵻ ɪ i iː ɛ eɪ aɪ aʊ ɔ ɔː oː oʊ ɔɪ ʊ uː ɜː ɚ".split()),
    replacements={
        "ɜːɹ": "ɜː", "n̩": "ə n", "l̩": "ə l", "m̩": "ə m", "ɹ̩": "ɚ", "iə": "i ə", "ɪə": "ɪ ə",
        "eə": "ɛ ə", "əʊ": "oʊ", "x": "k", "ç": "h", "r": "ɹ", "ɬ": "l", "q": "k", "ɲ": "n j",
        "β": "v", "ɣ": "ɡ", "ɫ": "l",
        "g": "ɡ", "ɻ": "ɹ", "ʋ": "v", "ɦ": "h", "a": "æ", "aː": "ɑː", "ɑ": "ɑː", "ɒ": "ɔ",
        "e": "eɪ", "eː": "eɪ", "o": "oʊ", "u": "uː", "ɜ": "ɜː", "ɝ": "ɜː", "ɔ̃": "ɔ n",
        "ɑ̃": "ɑː n", "æ̃": "æ n", "ɛ̃": "æ n", "õ": "oʊ n", "y": "uː", "yː": "uː", "ø": "ɜː",
        "øː": "ɜː", "œ": "ɜː", "ɨ": "ɪ", "ɪː": "iː", "ɛː": "ɛ", "ʊː": "uː", "ts": "t s",
        "dz": "d z", "pf": "f", "ʍ": "w", "ʁ": "ɹ", "ʀ": "ɹ", "ʏ": "ɪ", "ʏː": "iː", "ɔø": "ɔɪ",
        "ɔʏ": "ɔɪ", "œː": "ɜː",
    },
)  # fmt: skip
GERMAN = SymbolSet(
    language="de",
    consonants=tuple("p b t d k ɡ tʃ f v s z ʃ ʒ ç x h m n ŋ l ʁ j".split()),
    vowels=tuple("a ɑː ɛ ɛː eː ə ɐ ɪ iː ɔ oː œ øː ʊ uː ʏ yː aɪ aʊ ɔø".split()),
    replacements={
        "r": "ʁ", "ɾ": "ʁ", "ɹ": "ʁ", "ʀ": "ʁ", "ɻ": "ʁ", "g": "ɡ", "dʒ": "d ʒ", "w": "v",
        "ʋ": "v", "θ": "s", "ð": "z", "ɫ": "l", "ɲ": "n j", "q": "k", "ɣ": "ɡ", "β": "v", "ɦ": "h",
        "l̩": "ə l", "n̩": "ə n", "m̩": "ə m", "ɜ": "ɐ", "ɚ": "ɐ", "ɜː": "œ ɐ", "aː": "ɑː",
        "ɑ": "ɑː", "ɐː": "ɑː", "æ": "ɛ", "ʌ": "a", "ɒ": "ɔ", "ɔː": "oː", "e": "eː", "o": "oː",
        "i": "iː", "u": "uː", "y": "yː", "ø": "øː", "œː": "øː", "ᵻ": "ɪ", "ɨ": "ɪ", "iə": "iː ə",
        "ɪə": "iː ə", "eə": "ɛː ɐ", "ʊə": "uː ɐ", "eɪ": "eː", "oʊ": "oː", "əʊ": "oː", "ɔɪ": "ɔø",
        "ɔʏ": "ɔø", "ɔ̃": "ɔ ŋ", "ɑ̃": "a ŋ", "ɛ̃": "ɛ ŋ", "œ̃": "œ ŋ", "õ": "ɔ ŋ",
    },
)  # fmt: skip
SYMBOL_SETS = {each.language: each for each in (ENGLISH, GERMAN)}


def select_symbol_set(language: str) -> SymbolSet:
    """The set of a BCP 47 tag. Raises KeyError if its language has none."""
    return SYMBOL_SETS[language.split("-")[0]]
