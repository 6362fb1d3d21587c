"""The list of names, with the pronunciations that broadcasters use."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from importlib.resources import files

from earshot.script.g2p.dictionary import lookup_word


@cache
def _load_names() -> tuple[dict[str, str], dict[str, str], dict[str, tuple[str, ...]]]:
    """Three tables: names as written, names without accents, and pairs of words."""
    exact: dict[str, str] = {}
    pairs: dict[str, tuple[str, ...]] = {}
    text = files("earshot.script.g2p").joinpath("names.tsv").read_text("utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            name, ipa = line.split("\t")
            if " " in name:
                pairs[name] = tuple(ipa.split())
            else:
                exact[name] = ipa
    folded: dict[str, str] = {}
    for name, ipa in exact.items():
        folded.setdefault(strip_accents(name), ipa)
    return exact, folded, pairs


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
    exact, folded, _ = _load_names()
    written = word.replace("’", "'")
    found = exact.get(written) or exact.get(written.capitalize() if written.isupper() else written)
    found = found or exact.get(written.translate(_DIAERESIS))
    if found or not (written.isascii() and written[:1].isupper()):
        return found or ""
    # "Péter" is a name of its own: it does not change "Peter".
    return "" if lookup_word(written.lower()) else folded.get(written, "")


def lookup_name_pair(first: str, second: str) -> tuple[str, ...]:
    """The IPA of two words that form one name, or an empty tuple."""
    return _load_names()[2].get(f"{first} {second}", ())
