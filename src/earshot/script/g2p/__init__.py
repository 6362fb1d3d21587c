"""How English words are said where they stand: IPA for each, and how sure that is.

Asked in this order: rules of sense, the homograph model, the list of names, the dictionary, words
made from words of the dictionary, the spelling of where a name comes from, the letters. American
English throughout; British is made of it by rule.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from earshot.model import Word
from earshot.script.g2p import names
from earshot.script.g2p import sense_rules as senses
from earshot.script.g2p.british import british
from earshot.script.g2p.dictionary import looked_up
from earshot.script.g2p.features import TOKEN, Context, tag
from earshot.script.g2p.homographs import Sense, inventory, weighed
from earshot.script.g2p.letter_to_sound import sounded
from earshot.script.g2p.morphology import compound, derived, with_s
from earshot.script.g2p.name_origins import guessed

BRITISH = frozenset(("en-GB", "en-IE", "en-AU", "en-NZ", "en-ZA", "en-IN"))
_LETTERS = dict(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        (
            "eɪ bi si di i ɛf dʒi eɪtʃ aɪ dʒeɪ keɪ ɛl ɛm "
            "ɛn oʊ pi kju ɑɹ ɛs ti ju vi ˈdʌbəlju ɛks waɪ zi"
        ).split(),
        strict=True,
    )
)
LONGEST = 40
"""Letters; nothing longer is a word."""
_OWN = ("sense", "homograph", "name", "origin", "letters")
"""Sources whose readings are not left to a voice."""


class Pronounced(NamedTuple):
    """What one spoken word sounds like, who says so, and how sure it is, 0 to 1."""

    ipa: str
    source: str
    certainty: float = 1.0
    note: str = ""


def pronounced(
    sentence: str, start: int, words: Sequence[Word], language: str
) -> list[list[Pronounced]]:
    """For each word of a sentence (that stands at `start` of its block) its words' sounds."""
    tokens = list(TOKEN.finditer(sentence))
    places = {token.start(): number for number, token in enumerate(tokens)}
    texts = [token[0] for token in tokens]
    found = [_sounds(sentence, word.start - start, word, (texts, places)) for word in words]
    _join_pairs(words, found)
    if language in BRITISH:
        return [_british(word, each) for word, each in zip(words, found, strict=True)]
    return found


def with_phonemes(
    sentence: str, start: int, words: Sequence[Word], language: str
) -> tuple[Word, ...]:
    """The words, with phonemes for those whose reading may not be left to a voice: homographs,
    names, and what no dictionary lists."""
    if language.split("-")[0] != "en":
        return tuple(words)
    found = pronounced(sentence, start, words, language)
    return tuple(
        replace(word, phonemes=" ".join(each.ipa for each in sounds))
        if _needed(word, sounds, word.start == start)
        else word
        for word, sounds in zip(words, found, strict=True)
    )


def _needed(word: Word, sounds: list[Pronounced], first: bool) -> bool:
    if word.phonemes or len(sounds) != 1 or not sounds[0].ipa:
        return False
    if word.spoken == "A" and sounds[0].source == "letter":
        return True  # "A." in a name: alone, every engine takes it for the article
    name = word.text == word.spoken and word.text[:1].isupper() and not first
    return sounds[0].source in _OWN or (name and tag(word.text) == "NNP")


def _sounds(
    sentence: str, at: int, word: Word, tokens: tuple[list[str], dict[int, int]]
) -> list[Pronounced]:
    said = word.spoken.split()
    if len(said) != 1:
        return [_spoken(each, lone=False) for each in said]
    plain = word.text.replace("’", "'") == word.spoken.replace("’", "'")
    if plain and (ipa := senses.sensed(sentence, at, at + len(word.text))):
        return [Pronounced(ipa, "sense")]
    if plain and at in tokens[1] and (homograph := _homograph(word.spoken, tokens, at)):
        return [homograph]
    return [_spoken(said[0], lone=plain)]


def _homograph(spoken: str, tokens: tuple[list[str], dict[int, int]], at: int) -> Pronounced | None:
    low = spoken.lower()
    readings, plural = inventory().get(low, ()), False
    if not readings and low.endswith("s"):
        readings, plural = inventory().get(low[:-1], ()), True
    if not readings:
        return None
    verdict = weighed(readings, Context(tokens[0], tokens[1][at]))
    ipa = with_s(verdict.sense.ipa) if plural else verdict.sense.ipa
    others = ", ".join(_said(sense, plural) for sense in readings if sense != verdict.sense)
    return Pronounced(ipa, "homograph", verdict.certainty, others)


def _said(sense: Sense, plural: bool) -> str:
    return with_s(sense.ipa) if plural else sense.ipa


@lru_cache(maxsize=1 << 14)
def _spoken(token: str, lone: bool) -> Pronounced:
    """A spoken word by itself; `lone` says that it is a written word and no letter of a row."""
    if len(token) == 1 and token.isupper() and not (lone and token in "AI"):
        return Pronounced(_LETTERS.get(token, ""), "letter")
    if name := names.named(token):
        return Pronounced(name, "name")
    low = token.lower().replace("’", "'")
    if low.isascii() and (known := looked_up(low)):
        return Pronounced(known, "dictionary")
    return _unlisted(token, low)


def _unlisted(token: str, low: str) -> Pronounced:
    """A word that no list has as it is."""
    if len(low) > LONGEST:
        return Pronounced("", "none", 0.0)
    possessive = low.removesuffix("'s")
    if possessive not in ("", low) and (owner := _spoken(token[: len(possessive)], lone=True)).ipa:
        return owner._replace(ipa=with_s(owner.ipa))
    if made := derived(low, _known):
        return Pronounced(made, "derived", 0.9)
    if token.islower() and (made := compound(low, _known, 3)):
        return Pronounced(made, "derived", 0.8)
    parts = _parts(token)
    if len(parts) > 1:
        return _of_parts(parts)
    foreign = token[0].isupper() or not low.isascii()
    return (_by_origin(low) if foreign else None) or _by_letters(names.fold(low))


_CAMEL = re.compile(r"[A-Z]?[^\W\d_A-Z]+|[A-Z]+(?![^\W\d_A-Z])|['’]")
_PREFIX = re.compile("(?:Mc|Mac|De|Di|Da|Du|La|Le|Lo|Van|Von|Fitz|Al|El|Ul|O|D)[A-Z'’-]")


def _parts(token: str) -> list[str]:
    """What a word is put together of: "Qinghai-Tibet", "WeWork", "iFixit"; not "DiNapoli"."""
    if "-" in token:
        return [part for part in token.split("-") if part]
    camel = not (token.isupper() or _PREFIX.match(token)) and "'" not in token and "’" not in token
    return _CAMEL.findall(token) if camel else []


def _of_parts(parts: Sequence[str]) -> Pronounced:
    """As sure as its least sure part. A small part of one or two letters is said by them: iMac."""
    said = [_lettered(part) or _spoken(part, lone=True) for part in parts]
    if not all(each.ipa for each in said):
        return Pronounced("", "none", 0.0)
    least = min(said, key=lambda each: each.certainty)
    ipa = " ".join(each.ipa for each in said)
    known = least.source in ("dictionary", "name", "letter")
    return least._replace(ipa=ipa, source="derived" if known else least.source)


def _lettered(part: str) -> Pronounced | None:
    by_letters = (len(part) == 1 and part.islower()) or (part.isupper() and len(part) < 4)
    if not by_letters or not part.isascii() or not part.isalpha():
        return None
    return Pronounced(" ".join(_LETTERS[letter] for letter in part.upper()), "letter")


def _by_origin(low: str) -> Pronounced | None:
    if guess := guessed(low):
        return Pronounced(guess.ipa, "origin", 0.5, guess.origin)
    known = "" if low.isascii() else looked_up(names.fold(low))
    return Pronounced(known, "dictionary", 0.7) if known else None


def _by_letters(folded: str) -> Pronounced:
    letters = "".join(c for c in folded if "a" <= c <= "z")
    if not letters or len(letters) < len(folded) / 2:
        return Pronounced("", "none", 0.0)
    return Pronounced(sounded(letters), "letters", 0.3)


def _known(word: str) -> str:
    if not word or len(word) > LONGEST:
        return ""
    return names.named(word) or looked_up(word) or names.named(word.capitalize())


def _join_pairs(words: Sequence[Word], found: list[list[Pronounced]]) -> None:
    """Names of two words: "Fine Gael" is not "fine"."""
    for number, (first, second) in enumerate(pairwise(words)):
        if first.text[:1].isupper() and (said := names.paired(first.text, second.text)):
            found[number] = [Pronounced(said[0], "name")]
            found[number + 1] = [Pronounced(said[1], "name")]


def _british(word: Word, sounds: list[Pronounced]) -> list[Pronounced]:
    said = word.spoken.split()
    return [
        each._replace(ipa=british(each.ipa, token))
        for each, token in zip(sounds, said, strict=True)
    ]
