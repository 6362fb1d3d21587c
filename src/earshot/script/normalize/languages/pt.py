"""Portuguese, of Portugal and Brazil."""

from __future__ import annotations

import re

from babel import Locale

from earshot.script.normalize.languages.amounts import with_codes
from earshot.script.normalize.languages.calendar import text_before
from earshot.script.normalize.languages.class_order import order_classes
from earshot.script.normalize.languages.grammar import Clock, Grammar, Numeral
from earshot.script.normalize.languages.numbers import ALONE
from earshot.script.normalize.languages.pt_words import (
    ABBREVIATIONS,
    BRAZILIAN,
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
from earshot.script.normalize.matching import SemioticClass, SpokenGroups, semiotic_class
from earshot.script.normalize.number_words import foreign_cardinal, foreign_ordinal

__all__ = ["SENTENCES", "classes"]

_WORD = re.compile(r"\s(?P<word>[a-zà-ÿ]+)")
_FEMININE_ENDING = re.compile(
    r"\w+(?:as?|ção|ções|são|sões|dade|dades|agem|agens|tude|tudes|ície|ícies)\Z"
)
_LABEL = re.compile(
    r"\b(?:capítulo|página|pág\.|artigo|art\.|número|n\.º|nº|grupo|tomo|ato|acto|porta|linha|fase|zona"
    r"|nível|canal|sala|rua|dia|série|tipo)\s\Z",
    re.IGNORECASE,
)
_PLAIN_NEXT = frozenset(
    "de do da dos das e ou a à ao as às o os por em no na com que não se é há para mais".split()
)
_QUEENS = re.compile(
    r"\b(?:Isabel|Maria|Joana|Catarina|Ana|Cristina|Vitória|Margarida|Leonor|Beatriz)\s\Z"
)
_KINGS = re.compile(
    r"\b(?:João|Luís|Pedro|Carlos|Manuel|Afonso|Sancho|Dinis|Fernando|Duarte|Filipe|José|Miguel|Paulo|Pio|Leão"
    r"|Bento|Gregório|Clemente|Henrique|Eduardo|Jorge|Guilherme|Napoleão|Francisco|Alexandre|Nicolau|Felipe)\s\Z"
)
_CENTURY = re.compile(r"\b(?:séculos?|séc\.|sécs\.|[IVX]+ (?:e|ao|a))\s\Z", re.I)
_PART = re.compile(r"\b(?:capítulo|tomo|ato|acto|título|livro|parte|volume|fase|anexo)\s\Z", re.I)
_ARTICLE = re.compile(r"\b(?:o|a|do|da|no|na|ao|à|pelo|pela)\s\Z", re.I)
_EVENT = re.compile(r"\s(?P<noun>[A-ZÁÉÍÓÚ][a-zà-ÿ]+|edição|aniversário|jornada)\b")
_MILLIONS = re.compile(r".*(?:lhões|lhão|liões|lião)\b")


def _to_feminine(spoken: str) -> str:
    """ "duzentos e vinte e um" → "duzentas e vinte e uma"; millions stay masculine."""
    opening = _MILLIONS.match(spoken)
    at = opening.end() if opening else 0
    tail = re.sub(r"(?<=ent)os\b", "as", spoken[at:])
    return spoken[:at] + re.sub(r"\bum\b", "uma", re.sub(r"\bdois\b", "duas", tail))


def _inflect(spoken: str, value: int, form: str) -> str:
    if form == "f1":
        form = "f" if value == 1 else ""
    return _to_feminine(spoken) if form == "f" else spoken


def _portuguese(value: int, form: str) -> str:
    return _inflect(foreign_cardinal(value, "pt"), value, form)


def _brazilian(value: int, form: str) -> str:
    spoken = foreign_cardinal(value, "pt_BR").replace(",", "")
    return _inflect(spoken, value, form)


def _agreement(before: str, after: str, gender: str) -> str:
    if gender:
        return gender
    following = _WORD.match(after)
    if not following or following["word"] in _PLAIN_NEXT or _LABEL.search(before):
        return ""
    if not _is_feminine(following["word"]):
        return ""
    return "f" if following["word"].endswith("s") else "f1"


def _is_feminine(word: str) -> bool:
    single = word.removesuffix("s")
    if word in MASCULINE or single in MASCULINE:
        return False
    return word in FEMININE or single in FEMININE or bool(_FEMININE_ENDING.match(word))


def _ordinal(value: int, feminine: bool = False) -> str:
    spoken = foreign_ordinal(value, "pt")
    return re.sub(r"o\b", "a", spoken) if feminine else spoken


def _low_ordinal(value: int, feminine: bool = False) -> str:
    return _ordinal(value, feminine) if value <= 10 else _portuguese(value, "")


def _roman(numeral: Numeral) -> str:
    before, value = numeral.before, numeral.value
    if _CENTURY.search(before) or _PART.search(before) or _KINGS.search(before):
        return _low_ordinal(value)
    if _QUEENS.search(before):
        return _low_ordinal(value, feminine=True)
    if not set(numeral.written) <= set("IVX"):
        return ""
    event = _EVENT.match(numeral.after)
    if event and (_ARTICLE.search(before) or not before):
        return _ordinal(value, _is_feminine(event["noun"].lower()))
    return _portuguese(value, "") if len(numeral.written) > 1 else ""


def _day(value: int, before: str, mark: str) -> str:
    return "primeiro" if mark else _portuguese(value, "")


def _brazilian_day(value: int, before: str, mark: str) -> str:
    return "primeiro" if value == 1 else _brazilian(value, "")


def _clock(hour: int, minute: int, before: str) -> str:
    spoken = f"{_portuguese(hour, 'f')} hora{'' if hour == 1 else 's'}"
    return f"{spoken} e {_portuguese(minute, '')}" if minute else spoken


def _fraction(top: int, bottom: int) -> str:
    if (top, bottom) == (1, 2):
        return "meio"
    named = {2: "meio", 3: "terço"}.get(bottom) or (
        _ordinal(bottom) if bottom <= 10 else f"{_portuguese(bottom, '')} avo"
    )
    return f"{_portuguese(top, '')} {named}{'s' if top > 1 else ''}"


def _to_brazilian(spoken: str) -> str:
    """ "dezasseis" → "dezesseis", "dezanove" → "dezenove"."""
    return re.sub(r"\bdeza(?=ss|n)", "deze", spoken)


@semiotic_class(rf"{ALONE}(?P<top>[0-9]{{1,2}})/(?P<bottom>[3-9]|10)(?=\spartes?\b)", "/", ("0/0",))
def _parts(m: re.Match[str], british: bool) -> SpokenGroups:
    """as 3/4 partes"""
    part = "terça" if m["bottom"] == "3" else _ordinal(int(m["bottom"]), feminine=True)
    yield 0, f"{_portuguese(int(m['top']), 'f')} {part}{'s' if m['top'] != '1' else ''}"


def _of(unit: str) -> str:
    return f"de {unit}"


def _gender(name: str) -> str:
    feminine = ("tonelada", "hora", "quilocaloria", "milha", "libra")
    return "f" if name.startswith(feminine) else "m"


@semiotic_class(
    rf"{ALONE}(?P<number>[0-9]{{1,4}})(?:\.\s?(?P<mark>[ºª°]|o|a)|(?P<bare>[ºª]|°(?=\s[a-zà-ÿ])))(?P<many>s?)(?![\w])",
    "ºª°.",
    (f"0{mark}" for mark in "ºª°."),
)
def _ordinal_number(m: re.Match[str], british: bool) -> SpokenGroups:
    """1.º · 5ª"""
    mark, following = m["mark"] or m["bare"], _WORD.match(m.string, m.end())
    is_plain = following and following["word"] in _PLAIN_NEXT
    is_angle = mark == "°" and is_plain and not _ARTICLE.search(text_before(m))
    if int(m["number"]) and not is_angle:
        yield 0, _ordinal(int(m["number"]), mark in "ªa") + m["many"]


@semiotic_class(r"(?<![\w.,:/-])(?P<quarter>[1-4])T(?P<year>[0-9]{2})?(?=\W|\Z)", "T")
def _quarter(m: re.Match[str], british: bool) -> SpokenGroups:
    """no 3T · 3T23"""
    spoken = f"{_ordinal(int(m['quarter']))} trimestre"
    yield 0, f"{spoken} de {_portuguese(2000 + int(m['year']), '')}" if m["year"] else spoken


@semiotic_class(
    r"(?<![\w.,:/-])(?P<code>[0-9]{4,5}-[0-9]{3})(?=\s[A-ZÀ-Ý])|(?<=\bCEP\s)(?P<cep>[0-9]{5}-[0-9]{3})(?!\w)",
    "-",
)
def _post_code(m: re.Match[str], british: bool) -> SpokenGroups:
    """1100-053 Lisboa · CEP 01310-200"""
    yield 0, " ".join(_portuguese(int(c), "") for c in m[0] if c != "-")


@semiotic_class(r"(?<![\w.])(?P<word>R\.)(?=\s(?:d[aeo]s?\s)?[A-Z][^.,;0-9]{2,40},?\s[0-9])", "R")
def _street(m: re.Match[str], british: bool) -> SpokenGroups:
    """R. Augusta 5; not the initial in "R. Silva" """
    yield "word", "Rua"


@semiotic_class(
    r"(?<![\w@.])(?:(?P<word>[^\W\d_]{0,30}(?:[oO]s?|or|res))(?:\(as?\)|/as?)"
    r"|(?P<stem>[^\W\d_]{1,30})(?:@(?P<plural>s?)|(?<=[^\Waeiou\d_])x(?P<plural2>s)))(?!\w|\.\w)",
    "(/@x",
)
def _both_genders(m: re.Match[str], british: bool) -> SpokenGroups:
    """alunos(as) · aluno/a · tod@s · todxs"""
    yield 0, m["word"] or f"{m['stem']}o{m['plural'] or m['plural2'] or ''}"


def classes(language: str) -> tuple[SemioticClass, ...]:
    brazil = language.upper().endswith("BR")
    locale = Locale.parse("pt_BR" if brazil else "pt_PT")
    cardinal = _brazilian if brazil else _portuguese
    respell = _to_brazilian if brazil else str
    grammar = Grammar(
        locale=locale,
        cardinal=cardinal,
        words=WORDS,
        year=lambda value: cardinal(value, ""),
        day=_brazilian_day if brazil else _day,
        date="{day} de {month} de {year}",
        day_mark=r"\.?[º°]",
        to_month=r"\sde\s",
        to_year=r"\sde\s",
        clock=Clock(
            lambda hour, minute, before: respell(_clock(hour, minute, before)),
            after=r"\s?(?:horas?|h|hs)\b", letter=True, cue=r"\b(?:às|as|das|à|pelas)\s"
        ),
        sum="{unit} e {cents} {small}",
        currencies=with_codes(locale, CURRENCIES | (BRAZILIAN if brazil else {})),
        scales=SCALES,
        fraction=lambda top, bottom: respell(_fraction(top, bottom)),
        roman=lambda numeral: respell(_roman(numeral)),
        roman_mark=r"\.?[ºª]",
        abbreviations=ABBREVIATIONS,
        gender=_gender,
        agreement=_agreement,
        of=_of,
        sport=SPORT,
        directions=DIRECTIONS,
        date_cue=r"(?:dia|em|até|desde|(?:segund|terç|quart|quint|sext)a|feira|sábado|domingo)",
        telephone=r"\b(?:[Tt]el(?:\.|efone)?|[Ll]ig\w+(?:\spara(?:\so)?)?|número|telemóvel|celular)",
        units=UNITS,
    )  # fmt: skip
    return order_classes(
        grammar, (_street, _quarter, _post_code, _both_genders, _parts), (_ordinal_number,)
    )
