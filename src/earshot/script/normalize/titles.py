"""Abbreviations that are said in full: titles, ranks, companies, everyday shortenings."""

from __future__ import annotations

import re

from earshot.script.normalize.context import follows
from earshot.script.normalize.matching import SpokenGroups, any_of, semiotic_class

_TITLES = {
    "Mr": "Mister", "Mrs": "Missus", "Ms": "Ms", "Mx": "Mix", "Dr": "Doctor", "Drs": "Doctors",
    "Prof": "Professor", "Rev": "Reverend", "Fr": "Father", "Hon": "Honorable", "Sen": "Senator",
    "Sens": "Senators", "Rep": "Representative", "Reps": "Representatives", "Gov": "Governor",
    "Govs": "Governors", "Lt": "Lieutenant", "Col": "Colonel", "Gen": "General", "Maj": "Major",
    "Capt": "Captain", "Cpl": "Corporal", "Sgt": "Sergeant", "Pvt": "Private",
    "Pfc": "Private First Class", "Spc": "Specialist", "Cmdr": "Commander", "Adm": "Admiral",
    "Brig": "Brigadier", "Det": "Detective", "Supt": "Superintendent", "Insp": "Inspector",
    "Pres": "President", "Amb": "Ambassador", "Asst": "Assistant", "Assoc": "Associate",
    "Dep": "Deputy", "Dir": "Director", "Messrs": "Messieurs", "Mme": "Madame", "Msgr": "Monsignor",
    "Atty": "Attorney", "Attys": "Attorneys", "Treas": "Treasurer", "Ald": "Alderman",
    "Comr": "Commissioner", "Const": "Constable", "Sr": "Senior", "Jr": "Junior", "Mt": "Mount",
    "Mts": "Mountains", "Ft": "Fort", "Pt": "Point", "Comdr": "Commander", "Rt": "Right",
}  # fmt: skip
_ABBREVIATIONS = {
    "Inc": "Incorporated", "Corp": "Corporation", "Co": "Company", "Cos": "Companies",
    "Ltd": "Limited", "Bros": "Brothers", "Jr": "Junior", "Sr": "Senior", "Esq": "Esquire",
    "vs": "versus", "etc": "et cetera", "approx": "approximately", "Dept": "Department",
    "dept": "department", "Depts": "Departments", "Univ": "University", "Assn": "Association",
    "Govt": "Government", "govt": "government", "Natl": "National", "Intl": "International",
    "Vol": "Volume", "vol": "volume", "min": "minutes", "max": "maximum",
    "mos": "months", "yrs": "years", "hrs": "hours", "Ave": "Avenue", "Blvd": "Boulevard",
    "Pkwy": "Parkway", "Rd": "Road", "Hwy": "Highway", "Fig": "Figure", "fig": "figure",
    "ch": "chapter", "Ch": "Chapter", "pp": "pages", "Mfg": "Manufacturing", "Pvt": "Private",
    "Sec": "Section", "Gov": "Governor", "Gen": "General", "est": "established",
    "Bldg": "Building", "Ctr": "Center", "Hosp": "Hospital", "Twp": "Township", "cont": "continued",
    "incl": "including", "misc": "miscellaneous", "temp": "temperature", "avg": "average",
}  # fmt: skip
_SLASH_ABBREVIATIONS = {
    "w/o": "without",
    "w/": "with",
    "b/c": "because",
    "c/o": "care of",
    "and/or": "and or",
    "y/y": "year over year",
}
_LATIN = {
    "e.g": "e g",
    "i.e": "i e",
    "a.k.a": "a k a",
    "cf": "compare",
    "viz": "namely",
    "ca": "circa",
}
_BARE_TITLES = "Mr Mrs Dr Prof Sgt Lt Capt Col mr mrs dr ms".split()
_BARE_SUFFIXES = {
    "Jr": "Junior", "Sr": "Senior", "jr": "Junior", "sr": "Senior", "Ltd": "Limited",
    "Inc": "Incorporated",
    "Corp": "Corporation", "ltd": "limited", "Bros": "Brothers",
}  # fmt: skip
_END_OF_TEXT = re.compile(r"[\s\"')]*\Z")
_NEVER_SENTENCE_FINAL = frozenset("min max temp est Sec Gov Gen Fig fig Ch ch".split())


@semiotic_class(
    rf"(?<![\w.])(?P<title>(?:{any_of(_TITLES)})\.)(?=\s\(?(?:[A-Z\"']|and\b|\w+\.)|-[A-Z])",
    ".",
    (". ", ".\n", ".\t", ".-"),
)
def title(m: re.Match[str], british: bool) -> SpokenGroups:
    """Dr. · Lt. Gov. · Rev."""
    yield "title", _TITLES[m["title"][:-1]]


@semiotic_class(rf"(?<![\w.])(?P<title>{any_of(_BARE_TITLES)})(?=\s[A-Z][a-z])", "", _BARE_TITLES)
def bare_title(m: re.Match[str], british: bool) -> SpokenGroups:
    """Mr Lee, as Britain writes it."""
    yield "title", _TITLES[m["title"].capitalize()]


@semiotic_class(rf"(?<![\w.])(?P<word>(?:{any_of(_ABBREVIATIONS)})\.)(?!\w)", ".")
def shortened(m: re.Match[str], british: bool) -> SpokenGroups:
    """Inc. · vs. · etc."""
    word = m["word"][:-1]
    ends_sentence = follows(_END_OF_TEXT, m)
    if word not in _NEVER_SENTENCE_FINAL or not ends_sentence:
        yield "word", _ABBREVIATIONS[word]


@semiotic_class(rf"(?<=\w\s)(?P<word>{any_of(_BARE_SUFFIXES)})(?![\w.])", "", tuple(_BARE_SUFFIXES))
def bare_suffix(m: re.Match[str], british: bool) -> SpokenGroups:
    """Smith Jr, as Britain writes it."""
    yield "word", _BARE_SUFFIXES[m["word"]]


@semiotic_class(r"(?<=\w\s)(?P<v>v\.?(?=\s[A-Z0-9])|vs(?=\s|$))", "", ("v ", "v.", "vs"))
def versus(m: re.Match[str], british: bool) -> SpokenGroups:
    """Roe v. Wade"""
    yield "v", "versus"


@semiotic_class(r"(?<!\w)(?P<volume>[Vv]ol)(?=\s[0-9])", "", ("Vol", "vol"))
def volume(m: re.Match[str], british: bool) -> SpokenGroups:
    """vol 24"""
    yield "volume", "volume"


@semiotic_class(
    r"(?<![\w.])(?P<latin>(?:e\.\s?g|i\.\s?e|a\.k\.a|cf|viz|ca)\.)(?!\w)",
    ".",
    ("e.", "i.", "a.k", "cf.", "viz.", "ca."),
)
def latin(m: re.Match[str], british: bool) -> SpokenGroups:
    """e.g. · i.e. · a.k.a."""
    yield "latin", _LATIN[m["latin"][:-1].replace(" ", "")]


@semiotic_class(rf"(?<!\w)(?P<word>{any_of(_SLASH_ABBREVIATIONS)})(?!\w)", "/")
def slashed_word(m: re.Match[str], british: bool) -> SpokenGroups:
    """w/o · and/or"""
    yield "word", _SLASH_ABBREVIATIONS[m["word"]]


@semiotic_class(
    r"(?<!\w)(?P<degree>Ph\.?\s?D\.?s?|M\.?B\.?A\.?|B\.A\.|M\.A\.|B\.Sc\.|M\.Sc\.|M\.D\.)(?!\w)",
    "hMBD",
)
def degree(m: re.Match[str], british: bool) -> SpokenGroups:
    """Ph.D."""
    letters = [c.upper() for c in m["degree"] if c.isalpha() and c != "s"]
    yield "degree", " ".join(letters) + ("'s" if m["degree"].endswith("s") else "")
