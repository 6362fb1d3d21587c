"""Numbers as words and their endings in German."""

from __future__ import annotations

import re

from earshot.script.normalize.languages.de_words import NEUTER
from earshot.script.normalize.number_words import foreign_cardinal, foreign_ordinal

FEMININE = re.compile(
    r"\w+(?:ung|heit|keit|schaft|ion|tät|ie|ik|ur|enz|anz|e)\Z|Frau|Person|Uhr|Liga|Zahl|Stadt|Hand|Nacht|Woche|Stimme"
)
LABEL = re.compile(
    r"\b(?:Absatz|Abs\.|Artikel|Art\.|Kapitel|Seite|Nummer|Nr\.|Paragraf|Platz|Gruppe|Klasse|Stufe"
    r"|Zone|Gleis|Teil|Band|Phase|Halle|Satz|Buch|Akt|Linie|Ziffer)\s\Z"
)
NOUN = re.compile(r"\s(?P<noun>[A-ZÄÖÜ][\wäöüß]+)")
PLURAL = re.compile(r"(?:e|n|s|er|el|Euro|Dollar|Meter|Prozent|Grad|Volt|Watt|Stück|Mal|Mann)\Z")
WEAK = re.compile(
    r"\b(?:am|im|von|vom|zum|zur|beim|ins|dem|den|des|diesem|jedem|jeden|diesen|ab|bis|seit|einem|einen"
    r"|v\.|einer|eines|ihrem|ihren|seinem|seinen|seiner|ihrer|meinem|unserem|ersten|letzten"
    r"|am\s\w+,)\s\Z",
    re.IGNORECASE,
)
BEFORE_DATE = re.compile(
    rf"{WEAK.pattern}|(?:tag|woch|abend|woche|\b(?:Mo|Di|Mi|Do|Fr|Sa|So)\.?),?\s\(?\Z|\(\Z"
    r"|\b(?:der|bis|–|-)\s?\Z",
    re.IGNORECASE,
)
DEFINITE = re.compile(
    r"\b(?:der|die|das|diese|dieser|dieses|jede|jeder|jedes|eine|ihre|seine)\s\Z", re.I
)
_COORDINATED_BEFORE = re.compile(r"[0-9]{1,3}\.\s(?:und|oder|bis)\s\Z")
_COORDINATED_AFTER = re.compile(r"\A(?:\s(?:und|oder|bis)\s[0-9]{1,3}\.|\+[0-9]{1,2})")
_OF_THE = re.compile(r"\bder\s\Z", re.I)
DATIVE = re.compile(
    r"\b(?:unter|von|mit|bei|nach|zu|seit|aus|dem|gegenüber|außer)\s(?:[A-ZÄÖÜ]\w+\s){1,3}\Z", re.I
)
ACCUSATIVE = re.compile(r"\b(?:für|gegen|durch|um|ohne|den)\s(?:[A-ZÄÖÜ]\w+\s){1,3}\Z", re.I)


def cardinal(value: int, form: str) -> str:
    if value == 1 and form in ("m", "n", "f"):
        return "eine" if form == "f" else "ein"
    return foreign_cardinal(value, "de")


def ordinal(value: int, ending: str) -> str:
    """ "dritte", "dritten", "dritter"."""
    return foreign_ordinal(value, "de")[:-1] + ending


def year(value: int) -> str:
    if not 1100 <= value < 2000:
        return cardinal(value, "")
    high, low = divmod(value, 100)
    return f"{cardinal(high, '')}hundert{cardinal(low, '') if low else ''}"


def agree(before: str, after: str, gender: str) -> str:
    if gender:
        return gender
    following = NOUN.match(after)
    if not following or LABEL.search(before):
        return ""
    if following["noun"] == "Uhr":
        return "m"
    return "f" if FEMININE.match(following["noun"]) else "m"


def inflect_day(value: int, before: str, mark: str) -> str:
    before = _COORDINATED_BEFORE.sub("", before)
    ending = "en" if WEAK.search(before) else "e" if DEFINITE.search(before) else "er"
    return ordinal(value, ending)


def ordinal_ending(before: str, after: str) -> str:
    """The ending of an ordinal in its context: "der dritte Platz", "im 3. und 4. Stock"."""
    before = _COORDINATED_BEFORE.sub("", before)
    following = NOUN.match(_COORDINATED_AFTER.sub("", after))
    name = following["noun"] if following else ""
    feminine = bool(FEMININE.fullmatch(name)) and name not in NEUTER
    if WEAK.search(before) or (_OF_THE.search(before) and feminine and before[-4:] != "Der "):
        return "en"
    if feminine or DEFINITE.search(before):
        return "e"
    return "es" if name in NEUTER else "er"
