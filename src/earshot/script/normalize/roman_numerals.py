"""Roman numerals behind names, and the party and state of politicians."""

from __future__ import annotations

import re

from earshot.script.normalize.addresses import POSTAL_STATES, STATE_ABBREVIATIONS
from earshot.script.normalize.matching import (
    CAPITAL,
    FIRST_CAPITAL,
    SpokenGroups,
    any_of,
    semiotic_class,
)
from earshot.script.normalize.number_words import cardinal, ordinal, year
from earshot.script.normalize.word_context import follows, precedes

_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_CANONICAL = re.compile(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_ROMAN = r"(?P<roman>[IVXLCDM]+)(?!\w|-[A-Za-z]|\.\w)"
_NUMBERED_NOUNS = any_of(
    (
        "ACT Act Annex Apollo Appendix Article BOOK Battlefield Book Bowl CHAPTER Camp Canto "
        "Artemis "
        "Category Chapter Civilization Class Corps Division Episode Evil Factor Fantasy Figure "
        "Gear Godfather Grade Group Kombat Lesson Level Mark No. Olympiad PART Paragraph Part "
        "Phase Plate Protocol Region Rocky Round SCENE Saturn Scene Schedule Section Stage "
        "TITLE Table Tier Title Track Type Union Vatican Vol. Volume War WrestleMania "
        "Wrestlemania chapter part phase section stage type volume"
    ).split()
)

_RULER_TITLES = any_of(
    (
        "Czar Duke Emperor Empress Kaiser King Kings Patriarch Pharaoh Pope Popes Prince "
        "Princess Queen Shah Sheikh Sultan Tsar"
    ).split()
)
_REGNAL_NAMES = any_of(
    (
        "Abdullah Albert Alexander Alfonso Benedict Bhumibol Boniface Carl Carlos Catherine "
        "Charles Clement Constantine Darius Edward Elizabeth Felipe Ferdinand Francis Frederick "
        "George Gregory Gustaf Gustav Haakon Harald Hassan Henry Innocent Ivan James John Juan "
        "Justinian Leo Leopold Louis Margrethe Mary Mehmed Mohammed Murad Napoleon Nicholas "
        "Otto Paul Peter Philip Philippe Pius Ptolemy Rameses Ramses Richard Selim Sixtus "
        "Theodosius Urban Wilhelm William Xerxes"
    ).split()
)

_TITLE_WORDS = any_of(
    (
        "Abbey Age Air Alert Alpha American Army Auto Back Bad Blood Blue Call Camp City Cold "
        "Command Commando Corps Cup Dark Dawn Dead Death Deep Disney Dragon Duty Dynasty "
        "Earth Effect Empire Empires Eternal Evil Fable Falcon Fallen Family Fantasy Fast "
        "Fighter Fire Force Galaxy Game Gate Glory Grand Great Guild Halo Hearts Heavy Hell "
        "Heroes High House Iron Island Jersey Journey Kings Kingdom Last Led Legend Legends "
        "Life March Mars Mega Metal Metroid Mission Model Mortal Nations Night Ops Phantom "
        "Pioneer Planet Police Prime Project Quest Racer Red Rise Scary Shadow Sheet Sky "
        "Soldier Souls Space Speed Spirit Star Storm Strategic Street Strike Super System "
        "Team Theft Thunder Total Toy Treaty Trek Vice Viking Voyager Wars World Zeppelin"
    ).split()
)
_TITLE = re.compile(rf"(?:.*\s)?(?:\w+'s|{_TITLE_WORDS})\b")
"""Words of the names of films, games, ships and rockets, whose numbers are cardinals."""
_CLOSING_QUOTE = re.compile(r'\s{0,3}"')
_NAME = r"[A-Z][\w'.-]+"
_SURNAME = re.compile(r"\.?\s(?:(?:De|Van|Von|Di|Le|La)\s)?[A-Z][a-z]")
_ARTICLE = re.compile(r"\b(?:[Tt]he|[Aa]n?)\s\Z")
_PARTIES = {
    "D": "Democrat",
    "R": "Republican",
    "I": "Independent",
    "L": "Libertarian",
    "G": "Green",
}


def _roman_value(roman: str) -> int:
    """XIV → 14, and 0 for letters that are not a numeral."""
    if not _CANONICAL.fullmatch(roman):
        return 0
    values = [_VALUES[letter] for letter in roman]
    return sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))


@semiotic_class(
    rf"\b(?:(?:{_NUMBERED_NOUNS})\s{_ROMAN}|(?:[Aa]ct|[Ss]cene|[Pp]art|[Cc]anto)\s(?P<small>[ivx]{{1,6}})(?!\w|\.\w))",
    "IVXLCDMivx",
    (
        *(f" {digit}" for digit in "IVXLCDM"),
        *(f"{end} {digit}" for end in ("ct", "cene", "art", "anto") for digit in "ivx"),
    ),
)
def counted_roman(m: re.Match[str], british: bool) -> SpokenGroups:
    """World War II · Chapter IV · Super Bowl LIX · Act III, scene ii"""
    if m["small"]:
        if value := _roman_value(m["small"].upper()):
            yield "small", cardinal(value)
    elif value := _roman_value(m["roman"]):
        yield "roman", cardinal(value)


@semiotic_class(
    rf"\b(?:(?:{_RULER_TITLES})\s(?:{_NAME}\s){{1,2}}|(?:{_REGNAL_NAMES})\s){_ROMAN}",
    "IVXLCDM",
    (" I", " V", " X", "\nI", "\nV", "\nX"),
)
def crowned_roman(m: re.Match[str], british: bool) -> SpokenGroups:
    """King Charles III · Pope John Paul II"""
    value = _roman_value(m["roman"])
    is_titled = re.match(_RULER_TITLES, m[0]) is not None
    if len(m["roman"]) == 1 and not is_titled and follows(_SURNAME, m):
        return  # an initial: Francis X. Bell
    pronoun = m["roman"] == "I" and re.match(r"\s[a-z]|'", m.string[m.end() : m.end() + 2])
    if 0 < value < 40 and (is_titled or not pronoun):
        yield "roman", "the " + ordinal(value)


@semiotic_class(
    rf"(?P<one>{_NAME})\s(?P<two>{_NAME},?\s)?(?P<roman>[IVX]{{2,6}})(?![\w-]|\.\w)",
    "IVX",
    start=CAPITAL,
)
def personal_roman(m: re.Match[str], british: bool) -> SpokenGroups:
    """Thurston Howell III; "Planet Earth II" and "the Baltic Queen II" are not persons"""
    value = _roman_value(m["roman"])
    if not value:
        return
    title = m.string.startswith('"', max(0, m.start() - 1)) and follows(_CLOSING_QUOTE, m)
    is_title = title or _TITLE.match(m[0]) or precedes(_ARTICLE, m, 5)
    person = m["two"] and value < 10 and not is_title
    yield "roman", f"the {ordinal(value)}" if person else cardinal(value)


@semiotic_class(
    r"(?<!\w)(?P<roman>[IVXL]{1,7})(?P<th>th)?(?=[\s-](?:century|centuries|[Aa]rrondissement|(?:Summer\s|Winter\s)?(?:Olympi|Paralympi)\w+|Congress|[Pp]lenum)\b)",
    "IVX",
    ("centur", "rrondissement", "lympi", "Congress", "lenum"),
)
def ordinal_roman(m: re.Match[str], british: bool) -> SpokenGroups:
    """the XX century"""
    value = _roman_value(m["roman"])
    if value and m["roman"] != "I":
        yield ("roman", "th") if m["th"] else "roman", ordinal(value)


@semiotic_class(r"(?<!\w)WW(?P<roman>I{1,3}|[12])(?!\w)", "W", ("WWI", "WW1", "WW2"))
def world_war(m: re.Match[str], british: bool) -> SpokenGroups:
    """WWII · WW2"""
    count = len(m["roman"]) if m["roman"][0] == "I" else int(m["roman"])
    yield 0, f"World War {cardinal(count)}"


@semiotic_class(r"(?<!\S)\((?P<label>i{2,3}|iv|vi{0,3}|ix|xi{0,3}|xiv|xv)\)(?=\s)", "(")
def label(m: re.Match[str], british: bool) -> SpokenGroups:
    """(iii), the third item of a list"""
    if value := _roman_value(m["label"].upper()):
        yield "label", cardinal(value)


_INTRAVENOUS = re.compile(
    r"\s(?:fluids?|drips?|antibiotics?|lines?|bags?|poles?|drugs?|infusions?|therapy|medications?"
    r"|saline|treatments?|injections?|iron|steroids?|catheters?|needles?|pumps?)\b"
)


_DOSE = re.compile(r"(?:[mµμ]?g|mcg|m[lL]|kg|units?|doses?)\s\Z")


@semiotic_class(r"(?<![\w'])(?P<roman>M[MDCLXVI]{3,14})(?![\w'-])", "M")
def roman_year(m: re.Match[str], british: bool) -> SpokenGroups:
    """MCMXCIX on a stone"""
    if value := _roman_value(m["roman"]):
        yield "roman", year(str(value), british) if value < 2100 else cardinal(value)


@semiotic_class(r"(?<![\w'])(?P<roman>[IVX]{2,7})(?![\w'-])", "IVX", start=FIRST_CAPITAL)
def bare_roman(m: re.Match[str], british: bool) -> SpokenGroups:
    """IV; not the letters of "IV fluids" """
    if m["roman"] in ("XX", "XXX"):
        return  # kisses, chromosomes, or a gap that an editor left
    if m["roman"] == "IV" and (follows(_INTRAVENOUS, m) or precedes(_DOSE, m, 8)):
        yield "roman", "I V"
    elif value := _roman_value(m["roman"]):
        yield "roman", cardinal(value)


_ASIDE = re.compile(r"(?:\(|,\s)\Z")
_STATE = "|".join(
    sorted((*map(re.escape, STATE_ABBREVIATIONS), *POSTAL_STATES), key=len, reverse=True)
)


@semiotic_class(
    rf"(?<![\w-])(?:(?P<party>[DRILG])-|(?<=\()(?P<member>[DRI]\.?),\s)(?P<state>{_STATE}|[A-Z][a-z]+(?:\s[A-Z][a-z]+)?)(?![\w-])",
    "-(",
    start=FIRST_CAPITAL,
)
def party_tag(m: re.Match[str], british: bool) -> SpokenGroups:
    """(D-N.Y.) · R-Texas"""
    is_state = m["state"] in STATE_ABBREVIATIONS or m["state"] in POSTAL_STATES or m["member"]
    if not is_state and not precedes(_ASIDE, m, 3):
        return  # D-Day
    state = STATE_ABBREVIATIONS.get(m["state"]) or POSTAL_STATES.get(m["state"]) or m["state"]
    group = "party" if m["party"] else "member"
    yield group, _PARTIES[m[group][0]] + " of"
    yield "state", state
