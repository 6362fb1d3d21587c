"""Semiotic classes of Polish only: dates, years and ordinals in their cases."""

from __future__ import annotations

import re

from babel import Locale

from earshot.script.normalize.languages.calendar import text_before
from earshot.script.normalize.languages.locales import month_name, months
from earshot.script.normalize.languages.numbers import ALONE
from earshot.script.normalize.languages.pl_inflection import cardinal, combining, ordinal
from earshot.script.normalize.languages.pl_words import FEMININE
from earshot.script.normalize.languages.roman_numerals import value_of
from earshot.script.normalize.matching import DIGITS, SpokenGroups, any_of, semiotic_class

_LOCALE = Locale.parse("pl")
_MONTH = rf"(?i:{any_of(months(_LOCALE))})\b"
_DAY = r"(?:0?[1-9]|[12][0-9]|3[01])"
_HOUR = r"(?:[01]?[0-9]|2[0-4])"
IN = re.compile(r"\b(?:w|we|na|po|przy|o)\s\Z", re.IGNORECASE)
OF = re.compile(
    r"\b(?:od|do|z|ze|dla|bez|około|podczas|wokół|połowy|końca|początku|przełomu)\s\Z", re.I
)
_TIMEOF = re.compile(
    r"\b(?:o|od|do|po|przed|około|koło|między)\s(?:godz\.\s?)?\Z|godzin(?:ie|y)\s\Z", re.I
)
_BEFORE_DAY = re.compile(r"\b(?:przed|po|między(?:\s[0-9]{1,2}\sa)?)\s\Z", re.I)
_SHE = re.compile(r"\b(?:ona|była|zajęła|jest)\s\Z", re.I)
_AROUND = re.compile(r"\b(?:w|we|za|po|o|do|od|z|dla|prezydent\w*|historii|czasach)\s\Z", re.I)
_NEAR = re.compile(r"\b(?:około|ok\.|koło|blisko|niemal do|powyżej|poniżej)\s\Z", re.I)
_NOUN = re.compile(r"\s(?P<noun>[A-Za-zĄĆĘŁŃÓŚŹŻąćęłńóśźż]+)(?P<dot>\.?)")
_FEMININE = re.compile(
    r"(?:minu|rund|kolejk|kolejc|lidz|bramc|turz|republic|lokac|edycj|godzin|lig|dywizj|brygad|klas|stron|rocznic|kadencj|pozycj|lokat|faz|tur|seri"
    r"|częś|połow|wojn|wojen|rzeczpos|rzeczyp|republik|szkol|osob|ulic|dekad|grup|tercj|kwart|rewolucj|komisj"
    r"|konferencj|międzynarodów|generacj|bramk|nagrod|RP\Z)",
    re.IGNORECASE,
)
_COORDINATED = re.compile(r"\A\s(?:i|oraz|lub|do|a)\s[0-9]{1,3}\.(?=\s\w)")
_NEUTER = re.compile(
    r"(?:miejsc|pięt|spotkan|zwycięstw|trafien|okrążen|półrocz|tysiącleci|mistrzostw|posiedzen)",
    re.I,
)


def hour_ending(before: str) -> str:
    """ "o czternastej", "godzina czternasta"."""
    return "ej" if _TIMEOF.search(before) else "a"


def day_ending(before: str) -> str:
    """ "przed piątym maja", "do piątego maja"."""
    return "ym" if _BEFORE_DAY.search(before) else "ego"


def _year_of(value: int, before: str) -> str:
    return ordinal(value, "ym" if IN.search(before) else "ego")


def ordinal_of(value: int, before: str, after: str) -> str:
    """An ordinal that agrees with the noun after it; "" if the noun is unknown."""
    following = _NOUN.match(after)
    if not following:
        return ""
    name = following["noun"]
    if name in ("wiek", "wieku", "wieki", "wiekiem", "w"):
        return ordinal(value, _masculine_ending(name, before))
    if name.startswith("kwarta"):
        return ordinal(value, "ym" if name.endswith("le") else "ego" if name[-1] == "u" else "y")
    if _FEMININE.match(name):
        return ordinal(value, _feminine_ending(name, before))
    if _NEUTER.match(name):
        return ordinal(value, _neuter_ending(name, before))
    return ""


def _neuter_ending(name: str, before: str) -> str:
    if name.endswith("a"):
        return "ego"
    return "e" if name.endswith(("e", "o")) and not _in_case(name, before) else "ym"


def _in_case(name: str, before: str) -> bool:
    return (
        bool(IN.search(before)) and not re.search(r"\b[Nn]a\s\Z|\b[Pp]o\s\Z", before)
    ) or name.endswith("rze")


def _feminine_ending(name: str, before: str) -> str:
    if name.endswith(("ę", "ą")):
        return "ą"
    if name == "RP" and _AROUND.search(before):
        return "ej"
    return "a" if name.endswith(("a", "ć", "RP")) else "ej"


def _masculine_ending(name: str, before: str) -> str:
    if name == "wiekiem" or (name in ("wieku", "w") and IN.search(before)):
        return "ym"
    is_of = name == "w" and before.strip()
    return "ego" if name == "wieku" or is_of else "y"


@semiotic_class(
    rf"{ALONE}(?:(?P<day>{_DAY})\s(?P<name>{_MONTH})|(?P<day2>{_DAY})\.(?P<month>0?[1-9]|1[0-2])\.(?=[12][0-9]{{3}}))"
    r"(?:\s?(?P<year>[12][0-9]{3})(?![\w]|[.,:/-][0-9])(?:\s(?P<of>r\.|roku))?)?",
    DIGITS,
)
def date(m: re.Match[str], british: bool) -> SpokenGroups:
    """3 maja 2025 r. · 03.05.2026"""
    year = ordinal(int(m["year"]), "ego") if m["year"] else ""
    if m["day"]:
        yield "day", ordinal(int(m["day"]), day_ending(text_before(m)))
        if m["year"]:
            yield "year", year
    else:
        month = month_name(_LOCALE, int(m["month"]))
        day = ordinal(int(m["day2"]), day_ending(text_before(m)))
        yield ("day2", "year"), f"{day} {month} {year}"
    if m["of"]:
        yield "of", "roku"


@semiotic_class(
    rf"{ALONE}(?P<year>[12][0-9]{{3}})-(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12][0-9]|3[01])(?![\w-])",
    "-",
)
def iso_date(m: re.Match[str], british: bool) -> SpokenGroups:
    """2026-05-03"""
    day, year = ordinal(int(m["day"]), "ego"), ordinal(int(m["year"]), "ego")
    yield 0, f"{day} {month_name(_LOCALE, int(m['month']))} {year}"


@semiotic_class(rf"{ALONE}(?P<one>{_DAY})(?=\s(?:do|i|a|oraz)\s{_DAY}\s{_MONTH})", DIGITS)
def first_day(m: re.Match[str], british: bool) -> SpokenGroups:
    """od 1 do 3 czerwca · między 1 a 3 czerwca"""
    yield "one", ordinal(int(m["one"]), day_ending(text_before(m)))


@semiotic_class(
    rf"{ALONE}(?P<one>[0-9]{{1,2}})(?P<dash>[-–])(?P<two>(?:[2-9]?)[2-4])(?=\s(?P<noun>[a-ząćęłńóśźż]+[eyia])\b)",
    "-–",
    ("0-", "0–"),
)
def few(m: re.Match[str], british: bool) -> SpokenGroups:
    """2-3 tygodnie"""
    form = "f" if m["noun"] in FEMININE else ""
    yield ("one", "dash"), cardinal(int(m["one"]), form)
    yield "two", cardinal(int(m["two"]), form)


_DAYTIME = r"rano|wieczorem|po\społudniu|w\snocy|nad\sranem|w\społudnie"


@semiotic_class(rf"{ALONE}(?P<hour>{_HOUR})(?=\s(?:{_DAYTIME})\b)", DIGITS)
def hour_of_day(m: re.Match[str], british: bool) -> SpokenGroups:
    """o 5 rano"""
    if _TIMEOF.search(text_before(m)):
        yield "hour", ordinal(int(m["hour"]), "ej") if int(m["hour"]) else "zerowej"


_OPEN = re.compile(r"\b(?:czynn|otwart|godzin|pracuj|dyżur|kursuj)\w*\s(?:\w+\s){0,2}od\s\Z", re.I)


@semiotic_class(rf"{ALONE}(?P<one>{_HOUR})\sdo\s(?P<two>{_HOUR})(?![\w:]|[.,][0-9])", DIGITS)
def opening_hours(m: re.Match[str], british: bool) -> SpokenGroups:
    """czynne od 8 do 19"""
    if _OPEN.search(text_before(m)):
        for group in ("one", "two"):
            yield group, ordinal(int(m[group]), "ej") if int(m[group]) else "zerowej"


@semiotic_class(
    rf"(?<!\w)(?:{_MONTH}\s)?(?P<year>[12][0-9]{{3}})\s(?P<word>r\.|roku|rok|rokiem)(?!\w)",
    "r",
    ("0 r",),
)
def year(m: re.Match[str], british: bool) -> SpokenGroups:
    """w 1995 roku · 2008 r. · w maju 1945 roku"""
    if m["word"] in ("rok", "rokiem"):
        yield "year", ordinal(int(m["year"]), "y" if m["word"] == "rok" else "ym")
    else:
        yield (
            "year",
            _year_of(int(m["year"]), m.string[max(0, m.start("year") - 10) : m.start("year")]),
        )
    if m["word"] == "r.":
        yield "word", "roku"


@semiotic_class(r"(?<![\w.,/:])(?P<top>[0-9]{1,2})/(?P<bottom>[0-9]{1,2})(?![\w/]|[.,][0-9])", "/")
def fraction(m: re.Match[str], british: bool) -> SpokenGroups:
    """około 1/3 Polaków"""
    top, bottom = int(m["top"]), int(m["bottom"])
    if not 0 < top < bottom or not _NEAR.search(text_before(m)):
        return
    if (top, bottom) == (1, 2):
        yield 0, "połowy"
    else:
        yield 0, f"{cardinal(top, 'genf')} {ordinal(bottom, 'ej' if top == 1 else 'ych')}"


@semiotic_class(
    r"(?<!\w)[Ll]at(?P<end>ach|a|)\s(?P<decade>[0-9]0)\.(?:,?\s(?:i|oraz|a|lub)\s(?P<later>[0-9]0)\.)?",
    "Ll",
    ("0.",),
)
def decade(m: re.Match[str], british: bool) -> SpokenGroups:
    """w latach 80. i 90. · lata 90."""
    for group in ("decade", "later"):
        if m[group]:
            yield group, ordinal(int(m[group]), "e" if m["end"] == "a" else "ych")


@semiotic_class(
    rf"(?<!\w)(?<![0-9]\s)(?:(?P<word>godz\.)|[Gg]odzin(?:a|ie|y))(?:\s(?P<hour>{_HOUR})(?![\w]|[.:][0-9])"
    rf"(?:(?:\s(?:do|a|i)\s|(?P<dash>\s?[-–]\s?))(?P<later>{_HOUR})(?![\w]|[.:][0-9]|\s{_MONTH}))?)?",
    "g",
    ("godz", "Godz"),
)
def hour(m: re.Match[str], british: bool) -> SpokenGroups:
    """godz. 8 · o godzinie 8"""
    before = text_before(m)
    late = re.search(r"\b(?:o|po|przy)\s\Z", before, re.I)
    if m["word"]:
        of = re.search(r"\b(?:od|do|około|koło|z)\s\Z", before, re.I)
        many = m["dash"] and re.search(r"\bw\s\Z", before, re.I)
        yield (
            "word",
            "godzinach" if many else "godzinie" if late else "godziny" if of else "godzina",
        )
    ending = hour_ending(m.string[: m.start("hour")][-20:]) if m["hour"] else ""
    ending = "a" if m["dash"] and m["word"] else ending
    for group in ("hour", "later"):
        if m[group]:
            span = ("hour", "dash") if group == "hour" and m["dash"] else group
            to = " do" if group == "hour" and m["dash"] and ending != "a" else ""
            spoken = ordinal(int(m[group]), ending) if int(m[group]) else f"zerow{ending}"
            yield span, spoken + to


@semiotic_class(
    rf"{ALONE}(?P<number>[0-9]{{1,3}})\.(?=\s[A-Za-zĄĆĘŁŃÓŚŹŻąćęłńóśźż]|,\s|\W*\Z)", ".", ("0.",)
)
def ordinal_number(m: re.Match[str], british: bool) -> SpokenGroups:
    """3. miejsce · na 2. piętrze · po raz 25."""
    before, after = text_before(m), m.string[m.end() : m.end() + 30]
    after = _COORDINATED.sub("", after)
    if re.search(r"\b[Rr]az\s\Z", before):
        yield "number", ordinal(int(m["number"]))
    elif after.strip(" \"')") and not after.startswith(","):
        spoken = ordinal_of(int(m["number"]), before, after)
        ending = "ym" if IN.search(before) else "ego" if OF.search(before) else "y"
        yield "number", spoken or ordinal(int(m["number"]), ending)
    elif after.startswith(","):
        yield "number", ordinal(int(m["number"]), "a" if _SHE.search(before) else "y")


@semiotic_class(
    r"(?<![\w&])(?:(?P<first>[IVX]{1,6})(?=\s(?:i|oraz|lub|do)\s[IVX])\s\w{1,4}\s)?(?P<number>[IVX]{1,6})\s(?P<word>w\.)(?!\w)",
    "w",
    (" w.",),
)
def century(m: re.Match[str], british: bool) -> SpokenGroups:
    """w XVI w. · w XVI i XVII w."""
    value, first, before = value_of(m["number"]), value_of(m["first"] or ""), text_before(m)
    if not value or (m["first"] and not first):
        return
    ending = _masculine_ending("w", before)
    if first:
        yield "first", ordinal(first, ending)
    yield "number", ordinal(value, ending)
    yield "word", "wiek" if ending == "y" else "wieku"


@semiotic_class(
    rf"{ALONE}(?P<number>[0-9]{{1,4}})-(?P<tail>(?:let|osobow|procentow|minutow|metrow|krotn|piętrow|dniow|godzinn"
    r"|stopniow|kilometrow|tysięczn|lat)\w+|[a-ząćęłńóśźż]{2,}(?:ow|n|sk)(?:y|a|e|ego|ej|emu|ą|ym|ych|ymi)\b)",
    DIGITS,
)
def compound(m: re.Match[str], british: bool) -> SpokenGroups:
    """20-letni"""
    yield 0, combining(int(m["number"])) + m["tail"]


OWN = (
    hour, date, iso_date, first_day, year, decade, hour_of_day,
    opening_hours, few, fraction, century, compound, ordinal_number,
)  # fmt: skip
