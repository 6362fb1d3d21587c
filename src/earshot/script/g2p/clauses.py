"""Noun or verb, past or present, by the clause that a homograph stands in.

A clause needs a verb. Where a plural subject stands before the word and no other verb can be
found, the word is the verb: "The accounts conflict on key points." English marks the third person
of the present with an -s, so "she read" can only be the past.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from earshot.script.g2p.features import Context

_PLURAL = frozenset("police people men women children others we they you i who".split())
_MANY = frozenset(
    "two three four five six seven eight nine ten dozen hundred many most some several few other "
    "these those all both more".split()
)
_NO_PLURAL = frozenset("news series species means headquarters politics physics".split())
_SINGULAR = frozenset("he she it".split())
_PAST = frozenset(
    "said told fell rose won lost went came took gave got made found held kept left met paid ran "
    "saw sent sold spoke stood wrote sat knew grew drew broke began brought bought built caught "
    "chose drove ate felt fought flew led lay hit cut put set shot stole taught thought threw wore "
    "woke swore sang rang hung heard wept slept struck became".split()
)
_PRESENT = frozenset("say says think thinks know knows want wants see sees".split())
_REPORTS = frozenset("say says said believe believes think thinks fear hope claim".split())
_FINITE = frozenset(("MD", "DO", "BE", "HV", "VBD"))
_NOUNS = frozenset(("NN", "NN?", "NNP", "NNS", "JJ"))
_BOUNDS = frozenset((".", ",", "SC", '"'))
_RELATIVE = frozenset("that who which whom".split())
_TAKEN = frozenset("to for from with .".split())
_OBJECTS = frozenset(("DT", "PP$", "PRP", "CD", "TO"))
_HEADED = frozenset(("DT", "PP$", "CD", "JJ", "IN", "RB"))
_AFTER = frozenset(("IN", "RB", "NNS", "NNP", "NN", "NN?", "JJ", "."))
_NOW = frozenset("often usually sometimes always every rarely regularly daily".split())
_THEN = frozenset(
    "yesterday ago last earlier monday tuesday wednesday thursday friday saturday sunday".split()
)
Pairs = list[tuple[str, str]]


def is_verb(context: Context, adjective: bool) -> bool:
    """Whether the word must be a plain verb: after a modal verb or a plural subject.

    One that is an adjective too can follow its noun: "the symbols appropriate to them".
    """
    left = _strip_adverbs(context)
    if left and left[0][1] == "MD":
        return True
    if not left or not _ends_subject(left) or not _is_free(left):
        return False
    right = list(zip(context.right, context.right_tags, strict=True))
    word, tag = right[0] if right else (".", ".")
    if tag in _OBJECTS or word in ("that", "whether"):
        return True
    if word == "of" or (adjective and word in _TAKEN) or any(map(_is_finite, _cut_clause(right))):
        return False
    return tag in _AFTER


def is_third_person(context: Context) -> bool:
    """Whether a word in -s must be the verb of one person or thing: "China exports steel"."""
    left = _strip_adverbs(context)
    if not left or not _is_singular(left) or not _is_free(left):
        return False
    right = list(zip(context.right, context.right_tags, strict=True))
    objects = bool(right) and (right[0][1] in _OBJECTS or right[0][1] in _NOUNS)
    return objects and not any(map(_is_finite, _cut_clause(right)))


def find_tense_of_read(context: Context) -> str:
    """ "past" or "present" for a plain "read", or nothing where the clause does not tell."""
    left = _strip_adverbs(context)
    if not left:
        return ""
    word, tag = left[0]
    if tag == "CC":
        return _find_tense_before(left[1:])
    if not _is_free(left) or word in _RELATIVE:
        return ""
    if _is_singular(left):
        return "past"
    return _find_tense_of_many(context) if _ends_subject(left) else ""


def _find_tense_of_many(context: Context) -> str:
    """After a plural subject, the tense of "read" is that of the time and of the other verbs."""
    around = [*context.left, *context.right]
    if _NOW.intersection(around):
        return "present"
    past = bool((_THEN | _PAST).intersection(around))
    past = past or "VBD" in (*context.left_tags, *context.right_tags)
    return "past" if past and not _PRESENT.intersection(around) else ""


def _strip_adverbs(context: Context) -> Pairs:
    """What stands before the word, the nearest first, without adverbs between."""
    left = list(zip(context.left, context.left_tags, strict=True))
    while left and left[0][1] == "RB" and left[0][0] not in _PLURAL:
        del left[0]
    return left


def _is_plural(pair: tuple[str, str]) -> bool:
    word, tag = pair
    plural = tag in ("NNS", "NNP") and word.endswith("s") and word.isalpha()
    return word in _PLURAL or (plural and word not in _NO_PLURAL)


def _ends_subject(left: Pairs) -> bool:
    """Whether a plural noun or pronoun ends here; "the firm uses" looks like one, but is none."""
    if not left or not _is_plural(left[0]):
        return False
    if left[0][0] in _PLURAL or _opens_clause(left):
        return True
    word, tag = left[1]
    return left[0][1] == "NNS" and (tag in _HEADED or word in _MANY)


def _is_singular(left: Pairs) -> bool:
    word, tag = left[0]
    return word in _SINGULAR or (tag in ("NN", "NN?", "NNP") and not _is_plural(left[0]))


def _opens_clause(left: Pairs) -> bool:
    """Whether a clause begins with the word before."""
    return len(left) == 1 or left[1][1] in (".", '"', "SC") or left[1][0] in _REPORTS


def _is_finite(pair: tuple[str, str]) -> bool:
    return pair[1] in _FINITE or pair[0] in _PAST


def _cut_clause(pairs: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Of these words, those of the same clause."""
    for word, tag in pairs:
        if tag in _BOUNDS or word in _RELATIVE or word in _REPORTS:
            return
        yield word, tag


def _is_free(left: Pairs) -> bool:
    """Whether the words before are a subject, with no verb or preposition that takes them."""
    phrase = list(_cut_clause(left))
    if any(_is_finite(pair) or pair[1] in ("TO", "VBG") for pair in phrase):
        return False
    heads = [word for word, tag in phrase if tag == "IN"]
    return not heads or heads[-1] == "of" or phrase[-1][1] != "IN"


def _find_tense_before(left: Pairs) -> str:
    """Of "sat down and read": the tense of the verb that "and" joins to it."""
    for word, tag in _cut_clause(left):
        if word in _PAST or tag == "VBD":
            return "past"
        if tag in ("TO", "MD", "DO"):
            return "present"
    return ""
