"""Points of the compass beside roads and distances, and positions without a degree sign."""

from __future__ import annotations

import re

from earshot.script.normalize.matching import (
    CAPITAL,
    DIGITS,
    FIRST_DIGIT,
    SpokenGroups,
    semiotic_class,
)
from earshot.script.normalize.number_words import number
from earshot.script.normalize.word_context import follows, precedes

_POINTS = {"N": "north", "S": "south", "E": "east", "W": "west"}
_BOUND = {"NB": "northbound", "SB": "southbound", "EB": "eastbound", "WB": "westbound"}
_POINT = r"(?P<point>[NSEW]B|[NS]?[NS][EW]|[EW][NS][EW]|[NSEW])"
_HEADING = re.compile(
    r"\b(?:mov(?:ed|ing|es)|head(?:ed|ing|s)|track(?:ed|ing|s)|winds?(?:\s(?:from|from\sthe|is|are))?|gusts|veer\w+|bound"
    r"|[0-9]+(?:\.[0-9]+)?\s?(?:km|kilomet(?:er|re)s?|mi\.?|miles?|nmi))\s\Z",
    re.IGNORECASE,
)
_ROAD = re.compile(
    r"\b(?:I|US|U\.S\.|SR|CR|A|M|Route|Rte\.?|Highway|Hwy\.?|Interstate|Loop)[\s-][0-9]{1,4}\s\Z"
)

_PLACE = re.compile(
    r"\s(?:corner|side|edge|quadrant|section|end|tip|coast|suburbs?|outskirts|wing"
    r"|winds?|breezes?|gales?|gusts?|swell)\b"
)
_REGION = re.compile(r"\b(?:in|of|from|across|to|over|for|through|throughout|near)\s\Z")
_NAME = re.compile(r"\s[A-Z][a-z]{2}")
_STATES = (
    "Africa African Carolina China Dakota Germany Ireland Jerusalem Korea Korean Koreans Macedonia "
    "Rhodesia Sudan Sudanese Timor Vietnam Virginia Wales Yemen Yorkshire"
).split()


def _verbalize_point(written: str) -> str:
    """ "NW" → "northwest", "NNW" → "north northwest"."""
    if written in _BOUND:
        return _BOUND[written]
    *first, last = [_POINTS[letter] for letter in written]
    return f"{first[0]} {first[1]}{last}" if len(first) > 1 else "".join((*first, last))


@semiotic_class(
    r"(?<![\w.,/-])(?P<latitude>(?P<lat>[0-9]{1,2}(?:\.[0-9]{1,5})?)\s?(?P<ns>[NS]))(?:,\s?|\s)"
    r"(?P<longitude>(?P<long>[0-9]{1,3}(?:\.[0-9]{1,5})?)\s?(?P<ew>[EW]))(?!\w)",
    DIGITS,
    ("0N", "0S", "0 N", "0 S"),
    start=FIRST_DIGIT,
)
def position(m: re.Match[str], british: bool) -> SpokenGroups:
    """25.4N, 80.2W"""
    yield "latitude", f"{number(m['lat'], british)} {_POINTS[m['ns']]}"
    yield "longitude", f"{number(m['long'], british)} {_POINTS[m['ew']]}"


@semiotic_class(rf"(?<=[a-z0-9.]\s){_POINT}(?![\w'-]|\.\w)", "NSEW", start=CAPITAL)
def heading(m: re.Match[str], british: bool) -> SpokenGroups:
    """moving NNW · 3 miles W of town · on I-95 S · the NW corner"""
    is_bound = m["point"] in _BOUND
    is_part = len(m["point"]) > 1 and follows(_PLACE, m)
    is_region = len(m["point"]) == 2 and follows(_NAME, m) and precedes(_REGION, m, 12)
    if (
        is_part
        or (is_region and not is_bound)
        or precedes(_ROAD, m)
        or (not is_bound and precedes(_HEADING, m))
    ):
        yield "point", _verbalize_point(m["point"])


@semiotic_class(
    rf"(?<![\w.])(?P<point>[NSEW]\.)(?=\s(?:{'|'.join(_STATES)})\b)",
    "NSEW",
    ("N. ", "S. ", "E. ", "W. "),
)
def region(m: re.Match[str], british: bool) -> SpokenGroups:
    """N. Korea · the S. African team, in headlines"""
    yield "point", _POINTS[m["point"][0]].capitalize()


@semiotic_class(
    r"(?:(?<=\b(?:St|Rd|Dr|Ln|Pl|Ct)\.\s)|(?<=\bAve\.\s)|(?<=\bBlvd\.\s)|(?<=\b(?:Street|Avenue)\s))"
    r"(?P<point>[NSEW]\.?|[NS]\.?[EW]\.?)(?!\w)(?=[,;)]|\s[a-z]|\s*\Z)",
    "NSEW",
    ("t. ", "d. ", "r. ", "n. ", "l. ", "e. ", "et ", "ue "),
    start=CAPITAL,
)
def last_direction(m: re.Match[str], british: bool) -> SpokenGroups:
    """46th St. N."""
    yield "point", " ".join(_POINTS[letter].capitalize() for letter in m["point"] if letter != ".")
