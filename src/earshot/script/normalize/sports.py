"""Scores, votes, win-loss records, marks and baseball statistics."""

from __future__ import annotations

import re

from earshot.script.normalize.matching import FIRST_DIGIT, SpokenGroups, semiotic_class
from earshot.script.normalize.number_words import cardinal, digit_pairs
from earshot.script.normalize.numbers import range_word
from earshot.script.normalize.word_context import COUNTED_FOLLOWS, follows, precedes

_ALONE = r"(?<![\w.,/$£€])(?<![\w][-–])"
_VOTE = re.compile(
    r"\b(?:vot\w+|rul\w+|decision|pass\w*|majority|margin|approv\w+|reject\w+|justices|Senate|House|court|Court|opinion"
    r"|odds|ratio|confirm\w+|split|advance[ds]?|acquit\w*|convict\w*)\b"
)
_WIN_LOSS_RECORD = re.compile(
    r"\b(?:is|are|was|were|at|record|went|go|started|start|now|finished|to|of|an?)"
    r"(?:\s(?:now|just|only|a perfect))?\s\(?\Z"
)
_ODDS = re.compile(
    r"\b(?:[Ww]on|second|third|fourth|home|winner|favou?rites?|backed|priced|available|offered|tipped|outsiders?|drifted"
    r"|shortened|cut|bet)\s(?:\w+\s){0,3}(?:at|in|to|from)\s\Z"
)
"""Before a price of bookmakers."""
_SETS_BEFORE = re.compile(r"\b[0-7]-[0-7](?:\s?\([0-9-]{1,5}\))?,?\s(?:and\s|but\s)?\Z")
_SETS_AFTER = re.compile(r"(?:\s?\([0-9-]{1,5}\))?,?\s(?:and\s|but\s)?[0-7]-[0-7](?![0-9-])")
_TENNIS_SET = re.compile(r"[67]-[0-7]|[0-7]-[67]")
_SCORE = re.compile(
    r"\b(?:won|wins?|winning|beat\w*|defeat\w*|lost|los\w+|victor\w+|lead\w*|led|draw\w*|drew|tied?|scor\w+|trail\w*"
    r"|ahead|down|up|edged|rout\w+|gam\w+|match\w*|final|goals?|advantage|triumph\w*|thrash\w*|downed|stunned|topped"
    r"|sets?|series|upset|eliminat\w+|halftime|half-time|inning|quarter)\b"
)
_TEAM_PLAYS = re.compile(
    r"\)\s(?:hosts?|visits?|fac(?:e|ed|es)|travel\w*|opens?|opened|meets?|returns?|improved|snapped|dropped)\b"
)
_OTHER_RECORD = re.compile(
    r"\b[A-Z][a-z]+\s\([0-9]{1,2}-[0-9]{1,2}\)\s(?:host|visit|fac|play|travel|meet|at|vs|against|and\sthe)"
)
_NAME_BEFORE = re.compile(r"\b[A-Z][a-z]+\s\(\Z")
_FORMATION = re.compile(r"[\s-](?:formation|system|shape|line-?up|style|diamond)\b")
_HAVE_RECORD = re.compile(r"\b(?:is|are|was|were|at|went|record\sof)\s\Z")
_RECORD_AFTER = re.compile(r"\s(?:[a-z]+\s)?(?:record|mark|start|season|campaign|slate)\b")
_TEAM_FOLLOWS = re.compile(r"\s(?:[A-Z][a-z]+\s){0,2}[A-Z][a-z]+s\b")
_THE = re.compile(r"\b[Tt]he\s\Z")
_DIALED = re.compile(r"\b(?:[Cc]all|[Dd]ial|[Pp]hone|[Tt]ext|[Rr]ing)(?:s|ed|ing)?\s(?:to\s)?\Z")
_PLURAL_NOUN = re.compile(r"\s(?!this\b|as\b|against\b|vs\b)[a-z]+s\b")
_VOTE_AFTER = re.compile(
    r"\s(?:decision|votes?|ruling|majority|split|opinion|margin|odds|ratio|advantage)\b"
)
_SCORE_AFTER = re.compile(
    r"\s(?:wins?|victory|defeat|loss|lead|draw|triumph|rout|score|thriller|scoreline|thrashing|run|spurt|burst|edge|rally|aggregate|hole|deficit)\b"
)
_COUNT_AFTER = re.compile(r"\s(?:count|pitch|zone|defen[sc]e)\b(?!\s(?:of|was))")
_WEIGHT_FOLLOWS = re.compile(
    r",\s[0-9]{3}(?:-pound|\spounds|-lb|\slbs?)\b|\sand\s(?:1[5-9]|2[0-9]|3[0-4])[0-9](?![\w%-]|,[0-9])"
)
_BATTING = re.compile(
    r"\b(?:hit(?:s|ting)?|batt(?:ed|ing)|bats|averag\w+|slugg\w+|percentage|OPS|at|only|lifetime|career)\s"
    r"(?:[a-z]+\s){0,2}\Z"
)
_BATTING_FOLLOWS = re.compile(
    r"\s(?:hitter|batting|average|batter|slugging|on-base|winning|with|against|since|in|last|this|hitting|or|as|OPS)\b|[.,;]|\Z"
)
_HITTER_FOLLOWS = re.compile(r"\s(?:hitter|batting|average|batter)\b")
_RATED = re.compile(
    r"\b(?:rat\w+|scor\w+|gave|give[sn]?|gets?|got|marks?|grad\w+|perfect|solid|review\w*)\s(?:[\w-]+\s){0,3}\Z",
    re.IGNORECASE,
)
_STARS_FOLLOW = re.compile(r"\s[Ss]tars?\b")
_PLACE_IN_ORDER = re.compile(r"\b(?:lap|stage|round|part|episode|day|game|page|chapter)\s\Z", re.I)
_YARDS_FOLLOW = re.compile(r"(?:\s(?:for|passing))?,?\s[0-9]{1,3}\s(?:yds\b|yards\b|passing\b)")
_TITLE_FOLLOWS = re.compile(r"\s[A-Z]")
_SPEEDS = ("60", "62", "100", "200")
"""Miles or kilometers per hour that cars reach from zero."""


def _verbalize_score(written: str, british: bool) -> str:
    """Verbalize one side of a score: zero is "nil" in Britain, and never part of a range."""
    return "nil" if british and written == "0" else cardinal(int(written))


def _is_record(m: re.Match[str]) -> bool:
    """Whether a team's record follows its name: the Celtics (64-18)."""
    games = int(m["one"]) + int(m["two"])
    is_aside = m.string.startswith(")", m.end()) and precedes(_NAME_BEFORE, m, 24)
    is_team = follows(_TEAM_PLAYS, m) or precedes(_OTHER_RECORD, m)
    return is_aside and (is_team or 20 <= games <= 162 or m.string.startswith("):", m.end()))


def _is_vote_or_price(m: re.Match[str], context: str) -> bool:
    return bool(
        _VOTE.search(context) or _VOTE_AFTER.match(m.string, m.end()) or _ODDS.search(context)
    )


def _is_tennis(m: re.Match[str]) -> bool:
    """Whether a score is one of several sets: 6-4, 7-6 (5)."""
    is_beside = follows(_SETS_AFTER, m) or precedes(_SETS_BEFORE, m, 20)
    return is_beside and _TENNIS_SET.fullmatch(m[0]) is not None


@semiotic_class(
    rf"{_ALONE}(?P<one>[0-9]{{1,3}})(?P<dash>[-–])(?P<two>[0-9]{{1,3}})(?:[-–](?P<three>[0-9]{{1,3}}))?(?![\w%]|-(?!style)|[.,:/][0-9])",
    "-–",
    ("0-0", "0–0"),
    start=FIRST_DIGIT,
)
def score_or_vote(m: re.Match[str], british: bool) -> SpokenGroups:
    """won 3-2 · voted 52-48 · are 12-5 this season"""
    context = m.string[max(0, m.start() - 70) : m.start()]
    one, two = _verbalize_score(m["one"], british), _verbalize_score(m["two"], british)
    is_height = m["one"] in ("5", "6", "7") and int(m["two"]) < 12 and follows(_WEIGHT_FOLLOWS, m)
    if is_height or _COUNT_AFTER.match(m.string, m.end()):
        yield from (("one", one), ("two", two))
    elif m["three"]:
        is_listed = m[0] == "1-2-3" and not _HAVE_RECORD.search(context)
        is_dialed = m[0] == "9-1-1" or _DIALED.search(context)
        is_plain = is_listed or is_dialed or _FORMATION.match(m.string, m.end())
        last = "" if is_plain else "and "
        yield 0, f"{one} {two} {last}{cardinal(int(m['three']))}"
    elif follows(_RECORD_AFTER, m) or (follows(_TEAM_FOLLOWS, m) and _THE.search(context)):
        yield from (("one", f"{one} and"), ("two", two))
    elif _is_vote_or_price(m, context):
        yield from (("one", f"{one} to"), ("two", two))
    elif _SCORE.search(context) or _SCORE_AFTER.match(m.string, m.end()):
        is_bare = british or _is_tennis(m)
        yield from (("one", one if is_bare else f"{one} to"), ("two", two))
    elif m["one"] == "0" and m["two"] in _SPEEDS:
        yield from (("one", "zero to"), ("two", two))
    elif _is_record(m) or (
        _WIN_LOSS_RECORD.search(context) and not _PLURAL_NOUN.match(m.string, m.end())
    ):
        yield from (("one", f"{one} and"), ("two", two))
    else:
        yield from (("one", one + range_word(m)), ("two", two))


@semiotic_class(
    r"(?<![\w.,/$£€-])(?:6[0-9]|7[0-9]|8[0-5])(?:-(?:6[0-9]|7[0-9]|8[0-5])){2,3}(?![\w]|[-/.,][0-9])",
    "-",
    start=FIRST_DIGIT,
)
def golf_rounds(m: re.Match[str], british: bool) -> SpokenGroups:
    """shot 66-70-69-71"""
    yield 0, " ".join(cardinal(int(shots)) for shots in m[0].split("-"))


@semiotic_class(
    r"(?<=[a-z]\s)(?P<defeated>d\.)(?=\s(?:[A-Z][\w'.-]+\s){1,3}[0-9]{1,3}-[0-9])",
    ".",
    (" d. ",),
)
def defeated(m: re.Match[str], british: bool) -> SpokenGroups:
    """Nadal d. Federer 6-3"""
    yield "defeated", "defeated"


@semiotic_class(
    r"(?<![\w.,/])\.[0-9]{3}(?:/\.[0-9]{3}){1,2}(?![\w/-]|[.,]?[0-9])",
    "/",
    (".000/",),
    start=r"\.",
)
def slash_line(m: re.Match[str], british: bool) -> SpokenGroups:
    """hit .342/.370/.567"""
    yield 0, " ".join(digit_pairs(average) for average in re.findall("[0-9]{3}", m[0]))


@semiotic_class(
    r"(?<![\w.,/$£€-])(?P<first>[1-9][0-9])/(?P<last>[0-9]{2})(?![\w/%-]|[.,][0-9])",
    "/",
    start=FIRST_DIGIT,
)
def season(m: re.Match[str], british: bool) -> SpokenGroups:
    """the 18/19 season; not 19/20 for an essay"""
    first, last = int(m["first"]), int(m["last"])
    if last == (first + 1) % 100 and first > 12 and not precedes(_RATED, m):
        yield 0, f"{cardinal(first)} {cardinal(last) if last > 9 else f'oh {cardinal(last)}'}"


@semiotic_class(
    r"(?<![\w.,])\.(?P<average>[0-9]{3})(?![\w]|[.,-]?[0-9])",
    ".",
    (".000",),
    start=r"\.",
)
def batting_average(m: re.Match[str], british: bool) -> SpokenGroups:
    """hits .312 · a .300 hitter"""
    digits = m["average"]
    is_average = precedes(_BATTING, m) and follows(_BATTING_FOLLOWS, m)
    if digits[0] != "0" and (is_average or follows(_HITTER_FOLLOWS, m)):
        yield 0, digit_pairs(digits)


@semiotic_class(
    r"(?<![\w.,/$£€-])(?P<part>[0-9]{1,4}(?:\.[0-9])?)(?P<slash>/)(?P<whole>[0-9]{1,4})(?![\w/-]|[.,][0-9])",
    "/",
    start=FIRST_DIGIT,
)
def part_of_whole(m: re.Match[str], british: bool) -> SpokenGroups:
    """10/10 · rated 8/10 · 55/199 seats · lap 53/70 · 17/50 The title of a picture"""
    part, whole = float(m["part"]), int(m["whole"])
    is_full = part == whole and whole in (5, 10, 20, 100)
    is_mark = (
        whole in (5, 10, 20, 100)
        and part <= whole
        and (precedes(_RATED, m) or follows(_STARS_FOLLOW, m))
    )
    is_count = whole > 12 and part < whole and follows(COUNTED_FOLLOWS, m)
    is_place = part <= whole and (precedes(_PLACE_IN_ORDER, m, 12) or follows(_YARDS_FOLLOW, m))
    is_picture = m.start() == 0 and part <= whole > 16 and follows(_TITLE_FOLLOWS, m)
    is_place = is_place or is_picture
    if is_full or is_mark or is_count or is_place:
        link = " of" if is_place else " out of"
        yield "part", _verbalize_mark(m["part"], british) + link
        yield "whole", cardinal(whole, british)


def _verbalize_mark(written: str, british: bool) -> str:
    whole, point, decimals = written.partition(".")
    spoken = cardinal(int(whole), british)
    return f"{spoken} point {cardinal(int(decimals))}" if point else spoken


@semiotic_class(r"(?<!\w)[Bb]o(?P<games>[3579])(?!\w)", "o", ("o0",))
def best_of(m: re.Match[str], british: bool) -> SpokenGroups:
    """a Bo5 final of e-sports"""
    yield 0, f"best of {cardinal(int(m['games']))}"


@semiotic_class(rf"{_ALONE}(?P<number>[0-9]{{2}})ers(?!\w)", "e", ("ers",))
def team_of_year(m: re.Match[str], british: bool) -> SpokenGroups:
    """49ers · 76ers"""
    spoken = cardinal(int(m["number"]))
    yield 0, spoken + ("rs" if spoken.endswith("e") else "ers")


@semiotic_class(
    r"(?<![\w.,:/$£€-])(?P<minutes>[0-9]{1,2}):(?P<seconds>[0-5][0-9])\.(?P<part>[0-9]{1,3})(?![\w:]|[.,][0-9])",
    ":",
    start=FIRST_DIGIT,
)
def race_time(m: re.Match[str], british: bool) -> SpokenGroups:
    """2:04.35"""
    from_zero = " oh" if m["seconds"][0] == "0" else ""
    seconds = cardinal(int(m["seconds"])) if m["seconds"] != "00" else "oh"
    part = " ".join(cardinal(int(digit)) for digit in m["part"])
    yield 0, f"{cardinal(int(m['minutes']))}{from_zero} {seconds} point {part}"


@semiotic_class(
    r"(?<![\w-])[Uu]-?(?P<age>1[4-9]|2[0-3])(?:(?P<plural>s)(?!\w)|(?=\s(?:[A-Z][a-z]+\s)?(?:[Ww]orld|[Ww]omen|[Mm]en|[Bb]oys|[Gg]irls|[Tt]eam|[Ss]quad|[Ss]ide"
    r"|[Ii]nternational|[Cc]hampion|[Ee]uro|[Pp]layer|[Tt]ournament|[Ll]eague|[Ff]inal|[Cc]up|[Mm]atch)))",
    "uU",
    ("U0", "u0", "U-0", "u-0"),
    start=r"[Uu](?<!\w.)",
)
def age_group(m: re.Match[str], british: bool) -> SpokenGroups:
    """the U-20 World Cup"""
    spoken = cardinal(int(m["age"]))
    yield 0, f"under {spoken}" + ("s" if m["plural"] else "")
