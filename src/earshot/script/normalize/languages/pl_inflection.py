"""Cases and genders of Polish numbers."""

from __future__ import annotations

import re

from earshot.script.normalize.number_words import foreign_cardinal, foreign_ordinal

GENITIVE = {
    "zero": "zera", "dwa": "dwóch", "trzy": "trzech", "cztery": "czterech", "pięć": "pięciu",
    "sześć": "sześciu", "siedem": "siedmiu", "osiem": "ośmiu", "dziewięć": "dziewięciu",
    "dziesięć": "dziesięciu", "jedenaście": "jedenastu", "dwanaście": "dwunastu",
    "trzynaście": "trzynastu", "czternaście": "czternastu", "piętnaście": "piętnastu",
    "szesnaście": "szesnastu", "siedemnaście": "siedemnastu", "osiemnaście": "osiemnastu",
    "dziewiętnaście": "dziewiętnastu", "dwadzieścia": "dwudziestu", "trzydzieści": "trzydziestu",
    "czterdzieści": "czterdziestu", "pięćdziesiąt": "pięćdziesięciu",
    "sześćdziesiąt": "sześćdziesięciu", "siedemdziesiąt": "siedemdziesięciu",
    "osiemdziesiąt": "osiemdziesięciu", "dziewięćdziesiąt": "dziewięćdziesięciu", "sto": "stu",
    "dwieście": "dwustu", "trzysta": "trzystu", "czterysta": "czterystu", "pięćset": "pięciuset",
    "sześćset": "sześciuset", "siedemset": "siedmiuset", "osiemset": "ośmiuset",
    "dziewięćset": "dziewięciuset", "tysiąc": "tysiąca", "tysiące": "tysięcy",
    "milion": "miliona", "miliony": "milionów", "miliard": "miliarda", "miliardy": "miliardów",
}  # fmt: skip
"""The locative too, and the nominative of masculine personal nouns from two on."""
_INSTRUMENTAL = {"dwa": "dwoma", "trzy": "trzema", "cztery": "czterema", "pięć": "pięcioma"}
_DATIVE = {"dwa": "dwóm", "trzy": "trzem", "cztery": "czterem"}
_ONE = {
    "": "jeden", "m": "jeden", "v": "jeden", "f": "jedna", "a": "jedna", "n": "jedno",
    "children": "jedno", "gen": "jednego", "genf": "jednej", "ins": "jednym", "dat": "jednemu",
}  # fmt: skip
_CHILDREN = dict(
    enumerate(
        "dwoje troje czworo pięcioro sześcioro siedmioro ośmioro dziewięcioro".split(), start=2
    )
)
_TENS_OF_CHILDREN = {
    20: "dwadzieścioro",
    30: "trzydzieścioro",
    40: "czterdzieścioro",
    50: "pięćdziesięcioro",
}
_THOUSANDS = frozenset(
    "tysiąc tysiące tysięcy milion miliony milionów miliard miliardy miliardów".split()
)
OBLIQUE = ("gen", "genf", "ins", "dat")
_ADJECTIVE = {
    "m": "",
    "ego": "ego",
    "ym": "ym",
    "ej": "ej",
    "a": "a",
    "e": "e",
    "ą": "ą",
    "ych": "ych",
}


def cardinal(value: int, form: str) -> str:
    """A number in a gender ("m", "f", "n", "v" for masculine personal) or a case."""
    form = "gen" if form == "goals" else form
    if value == 1:
        return _ONE[form]
    spoken = foreign_cardinal(value, "pl")
    if form == "f":
        return re.sub(r"\bdwa\Z", "dwie", spoken)
    if form == "children":
        tens = _TENS_OF_CHILDREN.get(value // 10 * 10) if value % 10 > 1 else None
        return f"{tens} {_CHILDREN[value % 10]}" if tens else _CHILDREN.get(value, spoken)
    if form in ("", "m", "n", "a"):
        return spoken
    words = spoken.split()
    if form == "v":  # "milion mieszkańców", "tysiąc dwustu mieszkańców"
        first = max((n for n, word in enumerate(words, 1) if word in _THOUSANDS), default=0)
        return " ".join(words[:first] + [GENITIVE.get(word, word) for word in words[first:]])
    table = GENITIVE | {"ins": _INSTRUMENTAL, "dat": _DATIVE}.get(form, {})
    return " ".join(table.get(word, word) for word in words)


def ordinal(value: int, ending: str = "y") -> str:
    """An ordinal with the ending of an adjective: "y", "ego", "ym", "a", "ej", "e", "ą", "ych"."""
    return " ".join(_decline_word(word, ending) for word in foreign_ordinal(value, "pl").split())


def _decline_word(word: str, ending: str) -> str:
    """Decline a word if it is an adjective: "dwa tysiące dwudziestego szóstego"."""
    if word in ("trzy", "cztery", "miliony", "tysiące") or word[-1] not in "yi":
        return word
    if word.endswith("y"):
        return word[:-1] + ending
    soft = ending.replace("y", "i") if ending[0] == "y" else ending
    stem = word[:-1]  # drug-i, trzec-i
    if stem.endswith("g") and soft[0] in "aą":
        return stem + soft
    return stem + (soft if soft[0] == "i" else "i" + soft)


def combining(value: int) -> str:
    """A number as a prefix of an adjective: "dwudziesto", "trzydziestopięcio"."""
    own = {1: "jedno", 2: "dwu", 3: "trzy", 4: "cztero", 100: "stu", 1000: "tysiąc"}
    if value in own:
        return own[value]
    if value > 100:
        return cardinal(value, "gen").replace(" ", "")
    tens, units = divmod(value, 10)
    if value < 20 or not units:
        return re.sub("u\\Z", "o", cardinal(value, "gen"))
    return re.sub("u\\Z", "o", cardinal(tens * 10, "gen")) + combining(units)
