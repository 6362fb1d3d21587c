"""Abbreviated nouns beside a number: rooms, years, volumes, sections, circuits, battalions."""

from __future__ import annotations

import re

from earshot.script.normalize.matching import DIGITS, SpokenGroups, any_of, semiotic_class
from earshot.script.normalize.number_words import digits
from earshot.script.normalize.word_context import COUNTED_FOLLOWS, follows

_ORDINAL_NOUNS = {
    "Cir.": "Circuit", "Bn": "Battalion", "Bde": "Brigade", "Regt": "Regiment", "Div": "Division",
    "Inf": "Infantry", "Sqn": "Squadron", "fl.": "floor", "Fl.": "Floor", "fl": "floor",
}  # fmt: skip


@semiotic_class(
    r"\b(?:First|Second|Third|Fourth|Fifth|Sixth|Seventh|Eighth|Ninth|Tenth|Eleventh|Fed\.|D\.C\.)\s(?P<court>Cir\.)",
    ".",
    ("Cir.",),
)
def circuit(m: re.Match[str], british: bool) -> SpokenGroups:
    """the Ninth Cir., a court; not the Circle"""
    yield "court", "Circuit"


@semiotic_class(
    rf"(?<=[0-9](?:st|nd|rd|th)\s)(?P<noun>{any_of(_ORDINAL_NOUNS)})(?!\w)",
    "",
    tuple(_ORDINAL_NOUNS),
)
def ordinal_noun(m: re.Match[str], british: bool) -> SpokenGroups:
    """the 9th Cir., a court · the 2nd Bn of the Marines · the 12th fl."""
    yield "noun", _ORDINAL_NOUNS[m["noun"]]


_BEFORE_NUMBER = {
    "Rm": "Room", "Yr": "Year", "Yrs": "Years", "Wk": "Week", "Ep": "Episode", "Blk.": "Block",
    "Ln.": "Lane", "Pct.": "Precinct", "Ph.": "Phone", "Ph:": "Phone", "ph.": "phone",
    "Mob.": "Mobile", "Mob:": "Mobile", "mob.": "mobile", "vis.": "visibility",
    "Plat.": "Platform", "Lvl.": "Level", "Gr.": "Grade", "Lvl": "Level", "Op.": "Opus",
    "op.": "opus",
}  # fmt: skip
_BEFORE_WORDS = {"blk.": "block", "Rd": "Round", "Rd.": "Round", "Pat.": "Patent", "p.": "page"}


@semiotic_class(
    rf"(?<![\w.])(?P<word>(?:(?P<bare>Rm|Yrs?|Wk|Ep|Lvl)\.?|{any_of(_BEFORE_NUMBER)})(?=\s?\(?\+?[0-9])"
    r"|Blk\.(?=\s[A-Z]\b)|(?<=[0-9]\s)blk\.(?=\sof\b)|(?<=[a-z]\s)Rd\.?(?=\s[0-9])"
    r"|Pat\.(?=\sNos?\.)|(?:(?<=\b[Oo]n\s)|(?<=\b[Ss]ee\s)|(?<=\bfrom\s)|(?<=\bat\s)|(?<=[0-9],\s)|(?<=\())p\.(?=\s?[0-9]))",
    "",
    (
        " p.",
        "(p.",
        *(word.rstrip(".:") for word in (*_BEFORE_NUMBER, *_BEFORE_WORDS) if word != "p."),
    ),
)
def before_number(m: re.Match[str], british: bool) -> SpokenGroups:
    """Rm 204 · Yrs 3-6 · Ph: 555-0147 · the 1400 blk. of Oak St."""
    word = m["bare"] or m["word"]
    yield "word", _BEFORE_NUMBER.get(word) or _BEFORE_WORDS[word]


@semiotic_class(
    r"(?<![\w.'])(?P<section>ss?\.)(?=\s?[0-9]{1,3}[A-Z]?(?:\([0-9a-z]{1,3}\)){0,3}(?:\s(?:and|to)\s[0-9]{1,3})?\sof\sthe\b)",
    ".",
    ("s.0", "s. 0"),
)
def act_section(m: re.Match[str], british: bool) -> SpokenGroups:
    """s. 18 of the Act"""
    yield "section", "sections" if m["section"] == "ss." else "section"


@semiotic_class(r"(?<!\w)(?P<volume>[Vv]ol|Cat)(?=[\s-][0-9])", "", ("Vol", "vol", "Cat"))
def volume(m: re.Match[str], british: bool) -> SpokenGroups:
    """vol 24 · a Cat-5 hurricane"""
    yield "volume", "category" if m["volume"] == "Cat" else "volume"


_FILED_NOUNS = (
    "Account Application Badge Bug Case Charity Claim Complaint Docket File Incident Invoice Issue "
    "Item License Licence Order Patent Permit Petition Policy Record Reference Registration Report "
    "Request Revision Ticket Tracking Warrant"
).split()


@semiotic_class(
    rf"(?<!\w)(?:{any_of((*_FILED_NOUNS, *map(str.lower, _FILED_NOUNS)))})\s"
    r"(?:[Nn]umber\s|[Nn]o\.\s|#)?(?P<number>[0-9]{5,12})(?![\w%]|[.,:/-][0-9])",
    DIGITS,
    ("00000",),
)
def file_number(m: re.Match[str], british: bool) -> SpokenGroups:
    """Bug 1553982 · case 21345; not a count: "order 50000 copies" """
    if not follows(COUNTED_FOLLOWS, m):
        yield "number", digits(m["number"])
