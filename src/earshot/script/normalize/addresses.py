"""States, streets and postal codes."""

from __future__ import annotations

import re

from earshot.script.normalize.matching import (
    CAPITAL,
    DIGITS,
    FIRST_CAPITAL,
    FIRST_DIGIT,
    NUMBER_START,
    SpokenGroups,
    any_of,
    semiotic_class,
)
from earshot.script.normalize.number_words import cardinal, digit_pairs, digits, number
from earshot.script.normalize.word_context import follows, precedes

STATE_ABBREVIATIONS = {
    "Ala.": "Alabama", "Ariz.": "Arizona", "Ark.": "Arkansas", "Calif.": "California",
    "Colo.": "Colorado", "Conn.": "Connecticut", "Del.": "Delaware", "Fla.": "Florida",
    "Ga.": "Georgia", "Ill.": "Illinois", "Ind.": "Indiana", "Kan.": "Kansas", "Kans.": "Kansas",
    "Ky.": "Kentucky", "La.": "Louisiana", "Md.": "Maryland", "Mass.": "Massachusetts",
    "Mich.": "Michigan", "Minn.": "Minnesota", "Miss.": "Mississippi", "Mo.": "Missouri",
    "Mont.": "Montana", "Neb.": "Nebraska", "Nebr.": "Nebraska", "Nev.": "Nevada",
    "N.H.": "New Hampshire", "N.J.": "New Jersey", "N.M.": "New Mexico", "N.Y.": "New York",
    "N.C.": "North Carolina", "N.D.": "North Dakota", "Okla.": "Oklahoma", "Ore.": "Oregon",
    "Pa.": "Pennsylvania", "R.I.": "Rhode Island", "S.C.": "South Carolina", "S.D.": "South Dakota",
    "Tenn.": "Tennessee", "Tex.": "Texas", "Vt.": "Vermont", "Va.": "Virginia",
    "Wash.": "Washington", "W.Va.": "West Virginia", "W. Va.": "West Virginia", "Wis.": "Wisconsin",
    "Wyo.": "Wyoming", "D.C.": "D C", "P.R.": "Puerto Rico", "Ont.": "Ontario",
    "B.C.": "British Columbia", "Que.": "Quebec",
}  # fmt: skip
POSTAL_STATES = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California",
    "CO": "Colorado", "CT": "Connecticut", "DE": "Delaware", "FL": "Florida", "GA": "Georgia",
    "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois", "IN": "Indiana", "IA": "Iowa", "KS": "Kansas",
    "KY": "Kentucky", "LA": "Louisiana", "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts",
    "MI": "Michigan", "MN": "Minnesota", "MS": "Mississippi", "MO": "Missouri", "MT": "Montana",
    "NE": "Nebraska", "NV": "Nevada", "NH": "New Hampshire", "NJ": "New Jersey", "NM": "New Mexico",
    "NY": "New York", "NC": "North Carolina", "ND": "North Dakota", "OH": "Ohio", "OK": "Oklahoma",
    "OR": "Oregon", "PA": "Pennsylvania", "RI": "Rhode Island", "SC": "South Carolina",
    "SD": "South Dakota", "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VT": "Vermont",
    "VA": "Virginia", "WA": "Washington", "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming",
    "DC": "D C",
}  # fmt: skip
_STREETS = {
    "St": "Street", "Ave": "Avenue", "Blvd": "Boulevard", "Rd": "Road", "Dr": "Drive", "Ln": "Lane",
    "Pkwy": "Parkway", "Hwy": "Highway", "Ct": "Court", "Pl": "Place", "Sq": "Square",
    "Ter": "Terrace", "Cir": "Circle", "Expy": "Expressway", "Fwy": "Freeway", "Tpke": "Turnpike",
    "Aly": "Alley", "Trl": "Trail",
}  # fmt: skip
_STREET_KIND = rf"(?:{'|'.join(_STREETS)}|{'|'.join(map(str.lower, _STREETS))})"
_STREET_WORDS = "|".join(
    (*_STREETS.values(), "Way", "Broadway", "Row", "Walk", "Mall", "Crescent", "Close", "Terrace")
)
_COMPASS = {
    "N": "North",
    "S": "South",
    "E": "East",
    "W": "West",
    "NE": "Northeast",
    "NW": "Northwest",
    "SE": "Southeast",
    "SW": "Southwest",
}
_STREET_NAME = (
    r"(?:(?:[NSEW]\.?|[NS]\.?[EW]\.?|North|South|East|West)\s)?"
    rf"(?:(?:[A-Z][\w'.]*|[0-9]+(?:st|nd|rd|th))\s){{1,3}}(?:{_STREET_KIND}\b|(?:{_STREET_WORDS})\b)"
)
_AFTER_PLACE = re.compile(r",\s\(?\Z|\(\Z|-\Z")
_NUMBERED_NOUNS = any_of(
    (
        "Apt. Area Boeing Bus Channel Exit Flight Gate Highway Hwy Hwy. Interstate Local Precinct "
        "Prop. Proposition Res. Resolution Room Route Rte. Rt. Rd. Section Studio Suite Unit "
        "Xbox Porsche Peugeot Ferrari Airbus Error error Volvo Saab Cessna Fiat Renault Mercedes "
        "Hill BMW Lexus Learjet Embraer Gulfstream Nokia P.S. Rm. Rm bus exit flight"
    ).split()
)


@semiotic_class(
    r"(?<![\w.])(?P<state>"
    + "|".join(map(re.escape, sorted(STATE_ABBREVIATIONS, key=len, reverse=True)))
    + r")(?!\w)",
    ".",
    tuple(STATE_ABBREVIATIONS),
    start=FIRST_CAPITAL,
)
def state(m: re.Match[str], british: bool) -> SpokenGroups:
    """Ala. · N.Y."""
    is_ambiguous = m["state"] in (
        "Miss.",
        "Mo.",
        "La.",
        "Pa.",
        "Del.",
        "Ill.",
        "Mass.",
        "Ore.",
        "Wash.",
        "Ind.",
        "Md.",
        "B.C.",
    )
    if not is_ambiguous or precedes(_AFTER_PLACE, m):
        yield "state", STATE_ABBREVIATIONS[m["state"]]


_DEGREE_FOLLOWS = re.compile(
    r",\s(?:Ph\.?D|M\.?P\.?H|M\.?B\.?A|M\.?S\.?c?|J\.?D|M\.?D|F[A-Z]{3,5}|R\.?N|said|says|told|wrote|explained"
    r"|added|chief|director|professor|chair\w*|president|lead|senior|author|co-author|medical)\b"
)
_PERSON_PRECEDES = re.compile(
    r"\b(?:says|said|by|Dr\.|doctor|author|colleague|with|according\sto)\s(?:[A-Z][\w.'-]*\s){0,2}\Z"
    r"|\b[A-Z][a-z]+\s[A-Z]\.\s\Z"
)


@semiotic_class(
    rf"(?<!\w)(?P<city>[A-Z][\w.'-]*),\s(?P<state>{'|'.join(POSTAL_STATES)})(?=[,.;)]|\s[0-9]{{5}}|\s?$|\s[a-z])(?P<zip>,?\s(?P<code>[0-9]{{5}})(?P<more>-[0-9]{{4}})?(?!\w))?",
    ",",
    tuple(f", {state}" for state in POSTAL_STATES),
    start=FIRST_CAPITAL,
)
def postal_state(m: re.Match[str], british: bool) -> SpokenGroups:
    """Gary, IN, · Santa, FL, 95051; not the doctor in "Ann Lee, MD, PhD" """
    is_person = follows(_DEGREE_FOLLOWS, m) or precedes(_PERSON_PRECEDES, m)
    if m["state"] in ("MD", "MA", "PA", "DC", "MS") and is_person and not m["code"]:
        yield "state", " ".join(m["state"])
        return
    yield "state", POSTAL_STATES[m["state"]]
    if m["code"]:
        yield ("code", "more") if m["more"] else "code", digits(m["zip"])


@semiotic_class(
    rf"(?<![\w.,/$£€-])(?P<number>[0-9]{{1,5}})(?P<letter>[A-Z])?\s(?P<street>{_STREET_NAME})",
    DIGITS,
    start=FIRST_DIGIT,
)
def house_number(m: re.Match[str], british: bool) -> SpokenGroups:
    """1600 Pennsylvania Ave."""
    spoken = (
        digit_pairs(m["number"])
        if len(m["number"]) in (3, 4)
        else cardinal(int(m["number"]))
        if len(m["number"]) < 3
        else digits(m["number"])
    )
    yield ("number", "letter") if m["letter"] else "number", f"{spoken} {m['letter'] or ''}".strip()


@semiotic_class(
    rf"(?P<name>(?:[A-Z][a-z']+|[0-9](?:st|nd|rd|th)|[A-Z]))\s(?P<street>(?P<kind>{_STREET_KIND})(?:\.|(?=\W|$)))(?!\s?')",
    trigger_texts=[f" {kind}" for street in _STREETS for kind in (street, street.lower())],
    start=r"[A-Z0-9]",
)
def street(m: re.Match[str], british: bool) -> SpokenGroups:
    """Main St. · 42nd St · San Tomas hwy"""
    kind = m["kind"].capitalize()
    is_lower_case = m["kind"].islower() and not re.match(
        r"\.?\s[A-Z]", m.string[m.end("kind") : m.end("kind") + 3]
    )
    may_be_title = (
        kind in ("St", "Dr", "Pl", "Ct", "Sq")
        and not is_lower_case
        and (
            not m["street"].endswith(".")
            or re.match(r"\s[A-Z][a-z]", m.string[m.end() : m.end() + 3])
        )
    )
    if (
        may_be_title
        and not re.search(r"[0-9]\s(?:\S+\s){0,2}\Z", m.string[max(0, m.start() - 40) : m.start()])
        and not m["name"][0].isdigit()
    ):
        return
    yield "street", _STREETS[kind]


_DIRECTIONS = {"N": "north", "S": "south", "E": "east", "W": "west"}


@semiotic_class(
    r"(?<![\w.,])(?P<minus>[-–])?(?P<degrees>[0-9]{1,3}(?:\.[0-9]{1,7})?)\s?[°º˚]\s?(?:(?P<minutes>[0-9]{1,2}(?:\.[0-9]{1,5})?)\s?'\s?)?"
    r"(?:(?P<seconds>[0-9]{1,2}(?:\.[0-9]{1,4})?)\s?(?:\"|''|′′)\s?)?(?P<point>[NSEW](?!\w))?",
    "°º˚",
    start=NUMBER_START,
)
def coordinate(m: re.Match[str], british: bool) -> SpokenGroups:
    """12.5°S · 40°26'46\"N"""
    if not (m["point"] or m["minutes"]):
        return
    parts = [
        f"{number(m[name], british)} {name if m[name] != '1' else name[:-1]}"
        for name in ("degrees", "minutes", "seconds")
        if m[name]
    ]
    minus = "minus " if m["minus"] else ""
    yield 0, minus + " ".join((*parts, *filter(None, [_DIRECTIONS.get(m["point"] or "")])))


@semiotic_class(
    r"(?<![\w.])(?P<point>[NSEW]\.)(?=\s(?:[0-9]{1,3}(?:st|nd|rd|th)\b"
    rf"|(?:Main|Market|Broadway|Front|Church|Elm|Oak|Park|Maple)\b|[A-Z][a-z]+\s(?:{_STREET_KIND}|{_STREET_WORDS})\b))",
    "NSEW",
    ("N. ", "S. ", "E. ", "W. "),
)
def street_direction(m: re.Match[str], british: bool) -> SpokenGroups:
    """at E. 9th St. and N. Main"""
    yield "point", _COMPASS[m["point"][0]]


@semiotic_class(
    r"(?<=[0-9]\s)(?P<point>[NSEW]\.?|[NS]\.?[EW]\.?)(?=\s(?:[A-Z][a-z]+|[0-9]+(?:st|nd|rd|th))\s)",
    "NSEW",
    start=CAPITAL,
)
def compass_point(m: re.Match[str], british: bool) -> SpokenGroups:
    """1200 W. Madison St."""
    yield "point", _COMPASS[m["point"].replace(".", "")]


@semiotic_class(
    rf"(?<!\w)(?P<road>(?:I|US|U\.S\.|SR|A|M|B|E|CR|{'|'.join(POSTAL_STATES)})-|(?:{_NUMBERED_NOUNS})\s)"
    r"(?P<number>[0-9]{1,4})(?P<letter>(?<=\s[0-9])[A-Z]|(?<=\s[0-9]{2})[A-Z]|(?<=\s[0-9]{3})[A-Z])?(?![\w,.:%]?[0-9]|[A-Za-z])",
    DIGITS,
    ("-0", " 0"),
    start=r"[A-Zbef](?<!\w.)",
)
def route(m: re.Match[str], british: bool) -> SpokenGroups:
    """I-95 · Route 66 · Highway 101 · Flight 175"""
    spoken = f"{digit_pairs(m['number'])} {m['letter'] or ''}".strip()
    if m["road"].endswith("-"):
        yield 0, f"{' '.join(c for c in m['road'] if c.isalpha())} {spoken}"
    else:
        yield ("number", "letter") if m["letter"] else "number", spoken


_MOTORWAY = re.compile(r"(?<!\w)[AM][0-9]{1,4}|\bmotorway\b|\b[Jj]unctions?\b|(?<!\w)J[0-9]")


@semiotic_class(
    r"(?<![\w-])(?P<one>J(?P<number>[0-9]{1,2})(?P<letter>[A-Ca-c])?)"
    r"(?:(?P<dash>[-–])(?P<two>J?(?P<last>[0-9]{1,2})))?(?![\w-])",
    "J",
    ("J0",),
    start="J",
)
def junction(m: re.Match[str], british: bool) -> SpokenGroups:
    """J23 of the M25 · between J10a and J11"""
    near = m.string[max(0, m.start() - 40) : m.start()], m.string[m.end() : m.end() + 40]
    if not any(map(_MOTORWAY.search, near)):
        return
    letter = f" {m['letter'].upper()}" if m["letter"] else ""
    to = " to" if m["two"] else ""
    noun = "junctions" if m["two"] else "junction"
    yield "one", f"{noun} {cardinal(int(m['number']))}{letter}{to}"
    if m["two"]:
        yield "two", cardinal(int(m["last"]))


@semiotic_class(
    r"(?<!\w)(?P<county>(?:Co|Cty)\.?)\s(?P<road>(?:Rd|Rte|Hwy|Route|Road|Highway)\.?)(?=\s[0-9A-Z])",
    "C",
    ("Co", "Cty"),
)
def county_road(m: re.Match[str], british: bool) -> SpokenGroups:
    """Co. Rd. 12"""
    yield "county", "County"
    roads = {"Rd": "Road", "Rte": "Route", "Hwy": "Highway"}
    yield "road", roads.get(m["road"].rstrip("."), m["road"])


@semiotic_class(
    r"(?<!\w)(?P<road>Rte|Rt|Hwy|Fwy)(?P<dot>\.)?(?=\s[0-9])", "RHF", ("Rt", "Hwy", "Fwy")
)
def road_word(m: re.Match[str], british: bool) -> SpokenGroups:
    """Rte. 9"""
    word = {"Hwy": "Highway", "Fwy": "Freeway"}.get(m["road"], "Route")
    yield ("road", "dot") if m["dot"] else "road", word


@semiotic_class(
    r"(?<!\w)(?P<saint>S(?:te?|ts)\.|(?<![A-Z0-9]\s)[Ss]t)(?=\s[A-Z][a-z])",
    "",
    ("St. ", "Ste. ", "Sts. ", "St ", "st "),
    start=r"[Ss](?<!\w.)",
)
def saint(m: re.Match[str], british: bool) -> SpokenGroups:
    """St. Louis"""
    yield "saint", "Saints" if m["saint"][1:] == "ts." else "Saint"
