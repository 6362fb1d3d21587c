"""Letter to sound for English, where no dictionary knows the word.

`letter_to_sound.txt` was learned from the dictionary by `scripts/train_letter_to_sound.py`: what a
letter sounds like between its neighbours, for as many of them as matter.
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files

from earshot.phonemes import ipa_of

_NEIGHBOUR_OFFSETS = (1, -1, 2, -2, 3, -3, 4)
"""Neighbours in the order of how much they tell about a letter."""
MAX_LETTERS = 40
"""Letters; what is longer is no word, and is said by its first so many."""


def context_key(word: str, index: int) -> str:
    """A letter and its neighbours, the most telling first, # beyond the ends of the word."""
    at = [index, *(index + step for step in _NEIGHBOUR_OFFSETS)]
    return "".join(word[i] if 0 <= i < len(word) else "#" for i in at)


@cache
def _load_table() -> dict[str, str]:
    text = files("earshot.script.g2p").joinpath("letter_to_sound.txt").read_text("utf-8")
    return dict(line.split("\t") for line in text.splitlines())


@lru_cache(maxsize=1 << 12)
def letters_to_ipa(word: str) -> str:
    """The IPA of a word of small letters a to z by its letters, or nothing."""
    phones: list[str] = []
    for index in range(len(word[:MAX_LETTERS])):
        key = context_key(word, index)
        sounds = next(
            (_load_table()[key[:n]] for n in range(len(key), 0, -1) if key[:n] in _load_table()), ""
        )
        phones += sounds.split()
    return ipa_of(_keep_one_stress(phones)) if phones else ""


def _keep_one_stress(phones: list[str]) -> list[str]:
    """Letters are read one by one, so a word may get two main stresses or none: the first stays,
    and where there is none, the first full vowel gets it."""
    stressed = [number for number, phone in enumerate(phones) if phone.endswith("1")]
    vowels = [number for number, phone in enumerate(phones) if phone[-1].isdigit()]
    full = [number for number in vowels if phones[number] not in ("AH0", "ER0", "IH0")]
    chosen = (stressed or full or vowels or [-1])[0]
    return [
        f"{phone[:-1]}1" if number == chosen else f"{phone[:-1]}2" if phone.endswith("1") else phone
        for number, phone in enumerate(phones)
    ]
