"""The list of names, with the pronunciations that broadcasters use."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from earshot.script.g2p.dictionary import WordList, lookup_word


@cache
def _load_names() -> WordList:
    """Names as written. Names of two words have a space."""
    return WordList("names.tsv")


_ACCENTED_LINE = re.compile(rb"(?m)^[^\t\n]*[\x80-\xff][^\t\n]*\t.+$")


@cache
def _load_folded() -> dict[str, str]:
    """The IPA of names with accents, by the name without them."""
    folded: dict[str, str] = {}
    for line in _ACCENTED_LINE.findall(_load_names().lines):
        name, ipa = line.decode().split("\t")
        folded.setdefault(strip_accents(name), ipa)
    return folded


def strip_accents(name: str) -> str:
    """Without accents."""
    if name.isascii():
        return name
    plain = name.translate({0x2019: "'", 0x142: "l", 0x141: "L", 0xF8: "o", 0xD8: "O", 0x131: "i"})
    parts = unicodedata.normalize("NFD", plain)
    return "".join(c for c in parts if not unicodedata.combining(c))


_DIAERESIS = {ord("ë"): "e", ord("ï"): "i"}
"""A diaeresis only separates vowels: Zoë is Zoe. Umlauts are letters of their own."""


@lru_cache(maxsize=1 << 12)
def lookup_name(word: str) -> str:
    """The IPA of a name, or an empty string. The written form is looked up first, then names that
    differ only in accents. A word in capitals is also looked up as a name."""
    listed = _load_names().find
    written = word.replace("’", "'")
    found = listed(written) or (written.isupper() and listed(written.capitalize()))
    found = found or (not written.isascii() and listed(written.translate(_DIAERESIS)))
    if found or not (written.isascii() and written[:1].isupper()):
        return found or ""
    # "Péter" is a name of its own: it does not change "Peter".
    return "" if lookup_word(written.lower()) else _load_folded().get(written, "")


def lookup_name_pair(first: str, second: str) -> tuple[str, ...]:
    """The IPA of two words that form one name, or an empty tuple."""
    return tuple(_load_names().find(f"{first} {second}").split())
