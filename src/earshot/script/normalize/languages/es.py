"""Spanish."""

from __future__ import annotations

import re

from babel import Locale

from earshot.script.normalize.languages.amounts import with_codes
from earshot.script.normalize.languages.calendar import text_before
from earshot.script.normalize.languages.class_order import order_classes
from earshot.script.normalize.languages.es_words import (
    ABBREVIATIONS,
    CURRENCIES,
    DIRECTIONS,
    FEMININE,
    MASCULINE,
    SCALES,
    SENTENCES,
    SPORT,
    UNITS,
    WORDS,
)
from earshot.script.normalize.languages.grammar import Clock, Grammar, Numeral
from earshot.script.normalize.languages.numbers import ALONE
from earshot.script.normalize.languages.roman_numerals import value_of
from earshot.script.normalize.matching import SemioticClass, SpokenGroups, semiotic_class
from earshot.script.normalize.number_words import foreign_cardinal, foreign_ordinal

__all__ = ["SENTENCES", "classes"]

_WORD = re.compile(r"\s(?P<word>[a-záéíóúñü]+)")
_FEMININE_ENDING = re.compile(r"\w+(?:as?|ción|ciones|sión|siones|dad|dades|tud|tudes|umbres?)\Z")
_LABEL = re.compile(
    r"\b(?:capítulo|página|pág\.|artículo|art\.|número|núm\.|n\.º|grupo|tomo|acto|puerta|vía|línea"
    r"|fase|zona|nivel|canal|sala|planta|calle|kilómetro|tipo)\s\Z",
    re.IGNORECASE,
)
_PLAIN_NEXT = frozenset(
    "de del y e o u a al por en el la los las que con no se ha es más menos".split()
)
_QUEENS = re.compile(
    r"\b(?:Isabel|María|Juana|Catalina|Ana|Cristina|Victoria|Margarita|Beatriz|Blanca|Urraca|Sofía)\s\Z"
)
_KINGS = re.compile(
    r"\b(?:Felipe|Alfonso|Carlos|Fernando|Juan|Pablo|Luis|Enrique|Pío|León|Benedicto|Gregorio|Clemente|Jaime"
    r"|Pedro|Sancho|Eduardo|Jorge|Guillermo|Napoleón|Francisco|Alejandro|Nicolás|Federico|Leopoldo)\s\Z"
)
_CENTURY = re.compile(r"\b(?:siglos?|s\.|ss\.|[IVX]+ (?:y|al|a))\s\Z", re.I)
_PART = re.compile(r"\b(?:capítulo|tomo|acto|título|libro|parte|volumen|fase|anexo)\s\Z", re.I)
_ARTICLE = re.compile(r"\b(?:el|la|los|las|del|al|una?|su)\s\Z", re.I)
_SIDES = frozenset(("izq", "izda", "dcha", "dpto", "esc"))
_EVENT = re.compile(
    r"\s(?P<noun>[A-ZÁÉÍÓÚ][a-záéíóúñ]+|edición|aniversario|jornada|ciclo|trimestre|semestre|legislatura|congreso)\b"
)


def _cardinal(value: int, form: str) -> str:
    spoken = foreign_cardinal(value, "es")
    spoken = re.sub(r"\bveintiuno (?=mil)", "veintiún ", spoken)
    spoken = re.sub(r"\buno (?=mil)", "un ", spoken)
    if len(form) == 2:  # singular nouns follow one alone
        form = form[0] if value == 1 else ""
    if form == "f":
        head, millions, tail = spoken.rpartition("illones ")
        tail = re.sub(r"(?<=ient)os\b", "as", tail)
        return head + millions + re.sub(r"uno\Z", "una", tail)
    return (
        re.sub(r"veintiuno\Z", "veintiún", re.sub(r"\buno\Z", "un", spoken))
        if form == "m"
        else spoken
    )


def _agreement(before: str, after: str, gender: str) -> str:
    if gender:
        return gender
    following = _WORD.match(after)
    if not following or following["word"] in _PLAIN_NEXT or _LABEL.search(before):
        return ""
    word = following["word"]
    found = "f" if _is_feminine(word) else "m"
    return found if word.endswith("s") or word == "mil" else found + "1"


def _is_feminine(word: str) -> bool:
    single = word.removesuffix("s")
    if word in MASCULINE or single in MASCULINE:
        return False
    return word in FEMININE or single in FEMININE or bool(_FEMININE_ENDING.match(word))


def _year(value: int) -> str:
    return _cardinal(value, "")


def _day(value: int, before: str, mark: str) -> str:
    return "primero" if mark else _cardinal(value, "")


def _american_day(value: int, before: str, mark: str) -> str:
    return "primero" if value == 1 else _cardinal(value, "")


def _ordinal(value: int, feminine: bool = False, before_noun: bool = False) -> str:
    spoken = {11: "undécimo", 12: "duodécimo"}.get(value) or foreign_ordinal(value, "es")
    spoken = spoken.replace("quadr", "cuadr").replace(
        "décimo ", "decimo" if value < 20 else "décimo "
    )
    if feminine:
        return re.sub(r"o\b", "a", spoken)
    return re.sub(r"(primer|tercer)o\Z", r"\1", spoken) if before_noun else spoken


def _low_ordinal(value: int, feminine: bool = False) -> str:
    """An ordinal up to ten, then a cardinal, as with kings and chapters."""
    return _ordinal(value, feminine) if value <= 10 else _cardinal(value, "")


def _roman(numeral: Numeral) -> str:
    before, value = numeral.before, numeral.value
    if _CENTURY.search(before) or _PART.search(before) or _KINGS.search(before):
        return _low_ordinal(value)
    if _QUEENS.search(before):
        return _low_ordinal(value, feminine=True)
    event = _EVENT.match(numeral.after)
    if not set(numeral.written) <= set("IVX"):
        return ""
    if event and (_ARTICLE.search(before) or not before):
        feminine = _is_feminine(event["noun"].lower())
        return _ordinal(value, feminine, before_noun=True)
    return _cardinal(value, "") if len(numeral.written) > 1 else ""


def _clock(hour: int, minute: int, before: str) -> str:
    spoken = _cardinal(hour, "f")
    return f"{spoken} {_cardinal(minute, '')}" if minute else spoken


def _fraction(top: int, bottom: int) -> str:
    if (top, bottom) == (1, 2):
        return "medio"
    if bottom > 100:
        return f"{_cardinal(top, '')} sobre {_cardinal(bottom, '')}"
    named = {2: "medio", 3: "tercio"}.get(bottom) or (
        _ordinal(bottom) if bottom <= 10 else _part(bottom)
    )
    return f"{_cardinal(top, 'm')} {named}{'s' if top > 1 else ''}"


def _part(bottom: int) -> str:
    """ "doceavo", "treintavo", "veintidosavo"."""
    joined = _cardinal(bottom, "").replace(" y ", "i").replace("é", "e").replace("ó", "o")
    return re.sub(r"[ao]\Z", "", joined) + "avo"


@semiotic_class(rf"{ALONE}(?P<top>[0-9]{{1,2}})/(?P<bottom>[3-9]|10)(?=\spartes?\b)", "/", ("0/0",))
def _parts(m: re.Match[str], british: bool) -> SpokenGroups:
    """las 3/4 partes"""
    part = "tercera" if m["bottom"] == "3" else _ordinal(int(m["bottom"]), feminine=True)
    yield 0, f"{_cardinal(int(m['top']), 'f')} {part}{'s' if m['top'] != '1' else ''}"


def _of(unit: str) -> str:
    return f"de {unit}"


def _gender(name: str) -> str:
    return (
        "f" if re.match(r"\w+as?\b", name) and not name.startswith(("kilovatio", "grado")) else "m"
    )


@semiotic_class(
    rf"{ALONE}(?P<number>[0-9]{{1,4}})(?:\.\s?(?P<mark>[ºª°]|er|ᵉʳ|o|a)|(?P<bare>[ºª]|er|ᵉʳ|°(?=\s[a-záéíóúñ])))(?P<many>s?)(?![\w])",
    "ºª°.eᵉ",
    (f"0{mark}" for mark in "ºª°.eᵉ"),
)
def _ordinal_number(m: re.Match[str], british: bool) -> SpokenGroups:
    """1.º · 3.er · 5ª"""
    mark, value = m["mark"] or m["bare"], int(m["number"])
    if value == 0:
        return
    following = _WORD.match(m.string, m.end())
    word = following["word"] if following else ""
    is_plain = word in _PLAIN_NEXT
    if mark == "°" and is_plain and not _ARTICLE.search(text_before(m)):
        return  # degrees
    is_noun = bool(word) and not is_plain and word not in _SIDES
    before_noun = mark in ("er", "ᵉʳ") or (is_noun and mark not in "ªa")
    yield 0, _ordinal(value, mark in "ªa", before_noun) + m["many"]


@semiotic_class(r"(?<=\b[Ll]a\s)(?P<number>[0-9]{1,2})a(?=\s[a-záéíóúñ])", "a")
def _feminine_ordinal(m: re.Match[str], british: bool) -> SpokenGroups:
    """la 1a planta"""
    if int(m["number"]):
        yield 0, _ordinal(int(m["number"]), feminine=True)


@semiotic_class(r"(?<![\w.,:/-])(?P<quarter>[1-4])T(?P<year>[0-9]{2})?(?=\W|\Z)", "T")
def _quarter(m: re.Match[str], british: bool) -> SpokenGroups:
    """en el 3T · 1T24"""
    spoken = f"{_ordinal(int(m['quarter']), before_noun=True)} trimestre"
    yield 0, f"{spoken} de {_cardinal(2000 + int(m['year']), '')}" if m["year"] else spoken


@semiotic_class(
    r"\b[Ss]iglos?\s(?P<first>[ivxlc]{1,6})(?:\s(?:y|al?)\s(?P<last>[ivxlc]{1,6}))?(?!\w)", "g"
)
def _small_century(m: re.Match[str], british: bool) -> SpokenGroups:
    """siglo xix, in small capitals"""
    for group in ("first", "last"):
        value = value_of((m[group] or "").upper())
        if value:
            yield group, _low_ordinal(value)


@semiotic_class(
    r"(?<![\w@.])(?:(?P<word>[^\W\d_]{1,30}(?:os?|res))(?:\(as?\)|/as?)|(?P<pair>[Ll]os)/las|(?P<stem>[^\W\d_]{1,30})@(?P<plural>s?)"
    r"|(?P<neutral>[^\W\d_]{2,30}[^\Waeiou\d_])x(?P<plural2>s))(?!\w|\.\w)",
    "(/@x",
)
def _both_genders(m: re.Match[str], british: bool) -> SpokenGroups:
    """niños/as · niños(as) · l@s alumn@s · amigxs"""
    stem, plural = m["stem"] or m["neutral"], m["plural"] or m["plural2"] or ""
    yield 0, m["word"] or m["pair"] or f"{stem}o{plural}"


_OWN_CLASSES = (_small_century, _quarter, _both_genders, _parts)


def classes(language: str) -> tuple[SemioticClass, ...]:
    locale = _locale(language)
    american = locale.territory not in (None, "ES")
    grammar = Grammar(
        locale=locale,
        cardinal=_cardinal,
        words=WORDS,
        year=_year,
        day=_american_day if american else _day,
        date="{day} de {month} de {year}",
        day_mark=r"\.?[º°]|o",
        to_month=r"\sde\s",
        to_year=r"\s(?:de|del)\s",
        clock=Clock(
            _clock,
            after=r"\s?(?:h|hs|hrs|horas?)\b\.?",
            suffix="horas",
            cue=r"\b(?:las?)\s",
        ),
        sum="{unit} con {cents} {small}",
        currencies=with_codes(locale, CURRENCIES),
        scales=SCALES,
        fraction=_fraction,
        roman=_roman,
        roman_mark=r"\.?[ºª]",
        abbreviations=ABBREVIATIONS,
        gender=_gender,
        agreement=_agreement,
        of=_of,
        sport=SPORT,
        directions=DIRECTIONS,
        date_cue=r"(?:el|del|al|día|desde|hasta|lunes|martes|miércoles|jueves|viernes|sábado|domingo|y)",
        verb=r"ha\s(?:[0-9]|un|el\b|la\b|\w+(?:[dt]o|so|cho)\b)",
        telephone=r"\b(?:[Tt]el(?:\.|éfono)?|[Tt]fno\.|[Ll]lam\w+\sal|número)",
        units=UNITS,
    )  # fmt: skip
    return order_classes(grammar, _OWN_CLASSES, (_feminine_ordinal, _ordinal_number))


def _locale(language: str) -> Locale:
    region = language.replace("_", "-").split("-")[-1].upper()
    known = ("MX", "US", "AR", "CO", "CL", "PE", "419", "VE", "UY", "CR", "PR", "DO", "GT")
    return Locale.parse(f"es_{region}" if region in known else "es")
