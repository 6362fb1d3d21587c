"""Plain numbers, ranges, scores, ratios, fractions, telephones and codes, in any language."""

from __future__ import annotations

import re

from earshot.script.normalize.languages.grammar import (
    CONTEXT_CHARS,
    Figure,
    Grammar,
    cardinal,
    digits,
    form_at,
    number,
    open_range,
    parse_figure,
)
from earshot.script.normalize.languages.locales import months, number_pattern
from earshot.script.normalize.matching import (
    DIGITS,
    MINUS,
    SemioticClass,
    SpokenGroups,
    any_of,
    semiotic_class,
)

ALONE = r"(?<![\w.,:/])(?<!\w[-–])"
"""A lookbehind: no letter and no part of another number precedes."""
END = r"(?!\w|[.,:/][0-9])"
REFERENCE = re.compile(
    r"(?:\bart(?:\.|ikel|icle|[íi]culo|icolo|igo|ykuł\w*)|§|\bBoeing|\bn[°ºr](?:\.|\b)?|\bn\.\s?[º°]|\bnúm\.|\bNr\.)\s?\Z",
    re.I,
)
"""The text before the number of a law, a case or a model, which is neither a range nor a ratio."""
_DOCKET = re.compile(r"(?:\A|\s)[0-9]{1,3} [A-Z][A-Za-z]{0,3} \Z")
"""The number of a court and its register before a case: "5 StR 12/23"."""
MAX_CODE_DIGITS = 4
"""Digits of a code that are read as one number. More are read one by one: EP2237607."""
_SCORE_BEFORE = re.compile(r"[0-9]/[0-9],?\s(?:\w{1,2}\s)?\Z")
_SCORE_AFTER = re.compile(r",?\s(?:\w{1,2}\s)?[0-9]/[0-9]")
_SET = re.compile(r"(?<![\w/.,])([67])/([0-7])(?![\w/])")
_COMPARED = re.compile(r"(?:\b\w|[0-9)])\s?\Z")
"""The text before a sign that compares two values: "p < 0,05"; not "more than"."""
_VALUE = re.compile(r"\s?[-–]?[0-9€$£(]")
_VULGAR = {
    "½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5), "⅛": (1, 8),
}  # fmt: skip


def is_near(m: re.Match[str], pattern: re.Pattern[str]) -> bool:
    """Whether the pattern occurs near a match."""
    return bool(pattern.search(m.string[max(0, m.start() - 60) : m.end() + 30]))


def _text_before(m: re.Match[str]) -> str:
    return m.string[max(0, m.start() - CONTEXT_CHARS) : m.start()]


def plain(grammar: Grammar) -> SemioticClass:
    @semiotic_class(rf"{ALONE}{MINUS}(?P<number>{number_pattern(grammar.locale)}){END}", DIGITS)
    def plain_number(m: re.Match[str], british: bool) -> SpokenGroups:
        """5 · 1.200 · 3,75 · −2"""
        spoken = number(
            grammar, parse_figure(grammar, m["number"]), form_at(grammar, m.string, m.span())
        )
        yield "number", f"{grammar.words['minus']} {spoken}" if m["minus"] else spoken

    return plain_number


def number_range(grammar: Grammar) -> SemioticClass:
    pattern = number_pattern(grammar.locale)
    sport = re.compile(grammar.sport, re.I)

    @semiotic_class(
        rf"{ALONE}(?P<one>{pattern})(?P<dash>\s?[-–]\s?)(?P<two>{pattern})(?![\w%]|[-–.,:/][0-9])",
        "-–",
        (f"0{space}{dash}" for space in ("", " ") for dash in "-–"),
    )
    def number_range(m: re.Match[str], british: bool) -> SpokenGroups:
        """2–3 · 1939–1945 · 2019-20; a score if words of sport are near"""
        one, two = parse_figure(grammar, m["one"]), parse_figure(grammar, m["two"])
        if len(m["one"]) <= 3 >= len(m["two"]) and is_near(m, sport):
            yield from _score(grammar, m)
        elif _is_year(m["one"]) and (_is_year(m["two"]) or len(m["two"]) == 2):
            yield ("one", "dash"), f"{grammar.year(int(m['one']))} {grammar.words['to']}"
            yield "two", grammar.year(int(m["two"]))
        else:
            form = form_at(grammar, m.string, m.span())
            is_range = one.value < two.value and not REFERENCE.search(_text_before(m))
            first = number(grammar, one, form)
            yield ("one", "dash"), open_range(grammar, m, first) if is_range else first
            yield "two", number(grammar, two, grammar.after_to(form) if is_range else form)

    return number_range


def _is_year(written: str) -> bool:
    return len(written) == 4 and written.isdigit() and 1000 <= int(written) < 2100


def _score(grammar: Grammar, m: re.Match[str]) -> SpokenGroups:
    one, two = int(m["one"]), int(m["two"])
    yield "one", f"{cardinal(grammar, one, '')} {grammar.words['score']}".strip()
    yield "two", cardinal(grammar, two, "goals")


def season(grammar: Grammar) -> SemioticClass:
    @semiotic_class(
        rf"{ALONE}(?P<one>(?:1[0-9]|20)[0-9]{{2}})(?P<slash>/)(?P<two>[0-9]{{2}}(?:[0-9]{{2}})?)(?![\w/])",
        "/",
    )
    def season(m: re.Match[str], british: bool) -> SpokenGroups:
        """2019/20"""
        yield "one", grammar.year(int(m["one"]))
        yield "two", grammar.year(int(m["two"]))

    return season


def ratio(grammar: Grammar) -> SemioticClass:
    @semiotic_class(
        rf"{ALONE}(?P<one>[0-9]{{1,3}})(?P<mark>:|(?<=1)/(?=[0-9]{{1,3}}[ .][0-9]{{3}}))"
        rf"(?P<two>{number_pattern(grammar.locale)}){END}",
        ":/",
    )
    def ratio(m: re.Match[str], british: bool) -> SpokenGroups:
        """3:1 · 1:25.000 · 1/25.000; not "artikel 3:40" """
        one = number(grammar, Figure(m["one"]))
        link = "" if REFERENCE.search(_text_before(m)) else grammar.words["ratio"]
        yield ("one", "mark"), f"{one} {link}".strip()
        yield "two", number(grammar, parse_figure(grammar, m["two"]), "goals")

    return ratio


def fraction(grammar: Grammar) -> SemioticClass:
    vulgar = "".join(_VULGAR)
    sport, month = (
        re.compile(grammar.sport, re.I),
        re.compile(rf"\s(?i:{any_of(months(grammar.locale))})\b"),
    )

    @semiotic_class(
        rf"(?<![\w.,/]){MINUS}(?:(?P<whole>[0-9]{{1,3}})(?P<gap>\s?(?=[{vulgar}])|\s(?=[1-9]/[1-9])))?"
        rf"(?P<part>(?P<top>[0-9]{{1,2}})/(?P<bottom>[0-9]{{1,3}})(?![\w/]|[.,][0-9]|\s[0-9]{{3}}(?![0-9]))|(?P<sign>[{vulgar}]))",
        "/" + vulgar,
    )
    def fraction(m: re.Match[str], british: bool) -> SpokenGroups:
        """3/4 · ½ · 2½ · 1 1/2"""
        top, bottom = _VULGAR[m["sign"]] if m["sign"] else (int(m["top"]), int(m["bottom"]))
        if not m["sign"] and (month.match(m.string, m.end()) or _is_pair(m, sport)):
            return
        spoken = grammar.fraction(top, bottom) if 0 < top < bottom else ""
        if not spoken:
            return
        if (top, bottom) == (1, 2):
            form = form_at(grammar, m.string, m.span())
            spoken = grammar.words.get(f"half {form}", spoken)
        minus = f"{grammar.words['minus']} " if m["minus"] else ""
        if m["whole"] and (top, bottom) == (1, 2):
            spoken = grammar.words["half"].format(cardinal(grammar, int(m["whole"]), "m"))
        elif m["whole"]:
            spoken = f"{cardinal(grammar, int(m['whole']), '')} {grammar.words['and']} {spoken}"
        yield ("whole" if m["whole"] else "part", "part"), minus + spoken

    return fraction


def _is_pair(m: re.Match[str], sport: re.Pattern[str]) -> bool:
    """Whether a slash joins the parts of a law's number, or a set of tennis beside another one."""
    before = _text_before(m)
    is_bracketed = m.string[max(0, m.start() - 1) : m.end() + 1] == f"({m[0]})"
    is_beside = _SCORE_AFTER.match(m.string, m.end()) or _SCORE_BEFORE.search(before)
    is_score = bool(is_bracketed or is_beside) and (is_near(m, sport) or _is_near_set(m))
    is_docket = len(m["bottom"]) == 2 and _DOCKET.search(before) is not None
    return is_score or is_docket or REFERENCE.search(before) is not None


def _is_near_set(m: re.Match[str]) -> bool:
    """Whether a set of tennis is near: "3/6" in "6/4, 3/6" is not a fraction."""
    near = m.string[max(0, m.start() - 24) : m.end() + 24]
    return any(top >= bottom for top, bottom in _SET.findall(near))


def telephone(grammar: Grammar) -> SemioticClass:
    cue = re.compile(
        rf"(?:{grammar.telephone})\W{{0,3}}(?:[0-9 ()./+-]{{6,20}}\s)?(?:\w{{1,4}}\s)?\Z"
    )

    @semiotic_class(
        r"(?<![\w.,:/+])(?P<phone>(?P<plus>\+)?\(?[0-9]{1,4}\)?"
        r"(?:[ ./-]\(?[0-9]{2,12}\)?|[ ./-][0-9]){1,6}|\+?[0-9]{7,15})"
        r"(?!\w|[.,:/][0-9])",
        DIGITS,
    )
    def telephone(m: re.Match[str], british: bool) -> SpokenGroups:
        """+49 30 123456, or any digits after a word such as "Tel." """
        groups = re.findall("[0-9]+", m["phone"])
        count = sum(map(len, groups))
        paired = grammar.paired_telephone and len(groups) > 3
        sure = count > 6 and (m["phone"][0] == "+" or _is_telephone(m["phone"], groups, paired))
        if not sure and (count < 6 or not cue.search(_text_before(m))):
            return
        spoken = [_group(grammar, each, paired) for each in groups]
        yield "phone", " ".join(([grammar.words["plus"]] if m["phone"][0] == "+" else []) + spoken)

    return telephone


def _is_telephone(written: str, groups: list[str], paired: bool) -> bool:
    """Whether digits must be a telephone number: by an area code in brackets, a leading zero or two
    dashes."""
    if ")" in written[1:6] or (paired and groups[0][0] == "0"):
        return True
    if len(groups) < 2 or len(groups[1]) < 3 or "." in written:
        return False
    if len(groups) > 3 and " " in written and {len(each) for each in groups[1:]} != {3}:
        return True  # not the groups of one number
    zero = groups[0][0] == "0" and len(groups[0]) > 1 and sum(map(len, groups)) > 8
    return zero or written.count("-") > 1


def _group(grammar: Grammar, written: str, paired: bool) -> str:
    """Verbalize in pairs ("zéro un vingt-trois") or digit by digit."""
    if not paired or len(written) > 2:
        return digits(grammar, written)
    return number(grammar, Figure(written))


def code(grammar: Grammar) -> SemioticClass:
    parts = re.compile(r"[0-9]+|[^\W\d_]+")

    @semiotic_class(
        r"(?<![\w])(?P<code>(?=[^\W\d_]*[-–]?[0-9]|[0-9]+[^\W\d_])[^\W_]{1,24}(?:[-–][^\W_]{1,24}){0,4})(?![\w])",
        DIGITS,
    )
    def code(m: re.Match[str], british: bool) -> SpokenGroups:
        """A4 · COVID-19 · B2B: letters unchanged, digits as a number"""
        if any(c in DIGITS for c in m["code"]) and any(map(str.isalpha, m["code"])):
            yield "code", " ".join(_part(grammar, each) for each in parts.findall(m["code"]))

    return code


def _part(grammar: Grammar, written: str) -> str:
    if written[0] not in DIGITS:
        return written
    is_serial = len(written) > MAX_CODE_DIGITS
    return digits(grammar, written) if is_serial else number(grammar, Figure(written))


def leftover(grammar: Grammar) -> SemioticClass:
    @semiotic_class(
        r"(?P<grouped>(?<![\w.,])[0-9]{1,3}(?:\.[0-9]{3})+(?=/[0-9]))|(?P<digits>[0-9]+)(?P<point>[.](?=[0-9]))?",
        DIGITS,
    )
    def leftover(m: re.Match[str], british: bool) -> SpokenGroups:
        """Digits that match no other class: 2.0 · Lei 8.078/90"""
        spoken = number(grammar, Figure(m["digits"] or m["grouped"].replace(".", "")))
        yield 0, f"{spoken} {grammar.words['point']}" if m["point"] else spoken

    return leftover


def signs(grammar: Grammar) -> SemioticClass:
    """Signs between words or numbers."""
    named = {
        "&": "and", "+": "plus", "=": "equals", "×": "times", "÷": "divided", "±": "plusminus",
        "≈": "about", "<": "less", ">": "more", "≤": "most", "≥": "least", "%": "percent",
        "§": "section", "→": "to",
    }  # fmt: skip

    @semiotic_class(
        r"(?<![^\s(])(?P<sign>[&+=×÷±≈<>≤≥§→])(?=\s?[\w(€$£–-])"
        r"|(?:(?<=[0-9])|(?<=[0-9]['.e]))(?P<tight>[+=×÷±])(?=[0-9])"
        r"|(?<=[0-9])(?P<more>\+)(?!\w)|(?P<before>[±≈<>≤≥])(?=\s?[0-9])|(?<=\w)(?P<and>&)(?=\w)|(?<=[0-9]\s)(?P<percent>%)",
        "&+=×÷±≈<>≤≥§→%",
    )
    def sign(m: re.Match[str], british: bool) -> SpokenGroups:
        """a & b · 2 + 3 · ± 5"""
        group = m.lastgroup or "sign"
        name = named[m[group]]
        if m[group] in "<>" and not _COMPARED.search(_text_before(m)):
            if not _VALUE.match(m.string, m.end()):
                return  # an arrow before a link
            name = f"{name} than"
        spoken = grammar.words.get(name)
        if spoken:
            yield group, spoken

    return sign
