"""Italian."""

from __future__ import annotations

import re

from babel import Locale

from earshot.script.normalize.languages.amounts import with_codes
from earshot.script.normalize.languages.calendar import text_before
from earshot.script.normalize.languages.class_order import order_classes
from earshot.script.normalize.languages.grammar import Clock, Grammar, Numeral
from earshot.script.normalize.languages.it_words import (
    ABBREVIATIONS,
    CURRENCIES,
    DIRECTIONS,
    SCALES,
    SENTENCES,
    SPORT,
    UNITS,
    WORDS,
)
from earshot.script.normalize.languages.numbers import ALONE
from earshot.script.normalize.matching import SemioticClass, SpokenGroups, semiotic_class
from earshot.script.normalize.number_words import foreign_cardinal, foreign_ordinal

__all__ = ["SENTENCES", "classes"]

_WORD = re.compile(r"\s(?P<word>[a-zàèéìòù]+)")
_PLAIN_NEXT = frozenset(
    (
        "di e ed o a ad al in per su la il lo i gli le con che non si è più meno del della da ha "
        "sono"
    ).split()
)
_LABEL = re.compile(
    r"\b(?:capitolo|pagina|pag\.|articolo|art\.|numero|n\.|n°|gruppo|tomo|atto|porta|linea|fase|zona"
    r"|livello|canale|comma|piano|binario|serie|tipo)\s\Z",
    re.IGNORECASE,
)
_WITH_UNO = re.compile(r"(?:s[^aeiouàèéìòù]|z|gn|ps|x|y)")
_FEMININE = re.compile(r"\w+(?:a|ione|tà|tù|ice|ie|udine)\Z")
_MASCULINE = frozenset(
    "problema sistema programma tema clima poeta cinema dramma schema papa".split()
)
_QUEENS = re.compile(
    r"\b(?:Elisabetta|Caterina|Margherita|Maria|Cristina|Vittoria|Anna|Giovanna|Isabella|Bianca)\s\Z"
)
_NAME = re.compile(r"\b[A-Z][a-zàèéìòù]+\s\Z")
_KINGS = re.compile(
    r"\b(?:Emanuele|Umberto|Carlo|Luigi|Enrico|Filippo|Pio|Paolo|Giovanni|Leone|Benedetto|Gregorio|Clemente"
    r"|Federico|Ferdinando|Francesco|Napoleone|Giacomo|Edoardo|Giorgio|Guglielmo|Alessandro|Amedeo|Alfonso"
    r"|Nicola|Urbano|Innocenzo|Sisto|Giulio|Alberto|Leopoldo|Cosimo)\s\Z"
)
_PART = re.compile(
    r"\b(?:capitolo|tomo|atto|titolo|libro|parte|volume|canto|secolo|sec\.)\s\Z", re.I
)
_EVENT = re.compile(
    r"\s(?P<noun>secolo|secoli|sec|edizione|legislatura|trimestre|semestre|congresso|[Gg]uerra|[Rr]epubblica|[A-Z][a-z]+)\b"
)
_ARTICLE = re.compile(r"(?:\b(?:il|la|lo|del|della|dello|nel|nella|al|alla|dal|dalla)\s|')\Z", re.I)
_COORDINATED = re.compile(r"\A\s(?:e|o|all?a?|ed)\s(?:il\s)?[IVX]+\b")
_RANKED = re.compile(r"\b(?:arriv|giun|classific|piazz|qualific)\w*\s\Z", re.I)
_BEFORE_RANGE = re.compile(
    r"\b(?:per|in|di|a|ad|con|dopo|ogni|circa|tra|fra|o|e|i|gli|le|il|lo|la|un|da"
    r"|(?:de|da|ne|a|su)(?:i|gli|lle?|l|llo|lla))\s\Z|'\Z",
    re.I,
)
"""Prepositions and articles: after them a range is two numbers."""
_ANGLE = re.compile(r"\b(?:angolo|gradi|temperatura|inclinat\w|latitudine|longitudine)\b", re.I)


def _cardinal(value: int, form: str) -> str:
    if value == 1 and form:
        return {"m": "un", "f": "una", "s": "uno", "v": "un'"}.get(form, "uno")
    spoken = foreign_cardinal(value, "it").replace(",", "")
    return re.sub(r"(?<=\w)tre\Z", "tré", spoken)


def _agreement(before: str, after: str, gender: str) -> str:
    if gender:
        return gender
    following = _WORD.match(after)
    if not following or following["word"] in _PLAIN_NEXT or _LABEL.search(before):
        return ""
    word = following["word"]
    if _is_feminine(word):
        return "v" if word[0] in "aeiou" else "f"
    return "s" if _WITH_UNO.match(word) else "m"


def _is_feminine(word: str) -> bool:
    return word not in _MASCULINE and bool(_FEMININE.match(word))


def _year(value: int) -> str:
    return _cardinal(value, "")


def _day(value: int, before: str, mark: str) -> str:
    return "primo" if value == 1 and not before.endswith("'") else _cardinal(value, "")


def _ordinal(value: int, feminine: bool = False) -> str:
    spoken = foreign_ordinal(value, "it")
    return re.sub(r"o\Z", "a", spoken) if feminine else spoken


def _roman(numeral: Numeral) -> str:
    before, value = numeral.before, numeral.value
    if _QUEENS.search(before):
        return _ordinal(value, feminine=True)
    if _KINGS.search(before) or _PART.search(before):
        return _ordinal(value)
    if not set(numeral.written) <= set("IVX"):
        return ""
    event = _EVENT.match(_COORDINATED.sub("", numeral.after))
    is_article = numeral.written == "I" and event and event["noun"].endswith("i")
    if event and not is_article and (event["noun"].startswith("sec") or _ARTICLE.search(before)):
        return _ordinal(value, _is_feminine(event["noun"].lower()))
    return _cardinal(value, "") if len(numeral.written) > 1 else ""


def _clock(hour: int, minute: int, before: str) -> str:
    spoken = "una" if hour == 1 else _cardinal(hour, "")
    return f"{spoken} e {_cardinal(minute, '')}" if minute else spoken


def _fraction(top: int, bottom: int) -> str:
    if (top, bottom) == (1, 2):
        return "mezzo"
    named = "mezzo" if bottom == 2 else _ordinal(bottom)
    return f"{_cardinal(top, 'm')} {named[:-1] + 'i' if top > 1 else named}"


def _range_words(before: str) -> tuple[str, str]:
    """ "da dieci a quindici euro", "per dieci quindici giorni"."""
    return ("", "") if _BEFORE_RANGE.search(before) else ("da", "a")


def _of(unit: str) -> str:
    return f"di {unit}"


def _gender(name: str) -> str:
    if name.startswith("or"):
        return "v"  # un'ora
    return "f" if name.startswith(("tonnellat", "miglia", "chilocalori", "libbr")) else "m"


@semiotic_class(
    rf"{ALONE}(?P<number>[0-9]{{1,4}})(?P<mark>[ºªoa]|°(?=\s[a-zàèéìòù]))(?!\w)",
    "ºª°oa",
    (f"0{mark}" for mark in "ºª°oa"),
)
def _ordinal_number(m: re.Match[str], british: bool) -> SpokenGroups:
    """1° · 5ª; not an angle of 45°"""
    before, following = text_before(m), _WORD.match(m.string, m.end())
    is_plain = following and following["word"] in _PLAIN_NEXT and not _ARTICLE.search(before)
    is_plain = is_plain and not _RANKED.search(before)
    is_angle = m["mark"] == "°" and (_ANGLE.search(before) or is_plain)
    if int(m["number"]) and not is_angle:
        yield 0, _ordinal(int(m["number"]), m["mark"] in "ªa")


@semiotic_class(r"(?<![\w.,:/])(?P<number>[0-9]{1,3})mila(?!\w)", "m", ("0mila",))
def _thousands(m: re.Match[str], british: bool) -> SpokenGroups:
    """200mila"""
    yield 0, _cardinal(int(m["number"]) * 1000, "")


_WOMEN = frozenset(
    "Maria Lucia Chiara Caterina Teresa Rita Margherita Barbara Cecilia Francesca Giulia Monica "
    "Rosa Rosalia Sofia Marta Marina Cristina Croce Giustina Giovanna Paola Scolastica Brigida "
    "Bernadette Tecla Sabina".split()
)


@semiotic_class(r"(?<![\w.])(?P<saint>S\.)(?=\s?(?P<name>[A-ZÀ-Ý][a-zà-ÿ]+))", "S", ("S.",))
def _saint(m: re.Match[str], british: bool) -> SpokenGroups:
    """S. Pietro · S. Maria · S. Antonio · S. Stefano"""
    name = m["name"]
    if name in _WOMEN:
        yield "saint", "Santa"
    elif name[0] in "AEIOU":
        yield "saint", "Sant'"
    else:
        yield "saint", "Santo" if re.match("S[pt]|Z|Ps", name) else "San"


@semiotic_class(
    r"(?<![\w.,:/])(?P<number>[0-9]{1,3})-?(?P<tail>enn[ei]\w{0,6})", "e", ("0e", "0-e")
)
def _age(m: re.Match[str], british: bool) -> SpokenGroups:
    """18enne · 24enni"""
    yield 0, _cardinal(int(m["number"]), "").rstrip("aeiouàèéìòù") + m["tail"]


@semiotic_class(
    r"(?<![\w@*])(?P<word>[^\W\d_]{0,30}[^\W\d_aeiouàèéìòù])[*ə](?![\w*])"
    r"|(?<![\w@*])(?P<pair>[Gg]li/le|[Ii]/le)(?!\w)"
    r"|(?<![\w@*/])(?P<noun>[^\W\d_]{2,30}i)/(?:[ae]|(?:tr)?ici)(?![\w/])",
    "*ə/",
)
def _both_genders(m: re.Match[str], british: bool) -> SpokenGroups:
    """car* tutt* · ragazzə · gli/le alunni/e"""
    yield 0, m["noun"] or (m["pair"] or "").partition("/")[0] or f"{m['word']}i"


def classes(language: str) -> tuple[SemioticClass, ...]:
    locale = Locale.parse("it_CH" if language.upper().endswith("CH") else "it")
    grammar = Grammar(
        locale=locale,
        cardinal=_cardinal,
        words=WORDS,
        year=_year,
        day=_day,
        date="{day} {month} {year}",
        day_mark=r"[°º]",
        to_month=r"\s",
        to_year=r"\s(?:del\s)?",
        clock=Clock(_clock, cue=r"\b(?:(?:alle|dalle|le|ore|delle|h)\s|(?:all|dall)')"),
        sum="{unit} e {cents}",
        currencies=with_codes(locale, CURRENCIES),
        scales=SCALES,
        fraction=_fraction,
        roman=_roman,
        roman_mark=r"[°ºª]",
        abbreviations=ABBREVIATIONS,
        gender=_gender,
        agreement=_agreement,
        of=_of,
        range_words=_range_words,
        sport=SPORT,
        directions=DIRECTIONS,
        date_cue=r"(?:il|dal|al|del|giorno|(?:lune|marte|mercole|giove|vener)dì|sabato|domenica)",
        verb=r"ha\s(?:[0-9]|un|il\b|la\b|l'|\w+(?:[dts]o)\b|(?:mai|già|sempre|più|anche|ancora|appena|poi|quasi|tutt[aeio])\b)",
        telephone=r"\b(?:[Tt]el(?:\.|efono)?|[Cc]hiam\w+\s(?:lo|il|al|allo)|numero)",
        units=UNITS,
    )  # fmt: skip
    return order_classes(grammar, (_age, _thousands, _saint, _both_genders, _ordinal_number))
