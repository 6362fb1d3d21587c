"""Towns in the United States that are pronounced differently from their namesakes."""

from __future__ import annotations

import re
from functools import cache

_STATES = {
    "AL": "Ala|Alabama", "AR": "Ark|Arkansas", "CA": "Calif|California", "CO": "Colo|Colorado",
    "CT": "Conn|Connecticut", "DE": "Del|Delaware", "FL": "Fla|Florida", "GA": "Ga|Georgia",
    "IA": "Iowa", "ID": "Idaho", "IL": "Ill|Illinois", "IN": "Ind|Indiana",
    "KS": "Kan|Kansas", "KY": "Ky|Kentucky", "LA": "La|Louisiana", "MA": "Mass|Massachusetts",
    "MD": "Md|Maryland", "ME": "Maine", "MI": "Mich|Michigan", "MN": "Minn|Minnesota",
    "MO": "Mo|Missouri", "MS": "Miss|Mississippi", "MT": "Mont|Montana",
    "NC": r"N\.\s?C|North\sCarolina", "NE": "Neb|Nebraska", "NH": r"N\.\s?H|New\sHampshire",
    "NJ": r"N\.\s?J|New\sJersey", "NM": r"N\.\s?M|New\sMexico", "NV": "Nev|Nevada",
    "NY": r"N\.\s?Y|New\sYork", "OH": "Ohio", "OK": "Okla|Oklahoma", "PA": "Pa|Pennsylvania",
    "SC": r"S\.\s?C|South\sCarolina", "SD": r"S\.\s?D|South\sDakota", "TN": "Tenn|Tennessee",
    "TX": "Tex|Texas", "VA": "Va|Virginia", "VT": "Vt|Vermont", "WI": "Wis|Wisconsin",
    "WV": r"W\.\s?Va|West\sVirginia",
}  # fmt: skip
_TOWNS = (
    ("Athens", "IL KY", "ˈeɪθənz"),
    ("Beaufort", "SC", "ˈbjufɚt"),
    ("Beaufort", "NC", "ˈboʊfɚt"),
    ("Bellefontaine", "OH MS", "bɛlˈfaʊntən"),
    ("Berlin", "CT MA MD NH NJ OH PA VT WI", "ˈbɝlən"),
    ("Bogota", "NJ TN", "bəˈɡoʊtə"),
    ("Buena", "CO VA", "ˈbjunə"),
    ("Cadiz", "KY OH", "ˈkeɪdɪz"),
    ("Cairo", "IL MO", "ˈkɛɹoʊ"),
    ("Cairo", "GA NE NY WV", "ˈkeɪɹoʊ"),
    ("Calais", "ME VT", "ˈkæləs"),
    ("Chili", "NY", "ˈtʃaɪlaɪ"),
    ("Concord", "MA NH", "ˈkɑŋkɚd"),
    ("Delhi", "CA IA LA NY OH", "ˈdɛlhaɪ"),
    ("Dorado", "AR KS", "dəˈɹeɪdoʊ"),
    ("Edinburgh", "IN", "ˈɛdənbɚɡ"),
    ("Genoa", "IL NE NV NY OH WI", "dʒəˈnoʊə"),
    ("Lancaster", "CA NH OH PA SC", "ˈlæŋkəstɚ"),
    ("Lima", "MT NY OH PA", "ˈlaɪmə"),
    ("Louisville", "CO GA IL NE OH", "ˈluɪsˌvɪl"),
    ("Madrid", "IA MO NE NM NY", "ˈmædɹɪd"),
    ("Marseilles", "IL OH", "mɑɹˈseɪlz"),
    ("Miami", "OK", "maɪˈæmə"),
    ("Milan", "IL IN MI MO NM OH TN", "ˈmaɪlən"),
    ("Mobile", "AL", "moʊˈbil"),
    ("Montevideo", "MN", "ˌmɑntəˈvɪdioʊ"),
    ("Moscow", "ID PA TN", "ˈmɑskoʊ"),
    ("Nevada", "IA MO OH TX", "nəˈveɪdə"),
    ("Newark", "DE", "ˈnuˌɑɹk"),
    ("Norfolk", "NE", "ˈnɔɹfɔɹk"),
    ("Palestine", "IL OH TX", "ˈpæləˌstin"),
    ("Pierre", "SD", "pɪɹ"),
    ("Prague", "MN OK", "pɹeɪɡ"),
    ("Reading", "MA OH PA", "ˈɹɛdɪŋ"),
    ("Riga", "MI NY", "ˈɹaɪɡə"),
    ("Rodeo", "CA", "ɹoʊˈdeɪoʊ"),
    ("Salina", "KS", "səˈlaɪnə"),
    ("Tripoli", "IA", "tɹɪˈpoʊlə"),
    ("Valparaiso", "FL IN NE", "ˌvælpəˈɹeɪzoʊ"),
    ("Versailles", "IL IN KY MO OH PA TN", "vɚˈseɪlz"),
    ("Vienna", "GA IL MO SD", "vaɪˈɛnə"),
)
_SECOND = r"(?:\sVista)?"
"""A pattern for an optional second word of a town's name."""


@cache
def _compile_towns() -> dict[str, list[tuple[re.Pattern[str], str]]]:
    found: dict[str, list[tuple[re.Pattern[str], str]]] = {}
    for town, states, ipa in _TOWNS:
        names = "|".join(f"{_STATES[state]}|{state}" for state in states.split())
        found.setdefault(town, []).append((re.compile(rf"{_SECOND},\s(?:{names})\b"), ipa))
    return found


def find_namesake(sentence: str, start: int, end: int) -> str:
    """The IPA of a town before its state, if it differs from its namesake, else an empty string."""
    known = _compile_towns().get(sentence[start:end], ())
    return next((ipa for state, ipa in known if state.match(sentence, end)), "")
