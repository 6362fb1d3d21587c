"""Abbreviations that are expanded: titles, ranks, companies, common short forms."""

from __future__ import annotations

import re

from earshot.script.normalize.matching import FIRST_CAPITAL, SpokenGroups, any_of, semiotic_class
from earshot.script.normalize.word_context import follows, precedes

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
    "Cllr": "Councillor", "Cllrs": "Councillors", "Wm": "William", "Chas": "Charles",
    "Thos": "Thomas", "Cdr": "Commander", "Cdre": "Commodore", "Flt": "Flight", "Ens": "Ensign",
    "SSgt": "Staff Sergeant", "MSgt": "Master Sergeant", "TSgt": "Technical Sergeant",
    "Ldr": "Leader", "RAdm": "Rear Admiral", "VAdm": "Vice Admiral", "Wg": "Wing",
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
    "intl": "international", "natl": "national", "assn": "association", "bldg": "building",
    "mgmt": "management", "Mgmt": "Management", "mgr": "manager", "Mgr": "Manager",
    "acct": "account", "admin": "administration", "Admin": "Administration", "apt": "apartment",
    "Apt": "Apartment", "attn": "attention", "Attn": "Attention", "Dist": "District",
    "dist": "district", "div": "division", "Div": "Division", "elev": "elevation",
    "ext": "extension", "Ext": "Extension", "fed": "federal", "hwy": "highway",
    "mfr": "manufacturer", "mtg": "meeting", "orig": "originally", "pkg": "package",
    "pop": "population", "qty": "quantity", "reg": "regular", "rep": "representative",
    "tel": "telephone", "Tel": "Telephone", "univ": "university", "wk": "week", "wks": "weeks",
    "yr": "year", "hr": "hour", "Inst": "Institute", "inst": "institute",
    "Comm": "Commission", "comm": "committee", "Cmte": "Committee", "cmte": "committee",
    "ea": "each", "bbl": "barrel", "bbls": "barrels", "cat": "category", "Cat": "Category",
    "Res": "Resolution", "exec": "executive", "gov": "governor", "sen": "senator",
    "pres": "president",
    "supt": "superintendent",
    "prof": "professor", "sgt": "sergeant", "capt": "captain", "Exec": "Executive",
    "Jct": "Junction", "jct": "junction", "Mtn": "Mountain", "mtn": "mountain",
    "Mtns": "Mountains", "Penn": "Pennsylvania",
    "Ste": "Suite", "Rm": "Room", "Flr": "Floor", "Bldgs": "Buildings", "Ests": "Estates",
    "Hts": "Heights", "Vil": "Village", "Twps": "Townships", "Mun": "Municipal",
    "Terr": "Territory", "Cty": "County", "cty": "county", "para": "paragraph",
    "Para": "Paragraph", "paras": "paragraphs", "Art": "Article", "art": "article",
    "Arts": "Articles", "arts": "articles", "secs": "sections", "Secs": "Sections",
    "Figs": "Figures", "figs": "figures", "vols": "volumes", "Vols": "Volumes",
    "chs": "chapters", "eds": "editors", "agg": "aggregate", "Org": "Organization",
    "trans": "translated by", "vers": "version", "Bn": "Battalion", "Regt": "Regiment",
    "Bde": "Brigade", "Sqn": "Squadron", "Inf": "Infantry", "Qld": "Queensland", "cts": "cents",
    "nr": "near", "Prop": "Proposition", "Amend": "Amendment", "fn": "footnote",
    "fns": "footnotes", "ep": "episode", "Ep": "Episode", "eps": "episodes", "mag": "magnitude",
    "Approx": "Approximately", "Sgt": "Sergeant", "Cpl": "Corporal",
    "Capt": "Captain", "Maj": "Major", "Cmdr": "Commander", "Insp": "Inspector",
}  # fmt: skip
_SLASH_ABBREVIATIONS = {
    "w/o": "without",
    "w/": "with",
    "b/c": "because",
    "c/o": "care of",
    "and/or": "and or",
    "over/under": "over under",
    "y/y": "year over year",
    "q/q": "quarter over quarter",
    "m/m": "month over month",
}
_LATIN = {
    "e.g": "e g",
    "i.e": "i e",
    "a.k.a": "a k a",
    "cf": "compare",
    "viz": "namely",
    "ca": "circa",
}
_BARE_TITLES = (
    "Mr Mrs Dr Prof Sgt Lt Capt Col Maj Brig Rev Cllr Supt Insp Cdr Ldr SSgt mr mrs dr ms".split()
)
_BARE_SUFFIXES = {
    "Jr": "Junior", "Sr": "Senior", "jr": "Junior", "sr": "Senior", "Ltd": "Limited",
    "Inc": "Incorporated",
    "Corp": "Corporation", "ltd": "limited", "Bros": "Brothers",
}  # fmt: skip
_END_OF_TEXT = re.compile(r"[\s\"')]*\Z")
_THE = re.compile(r"\b(?:[Tt]he|[Aa]n|[Tt]heir|its|consensus)\s\Z")
_COUNT = re.compile(r"[0-9]\s?\Z")
_END_OF_CLAUSE = re.compile(r"[\s\"')]*(?:[,;)]|\Z)")
_NUMBER = re.compile(r"\s?[0-9IVX]")
_NEVER_SENTENCE_FINAL = frozenset(
    "min max temp est Sec Gov Gen Fig fig Ch ch ext fed pop reg rep div hr yr wk art arts Art Arts "
    "admin exec comm prof trans para vers".split()
)
_NUMBER_NEXT = frozenset(
    "cat Cat Res Art art Arts arts ch Ch ext Ext Fig fig Figs figs apt Apt Ste Rm ep Ep eps "
    "mag fn fns Prop".split()
)
"""Words that are abbreviations only before a number."""


_GENERATION = r"\s(?:[XYZ]|Alpha)(?![\w.])"
_GENERATION_FOLLOWS = re.compile(_GENERATION)
_FIGURE_FOLLOWS = re.compile(
    r"\s(?:[$£€]|(?!(?:1[0-9]|20)[0-9]{2}(?![0-9]|[.,][0-9]|\s?%))\.?[0-9])"
)
"""A number that is not a year."""
_HOME_PRECEDES = re.compile(
    r"\b(?:the|an?|her|his|my|our|their|this|that|[a-z]+-bedroom)\s\Z", re.IGNORECASE
)


@semiotic_class(
    rf"(?<![\w.])(?!Gen\.{_GENERATION})(?P<title>(?:{any_of(_TITLES)})\.)(?=\s\(?(?:[A-Z\"']|&|and\b|\w+\.)|-[A-Z])",
    ".",
    tuple(f"{title}." for title in _TITLES),
)
def title(m: re.Match[str], british: bool) -> SpokenGroups:
    """Dr. · Lt. Gov. · Rev."""
    yield "title", _TITLES[m["title"][:-1]]


@semiotic_class(rf"(?<![\w.])(?P<title>{any_of(_BARE_TITLES)})(?=\s[A-Z][a-z])", "", _BARE_TITLES)
def bare_title(m: re.Match[str], british: bool) -> SpokenGroups:
    """Mr Lee (British spelling)"""
    yield "title", _TITLES.get(m["title"]) or _TITLES[m["title"].capitalize()]


_FEATURED = re.compile(
    r"[(\[]\s?\Z|\b(?:[Ll]yrics|[Ss]ongs?|[Tt]racks?|[Rr]emix|[Ss]ingles?|[Aa]lbum)\b"
)


@semiotic_class(
    r"(?<![\w.])(?<![0-9]\s)(?P<word>[Ff]eat\.|ft\.|Ft\.)(?=\s[A-Z])",
    ".",
    ("eat. ", "ft. ", "Ft. "),
)
def featured(m: re.Match[str], british: bool) -> SpokenGroups:
    """a song (ft. Ann Lee) · feat. Usher; not Ft. Worth"""
    if m["word"] != "Ft." or precedes(_FEATURED, m):
        yield "word", "featuring"


@semiotic_class(r"(?<![\w.])(?P<secretary>Sec\.)(?=\s(?:of\s)?[A-Z][a-z])", ".", ("Sec. ",))
def secretary(m: re.Match[str], british: bool) -> SpokenGroups:
    """Sec. of State · Sec. Marco Rubio; not the section in "Sec. 230" """
    yield "secretary", "Secretary"


def _in_context(word: str, m: re.Match[str]) -> str:
    """ "breakfast incl." · "10 secs." · "est. 4 million" · "Gen. Z" · "min. 2" """
    if word == "incl" and follows(_END_OF_CLAUSE, m):
        return "included"
    if word == "est" and (precedes(_COUNT, m, 3) or precedes(_THE, m, 12)):
        return "estimate"
    if word == "min" and not precedes(_COUNT, m, 3) and follows(_NUMBER, m):
        return "minimum"
    if word == "est" and follows(_FIGURE_FOLLOWS, m):
        return "estimated"
    if word == "Gen" and follows(_GENERATION_FOLLOWS, m):
        return "Generation"
    return "seconds" if word == "secs" and precedes(_COUNT, m, 3) else ""


@semiotic_class(
    rf"(?<![\w.])(?P<word>(?:{any_of(_ABBREVIATIONS)})\.)(?!\w)",
    ".",
    tuple(f"{word}." for word in _ABBREVIATIONS),
)
def shortened(m: re.Match[str], british: bool) -> SpokenGroups:
    """Inc. · vs. · etc."""
    word = m["word"][:-1]
    is_home = word in ("apt", "Apt") and precedes(_HOME_PRECEDES, m)
    if word in _NUMBER_NEXT and not (follows(_NUMBER, m) or is_home):
        return
    if spoken := _in_context(word, m):
        yield "word", spoken
        return
    ends_sentence = follows(_END_OF_TEXT, m)
    if word not in _NEVER_SENTENCE_FINAL or not ends_sentence:
        yield "word", _ABBREVIATIONS[word]


_CONTRACTIONS = {
    "gov't": "government", "Gov't": "Government", "int'l": "international",
    "Int'l": "International", "nat'l": "national", "Nat'l": "National", "dep't": "department",
    "Dep't": "Department", "ass'n": "association", "add'l": "additional", "Sec'y": "Secretary",
}  # fmt: skip
_PARENTHESES = {
    "ret": "retired", "Ret": "retired", "est": "established", "b": "born", "d": "died",
    "incl": "including", "excl": "excluding", "cont": "continued", "dec": "deceased",
}  # fmt: skip


@semiotic_class(rf"(?<!\w)(?P<word>{any_of(_CONTRACTIONS)})(?!\w)", "'")
def contraction(m: re.Match[str], british: bool) -> SpokenGroups:
    """gov't"""
    yield "word", _CONTRACTIONS[m["word"]]


@semiotic_class(
    rf"(?:\(|,\s(?=ret\.\)))(?P<word>(?:{any_of(_PARENTHESES)})\.)(?=\)|\s[$£€]?[0-9])",
    "(",
    (", ret.", *(f"({w}." for w in _PARENTHESES)),
)
def parenthesized(m: re.Match[str], british: bool) -> SpokenGroups:
    """Gen. Lee (ret.)"""
    word = m["word"][:-1]
    is_estimate = word == "est" and follows(_FIGURE_FOLLOWS, m)
    yield "word", "estimated" if is_estimate else _PARENTHESES[word]


@semiotic_class(
    r"(?<![\w.])(?P<circa>ca?\.)(?=\s?(?:1?[0-9]{3}|20[0-9]{2}|[0-9]{1,2}\sB)\b)",
    "c",
    ("c.", "ca."),
)
def circa(m: re.Match[str], british: bool) -> SpokenGroups:
    """c. 1500"""
    yield "circa", "circa"


@semiotic_class(rf"(?<=\w\s)(?P<word>{any_of(_BARE_SUFFIXES)})(?![\w.])", "", tuple(_BARE_SUFFIXES))
def bare_suffix(m: re.Match[str], british: bool) -> SpokenGroups:
    """Smith Jr (British spelling)"""
    yield "word", _BARE_SUFFIXES[m["word"]]


@semiotic_class(
    r"(?<=[\w')]\s)(?P<v>v\.?(?=\s[A-Z0-9])|v\.(?=\sthe\b)|vs(?=\s|$))", "", ("v ", "v.", "vs")
)
def versus(m: re.Match[str], british: bool) -> SpokenGroups:
    """Roe v. Wade"""
    yield "v", "versus"


@semiotic_class(
    r"(?<![\w.])(?P<latin>(?:e\.\s?g|i\.\s?e|a\.k\.a|cf|viz|ca)\.)(?!\w)",
    ".",
    ("e.", "i.", "a.k", "cf.", "viz.", "ca."),
)
def latin(m: re.Match[str], british: bool) -> SpokenGroups:
    """e.g. · i.e. · a.k.a."""
    yield "latin", _LATIN[m["latin"][:-1].replace(" ", "")]


_COMPARED_PERIODS = {
    "YoY": "year over year", "yoy": "year over year", "QoQ": "quarter over quarter",
    "qoq": "quarter over quarter", "MoM": "month over month", "YTD": "year to date",
}  # fmt: skip


@semiotic_class(
    rf"(?<!\w)(?P<word>{any_of(_COMPARED_PERIODS)})(?!\w)", "", tuple(_COMPARED_PERIODS)
)
def compared_period(m: re.Match[str], british: bool) -> SpokenGroups:
    """up 4% YoY"""
    yield "word", _COMPARED_PERIODS[m["word"]]


@semiotic_class(rf"(?<!\w)(?P<word>{any_of(_SLASH_ABBREVIATIONS)})(?!\w)", "/")
def slashed_word(m: re.Match[str], british: bool) -> SpokenGroups:
    """w/o · and/or"""
    yield "word", _SLASH_ABBREVIATIONS[m["word"]]


@semiotic_class(r"(?<![\w/.])(?P<letters>[A-Z]/[A-Z])(?![\w/])", "/")
def slashed_letters(m: re.Match[str], british: bool) -> SpokenGroups:
    """a P/E ratio · A/C · N/A"""
    yield "letters", m["letters"].replace("/", " ")


@semiotic_class(
    r"(?<!\w)(?P<degree>Ph\.?\s?D\.?s?|M\.?B\.?A\.?s?|B\.A\.|M\.A\.|B\.Sc\.|M\.Sc\.|M\.D\.)(?!\w)",
    "hMBD",
    ("Ph", "MB", "M.", "B.A", "B.S"),
    start=FIRST_CAPITAL,
)
def degree(m: re.Match[str], british: bool) -> SpokenGroups:
    """Ph.D."""
    letters = [c.upper() for c in m["degree"] if c.isalpha() and c != "s"]
    yield "degree", " ".join(letters) + ("'s" if m["degree"].endswith("s") else "")
