"""Names by where they come from: what an English-speaking newsreader makes of foreign spelling.

A name that no list knows often shows its origin: by marks over its letters, by clusters, by its
ending. Each origin has its letters' sounds (regular expressions and CMU phones, the first that
fits where the name is read) and its place of stress. The sounds are those of English, as on air.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from earshot.phonemes import ipa_of
from earshot.script.g2p.name_origin_rules import ORIGINS, PLAIN

_VOWELS = frozenset("AA AE AH AO AW AY EH ER EY IH IY OW OY UH UW".split())
_ACUTE = re.compile("[áéíóúâêô]")
_ENGLISH = re.compile(
    "(?:ham|ton|ford|bury|borough|worth|ley|field|wick|wich|stead|bridge|wood|well|shire|row|ville)$"
    "|^fitz"
)
"""Places of England, and the families that are called after them."""
_SHORT = 5
_FOLD = str.maketrans(
    "áàâãäåéèêëíìîïóòôõúùûýāēīōūăąęėįőűůěťďňñľĺŕřßʻ’",
    "aaaaaaeeeeiiiioooouuuyaeiouaaeeiouuetdnnllrrs''",
)


class Origin(NamedTuple):
    """A way of spelling: what shows it, how its letters sound, which syllable is stressed."""

    name: str
    signs: re.Pattern[str]
    sounds: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]
    stress: str


class Guess(NamedTuple):
    ipa: str
    origin: str


@cache
def _origins() -> tuple[Origin, ...]:
    plain = _compiled(PLAIN)
    return tuple(
        Origin(name, re.compile(signs), (*_compiled(sounds), *plain), stress)
        for name, (signs, sounds, stress) in ORIGINS.items()
    )


def _compiled(sounds: str) -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    """ "ch=CH ñ=N+Y" as patterns and phones; + stands between phones."""
    pairs = (each.rsplit("=", 1) for each in sounds.split())
    return tuple((re.compile(spelt), tuple(filter(None, s.split("+")))) for spelt, s in pairs)


@lru_cache(maxsize=1 << 12)
def guessed(name: str) -> Guess | None:
    """How a name in small letters is said, where its spelling shows its origin."""
    if len(name) > _SHORT and _ENGLISH.search(name):
        return None
    for origin in _origins():
        if origin.signs.search(name):
            phones, marked = _phones(name, origin)
            if phones:
                return Guess(ipa_of(_stressed(phones, origin.stress, marked, name)), origin.name)
    return None


LANGUAGES = {
    "tr": "Turkish", "pt": "Portuguese", "vi": "Vietnamese", "hu": "Hungarian", "pl": "Polish",
    "sr": "South Slavic", "hr": "South Slavic", "bs": "South Slavic", "sl": "South Slavic",
    "cs": "Czech", "sk": "Czech", "ro": "Romanian", "ru": "Ukrainian or Russian",
    "uk": "Ukrainian or Russian", "el": "Greek", "hy": "Georgian or Armenian", "es": "Spanish",
    "ka": "Georgian or Armenian", "it": "Italian", "fr": "French", "de": "German",
    "sv": "Nordic", "no": "Nordic", "nb": "Nordic", "da": "Nordic", "is": "Nordic", "nl": "Dutch",
    "zh": "Chinese", "ja": "Japanese", "ar": "Arabic or Persian", "fa": "Arabic or Persian",
    "hi": "Indian", "sw": "African", "haw": "Polynesian",
}  # fmt: skip
"""The origin whose spelling a language has, by BCP 47."""


@lru_cache(maxsize=1 << 10)
def as_in(name: str, language: str) -> str:
    """A word in small letters as one of that language, or nothing."""
    wanted = LANGUAGES.get(language.split("-")[0])
    origin = next((each for each in _origins() if each.name == wanted), None)
    if not origin:
        return ""
    phones, marked = _phones(name, origin)
    return ipa_of(_stressed(phones, origin.stress, marked, name)) if phones else ""


def _phones(name: str, origin: Origin) -> tuple[list[str], int]:
    """The sounds of a name, and which of its vowels an accent marks, -1 for none."""
    phones: list[str] = []
    marked, at = -1, 0
    while at < len(name):
        spelt, sounds = next(
            ((m, sounds) for pattern, sounds in origin.sounds if (m := pattern.match(name, at))),
            (None, ()),
        )
        accented = _ACUTE.match(name, at) is not None
        if not spelt:
            folded = name.translate(_FOLD)
            spelt, sounds = next(
                ((m, s) for pattern, s in origin.sounds if (m := pattern.match(folded, at))),
                (None, ()),
            )
        if accented and sounds:
            marked = sum(phone in _VOWELS for phone in phones)
        phones += sounds
        at = spelt.end() if spelt and spelt.end() > at else at + 1
    before_r = zip(phones, [*phones[1:], ""], strict=False)
    return ["AO" if pair == ("OW", "R") else pair[0] for pair in before_r], marked


def _stressed(phones: list[str], rule: str, marked: int, name: str) -> list[str]:
    vowels = [number for number, phone in enumerate(phones) if phone in _VOWELS]
    if not vowels:
        return phones
    accent = marked if rule in ("spanish", "marked") else -1
    main = vowels[accent if 0 <= accent < len(vowels) else _place(rule, vowels, name)]
    said = []
    for number, phone in enumerate(phones):
        if phone not in _VOWELS:
            said.append(phone)
        elif number == main:
            said.append(f"{phone}1")
        else:
            said.append(_weak(phone, number == vowels[0], number == len(phones) - 1))
    return said


_FIXED = {"first": 0, "final": -1, "penult": -2, "marked": -2, "antepenult": -3}
_LAST = {
    "spanish": re.compile(".*(?<![aeio])(?<![aeio]s)(?<![ae]n)(?<![eaiou]z)"),
    "arabic": re.compile(".*(?:[iu]|ou|ee)[^aeiouh]$"),
    "armenian": re.compile(".*yan$"),
}
"""Names whose last syllable is stressed, where a language has it by the ending."""


def _place(rule: str, vowels: list[int], name: str) -> int:
    """The stressed one of the vowels, counted from the end, or 0 for the first."""
    if len(vowels) == 1:
        return 0
    if rule in _FIXED:
        return max(_FIXED[rule], -len(vowels))
    return (
        -1 if _LAST[rule].fullmatch(name) else max(-len(vowels), -3 if rule == "armenian" else -2)
    )


def _weak(phone: str, first: bool, last: bool) -> str:
    """An unstressed vowel as English has it: a is dull but at the start, a final e is not."""
    if phone == "AA" and not first:
        return "AH0"
    return "EY0" if phone == "EH" and last else f"{phone}0"
