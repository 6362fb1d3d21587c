"""Written forms whose reading is doubtful: no rule claims them, or one decides on thin evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from earshot.model import Word
from earshot.script.doubtful_pairs import find_pair_doubt
from earshot.script.g2p.dictionary import lookup_word
from earshot.script.normalize import iter_verbalizations
from earshot.script.normalize.matching import Verbalization

_RANGE = re.compile(r"[CF]?\s?(?:[-–]|to\b)\s?[0-9.]+\s?[%°]")
_UNSAID_SIGN = re.compile(
    r"[\U0001F300-\U0001FAFF\u2600-\u27BF#%&+=<>~^°±×÷−≈≤≥≠√∞→←|\\@$£€¥₹₿©®™№¢]|(?<=[0-9])[*]"
)
_ABBREVIATION = re.compile(
    r"(?<![\w.@/-])[A-Za-z]{1,6}\.(?=[,;)]|\s(?:[a-z0-9(]|[A-Z][a-z]+\s[A-Z]))"
)
_AFTER_NUMBER = re.compile(r"[0-9]\s?\Z")
_SCORE = "a score, a range or a code"
_UNIT = "million, meters or minutes"
_MIXED = "letters and digits in one"
_FRACTION = "a fraction, a date or a score"
_TIME = "a time, a ratio or a verse"
_DATE = "the day or the month"
_DATE_PRECEDES = re.compile(r"\b(?:on|since|until|by|from|dated?|due|born|died|before|after)\s\Z")
_WEAK_RULES = {
    "score_or_vote": (_SCORE, ""), "number_range": (_SCORE, ""),
    "quotient": (_FRACTION, ""), "fraction": (_FRACTION, "/"), "ratio": (_TIME, ""),
    "clock_time": (_TIME, ""), "scaled": ("a unit or a name", ""),
    "measure": (_UNIT, r"(?:[0-9]\s?m|\snm|[0-9]pt)\Z"), "elapsed_time": (_UNIT, r"[0-9]\s?m\Z"),
    "coins": ("money, a code or a name", "[pc]"), "serial": (_MIXED, ""),
    "dashed_code": (_MIXED, ""),
    "dashed_digits": (_MIXED, ""), "model": (_MIXED, r"[0-9]\.|[a-z]{2}-?[0-9]"),
    "duration": (_TIME, r"[AaPp]\.?[Mm]"), "part_of_year": (_MIXED, ""),
    "bare_roman": ("a Roman numeral or letters", ""), "identifier": (_MIXED, ""),
    "version": ("a version, a date or a number", ""), "short_age": (_MIXED, ""),
    "grouped_number": ("a version, a date or a number", r"\."), "by": ("by or times", "[×x]"),
    "plain_number": ("a decimal, a time or a name", r"\A\.|[0-9]{4}|\A0[0-9]"),
    "per_unit": ("minutes, meters or months", r"m\Z"),
    "money": ("money or a name", r"\A[A-Z]{3}\s[0-9](?:\.[0-9])?\Z"),
    "several": ("a plural or seconds", ""), "models": ("a model or a plural", ""),
    "sign": ("a sign with several readings", "[@*×]"), "handle": ("a name in an address", "[0-9_]"),
    "hashtag": ("a name in an address", "[0-9]"), "cricket_total": (_FRACTION, ""),
    "part_of_whole": (_FRACTION, ""), "short_year": ("a year or a quotation", ""),
    "bracketed_letters": ("letters in brackets", ""), "slashed_date": (_DATE, ""),
    "month_slash_day": (_DATE, ""), "dated_weekday": (_DATE, ""),
}  # fmt: skip
"""Semiotic classes whose match is not certain without a clear context: why, and the pattern of the
written forms for which this is so."""
_ODD_WORD = re.compile(r"(?=.*\w)(?:.*[0-9⁰¹²³⁴-⁹₀-₉].*|.*\w[_~^|<>=+*#@&\\]\w.*)", re.DOTALL)
_CONSONANTS = re.compile("[bcdfghjklmnpqrstvwxz]{2,5}")
_INTERJECTIONS = frozenset("hm hmm mmm shh psst pfft brr tsk pst ssh zzz nth vs mph".split())
_AMBIGUOUS = (
    (
        re.compile(
            r"(?:(?<=\bloss )|(?<=\bfell )|(?<=\bwas ))\([$£€]?[0-9][0-9.,]{0,9}"
            r"(?:[kmb]n?|\s(?:m|b|tr)illion)?%?\)"
        ),
        "a loss or an aside",
    ),
    (re.compile(r"(?<![\w@/.-])[A-Z][a-z][A-Z](?![\w/-])"), "capitals and small letters in one"),
    (
        re.compile(r"(?<![\w,])[0-9]{1,3}, [0-9]{1,3}(?= (?:years?|months?|people)\b)"),
        "one number or two",
    ),
)
_UNAMBIGUOUS = frozenset(("9/11", "24/7", "50/50", "1/2", "1/3", "2/3", "1/4", "3/4"))
_PLAIN_FORM = re.compile("[0-9]D|[1-9]-in-[1-9]")
"""3D, 2-in-1: forms with a single reading."""
_CLEAR_CONTEXT = re.compile(
    r"\b(?:won|beat|lost|win|defeat\w*|vot\w+|score\w*|lead\w*|game|years?|days?|weeks?|months?|hours?|minutes?|percent"
    r"|people|at|by|until|from|pages?|odds|ratio|aged?|miles?|meters?|metres?|final|race|million|dollars|seats?|inch"
    r"|overs?|wickets?|runs?|TVs?|video|camera|screen|subscribers|followers|users|views"
    r"|version|iOS|Android|release|update|series|set|match|record|hitter|rated|stars|noon)\b",
    re.IGNORECASE,
)
_TIME_WORDS = re.compile(r"\b(?:at|by|until|from)\b", re.IGNORECASE)
"""Words that show that a form is a time. They say nothing about a score."""
_SET_SCORES = re.compile(r"[0-9][-–][0-9]{1,2}(?:\s?\([0-9]{1,2}\))?,?\s[0-9]{1,2}[-–][0-9]")
_PART_FOLLOWS = re.compile(r"\sof\s|[\s-](?:inch|cup|mile|hour|teaspoon|tablespoon|ounce|pound)")
_DEGREES = re.compile("[0-9]\\s?[CF]\\Z")
_WEATHER = re.compile(
    r"\b(?:heat\w*|hot\w*|warm\w*|cold\w*|cool\w*|temp\w*|degrees?|weather|highs?|lows?|limit|climate|oven|fever|boil\w*)\b",
    re.IGNORECASE,
)
_SEVERAL_WORDS = frozenset(
    "Sec. Dist. dist. Comm. comm. Ch. ch. Div. Gen. pp. min. rep. Terr. secs. reg.".split()
)
_COMPASS_POINTS = frozenset("NE NW SE SW NNE NNW SSE SSW".split())
_CONTEXT_CHARS = 25


class DoubtfulForm(NamedTuple):
    """A stretch of a text, and why its reading is doubtful."""

    start: int
    end: int
    reason: str
    score: float


def find_doubtful_forms(text: str, words: Sequence[Word]) -> Iterator[DoubtfulForm]:
    """The doubtful forms of one sentence of a block, whose words were verbalized."""
    if not words:
        return
    start, end = words[0].start, words[-1].end
    yield from _find_unsaid_signs(text, words)
    yield from _find_abbreviations(text, words)
    for pattern, why in _AMBIGUOUS:
        for match in pattern.finditer(text, start, end):
            yield DoubtfulForm(*match.span(), why, 0.75)
    sentence = text[start:end]
    parts = list(_merge_parts(sentence))
    for each in parts:
        if reason := _find_reason(sentence, each):
            yield DoubtfulForm(start + each.start, start + each.end, *reason)
    for left, right in pairwise(parts):
        if why := find_pair_doubt(sentence, left, right):
            yield DoubtfulForm(start + left.start, start + right.end, why, 0.6)


def _merge_parts(sentence: str) -> Iterator[Verbalization]:
    """The verbalizations of a sentence. The two numbers of "3-2" are one."""
    held: Verbalization | None = None
    for each in iter_verbalizations(sentence):
        if held and each.rule and each.rule == held.rule and each.start - held.end < 2:
            held = held._replace(end=each.end)
            continue
        if held:
            yield held
        held = each
    if held:
        yield held


def _find_reason(sentence: str, each: Verbalization) -> tuple[str, float] | None:
    """Why a verbalization is doubtful, and how much."""
    written = sentence[each.start : each.end]
    if not each.rule:
        return _find_unread(written)
    if each.rule == "measure" and _DEGREES.search(written):
        around = sentence[max(0, each.start - 60) : each.end + 60]
        return None if _WEATHER.search(around) else ("degrees or a letter", 0.6)
    if written in _COMPASS_POINTS and " ".join(written) == each.spoken:
        return "a point of the compass or letters", 0.5
    if each.rule == "shortened" and written in _SEVERAL_WORDS:
        return "an abbreviation with several readings", 0.5
    why, pattern = _WEAK_RULES.get(each.rule, ("", ""))
    is_plain = written in _UNAMBIGUOUS or _PLAIN_FORM.fullmatch(written)
    if not why or is_plain or not re.search(pattern, written):
        return None
    return _weigh(sentence, each, why)


def _find_unread(written: str) -> tuple[str, float] | None:
    """Why a form that no rule claimed is doubtful."""
    if _CONSONANTS.fullmatch(written) and written not in _INTERJECTIONS:
        return "letters without a vowel", 0.6
    return ("no rule reads it", 0.75) if _ODD_WORD.fullmatch(written) else None


def _weigh(sentence: str, each: Verbalization, why: str) -> tuple[str, float] | None:
    """The doubt of a weak rule, unless the context is clear."""
    before = sentence[max(0, each.start - _CONTEXT_CHARS) : each.start]
    if why == _DATE:
        return None if _DATE_PRECEDES.search(before) else (why, 0.75)
    if why == _FRACTION:
        return None if _PART_FOLLOWS.match(sentence, each.end) else (why, 0.75)
    around = before + sentence[each.start : each.end + _CONTEXT_CHARS]
    if why == _SCORE:
        around = _TIME_WORDS.sub("", around)
    is_clear = _CLEAR_CONTEXT.search(around) or _SET_SCORES.search(around)
    if is_clear and sentence[each.start] != "0":  # 0630 is never a quantity
        return None
    return f"{why}: the context does not tell", 0.5


def _find_unsaid_signs(text: str, words: Sequence[Word]) -> Iterator[DoubtfulForm]:
    """Signs between words that have a meaning but are not spoken."""
    ends = [*(word.start for word in words[1:]), len(text)]
    for word, following in zip(words, ends, strict=True):
        gap_end = min(following, word.end + _CONTEXT_CHARS)
        for match in _UNSAID_SIGN.finditer(text, word.end, gap_end):
            is_range = match[0] in "%°" and _RANGE.match(text, match.end())
            if is_range or (match[0] == "%" and "percent" in word.spoken):
                continue
            if word is not words[-1] or not text[word.end : match.start()].strip():
                yield DoubtfulForm(word.start, match.end(), f"the sign {match[0]} is not said", 0.8)


def _find_abbreviations(text: str, words: Sequence[Word]) -> Iterator[DoubtfulForm]:
    """Abbreviations that no rule says in full: their full stop is inside a sentence."""
    spoken = {word.start: word.spoken for word in words}
    for match in _ABBREVIATION.finditer(text, words[0].start, words[-1].end):
        stem = match[0][:-1]
        is_counted = _AFTER_NUMBER.search(text[: match.start()][-2:])
        if spoken.get(match.start()) != stem or (len(stem) < 2 and not is_counted):
            continue
        is_title = stem.istitle() and re.match(r"\s[a-z0-9(]", text[match.end() : match.end() + 2])
        if is_title or (len(stem) < 5 and is_counted) or not lookup_word(stem.lower()):
            yield DoubtfulForm(*match.span(), "an abbreviation on no list", 0.75)
