"""Grapheme-to-phoneme conversion (G2P) for English: the IPA of each word in context.

Sources in order of precedence: sense rules, clause rules for homographs, the homograph model, the
list of names, the dictionary, words derived from the dictionary, the spelling rules of a name's
language of origin, the letter-to-sound model. All give American English. British English is
derived by rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from earshot.model import Word
from earshot.script.g2p import homograph_clauses, names, sense_rules
from earshot.script.g2p.british import to_british
from earshot.script.g2p.dictionary import lookup_word
from earshot.script.g2p.homograph_features import TOKEN, Context, tag
from earshot.script.g2p.homographs import Sense, SenseChoice, choose_sense, load_senses
from earshot.script.g2p.letter_to_sound import letters_to_ipa
from earshot.script.g2p.morphology import (
    PARTICLES,
    PLACE,
    PLACE_ENDINGS,
    SEAM,
    add_s,
    compound_ipa,
    derive_ipa,
    inflect_ipa,
    mark_stress,
    split_parts,
)
from earshot.script.g2p.name_origins import guess_pronunciation

BRITISH_LANGUAGES = frozenset(("en-GB", "en-IE", "en-AU", "en-NZ", "en-ZA", "en-IN"))
_LETTER_IPA = dict(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        (
            "eɪ bi si di i ɛf dʒi eɪtʃ aɪ dʒeɪ keɪ ɛl ɛm "
            "ɛn oʊ pi kju ɑɹ ɛs ti ju vi ˈdʌbəlju ɛks waɪ zi"
        ).split(),
        strict=True,
    )
)
MAX_WORD_LETTERS = 40
"""Longer tokens are not pronounced as words."""
_CLAUSE = 0.93
"""Accuracy of the clause rules on the training sentences."""
_BINDING_SOURCES = ("sense", "homograph", "name", "origin", "letters")
"""Sources whose pronunciations override those of the voice."""


class Pronunciation(NamedTuple):
    """The pronunciation of one spoken word, its source, and its certainty, 0 to 1."""

    ipa: str
    source: str
    certainty: float = 1.0
    note: str = ""


def pronounce_words(
    sentence: str, start: int, words: Sequence[Word], language: str
) -> list[list[Pronunciation]]:
    """The pronunciations of each word, one for each word of its spoken form.

    `start` is the offset of the sentence in its block.
    """
    tokens = list(TOKEN.finditer(sentence))
    index_by_start = {token.start(): number for number, token in enumerate(tokens)}
    texts = [token[0] for token in tokens]
    found = [
        _pronounce_word(sentence, word.start - start, word, (texts, index_by_start))
        for word in words
    ]
    _apply_name_pairs(words, found)
    if language in BRITISH_LANGUAGES:
        return [_to_british(word, each) for word, each in zip(words, found, strict=True)]
    return found


def add_phonemes(
    sentence: str, start: int, words: Sequence[Word], language: str
) -> tuple[Word, ...]:
    """Set the phonemes of words that voices may mispronounce: homographs, names, and words out of
    vocabulary."""
    if language.split("-")[0] != "en":
        return tuple(words)
    found = pronounce_words(sentence, start, words, language)
    return tuple(
        replace(word, phonemes=" ".join(each.ipa for each in sounds))
        if _needs_phonemes(word, sounds, word.start == start)
        else word
        for word, sounds in zip(words, found, strict=True)
    )


def _needs_phonemes(word: Word, pronunciations: list[Pronunciation], first: bool) -> bool:
    if word.phonemes or len(pronunciations) != 1 or not pronunciations[0].ipa:
        return False
    if word.spoken == "A" and pronunciations[0].source == "letter":
        return True  # "A." in a name: engines read it as the article
    is_name = word.text == word.spoken and word.text[:1].isupper() and not first
    return pronunciations[0].source in _BINDING_SOURCES or (is_name and tag(word.text) == "NNP")


def _pronounce_word(
    sentence: str, at: int, word: Word, tokens: tuple[list[str], dict[int, int]]
) -> list[Pronunciation]:
    spoken = word.spoken.split()
    if len(spoken) != 1:
        return [_pronounce_token(each, is_alone=False) for each in spoken]
    is_plain = word.text.replace("’", "'") == word.spoken.replace("’", "'")
    if is_plain and (ipa := sense_rules.match_sense_rule(sentence, at, at + len(word.text))):
        return [Pronunciation(ipa, "sense")]
    if (
        is_plain
        and at in tokens[1]
        and (homograph := _pronounce_homograph(word.spoken, tokens, at))
    ):
        return [homograph]
    return [_pronounce_token(spoken[0], is_alone=is_plain)]


def _pronounce_homograph(
    spoken: str, tokens: tuple[list[str], dict[int, int]], at: int
) -> Pronunciation | None:
    low = spoken.lower()
    candidates, plural = load_senses().get(low, ()), False
    if not candidates and low.endswith("s"):
        candidates, plural = load_senses().get(low[:-1], ()), True
    if not candidates:
        return None
    choice = _decide(low, candidates, Context(tokens[0], tokens[1][at]))
    ipa = add_s(choice.sense.ipa) if plural else choice.sense.ipa
    others = ", ".join(_inflect(sense, plural) for sense in candidates if sense != choice.sense)
    return Pronunciation(ipa, "homograph", choice.certainty, others)


def _decide(low: str, readings: Sequence[Sense], context: Context) -> SenseChoice:
    """Choose a sense by the clause rules, otherwise by the model."""
    if low == "read":
        tense = homograph_clauses.find_tense_of_read(context)
        chosen = [each for each in readings if tense and each.name.endswith(tense)]
    else:
        verbs = [each for each in readings if "V" in each.classes or each.name.endswith("_vrb")]
        chosen = (
            verbs if len(verbs) == 1 < len(readings) and _is_verb(low, readings, context) else []
        )
    return SenseChoice(chosen[0], _CLAUSE) if chosen else choose_sense(readings, context)


def _is_verb(low: str, readings: Sequence[Sense], context: Context) -> bool:
    if low.endswith("s") and not low.endswith("ss"):
        return homograph_clauses.is_third_person(context)
    return homograph_clauses.is_verb(context, any("A" in each.classes for each in readings))


def _inflect(sense: Sense, plural: bool) -> str:
    return add_s(sense.ipa) if plural else sense.ipa


@lru_cache(maxsize=1 << 14)
def _pronounce_token(token: str, is_alone: bool) -> Pronunciation:
    """Pronounce a token without context. `is_alone` is false for letters of an initialism."""
    if len(token) == 1 and token.isupper() and not (is_alone and token in "AI"):
        return Pronunciation(_LETTER_IPA.get(token, ""), "letter")
    if name := names.lookup_name(token):
        return Pronunciation(name, "name")
    low = token.lower().replace("’", "'")
    if low.isascii() and (known := lookup_word(low)):
        return Pronunciation(known, "dictionary")
    return _pronounce_unlisted(token, low)


def _pronounce_unlisted(token: str, low: str) -> Pronunciation:
    """Pronounce a word out of vocabulary."""
    if len(low) > MAX_WORD_LETTERS:
        return Pronunciation("", "none", 0.0)
    possessive = low.removesuffix("'s")
    if (
        possessive not in ("", low)
        and (base := _pronounce_token(token[: len(possessive)], is_alone=True)).ipa
    ):
        return base._replace(ipa=add_s(base.ipa))
    parts = split_parts(token)
    has_known_parts = all(len(part) > 2 and _lookup(part.lower()) for part in parts)
    if not (len(parts) > 1 and has_known_parts) and (ipa := _compose(token, low)):
        return ipa
    if len(parts) > 1:
        return _pronounce_parts(parts)
    foreign = token[0].isupper() or not low.isascii()
    return (_pronounce_by_origin(low) if foreign else None) or _pronounce_by_letters(
        names.strip_accents(low)
    )


def _compose(token: str, low: str) -> Pronunciation | None:
    """Pronounce a word that is derived from known words, or a particle with a name."""
    if seam := SEAM.fullmatch(token):
        rest = _pronounce_token(seam[2], is_alone=True)
        ipa = PARTICLES[seam[1]] + mark_stress(rest.ipa)
        certainty = min(rest.certainty, 0.9 if seam[1] in ("Mc", "Mac") else _NAME_PARTS)
        return Pronunciation(ipa, "derived", certainty) if rest.ipa else None
    is_name = token.isalpha() and token[0].isupper() and not token.isupper()
    if is_name and not inflect_ipa(low, _lookup):
        return _compose_name(low)
    ipa = derive_ipa(low, _lookup)
    certainty = 0.9 if ipa else 0.8
    ipa = ipa or (compound_ipa(low, _lookup, 3) if token.islower() else "")
    return Pronunciation(ipa, "derived", certainty) if ipa else None


def _compose_name(low: str) -> Pronunciation | None:
    if origin := _pronounce_by_guess(low):
        return origin
    if place := PLACE.fullmatch(low):
        stem = _pronounce_token(place[1].capitalize(), is_alone=True)
        return stem._replace(ipa=mark_stress(stem.ipa) + PLACE_ENDINGS[place[2]])
    ipa = derive_ipa(low, _lookup, compounds=False)
    if not ipa and (compound := compound_ipa(low, _lookup)):
        ipa = letters_to_ipa(low, compound) if low.isascii() else compound
    return Pronunciation(ipa, "derived", _NAME_PARTS) if ipa else None


_NAME_PARTS = 0.6
"""The share of names made of known words that are right."""


def _pronounce_parts(parts: Sequence[str]) -> Pronunciation:
    """Pronounce the parts. The certainty is the lowest of theirs. Short ones are spelled: iMac."""
    pronunciations = [_spell_part(part) or _pronounce_token(part, is_alone=True) for part in parts]
    if not all(each.ipa for each in pronunciations):
        return Pronunciation("", "none", 0.0)
    least = min(pronunciations, key=lambda each: each.certainty)
    ipa = " ".join(each.ipa for each in pronunciations)
    is_known = least.source in ("dictionary", "name", "letter")
    return least._replace(ipa=ipa, source="derived" if is_known else least.source)


def _spell_part(part: str) -> Pronunciation | None:
    by_letters = (len(part) == 1 and part.islower()) or (part.isupper() and len(part) < 4)
    if not by_letters or not part.isascii() or not part.isalpha():
        return None
    return Pronunciation(" ".join(_LETTER_IPA[letter] for letter in part.upper()), "letter")


_WEIGHED_ORIGINS = ("African", "Italian")
"""Origins whose rules are right more often together with the letter-to-sound model."""


def _pronounce_by_guess(low: str) -> Pronunciation | None:
    if not (guess := guess_pronunciation(low)):
        return None
    is_weighed = guess.origin in _WEIGHED_ORIGINS and low.isascii()
    ipa = letters_to_ipa(low, guess.ipa) if is_weighed else guess.ipa
    return Pronunciation(ipa, "origin", 0.5, guess.origin)


def _pronounce_by_origin(low: str) -> Pronunciation | None:
    known = "" if low.isascii() else lookup_word(names.strip_accents(low))
    listed = Pronunciation(known, "dictionary", 0.7) if known else None
    return _pronounce_by_guess(low) or listed


def _pronounce_by_letters(folded: str) -> Pronunciation:
    letters = "".join(c for c in folded if "a" <= c <= "z")
    if not letters or len(letters) < len(folded) / 2:
        return Pronunciation("", "none", 0.0)
    return Pronunciation(letters_to_ipa(letters), "letters", 0.3)


def _lookup(word: str) -> str:
    if not word or len(word) > MAX_WORD_LETTERS:
        return ""
    return names.lookup_name(word) or lookup_word(word) or names.lookup_name(word.capitalize())


def _apply_name_pairs(words: Sequence[Word], found: list[list[Pronunciation]]) -> None:
    """Pronounce names of two words: "Fine" in "Fine Gael" is not the English word."""
    for index, (first, second) in enumerate(pairwise(words)):
        if first.text[:1].isupper() and (ipas := names.lookup_name_pair(first.text, second.text)):
            found[index] = [Pronunciation(ipas[0], "name")]
            found[index + 1] = [Pronunciation(ipas[1], "name")]


def _to_british(word: Word, pronunciations: list[Pronunciation]) -> list[Pronunciation]:
    tokens = word.spoken.split()
    return [
        each._replace(ipa=to_british(each.ipa, token))
        for each, token in zip(pronunciations, tokens, strict=True)
    ]
