"""Feet and inches, screens, and areas."""

from __future__ import annotations

import re

from earshot.script.normalize.matching import DIGITS, FIRST_DIGIT, SpokenGroups, semiotic_class
from earshot.script.normalize.number_words import NUMBER, cardinal, digit_pairs, number
from earshot.script.normalize.word_context import follows, precedes

_ALONE = r"(?<![\w.,/$£€-])"
_UP_TO_ONE = re.compile(r"(?<![0-9.])1\Z|/[0-9]\Z")
_DETERMINER = re.compile(r"\b(?:[Aa]n?|[Tt]he|[Hh]is|[Hh]er)\s\Z")
_NOUN = re.compile(r"\s[a-z]{3,}")
_INDEFINITE_ARTICLE = re.compile(r"\b[Aa]n?\s\Z")


@semiotic_class(
    rf"{_ALONE}(?P<feet>[0-9]{{1,2}})(?:'|\s?ft\.?|-foot-)\s?(?P<inches>[0-9]{{1,2}})(?P<mark>\"|''|\s?in\.?(?!\w))?(?!\w)",
    DIGITS,
    ("0'", "0ft", "0 ft", "0-foot"),
    start=FIRST_DIGIT,
)
def height(m: re.Match[str], british: bool) -> SpokenGroups:
    """6ft 2in · 6'2\""""
    feet, inches = int(m["feet"]), int(m["inches"])
    between = m.string[m.end("feet") : m.start("inches")]
    if inches > 11 or not (m["mark"] or "'" not in between):
        return
    singular = feet == 1 or "-" in between or precedes(_DETERMINER, m)
    spoken = f"{cardinal(feet)} {'foot' if singular else 'feet'}"
    last = (
        f"{cardinal(inches)} {'inch' if inches == 1 else 'inches'}"
        if m["mark"]
        else cardinal(inches)
    )
    is_person = precedes(_DETERMINER, m) and follows(_NOUN, m)
    yield 0, f"{spoken} {cardinal(inches) if is_person else last}"


_AREA_NOUN = (
    r"(?:miles?|mi|feet|foot|ft|inch(?:es)?|yards?|(?:kilo|centi|milli)?met(?:er|re)s?|k?m|cm"
    r"|acres?)\b"
)


@semiotic_class(
    rf"(?<!\w)(?P<sign>[Ss]q|[Cc]u)\.?(?=[\s-]{_AREA_NOUN})", "qu", ("sq", "Sq", "cu", "Cu")
)
def area_word(m: re.Match[str], british: bool) -> SpokenGroups:
    """3 sq. miles"""
    yield "sign", "square" if m["sign"].lower() == "sq" else "cubic"


@semiotic_class(
    r"(?<![\w.,$£€-])(?P<one>[1-9][0-9]{3})\s?(?P<by>[x×])\s?(?P<two>[1-9][0-9]{2,3})(?![\w-]|[.,][0-9]|\s?(?:mm|cm|m|ft|in)\b)",
    "x×",
    start=FIRST_DIGIT,
)
def resolution(m: re.Match[str], british: bool) -> SpokenGroups:
    """3840x2160"""
    yield "one", digit_pairs(m["one"])
    yield "by", "by"
    yield "two", digit_pairs(m["two"])


_QUOTATION_MARK = re.compile('(?<![0-9])"')
_SCREEN = re.compile(r"\s(?:TVs?|LCD|OLED|LED|[a-z]+\s(?:screen|display|TV))\b")
MAX_INCH_DIGITS = 4
"""Longer numbers before a quotation mark are codes."""
MAX_QUOTATION_CHARS = 2_000
"""Characters before a mark that are searched for an open quotation."""


@semiotic_class(
    rf"{_ALONE}(?:(?P<first>{NUMBER})(?P<same>\"(?=\s?[-–]))?(?P<dash>\s?[-–]\s?|\sto\s))?(?P<number>{NUMBER})(?P<mark>\"|'')(?!\w)",
    "\"'",
    tuple(digit + mark for digit in DIGITS for mark in ('"', "''")),
)
def inches(m: re.Match[str], british: bool) -> SpokenGroups:
    """a 65" screen · 3-5" of snow; not a mark that closes a quotation"""
    before = _QUOTATION_MARK.finditer(m.string, max(0, m.start() - MAX_QUOTATION_CHARS), m.start())
    if m["mark"] == '"' and sum(1 for _ in before) % 2:
        return
    if len(m["number"]) > MAX_INCH_DIGITS:
        return
    singular = m["number"] == "1" or precedes(_INDEFINITE_ARTICLE, m) or follows(_SCREEN, m)
    if m["first"]:
        yield "first", number(m["first"], british) + ("" if "to" in m["dash"] else " to")
    spoken = f"{number(m['number'], british)} {'inch' if singular else 'inches'}"
    yield ("number", "mark"), spoken


@semiotic_class(
    rf"{_ALONE}(?P<one>{NUMBER})'\s?(?P<by>[x×]|by)\s?(?P<two>{NUMBER})'(?!\w)",
    "x×b",
    tuple(f"{digit}'" for digit in DIGITS),
)
def feet_by_feet(m: re.Match[str], british: bool) -> SpokenGroups:
    """an 8' x 10' shed"""
    feet = "foot" if precedes(_INDEFINITE_ARTICLE, m) else "feet"
    yield "one", f"{number(m['one'], british)} {feet}"
    yield "by", "by"
    yield "two", f"{number(m['two'], british)} {feet}"


@semiotic_class(
    r"(?<![\w.,/$£€])(?P<age>[0-9]{1,3})(?P<gap>[\s-]?)(?P<unit>yo|y/o|y\.o\.?)(?![\w/])",
    "y",
    ("yo", "y/o", "y.o"),
)
def short_age(m: re.Match[str], british: bool) -> SpokenGroups:
    """a 12-yo boy"""
    if m["gap"]:
        yield "age", cardinal(int(m["age"]), british)
        yield "unit", "year old"
    else:
        yield 0, f"{cardinal(int(m['age']), british)} year old"


@semiotic_class(
    r"(?<=[0-9])(?P<gap>[\s-])(?P<unit>deg\.?\s?(?P<scale>[CF])?(?!\w)|pt\.?(?=\s[a-z])|ga\.?|pp|c\.(?=\s[a-z]))(?!\w)",
    "dpcg",
    (" deg", "-pt", "-ga", " pp", " c. "),
)
def short_unit(m: re.Match[str], british: bool) -> SpokenGroups:
    """60 deg. F · a 3-pt. shot · a 12-ga. shotgun · up 0.3 pp"""
    is_share = re.search(r"\.[0-9]{1,2}\Z", m.string[max(0, m.start() - 4) : m.start()])
    if m["unit"].startswith("deg"):
        scale = {"C": " Celsius", "F": " Fahrenheit"}.get(m["scale"] or "", "")
        yield "unit", f"degrees{scale}"
    elif m["gap"] == "-" and m["unit"].startswith("pt"):
        yield "unit", "point"
    elif m["gap"] == "-" and m["unit"].startswith("ga"):
        yield "unit", "gauge"
    elif m["unit"] == "c.":
        yield "unit", "cup" if precedes(_UP_TO_ONE, m, 4) else "cups"
    elif m["unit"] == "pp" and is_share:
        yield "unit", "percentage points"


@semiotic_class(
    r"(?:\b[Dd]ial(?:ed|ing|s)?|\b[Pp]ress(?:ed|es)?|\b[Cc]all)\s(?P<code>\*(?P<number>[0-9]{1,4})#?)(?!\w)",
    "*",
)
def star_code(m: re.Match[str], british: bool) -> SpokenGroups:
    """dial *69"""
    yield "code", f"star {number(m['number'], british)}"


@semiotic_class(
    r"(?<![\w.,/$£€-])(?P<miles>[1-4])m\s?(?P<furlongs>[1-7])f(?!\w)",
    "f",
    ("0f",),
    start=FIRST_DIGIT,
)
def race_distance(m: re.Match[str], british: bool) -> SpokenGroups:
    """a horse race over 2m 4f"""
    miles, furlongs = int(m["miles"]), int(m["furlongs"])
    spoken = f"{cardinal(miles)} mile{'' if miles == 1 else 's'}"
    yield 0, f"{spoken} {cardinal(furlongs)} furlong{'' if furlongs == 1 else 's'}"


@semiotic_class(
    r"(?<![\w.,/$£€-])(?P<celsius>(?P<one>[0-9]{2,3})\s?°?C)\s?/\s?(?P<fahrenheit>(?P<two>[0-9]{2,3})\s?°?F)(?!\w)",
    "C",
    start=FIRST_DIGIT,
)
def oven_heat(m: re.Match[str], british: bool) -> SpokenGroups:
    """180C/350F"""
    yield "celsius", f"{cardinal(int(m['one']), british)} degrees Celsius"
    yield "fahrenheit", f"{cardinal(int(m['two']), british)} degrees Fahrenheit"


@semiotic_class(
    r"(?<![\w.,/$£€-])(?P<beds>[1-9])\s?-?(?:BR|BD|br|bd)\.?(?:(?:/|,\s?|\s)(?P<baths>[1-9](?:\.5)?)\s?-?(?:BA|ba)\.?"
    r"|(?<=B[RD])(?![/,]?\s?[0-9])|(?<=[0-9][ -]br)(?![.,/\s]*[0-9]))(?!\w)",
    "BbRr",
    tuple(f"0{gap}{sign}" for gap in ("", " ", "-") for sign in ("BR", "BD", "br", "bd")),
    start=FIRST_DIGIT,
)
def home_size(m: re.Match[str], british: bool) -> SpokenGroups:
    """a 3BR/2BA condo"""
    baths = f" {number(m['baths'], british)} bath" if m["baths"] else ""
    yield 0, f"{cardinal(int(m['beds']))} bedroom{baths}"


_SIZE = r"(?:X{1,2}|[2-6]X)[SL]"


@semiotic_class(rf"(?<![\w-])(?P<one>{_SIZE}|[SML])(?P<dash>[-–])(?P<two>{_SIZE})(?![\w-])", "X")
def size_range(m: re.Match[str], british: bool) -> SpokenGroups:
    """sizes XS-3XL"""
    one, two = (" ".join(cardinal(int(c)) if c.isdigit() else c for c in m[g]) for g in (1, 3))
    yield ("one", "dash"), f"{one} to"
    yield "two", two


@semiotic_class(
    r"(?<=[a-z]{3}s)(?P<slash>/)(?P<per>acre|person|day|week|month|year|hour|household|game|season)(?!\w)",
    "/",
)
def plural_per(m: re.Match[str], british: bool) -> SpokenGroups:
    """3.5 units/acre"""
    yield ("slash", "per"), f"per {m['per']}"
