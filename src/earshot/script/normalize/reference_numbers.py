"""Numbers of laws, cases, forms, versions and Bible verses, and postal and area codes."""

from __future__ import annotations

import re
from string import ascii_uppercase

from earshot.script.normalize.matching import (
    DIGITS,
    FIRST_CAPITAL,
    FIRST_DIGIT,
    SpokenGroups,
    any_of,
    semiotic_class,
)
from earshot.script.normalize.number_words import cardinal, digit_pairs, digits, number
from earshot.script.normalize.word_context import precedes

_BOOKS = {
    "Gen": "Genesis", "Ex": "Exodus", "Exod": "Exodus", "Lev": "Leviticus", "Num": "Numbers",
    "Deut": "Deuteronomy", "Josh": "Joshua", "Judg": "Judges", "Sam": "Samuel", "Kgs": "Kings",
    "Chron": "Chronicles", "Neh": "Nehemiah", "Ps": "Psalm", "Pss": "Psalms", "Prov": "Proverbs",
    "Eccl": "Ecclesiastes", "Isa": "Isaiah", "Jer": "Jeremiah", "Lam": "Lamentations",
    "Ezek": "Ezekiel", "Dan": "Daniel", "Hos": "Hosea", "Mic": "Micah", "Hab": "Habakkuk",
    "Zech": "Zechariah", "Mal": "Malachi", "Matt": "Matthew", "Mt": "Matthew", "Mk": "Mark",
    "Lk": "Luke", "Jn": "John", "Rom": "Romans", "Cor": "Corinthians", "Gal": "Galatians",
    "Eph": "Ephesians", "Phil": "Philippians", "Col": "Colossians", "Thess": "Thessalonians",
    "Tim": "Timothy", "Tit": "Titus", "Heb": "Hebrews", "Jas": "James", "Pet": "Peter",
    "Rev": "Revelation",
}  # fmt: skip
_BOOK_NAMES = (*_BOOKS.values(), "Acts", "Ezra", "Esther", "Job", "Ruth", "Joel", "Amos", "Jonah")
_FORM_NOUN = (
    r"(?:[Ff]orms?|[Rr]ule|[Ss]chedule|[Oo]rder|[Pp]ublication|[Tt]itle|[Bb]ill|[Ss]ection|[Pp]roposition|Prop\.?|FM|SR|SB|HB"
    r"|AB|HR|H\.R\.|S\.B\.|H\.B\.|A\.B\.|EO|CR|County Road|State Road|Ranch Road)"
)
_VERSION_CONTEXT = re.compile(
    r"\b(?:[Vv]ersions?|[Rr]elease|[Uu]pdate|[Bb]uild|[Pp]atch|[Ff]irmware|Chrome|Python|Linux|Android|iOS)\s\Z"
)
_CODE_NOUN = (
    r"(?:[Aa]rea|[Dd]ial(?:l?ing)?|[Cc]ountry|[Zz]ip|ZIP|[Pp]ostal|[Pp]ost|[Ee]ntry|[Aa]ccess|[Dd]oor|[Ss]ecurity|[Pp]romo"
    r"|[Pp]ass)\s?codes?"
)
_DIGIT_NOUN = (
    rf"(?:{_CODE_NOUN}|PIN|[Ee]xtension|ext\.|[Aa]ccount\snumber|[Ss]erial\snumber|[Bb]adge\snumber"
    r"|ID\snumber)"
)


@semiotic_class(
    rf"(?<!\w)(?P<book>(?:{any_of(_BOOK_NAMES)})|(?:{any_of(_BOOKS)})\.?)\s(?P<chapter>[0-9]{{1,3}})"
    r":(?P<verse>[0-9]{1,3})(?:[-–](?P<last>[0-9]{1,3}))?(?!\w|[:.,][0-9])",
    ":",
    start=FIRST_CAPITAL,
)
def bible_verse(m: re.Match[str], british: bool) -> SpokenGroups:
    """Gen. 1:1 · John 3:16-18"""
    book = m["book"].rstrip(".")
    yield "book", _BOOKS.get(book, book)
    verse = cardinal(int(m["verse"]))
    yield (
        ("chapter", "verse"),
        f"{cardinal(int(m['chapter']))} {verse}" + (" to" if m["last"] else ""),
    )
    if m["last"]:
        yield "last", cardinal(int(m["last"]))


@semiotic_class(
    r"(?<!\w)(?:(?P<sign>[Nn]os?\.\s?|#)|(?<=\b[Dd]ocket\s)|(?<=\b[Cc]ase\s)|(?<=\b[Pp]etition\s)"
    r"|(?<=\b[Oo]rdinance\s)|(?<=\b[Rr]esolution\s))(?P<docket>(?P<year>[0-9]{2})(?P<dash>[-–])(?P<case>[0-9]{3,6})"
    r"|(?P<full_year>(?:19|20)[0-9]{2})-(?P<count>[0-9]{1,3}|[0-9]{5,6}))(?![\w-]|[.,][0-9])",
    "-–",
    ("0-0", "0–0"),
    start=r"[#Nn0-9](?<!\w.)",
)
def docket(m: re.Match[str], british: bool) -> SpokenGroups:
    """No. 24-1287 · Ordinance No. 2024-117 · docket 19-1392"""
    year, case = m["year"] or m["full_year"], m["case"] or m["count"]
    spoken = f"{_verbalize_code_part(year)} {_verbalize_code_part(case)}"
    if not m["sign"] or m["sign"].endswith(" "):
        yield from [("sign", "number")] if m["sign"] else []
        yield "docket", spoken
    else:
        yield 0, f"number {spoken}"


@semiotic_class(
    r"(?<![\w.,-])(?:(?P<sign>[Nn]os?\.)\s)?(?P<docket>(?:(?P<court>[0-9]):)?(?P<year>[0-9]{2})[-–](?P<kind>cv|cr|mj|md|mc|ap|CV|CR|MJ|MD|bk|BK)[-–](?P<case>[0-9]{1,6}))(?![\w]|[.,][0-9])",
    "-–",
    tuple(f"0{dash}{letter}" for dash in "-–" for letter in "cmabCMB"),
    start=r"[0-9Nn](?<!\w.)",
)
def court_case(m: re.Match[str], british: bool) -> SpokenGroups:
    """No. 2:21-cv-00123"""
    court = f"{cardinal(int(m['court']))} " if m["court"] else ""
    kind = " ".join(m["kind"].upper())
    if m["sign"]:
        yield "sign", "number"
    yield (
        "docket",
        f"{court}{_verbalize_code_part(m['year'])} {kind} {_verbalize_code_part(m['case'])}",
    )


def _verbalize_code_part(written: str) -> str:
    """ "24" → "twenty-four", "1287" → "twelve eighty-seven", "00123" → digit by digit."""
    if written[0] == "0" or len(written) > 4:
        return digits(written)
    return digit_pairs(written) if len(written) > 2 else cardinal(int(written))


@semiotic_class(
    r"(?<![\w.,$£€-])(?P<number>[0-9]{3})(?P<parts>(?:\([A-Za-z0-9]{1,3}\)){1,4}|[kK](?=s?\b))(?P<plural>'?s)?(?!\w)",
    DIGITS,
    ("0(", "0k", "0K"),
)
def tax_section(m: re.Match[str], british: bool) -> SpokenGroups:
    """a 401(k) · a 501(c)(3) group · 401k"""
    if m["parts"] in ("k", "K") and m["number"] not in ("401", "403", "457"):
        return
    parts = re.findall(r"[A-Za-z]|[0-9]+", m["parts"])
    spoken = " ".join(cardinal(int(p)) if p.isdigit() else p.upper() for p in parts)
    yield 0, f"{digit_pairs(m['number'])} {spoken}" + ("'s" if m["plural"] else "")


@semiotic_class(
    rf"(?<!\w){_FORM_NOUN}\s(?P<number>[0-9]{{3,4}})(?P<letter>[A-Z])?(?![\w,.:%/]?[0-9A-Za-z])",
    DIGITS,
    (" 000",),
)
def form_number(m: re.Match[str], british: bool) -> SpokenGroups:
    """Form 1040 · H.R. 1234 · FM 1960"""
    spoken = digit_pairs(m["number"])
    yield ("number", "letter") if m["letter"] else "number", f"{spoken} {m['letter'] or ''}".strip()


@semiotic_class(r"(?<![\w.,$£€-])(?P<number>[0-9]{3})(?=\splans?\b|-plan)", DIGITS, (" plan",))
def plan_number(m: re.Match[str], british: bool) -> SpokenGroups:
    """a 529 plan; not the count in "300 plans" """
    if m["number"] in ("401", "403", "457", "504", "529"):
        yield "number", digit_pairs(m["number"])


@semiotic_class(
    r"(?<!\w)[A-Z][a-z]{2,20}\.?\s(?P<number>101)(?![\w*]|[.,:%/-][0-9]|\s[a-z]+s\b)",
    DIGITS,
    ("101",),
    start=FIRST_CAPITAL,
)
def course_number(m: re.Match[str], british: bool) -> SpokenGroups:
    """Economics 101; not a count: "Police 101 times" """
    yield "number", digit_pairs(m["number"])


@semiotic_class(
    r"(?<![\w.,$£€-])(?P<version>[0-9]{1,4}(?:\.[0-9]{1,4}){2,3})(?!\w|[.,-]?[0-9])",
    ".",
    ("0.0",),
)
def version(m: re.Match[str], british: bool) -> SpokenGroups:
    """Version 2.0.1; four numbers are an IP address unless the context indicates a version"""
    parts = m["version"].split(".")
    if len(parts) == 4 and not precedes(_VERSION_CONTEXT, m):
        return
    yield "version", " point ".join(map(_verbalize_version_part, parts))


@semiotic_class(
    r"(?<![\w.-])[vV](?P<number>[0-9]{1,3}(?:\.[0-9]{1,3}){0,3})(?!\w|[.,-][0-9])",
    "vV",
    tuple(f"{letter}{digit}" for letter in "vV" for digit in DIGITS),
)
def short_version(m: re.Match[str], british: bool) -> SpokenGroups:
    """v2.3"""
    if "." in m["number"]:
        parts = m["number"].split(".")
        yield 0, "version " + " point ".join(map(_verbalize_version_part, parts))


_STAGES = {"a": "alpha", "b": "beta", "rc": "R C"}


@semiotic_class(
    r"(?<![\w.,$£€-])(?P<version>[0-9]{1,3}(?:\.[0-9]{1,3}){1,3})-?(?P<stage>a|b|rc)\.?(?P<count>[0-9]{1,3})(?!\w)",
    ".",
    ("0a", "0b", "0r", "0-a", "0-b", "0-r"),
    start=FIRST_DIGIT,
)
def trial_version(m: re.Match[str], british: bool) -> SpokenGroups:
    """Python 3.13.0rc2 · 2.0b3"""
    spoken = " point ".join(map(_verbalize_version_part, m["version"].split(".")))
    yield 0, f"{spoken} {_STAGES[m['stage']]} {cardinal(int(m['count']))}"


def _verbalize_version_part(written: str) -> str:
    return digits(written) if len(written) > 2 or written[0] == "0" else cardinal(int(written))


@semiotic_class(
    rf"\b{_DIGIT_NOUN}(?:\s(?:is|was|of|in|for|to|number|are))?:?\s(?P<code>[0-9]{{3,9}})"
    r"(?:(?P<and>,?\s(?:and|or)\s|,\s)(?P<more>[0-9]{3,9}))?(?![\w%-]|[.,][0-9])",
    DIGITS,
    ("code", "PIN", "xtension", "ext.", "umber"),
)
def spoken_code(m: re.Match[str], british: bool) -> SpokenGroups:
    """the area code is 212 · PIN 4512"""
    yield "code", digits(m["code"])
    if m["more"]:
        yield "more", digits(m["more"])


@semiotic_class(
    r"(?<![\w.,$£€-])(?P<code>[0-9]{3,5})(?=\s(?:area|[Zz]ip|ZIP|post|postal)\scodes?\b)",
    DIGITS,
    (" code",),
)
def area_code(m: re.Match[str], british: bool) -> SpokenGroups:
    """the 212 area code · the 90210 ZIP code"""
    yield "code", digits(m["code"])


@semiotic_class(
    r"(?<![\w-])(?:(?P<uk>[A-Z]{1,2}[0-9][0-9A-Z]?\s[0-9][A-Z]{2})|(?P<canada>[A-Z][0-9][A-Z]\s[0-9][A-Z][0-9]))(?![\w-])",
    DIGITS,
    tuple(f"0{letter}" for letter in ascii_uppercase),
    start=FIRST_CAPITAL,
)
def post_code(m: re.Match[str], british: bool) -> SpokenGroups:
    """SW1A 1AA · K1A 0B1"""
    parts = re.findall(r"[A-Z]|[0-9]+", m[0])
    yield 0, " ".join(number(p) if p.isdigit() else p for p in parts)


@semiotic_class(
    r"(?P<mark>§§?)\s?(?P<number>[0-9]{3,4})(?P<letter>[a-z])?(?![\w]|[.,:-][0-9])", "§"
)
def section_number(m: re.Match[str], british: bool) -> SpokenGroups:
    """§ 230"""
    name = "sections" if len(m["mark"]) > 1 else "section"
    spoken = f"{digit_pairs(m['number'])} {(m['letter'] or '').upper()}".strip()
    if m.end("mark") == m.start("number"):
        yield 0, f"{name} {spoken}"
    else:
        yield "mark", name
        yield ("number", "letter") if m["letter"] else "number", spoken


@semiotic_class(
    r"(?<![\w.,/$£€-])[0-9](?:-[0-9]){3,9}(?![\w]|[-.,/:][0-9])",
    "-",
    ("0-0",),
    start=FIRST_DIGIT,
)
def dashed_digits(m: re.Match[str], british: bool) -> SpokenGroups:
    """the code 4-7-1-1 · a 4-2-3-1 formation"""
    yield 0, digits(m[0].replace("-", ""))


_LETTERED_NOUN = (
    r"(?:[Aa]partments?|[Aa]pt\.?|[Aa]rticles?|[Bb]ays?|[Bb]erths?|[Bb]locks?|[Bb]us|[Cc]lauses?"
    r"|[Ee]xhibits?|[Ee]xits?|[Ff]igures?|[Ff]igs?\.|[Ff]lats?|[Gg]ates?|[Hh]angars?|[Ii]tems?"
    r"|[Ll]ots?|[Pp]lots?|[Pp]latforms?|[Rr]egulations?|[Rr]ooms?|[Rr]ows?|[Rr]ules?|[Rr]unways?"
    r"|[Ss]eats?|[Ss]ec\.|[Ss]ections?|[Ss]tages?|[Ss]uites?|[Tt]ables?|[Uu]nits?|[Pp]hases?"
    r"|[Pp]atch|[Vv]ersions?|[Tt]ypes?|[Gg]roups?|[Tt]iers?|[Ss]teps?|[Cc]ohorts?|[Qq]uestions?"
    r"|[Aa]nnex|[Aa]ppendix|[Cc]ategory|[Ee]xercises?)"
)


@semiotic_class(
    rf"(?<!\w){_LETTERED_NOUN}\s(?P<code>(?P<number>[0-9]{{1,3}}(?:\.[0-9]{{1,2}})?)(?P<letter>[A-HJLPR]|[a-f])"
    r"(?:-(?P<rest>[0-9]{1,3})|/(?P<second>[0-9])(?P<other>[A-Fa-f]))?)(?![\w]|[-.,/][0-9])",
    DIGITS,
    tuple(f"0{letter}" for letter in "ABCDEFGHJLPRabcdef"),
)
def lettered_number(m: re.Match[str], british: bool) -> SpokenGroups:
    """seat 14C · Rule 10b-5 · runway 27L · a phase 1b/2a trial"""
    written = m["number"]
    spoken = number(written, british) if "." in written else _verbalize_code_part(written)
    rest = f" {cardinal(int(m['rest']))}" if m["rest"] else ""
    if m["second"]:
        rest = f" {cardinal(int(m['second']))} {m['other'].upper()}"
    yield "code", f"{spoken} {m['letter'].upper()}{rest}"
