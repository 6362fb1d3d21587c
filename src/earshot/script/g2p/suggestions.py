"""Pronunciations that an editor can choose from for a word or a name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from earshot.script.edits import EntryKind
from earshot.script.g2p import BRITISH_LANGUAGES
from earshot.script.g2p.british import to_british
from earshot.script.g2p.dictionary import lookup_word
from earshot.script.g2p.homographs import load_senses
from earshot.script.g2p.letter_to_sound import letters_to_ipa
from earshot.script.g2p.name_origins import ORIGIN_BY_LANGUAGE, pronounce_as_origin
from earshot.script.g2p.names import lookup_name

MAX_SPELLED_LETTERS = 6
MAX_SUGGESTIONS = 8


class Suggestion(NamedTuple):
    """A lexicon entry without its word, and where it comes from."""

    kind: EntryKind
    value: str
    note: str


def suggest_pronunciations(written: str, language: str) -> list[Suggestion]:
    """The different pronunciations of a word or phrase, the most likely first. English only: other
    languages have no list."""
    words = [word for word in written.split() if word]
    if language.split("-")[0] != "en" or not words:
        return []
    by_ipa: dict[str, str] = {}
    for ipa, note in _candidates(words):
        said = _to_british(ipa, words) if language in BRITISH_LANGUAGES else ipa
        by_ipa.setdefault(said, note)
    found = [Suggestion("ipa", *each) for each in islice(by_ipa.items(), MAX_SUGGESTIONS)]
    if len(words) == 1 and len(written) <= MAX_SPELLED_LETTERS and written.isalpha():
        found.append(Suggestion("spell", "", "letter by letter"))
    return found


def _candidates(words: list[str]) -> Iterator[tuple[str, str]]:
    low = [word.lower() for word in words]
    for readings, note in (
        (map(lookup_name, words), "in the list of names"),
        (map(lookup_word, low), "in the dictionary"),
    ):
        yield from _join(readings, note)
    if len(words) == 1:
        for sense in load_senses().get(low[0], ()):
            yield sense.ipa, "in another sense"
    if all(word.isascii() and word.isalpha() for word in low):
        yield from _join(map(letters_to_ipa, low), "by its letters")
    for origin in dict.fromkeys(ORIGIN_BY_LANGUAGE.values()):
        yield from _join((pronounce_as_origin(word, origin) for word in low), f"as a {origin} name")


def _join(readings: Iterable[str], note: str) -> Iterator[tuple[str, str]]:
    """One reading of all words, if there is one of each."""
    parts = list(readings)
    if all(parts):
        yield " ".join(parts), note


def _to_british(ipa: str, words: list[str]) -> str:
    parts = ipa.split()
    if len(parts) != len(words):
        return ipa
    return " ".join(to_british(part, word) for part, word in zip(parts, words, strict=True))
