"""Pronunciation of foreign names by their language of origin.

Diacritics, letter clusters and endings often identify the origin of an unlisted name. Each origin
has rules from letters to CMU phones (regular expressions; the first match applies) and a stress
rule. The phones are English, as newsreaders use them.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple

from earshot.phonemes import ipa_of
from earshot.script.g2p.name_origin_rules import COMMON_RULES, ORIGIN_RULES

_VOWELS = frozenset("AA AE AH AO AW AY EH ER EY IH IY OW OY UH UW".split())
_ACCENTED_VOWEL = re.compile("[áéíóúâêô]")
_ENGLISH_NAME = re.compile(
    "(?:ham|ton|ford|bury|borough|worth|ley|field|wick|wich|stead|bridge|wood|well|shire|row|ville)$"
    "|^fitz|(?:[ei]an|ese|ish|ism|ist)s?$"
)
"""English place names, family names derived from them, and English endings."""
_SURE = {
    "African": re.compile(""), "Yoruba, Igbo or Bantu": re.compile(""),
    "Chinese": re.compile(""), "Japanese": re.compile(""),
    "South Slavic": re.compile(""), "Ukrainian or Russian": re.compile(""),
    "Italian": re.compile(""), "Hungarian": re.compile(""), "Polynesian": re.compile(""),
    "Georgian or Armenian": re.compile(""),
    "Welsh": re.compile("^ll|[aeiouwy]dd$"),
    "French": re.compile("eaux?$|oux$|[^aeo]ault$|ieux$|gnac$|illac$|[^aeiou]ois$"),
    "Portuguese": re.compile("[nl]h[aoe]s?$"),
    "Greek": re.compile("opoulos$|opoulou$|[aeiou]k?[aei]dis$|akis$"),
    "Romanian": re.compile("escu$|eanu$"),
    "Dutch": re.compile("(?:^|[^aeiou])ij[bdfgklmnpstvz]|[aeou]ij|[^q]uis$"),
}  # fmt: skip
"""Origins whose rules are right more often than the letter-to-sound model on curated names that the
model was not trained on. The rules of the other origins are for names with diacritics only."""
_SHORT_NAME_LETTERS = 5
_ACCENT_FOLDING = str.maketrans(
    "áàâãäåéèêëíìîïóòôõúùûýāēīōūăąęėįőűůěťďňñľĺŕřßʻ’",
    "aaaaaaeeeeiiiioooouuuyaeiouaaeeiouuetdnnllrrs''",
)


class NameOrigin(NamedTuple):
    """A language of origin: its patterns, its letter rules and its stress rule."""

    name: str
    pattern: re.Pattern[str]
    rules: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]
    stress: str


class OriginGuess(NamedTuple):
    ipa: str
    origin: str


@cache
def _load_origins() -> tuple[NameOrigin, ...]:
    plain = _compile_rules(COMMON_RULES)
    return tuple(
        NameOrigin(name, re.compile(pattern), (*_compile_rules(sounds), *plain), stress)
        for name, (pattern, sounds, stress) in ORIGIN_RULES.items()
    )


def _compile_rules(rules: str) -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    """Parse "ch=CH ñ=N+Y" into patterns and phones."""
    pairs = (each.rsplit("=", 1) for each in rules.split())
    return tuple((re.compile(spelling), tuple(filter(None, s.split("+")))) for spelling, s in pairs)


@lru_cache(maxsize=1 << 12)
def guess_pronunciation(name: str) -> OriginGuess | None:
    """The pronunciation of a lower-case name, or None if its origin is not certain."""
    if len(name) > _SHORT_NAME_LETTERS and _ENGLISH_NAME.search(name):
        return None
    for origin in _load_origins():
        if origin.pattern.search(name):
            sure = _SURE.get(origin.name)
            phones, accented_vowel = _to_phones(name, origin)
            if phones and (not name.isascii() or (sure and sure.search(name))):
                return OriginGuess(
                    ipa_of(_add_stress(phones, origin.stress, accented_vowel, name)), origin.name
                )
    return _guess_open_syllables(name)


_OPEN_SYLLABLES = re.compile(
    "(?:(?:ch|sh|kh|zh|ts|ny|bb|dd|kk|mm|nn|pp|rr|zz|[bdfghjklmnprstvwyz])?(?:ai|au|ou|[aeiou])[nmrlsk]?){3,}(?<=[aiou])"
)
_NOT_OPEN_SYLLABLES = re.compile(
    "th|ee|oo|gh|ph|i[ae]$|ea|oa|e[iou]|ie|g[eiu]|u[aeio]|j|[lst]{2}|our|ine$|[^aeiou]ana$|ai$"
)
"""Spellings that are English, or that languages with open syllables say differently."""
_OPEN_SYLLABLE_RULES = "ay(?=[aeiou])=AY e(?=[^aeiouyr]?[aiou]$)=EY ch(?=au)=K y(?=[aeiou])=Y"


@cache
def _open_syllables() -> NameOrigin:
    rules = (*_compile_rules(_OPEN_SYLLABLE_RULES), *_compile_rules(COMMON_RULES))
    return NameOrigin("open syllables", _OPEN_SYLLABLES, rules, "penult")


def _guess_open_syllables(name: str) -> OriginGuess | None:
    """Names like "Mutasa" have vowels as in Italian and stress on the last but one, whatever their
    language: 74 % of such names on the list of names follow this."""
    if not _OPEN_SYLLABLES.fullmatch(name) or _NOT_OPEN_SYLLABLES.search(name):
        return None
    origin = _open_syllables()
    phones, _ = _to_phones(name, origin)
    return OriginGuess(ipa_of(_add_stress(phones, origin.stress, -1, name)), origin.name)


ORIGIN_BY_LANGUAGE = {
    "tr": "Turkish", "pt": "Portuguese", "vi": "Vietnamese", "hu": "Hungarian", "pl": "Polish",
    "sr": "South Slavic", "hr": "South Slavic", "bs": "South Slavic", "sl": "South Slavic",
    "cs": "Czech", "sk": "Czech", "ro": "Romanian", "ru": "Ukrainian or Russian",
    "uk": "Ukrainian or Russian", "el": "Greek", "hy": "Georgian or Armenian", "es": "Spanish",
    "ka": "Georgian or Armenian", "it": "Italian", "fr": "French", "de": "German",
    "sv": "Nordic", "no": "Nordic", "nb": "Nordic", "da": "Nordic", "is": "Nordic", "nl": "Dutch",
    "zh": "Chinese", "ja": "Japanese", "ar": "Arabic or Persian", "fa": "Arabic or Persian",
    "hi": "Indian", "sw": "African", "haw": "Polynesian",
}  # fmt: skip
"""Origins by language (BCP 47)."""


@lru_cache(maxsize=1 << 10)
def pronounce_as(name: str, language: str) -> str:
    """The IPA of a lower-case word in a language, or an empty string."""
    return pronounce_as_origin(name, ORIGIN_BY_LANGUAGE.get(language.split("-")[0], ""))


def pronounce_as_origin(name: str, origin_name: str) -> str:
    """The IPA of a lower-case word by the rules of an origin, or an empty string."""
    origin = next((each for each in _load_origins() if each.name == origin_name), None)
    if not origin:
        return ""
    phones, accented_vowel = _to_phones(name, origin)
    return ipa_of(_add_stress(phones, origin.stress, accented_vowel, name)) if phones else ""


def _to_phones(name: str, origin: NameOrigin) -> tuple[list[str], int]:
    """The phones of a name, and the index of its accented vowel, -1 for none."""
    if origin.name == "Vietnamese":
        name = _strip_tones(name)
    phones: list[str] = []
    accented_vowel, at = -1, 0
    while at < len(name):
        match, sounds = next(
            ((m, sounds) for pattern, sounds in origin.rules if (m := pattern.match(name, at))),
            (None, ()),
        )
        accented = _ACCENTED_VOWEL.match(name, at) is not None
        if not match:
            folded = _fold(name)
            match, sounds = next(
                ((m, s) for pattern, s in origin.rules if (m := pattern.match(folded, at))),
                (None, ()),
            )
        if accented and sounds:
            accented_vowel = sum(phone in _VOWELS for phone in phones)
        phones += sounds
        at = match.end() if match and match.end() > at else at + 1
    pairs = zip(["", *phones], phones, strict=False)
    phones = [phone for previous, phone in pairs if (previous, phone) != ("ER", "R")]
    before_r = zip(phones, [*phones[1:], ""], strict=False)
    return ["AO" if pair == ("OW", "R") else pair[0] for pair in before_r], accented_vowel


_TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))


def _strip_tones(name: str) -> str:
    """Remove the marks of Vietnamese tones, but not of vowels."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).translate(_TONES))


def _fold(name: str) -> str:
    """Remove diacritics without changing the length."""
    return "".join(unicodedata.normalize("NFD", c)[0] for c in name.translate(_ACCENT_FOLDING))


def _add_stress(phones: list[str], rule: str, accented_vowel: int, name: str) -> list[str]:
    vowels = [number for number, phone in enumerate(phones) if phone in _VOWELS]
    if not vowels:
        return phones
    accent = accented_vowel if rule in ("spanish", "portuguese") else -1
    main = vowels[accent if 0 <= accent < len(vowels) else _stress_index(rule, vowels, name)]
    result = []
    for number, phone in enumerate(phones):
        if phone not in _VOWELS:
            result.append(phone)
        elif number == main:
            result.append(f"{phone}1")
        else:
            result.append(_reduce_vowel(phone, number == vowels[0], number == len(phones) - 1))
    return result


_FIXED_STRESS = {"first": 0, "final": -1, "penult": -2, "antepenult": -3}
_FINAL_STRESS = {
    "turkish": re.compile("(?!.*o[gğ]lu$).*"),
    "portuguese": re.compile(".*(?:[lrzu]|ão|ões|ãe)$"),
    "romanian": re.compile(".*[^aeiouăâî]i?$"),
    "spanish": re.compile(".*(?<![aeio])(?<![aeio]s)(?<![ae]n)(?<![eaiou]z)"),
    "arabic": re.compile(".*(?:[iu]|ou|ee)[^aeiouh]$"),
    "armenian": re.compile(".*yan$"),
}
"""Endings with final stress, for languages whose stress depends on the ending."""
_ANTEPENULT = ("armenian", "turkish")
_ANTEPENULT_ENDINGS = ("opoulos", "opoulou")


def _stress_index(rule: str, vowels: list[int], name: str) -> int:
    """The index of the stressed vowel: negative from the end, or 0 for the first."""
    if len(vowels) == 1:
        return 0
    if rule in _FIXED_STRESS:
        return max(_FIXED_STRESS[rule], -len(vowels))
    if rule in _FINAL_STRESS and _FINAL_STRESS[rule].fullmatch(name):
        return -1
    return max(
        -len(vowels), -3 if rule in _ANTEPENULT or name.endswith(_ANTEPENULT_ENDINGS) else -2
    )


def _reduce_vowel(phone: str, first: bool, last: bool) -> str:
    """Reduce an unstressed vowel as in English: a, except at the start; not a final e."""
    if phone == "AA" and not first:
        return "AH0"
    return "EY0" if phone == "EH" and last else f"{phone}0"
