"""German."""

from __future__ import annotations

import re

from babel import Locale

from earshot.script.normalize.languages.amounts import with_codes
from earshot.script.normalize.languages.calendar import text_before
from earshot.script.normalize.languages.class_order import order_classes
from earshot.script.normalize.languages.de_inflection import (
    ACCUSATIVE,
    BEFORE_DATE,
    DATIVE,
    DEFINITE,
    FEMININE,
    LABEL,
    NOUN,
    PLURAL,
    WEAK,
    agree,
    cardinal,
    inflect_day,
    ordinal,
    ordinal_ending,
    year,
)
from earshot.script.normalize.languages.de_words import (
    ABBREVIATIONS,
    CURRENCIES,
    DIRECTIONS,
    NEUTER,
    SCALES,
    SENTENCES,
    SPORT,
    UNITS,
    WORDS,
)
from earshot.script.normalize.languages.grammar import Clock, Grammar, Numeral
from earshot.script.normalize.languages.locales import weekdays
from earshot.script.normalize.languages.numbers import ALONE
from earshot.script.normalize.matching import (
    DIGITS,
    SemioticClass,
    SpokenGroups,
    any_of,
    semiotic_class,
)

__all__ = ["SENTENCES", "classes"]

_YEAR_BEFORE = re.compile(
    r"\b(?:seit|im Jahre?|Jahre?|von|bis|ab|vor|nach|um|in|anno|Anfang|Ende|Mitte|Frühjahr|Frühling"
    r"|Sommer|Herbst|Winter|zwischen|und|Januar|Februar|März|April|Mai|Juni|Juli|August|September"
    r"|Oktober|November|Dezember|war|geboren)\s\(?\Z",
    re.I,
)


def _roman(numeral: Numeral) -> str:
    before, small = numeral.before, set(numeral.written) <= set("IVX")
    if LABEL.search(before):
        return cardinal(numeral.value, "")
    if numeral.mark and (WEAK.search(before) or DEFINITE.search(before)):
        spoken = ordinal(numeral.value, ordinal_ending(before, numeral.after))
        return spoken.capitalize() if "Weltkrieg" in numeral.after[:12] else spoken
    if numeral.mark and re.search(r"[A-ZÄÖÜ][a-zäöüß]+\s\Z", before):
        return _of_a_name(before, numeral.value)
    return cardinal(numeral.value, "") if small and len(numeral.written) > 1 else ""


_GENITIVE_NAME = re.compile(
    r"\bdes\s[A-ZÄÖÜ]\w+s\s[A-ZÄÖÜ]\w+\s\Z|[A-ZÄÖÜ]\w+(?<![aeiu])(?<!en)s\s\Z"
)
"""Karls V.; not Pius, Johannes, Thomas, Louis and Clemens."""
_GENITIVE_QUEEN = re.compile(
    r"\b(?:Elisabeth|Katharina|Maria|Margar[ei]t[ae]?|Isabella|Christina|Anna|Johanna|Beatrix|Mathilde|Victoria)s\s\Z"
)


def _of_a_name(before: str, value: int) -> str:
    if _GENITIVE_QUEEN.search(before):
        return f"der {ordinal(value, 'en').capitalize()}"
    if _GENITIVE_NAME.search(before):
        return f"des {ordinal(value, 'en').capitalize()}"
    dative, accusative = DATIVE.search(before), ACCUSATIVE.search(before)
    article = "dem" if dative else "den" if accusative else "der"
    return f"{article} {ordinal(value, 'en' if dative or accusative else 'e').capitalize()}"


def _clock(hour: int, minute: int, before: str) -> str:
    spoken = f"{cardinal(hour, 'm')} Uhr"
    return f"{spoken} {cardinal(minute, '')}" if minute else spoken


def _fraction(top: int, bottom: int) -> str:
    if (top, bottom) == (1, 2):
        return "ein halber"
    if bottom == 2:
        return ""
    return f"{cardinal(top, 'm')} {ordinal(bottom, '')[:-1].capitalize()}tel"


def _gender(name: str) -> str:
    return "f" if name.endswith(("n", "e")) or name.startswith(("Meile", "Pferde")) else "m"


@semiotic_class(
    rf"{ALONE}(?P<day>[0-9]{{1,2}})\.\s?(?P<month>1[0-2]|0?[1-9])\.(?!\s?[12][0-9]{{3}}|[0-9])",
    ".",
    ("0.",),
)
def _day_and_month(m: re.Match[str], british: bool) -> SpokenGroups:
    """am 24.12."""
    day, month = int(m["day"]), int(m["month"])
    if 1 <= day <= 31 and BEFORE_DATE.search(text_before(m)):
        yield 0, f"{ordinal(day, 'en')} {ordinal(month, 'en')}"


_WEEKDAYS = weekdays(Locale("de"))


@semiotic_class(rf"(?<!\w)(?P<day>{any_of(_WEEKDAYS)})\.?(?=,?\s[0-9]{{1,2}}\.)", ".", ("0.",))
def _weekday(m: re.Match[str], british: bool) -> SpokenGroups:
    """Mi., 5.6."""
    yield "day", _WEEKDAYS[m["day"]]


@semiotic_class(
    rf"{ALONE}(?P<hours>[0-9]{{1,2}}):(?P<minutes>[0-5][0-9])(?P<unit>\s(?:Stunden|Std\.))", ":"
)
def _hours_and_minutes(m: re.Match[str], british: bool) -> SpokenGroups:
    """nach 2:34 Stunden"""
    hours, minutes = int(m["hours"]), int(m["minutes"])
    spoken = f"{cardinal(hours, 'f')} Stunde{'' if hours == 1 else 'n'}"
    yield 0, f"{spoken} {cardinal(minutes, 'f')} Minute{'' if minutes == 1 else 'n'}"


@semiotic_class(
    r"(?:(?<=\b(?:um|ab)\s)|(?<=\bbis\s))(?P<hour>[01]?[0-9]|2[0-4])\s?(?P<unit>h)(?!\w)",
    "h",
    ("0h", "0 h"),
)
def _hour(m: re.Match[str], british: bool) -> SpokenGroups:
    """um 20 h"""
    yield "hour", cardinal(int(m["hour"]), "m")
    yield "unit", "Uhr"


@semiotic_class(r"(?<![\w.,])(?P<number>[0-9]{1,3})-(?P<unit>€|\$|£)-(?=[A-ZÄÖÜ])", "€$£")
def _sum_in_compound(m: re.Match[str], british: bool) -> SpokenGroups:
    """das 49-€-Ticket"""
    unit = CURRENCIES[m["unit"]].unit.form("other")
    yield ("number", "unit"), f"{cardinal(int(m['number']), 'm')} {unit}"


@semiotic_class(r"(?<![0-9])(?<![0-9]\s)(?P<part>½|1/2)\s(?P<noun>[A-ZÄÖÜ][\wäöüß]+\.?)", "½/")
def _half(m: re.Match[str], british: bool) -> SpokenGroups:
    """½ Stunde · ½ Mio. Euro"""
    scale = SCALES.get(m["noun"])
    if scale or FEMININE.fullmatch(m["noun"]):
        yield "part", "eine halbe"
    else:
        yield "part", "ein halbes" if m["noun"] in NEUTER else "ein halber"
    if scale:
        yield "noun", scale.form("one")


@semiotic_class(
    r"(?:(?<=[0-9],\s)|(?<=[0-9][a-f],\s)|(?<=\bD-)|(?<=\bPLZ\s))(?P<code>[0-9]{5})(?=\s[A-ZÄÖÜ][a-zäöüß]|\W*\Z)"
    r"|(?<![\w.,])(?P<zero>0[0-9]{4})(?=\s[A-ZÄÖÜ][a-zäöüß])",
    DIGITS,
)
def _post_code(m: re.Match[str], british: bool) -> SpokenGroups:
    """Goethestr. 12, 10115 Berlin · 01067 Dresden"""
    yield 0, " ".join(cardinal(int(digit), "") for digit in m["code"] or m["zero"])


@semiotic_class(
    rf"{ALONE}(?P<number>[0-9]{{1,3}})\.(?=\s[A-Za-zÄÖÜäöü]|\+[0-9]|\s[0-9]{{1,3}}\.\s|,\s)",
    ".",
    ("0.",),
)
def _ordinal_number(m: re.Match[str], british: bool) -> SpokenGroups:
    """der 3. Platz · vom 3. bis 5. Mai"""
    after = m.string[m.end() : m.end() + 40]
    yield "number", ordinal(int(m["number"]), ordinal_ending(text_before(m), after))


@semiotic_class(
    rf"{ALONE}'?(?P<decade>[0-9]{{1,2}}|1[0-9]{{3}}|20[0-9]{{2}})-?er(?P<dative>n)?(?!\w)",
    "r",
    ("0er", "0-er"),
)
def _decade(m: re.Match[str], british: bool) -> SpokenGroups:
    """1990er · 80er"""
    yield 0, f"{year(int(m['decade']))}er{m['dative'] or ''}"


@semiotic_class(
    rf"{ALONE}(?P<number>[0-9]{{1,6}})-?(?P<tail>(?:[Jj]ährig|[Ff]ach|[a-zäöüß]{{2,}}(?:ig|isch|fach|mal|stellig|seitig))\w*)",
    DIGITS,
)
def _compound(m: re.Match[str], british: bool) -> SpokenGroups:
    """20-jährige · 5-prozentig · 3fach"""
    yield 0, cardinal(int(m["number"]), "m") + m["tail"].lower()


@semiotic_class(rf"{ALONE}(?P<year>1[1-9][0-9]{{2}})(?![\w]|[.,:/-][0-9])", "1")
def _year_number(m: re.Match[str], british: bool) -> SpokenGroups:
    """seit 1995 · traf 1982 Elisabeth; not "1500 Menschen" """
    following = NOUN.match(m.string, m.end())
    counted = following and (int(m["year"]) < 1800 or PLURAL.search(following["noun"]))
    if _YEAR_BEFORE.search(text_before(m)) or not counted:
        yield "year", year(int(m["year"]))


@semiotic_class(r"(?<!\w)(?P<street>[A-ZÄÖÜ][\wäöüß-]*?[Ss]tr\.)(?!\w)", "", ("str.", "Str."))
def _street(m: re.Match[str], british: bool) -> SpokenGroups:
    """Goethestr."""
    yield 0, m["street"][:-1] + "aße"


def classes(language: str) -> tuple[SemioticClass, ...]:
    region = language.split("-")[-1].upper()
    locale = Locale.parse(f"de_{region}" if region in ("AT", "CH") else "de")
    grammar = Grammar(
        locale=locale,
        cardinal=cardinal,
        words=WORDS,
        year=year,
        day=inflect_day,
        date="{day} {month} {year}",
        day_mark=r"\.",
        to_month=r"\s?",
        to_year=r"\s",
        clock=Clock(_clock, after=r"\s?Uhr\b"),
        sum="{unit} {cents}",
        currencies=with_codes(locale, CURRENCIES),
        scales=SCALES,
        fraction=_fraction,
        roman=_roman,
        roman_mark=r"\.",
        abbreviations=ABBREVIATIONS,
        gender=_gender,
        agreement=agree,
        sport=SPORT,
        directions=DIRECTIONS,
        telephone=r"\b(?:Tel(?:\.|efon)?|Fax|Ruf|Rufnummer|Telefonnummer|Nummer|Hotline|Mobil|Handy)",
        digit_decimals=True,
        units=UNITS,
    )  # fmt: skip
    own = (
        _day_and_month, _weekday, _hour, _hours_and_minutes, _sum_in_compound, _half,
        _post_code, _decade, _compound, _street,
    )  # fmt: skip
    return order_classes(grammar, own, (_ordinal_number,), (_year_number,))
