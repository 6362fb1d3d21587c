"""Polish."""

from __future__ import annotations

import re

from babel import Locale

from earshot.script.normalize.languages.amounts import with_codes
from earshot.script.normalize.languages.class_order import order_classes
from earshot.script.normalize.languages.grammar import Clock, Grammar, Numeral
from earshot.script.normalize.languages.pl_addresses import OWN as ADDRESSES
from earshot.script.normalize.languages.pl_classes import OWN, day_ending, hour_ending, ordinal_of
from earshot.script.normalize.languages.pl_inflection import OBLIQUE, cardinal, ordinal
from earshot.script.normalize.languages.pl_words import (
    ABBREVIATIONS,
    CURRENCIES,
    DIRECTIONS,
    FEMININE,
    MEN,
    NOT_MEN,
    SCALES,
    SENTENCES,
    SPORT,
    UNITS,
    WORDS,
)
from earshot.script.normalize.matching import SemioticClass

__all__ = ["SENTENCES", "classes"]

_GENITIVE = re.compile(
    r"\b(?:od|do|z|ze|bez|dla|zamiast|około|ok\.|koło|powyżej|poniżej|blisko|wśród|spośród|oprócz|prędkością"
    r"|prędkości|(?:wys|głęb|odleg)\w+ości|długości|temperaturze|temperatury|kwocie|kwoty|wartości|wieku|wadze|masie"
    r"|sumie|powierzchni|pojemności|cenie|liczbie|co najmniej z)\s\Z",
    re.IGNORECASE,
)
_AFTER = re.compile(r"\bpo\s\Z", re.IGNORECASE)
_AT = re.compile(r"\bprzy\s\Z", re.IGNORECASE)
_LABEL = re.compile(
    r"\b(?:rozdział|rozdziale|strona|stronie|str\.|nr|numer|art\.|artykuł|grupa|grupie|punkt|pkt|pozycja|tom|tabela"
    r"|peron|linia|sala|etap|typ|ust\.|par\.)\s\Z",
    re.IGNORECASE,
)
_WORD = re.compile(r"\s(?P<word>[a-ząćęłńóśźż]+)")
_MEN = re.compile(
    r"\w+(?:ników|antów|entów|owców|ńców|nierzy|karzy|larzy|torów|yków|istów|logów|adców|jców|rców)\Z"
)
_PLAIN_NEXT = frozenset("i a do w we z ze na o po od za lub oraz że się to nie jest był".split())
_ENDS_IN_OM = frozenset("dom atom poziom dyplom slalom symptom".split())
"""Nouns in the nominative that look like datives."""
_NAME = re.compile(r"\b(?P<name>[A-ZŁŚŻ][a-ząćęłńóśźż]+)\s\Z")
_KINGS = re.compile(
    r"\b(?:Jan|Paw|Karol|Ludwik|Zygmunt|August|Kazimierz|Władysław|Stanisław|Henryk|Filip|Pius|Leon|Benedykt|Grzegorz"
    r"|Mikołaj|Aleksander|Fryderyk|Napoleon|Wilhelm|Jerzy|Edward|Franciszek|Elżbiet|Katarzyn|Mari|Bolesław|Mieszk"
    r"|Konrad|Otton|Ferdynand|Iwan|Albert|Klemens|Sykstus|Urban|Juliusz)\w*\s\Z"
)
_ENDINGS_OF_NAMES = (
    ("em", "ym"), ("owi", "emu"), ("ą", "ą"), ("y", "ej"), ("i", "ej"), ("ę", "ą"), ("a", "ego"),
)  # fmt: skip
_QUEENS = (
    "Elżbieta",
    "Katarzyna",
    "Maria",
    "Krystyna",
    "Anna",
    "Małgorzata",
    "Wiktoria",
    "Izabela",
)


def _agreement(before: str, after: str, gender: str) -> str:
    following = _WORD.match(after)
    word = following["word"] if following else ""
    found = gender or _gender_of(word, before)
    case = _case(before, word, bool(gender))
    if case:
        return "genf" if case == "gen" and found == "f" else case
    return found


def _case(before: str, word: str, known: bool) -> str:
    if word.endswith(("ami", "oma", "ćmi", "dźmi", "źmi", "ńmi", "śćmi")):
        return "ins"
    if word.endswith("ach") or _AT.search(before) or (known and _AFTER.search(before)):
        return "gen"
    if word.endswith("om") and word not in _ENDS_IN_OM and not known:
        return "dat"
    return "gen" if _GENITIVE.search(before) else ""


def _gender_of(word: str, before: str) -> str:
    if not word or word in _PLAIN_NEXT or _LABEL.search(before):
        return ""
    if word in MEN or (_MEN.match(word) and word not in NOT_MEN):
        return "v"
    if word == "dzieci":
        return "children"
    if word in FEMININE or word.endswith(("cje", "ości")):
        return "f"
    if word.endswith("a"):
        return "a"  # feminine after 1, neuter after 2: the ending does not decide
    return "n" if word.endswith(("o", "e", "ę")) else "m"


def _noun_category(category: str, form: str) -> str:
    if form not in OBLIQUE:
        return category
    return "other" if category in ("one", "other") else "many"


def _after_to(form: str) -> str:
    return "gen"


def _year(value: int) -> str:
    return cardinal(value, "")


def _day(value: int, before: str, mark: str) -> str:
    return ordinal(value, day_ending(before))


_CLAUSE_FOLLOWS = re.compile(
    r"\s(?:we?|ze?|na|do|po|o|u|od|za|nie|to|tak|już|co|jak|że|bo|ja|my|on[aio]?|ten|t[aeo]|tu|tam"
    r"|teraz|wtedy|jeszcze|dla|przy|przez|pod|nad|bez|jest|są|był\w*)\b"
)


def _roman(numeral: Numeral) -> str:
    if not set(numeral.written) <= set("IVX"):
        return ""
    if numeral.written == "I" and _CLAUSE_FOLLOWS.match(numeral.after):
        return ""  # the conjunction
    spoken = ordinal_of(numeral.value, numeral.before, numeral.after)
    if spoken:
        return spoken
    if _KINGS.search(numeral.before):
        return ordinal(numeral.value, _ending_of_name(numeral.before))
    if _LABEL.search(numeral.before):
        return ordinal(numeral.value)
    return cardinal(numeral.value, "") if len(numeral.written) > 1 else ""


def _ending_of_name(before: str) -> str:
    found = _NAME.search(before)
    name = found["name"] if found else ""
    if name in _QUEENS:
        return "a"
    return next((spoken for end, spoken in _ENDINGS_OF_NAMES if name.endswith(end)), "y")


def _clock(hour: int, minute: int, before: str) -> str:
    spoken = "zerow" + hour_ending(before) if not hour else ordinal(hour, hour_ending(before))
    return f"{spoken} {cardinal(minute, '')}" if minute else spoken


def _fraction(top: int, bottom: int) -> str:
    if (top, bottom) == (1, 2):
        return "pół"
    ending = "a" if top == 1 else "e" if top < 5 else "ych"
    named = f"drug{ending}" if bottom == 2 else ordinal(bottom, ending)
    return f"{cardinal(top, 'f')} {named}"


def _gender(name: str) -> str:
    return "f" if re.match(r"\w*(?:ton|godzin|minut|sekund|kilokalori|mil)[aiy]?\b", name) else "m"


def classes(language: str) -> tuple[SemioticClass, ...]:
    locale = Locale.parse("pl")
    grammar = Grammar(
        locale=locale,
        cardinal=cardinal,
        words=WORDS,
        year=_year,
        day=_day,
        date="{day} {month} {year}",
        day_mark=r"(?!)",
        to_month=r"\s",
        to_year=r"(?!)",
        clock=Clock(_clock, cue=r"\b(?:o|od|do|po|przed|godz\.|godzin[aeiy]e?|około)\s"),
        sum="{unit} {cents} {small}",
        currencies=with_codes(locale, CURRENCIES),
        scales=SCALES,
        fraction=_fraction,
        roman=_roman,
        roman_mark=r"(?!)",
        abbreviations=ABBREVIATIONS,
        gender=_gender,
        agreement=_agreement,
        noun_category=_noun_category,
        after_to=_after_to,
        declined_decimals=frozenset(("gen", "genf")),
        sport=SPORT,
        telephone=r"\b(?:[Tt]el(?:\.|efon)?|[Dd]zwoń\w*(?:\spod)?|numer(?:em)?|infolini\w+)",
        directions=DIRECTIONS,
        date_cue=r"(?:dnia|w dni(?:u|ach)|(?:poniedział|wtor|śro|czwart|pią|sobo|niedziel)\w+)",
        date_mark=r"\.",
        units=UNITS,
    )  # fmt: skip
    return order_classes(grammar, (*ADDRESSES, *OWN))
