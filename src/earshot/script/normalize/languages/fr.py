"""French."""

from __future__ import annotations

import re

from babel import Locale

from earshot.script.normalize.languages.amounts import with_codes
from earshot.script.normalize.languages.class_order import order_classes
from earshot.script.normalize.languages.fr_words import (
    ABBREVIATIONS,
    CURRENCIES,
    DIRECTIONS,
    FEMININE,
    SCALES,
    SENTENCES,
    SPORT,
    UNITS,
    WORDS,
)
from earshot.script.normalize.languages.grammar import Clock, Grammar, Numeral
from earshot.script.normalize.languages.numbers import ALONE
from earshot.script.normalize.matching import DIGITS, SemioticClass, SpokenGroups, semiotic_class
from earshot.script.normalize.number_words import foreign_cardinal, foreign_ordinal

__all__ = ["SENTENCES", "classes"]

_NOUN = re.compile(
    r"\s(?:(?:nouvelles|grandes|petites|jeunes|autres|premières|dernières|belles|bonnes)\s)?"
    r"(?P<noun>[a-zà-ÿœ]+)"
)
_ENDINGS = re.compile(
    r"\w+(?:tion|sion|ée|ette|ance|ence|té|ière|ienne|elle|esse|ure|ade|aine|euse|rice|ille|ie|gue)s?\Z"
)
_FIRST = ("er", "re", "ère", "°")
_MASCULINE = frozenset("été musée lycée traité comité côté arrêté député incendie génie".split())
_REGNAL = re.compile(
    r"\b(?:Charles|Louis|Henri|Philippe|Pie|Grégoire|Jean|Paul|François|Napoléon|Léon|Clément|Benoît|Alphonse"
    r"|Georges?|Édouard|Guillaume|Albert|Baudouin|Léopold|Ferdinand|Frédéric|Hassan|Mohammed"
    r"|Élisabeth|Catherine|Nicolas|Alexandre)\s\Z"
)

_AFTER_LABEL = re.compile(
    r"\b(?:années|an|page|numéro|n°|chapitre|article|ligne|paragraphe)\s\Z", re.I
)
_LABEL = re.compile(r"\b(?:tome|acte|livre|chapitre|article|titre|annexe|partie|volume)\s\Z", re.I)


def _cardinal(value: int, form: str) -> str:
    spoken = foreign_cardinal(value, "fr")
    if form == "label":  # "les années quatre-vingt"
        return re.sub(r"(vingt|cent)s\Z", r"\1", spoken)
    return spoken + "e" if form == "f" and re.search(r"\bun\Z", spoken) else spoken


def _is_feminine(after: str) -> bool:
    following = _NOUN.match(after)
    if not following:
        return False
    name = following["noun"]
    if name.rstrip("s") in _MASCULINE:
        return False
    return name in FEMININE or name.rstrip("s") in FEMININE or bool(_ENDINGS.match(name))


def _agreement(before: str, after: str, gender: str) -> str:
    if not gender and _AFTER_LABEL.search(before):
        return "label"
    return gender or ("f" if _is_feminine(after) else "")


def _year(value: int) -> str:
    return _cardinal(value, "")


def _day(value: int, before: str, mark: str) -> str:
    return "premier" if value == 1 else _cardinal(value, "")


def _ordinal(value: int, mark: str) -> str:
    bare = mark.rstrip("s")
    if value == 1:
        return "premier" if bare in ("er", "°", "º") else "première"
    if value == 2 and bare in ("d", "nd", "de", "nde"):
        return "seconde" if bare.endswith("e") else "second"
    spoken = foreign_ordinal(value, "fr")
    return re.sub(r"(vingt|cent|million)sième\Z", r"\1ième", spoken)


def _roman(numeral: Numeral) -> str:
    if numeral.mark:
        known = set(numeral.written) <= set("IVX") and (numeral.mark in _FIRST) == (
            numeral.value == 1
        )
        return _ordinal(numeral.value, numeral.mark) if known else ""
    named = _REGNAL.search(numeral.before) or _LABEL.search(numeral.before)
    if not named and (len(numeral.written) < 2 or not set(numeral.written) <= set("IVX")):
        return ""
    if numeral.value == 1:
        return "premier"
    return _cardinal(numeral.value, "")


def _clock(hour: int, minute: int, before: str) -> str:
    spoken = f"{_cardinal(hour, 'f')} heure{'s' if hour > 1 else ''}"
    return f"{spoken} {_cardinal(minute, '')}" if minute else spoken


def _fraction(top: int, bottom: int) -> str:
    named = {2: "demi", 3: "tiers", 4: "quart"}.get(bottom) or foreign_ordinal(bottom, "fr")
    return f"{_cardinal(top, '')} {named}{'s' if top > 1 and named[-1] != 's' else ''}"


def _of(unit: str) -> str:
    return f"d'{unit}" if unit[0] in "aeiouyéhAEIOU" else f"de {unit}"


def _gender(name: str) -> str:
    feminine = ("tonne", "minute", "heure", "seconde", "kilocalorie", "livre", "once")
    return "f" if name.startswith(feminine) else "m"


@semiotic_class(
    rf"{ALONE}(?P<number>[0-9]{{1,4}})(?P<mark>ers?|res?|ères?|es?|ème?s?|èmes?|ièmes?|nde?s?|de?s?)(?!\w)",
    "erdns",
    (f"0{mark}" for mark in "erèéèind"),
)
def _ordinal_number(m: re.Match[str], british: bool) -> SpokenGroups:
    """1er · 2e · 3ème · 2nde"""
    spoken = _ordinal(int(m["number"]), m["mark"])
    yield 0, spoken + ("s" if m["mark"].endswith("s") else "")


@semiotic_class(
    r"(?<!\w)(?P<word>nos)(?=\s[0-9]{1,4}(?:,\s[0-9]{1,4}){0,3}\s(?:et|à|ou)\s[0-9])",
    DIGITS,
    ("nos",),
)
def _numbers(m: re.Match[str], british: bool) -> SpokenGroups:
    """les nos 5 et 6; not "nos 3 enfants" (our)"""
    yield "word", "numéros"


_FEMININE_ENDING = "ne|le|te|fe|ve|rice|trice|ère|euse|se|e"


@semiotic_class(
    rf"(?<![\w@])(?P<word>[^\W\d_]{{2,30}})"
    rf"(?:\((?:{_FEMININE_ENDING})\)|[·•.⋅](?:{_FEMININE_ENDING}))[·•.⋅]?(?P<plural>s?)(?!\w)"
    rf"|(?<![\w@-])(?P<word2>[^\W\d_]{{2,30}})-(?:{_FEMININE_ENDING})-(?P<plural2>s)(?![\w-])",
    "(·•.⋅-",
    (f"{mark}{ending}" for mark in "(·•.⋅-" for ending in _FEMININE_ENDING.split("|")),
)
def _both_genders(m: re.Match[str], british: bool) -> SpokenGroups:
    """élu(e)s · étudiant·e·s · salarié-e-s"""
    word, plural = m["word"] or m["word2"], m["plural"] or m["plural2"] or ""
    yield 0, word if word.endswith(("s", "x")) else word + plural


@semiotic_class(r"(?<![\w.,])(?P<days>7)\s?j(?:ours)?\s?/\s?7(?!\w)", "j")
def _every_day(m: re.Match[str], british: bool) -> SpokenGroups:
    """7j/7"""
    yield 0, "sept jours sur sept"


@semiotic_class(r"(?<![\w.,])24\s?h(?:eures)?\s?/\s?24(?!\w)", "h")
def _all_day(m: re.Match[str], british: bool) -> SpokenGroups:
    """24h/24"""
    yield 0, "vingt-quatre heures sur vingt-quatre"


@semiotic_class(
    r"(?<=\b(?:au|le|du|ce|en)\s)T(?P<quarter>[1-4])(?=\s(?P<year>20[0-9]{2})|\W|\Z)(?!\.[0-9])",
    "T",
)
def _quarter(m: re.Match[str], british: bool) -> SpokenGroups:
    """au T3 2024"""
    yield 0, f"{_ordinal(int(m['quarter']), 'er')} trimestre"


@semiotic_class(r"(?<=[Xx IV]e\s)(?P<century>s\.)(?!\w)", "", ("e s.",))
def _century(m: re.Match[str], british: bool) -> SpokenGroups:
    """XIXe s."""
    yield "century", "siècle"


@semiotic_class(
    r"(?<=\b(?:le|au)\s)(?P<high>3[0-9])(?P<low>[0-9]{2})(?![\w]|[.,][0-9]|\s[0-9])", "3"
)
def _short_number(m: re.Match[str], british: bool) -> SpokenGroups:
    """Appelez le 3919"""
    yield 0, f"{_cardinal(int(m['high']), '')} {_cardinal(int(m['low']), '')}"


def classes(language: str) -> tuple[SemioticClass, ...]:
    region = language.split("-")[-1].upper()
    locale = Locale.parse(f"fr_{region}" if region in ("BE", "CA", "CH") else "fr")
    grammar = Grammar(
        locale=locale,
        cardinal=_cardinal,
        words=WORDS,
        year=_year,
        day=_day,
        date="{day} {month} {year}",
        day_mark="er",
        to_month=r"\s",
        to_year=r"\s",
        clock=Clock(_clock, letter=True),
        sum="{unit} {cents}",
        currencies=with_codes(locale, CURRENCIES),
        scales=SCALES,
        fraction=_fraction,
        roman=_roman,
        roman_mark="er|re|ère|e|ème|nde?|°",
        abbreviations=ABBREVIATIONS,
        gender=_gender,
        agreement=_agreement,
        of=_of,
        sport=SPORT,
        directions=DIRECTIONS,
        date_cue=r"(?:le|du|au|dès|depuis le|(?:lun|mar|mercre|jeu|vendre|same)di|dimanche|et)",
        telephone=r"\b(?:[Tt]él(?:\.|éphone)?|[Aa]ppel\w+\s(?:le|au)|numéro)",
        paired_telephone=True,
        units=UNITS,
    )  # fmt: skip
    return order_classes(
        grammar,
        (_numbers, _short_number, _century, _every_day, _all_day, _quarter, _both_genders),
        (_ordinal_number,),
    )
