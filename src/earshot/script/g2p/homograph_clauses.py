"""Clause rules for homographs: noun or verb, past or present.

A clause needs a verb. If a plural subject precedes the word and there is no other verb, the word is
the verb: "The accounts conflict on key points." The third person of the present has an -s, so "she
read" must be the past.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from earshot.script.g2p.homograph_features import Context

_PLURAL = frozenset("police people men women children others we they you i who".split())
_MANY = frozenset(
    "two three four five six seven eight nine ten dozen hundred many most some several few other "
    "these those all both more fewer".split()
)
_SEMI_MODALS = frozenset("gotta gonna wanna let's lets lemme".split())
_NOMINATIVE = frozenset("we they i".split())
_QUANTIFIERS = frozenset("some many most few others".split())
_BEFORE_IT = frozenset("than that as because if when while which and but".split())
_NO_PLURAL = frozenset("news series species means headquarters politics physics".split())
_SINGULAR = frozenset("he she it".split())
_PAST = frozenset(
    "said told fell rose won lost went came took gave got made found held kept left met paid ran "
    "saw sent sold spoke stood wrote sat knew grew drew broke began brought bought built caught "
    "chose drove ate felt fought flew led lay hit cut put set shot stole taught thought threw wore "
    "woke swore sang rang hung heard wept slept struck became".split()
)
_PLAIN_VERBS = frozenset(
    "include earn hurt seem remain become arrive depend exist occur differ vary survive require "
    "provide reduce suggest contain involve tend continue receive bring keep lose eat grow loom "
    "follow happen appear belong send sell buy cost need mean show help save live".split()
)
"""Verbs in the plural of the present, after "exports" or "graduates"."""
_PRESENT = frozenset("say says think thinks know knows want wants see sees".split())
_REPORTS = frozenset("say says said believe believes think thinks fear hope claim".split())
_FINITE = frozenset(("MD", "DO", "BE", "HV", "VBD", "VBZ", "VBP"))
_NOUNS = frozenset(("NN", "NN?", "NNP", "NNS", "JJ"))
_BOUNDS = frozenset((".", ",", "SC", '"'))
_RELATIVE = frozenset("that who which whom".split())
_TAKEN = frozenset("to for from with .".split())
_OBJECTS = frozenset(("DT", "PP$", "PRP", "CD", "TO"))
_TO_NOUNS = frozenset(("DT", "PP$", "NNP", "CD"))
"""Words after "to" as a preposition: "sources close to the minister"."""
_HEADED = frozenset(("DT", "PP$", "CD", "JJ", "IN", "RB"))
_AFTER = frozenset(("IN", "RB", "SC", "NNS", "NNP", "NN", "NN?", "JJ", "."))
_AFTER_INFINITIVE = frozenset((".", ",", "SC", "RB", "DT", "PP$", "PRP"))
_BEFORE_PARTICIPLE = frozenset(("IN", "DT", "PP$", "CD"))
_IS_NOW = frozenset("do are tend have know can will may should".split())
_RELATIVE_OBJECTS = frozenset(("DT", "PP$", "PRP", "CD", "TO", "NNS", "NN?", "NN", "JJ", "NNP"))
_NOW = frozenset(
    "nowadays days often usually sometimes always every rarely regularly daily".split()
)
_PERIODS = frozenset("day week month year".split())
_THEN = frozenset(
    "yesterday ago last earlier monday tuesday wednesday thursday friday saturday sunday".split()
)
Pairs = list[tuple[str, str]]


def is_verb(context: Context, adjective: bool) -> bool:
    """Whether the word must be a verb without ending: after a modal verb or a plural subject.

    `adjective` says that it can be an adjective after its noun: "the symbols appropriate to them".
    """
    left = _strip_adverbs(context)
    if not left:
        return False
    right = list(zip(context.right, context.right_tags, strict=True))
    if left[0][1] == "MD" or left[0][0].endswith("'ll") or left[0][0] in _SEMI_MODALS:
        return True
    if _must_precede_verb(context, left) or _is_relative_verb(left, right):
        return True
    opens = left[0][0] in _QUANTIFIERS and _opens_clause(left)
    if (opens and _has_bare_object(right)) or (_ends_subject(left) and _is_free(left)):
        return opens or _is_predicate(left, right or [(".", ".")], adjective)
    return False


def _is_relative_verb(left: Pairs, right: Pairs) -> bool:
    """ "firms that import steel", "nurses who refuse" """
    is_object = bool(right) and right[0][1] in _RELATIVE_OBJECTS
    return _follows_relative(left) and (left[0][0] == "who" or is_object)


def _is_predicate(left: Pairs, right: Pairs, adjective: bool) -> bool:
    """Whether a word after a plural subject is its verb, judging by the words after it."""
    word, tag = right[0]
    is_adjective = adjective and word == "to" and len(right) > 1 and right[1][1] in _TO_NOUNS
    if not is_adjective and (tag in _OBJECTS or word in ("that", "whether")):
        return True
    if word == "." and len(left) == len(list(_cut_clause(left))):
        return True
    if word == "of" or (adjective and word in _TAKEN) or _has_verb(right):
        return False
    return tag in _AFTER


def _must_precede_verb(context: Context, left: Pairs) -> bool:
    """Whether only a verb can follow: "than we export", "I do recall", "some still use"."""
    word, tag = left[0]
    if tag == "DO" and (word.endswith("n't") or "not" in context.left[:2]):
        return True
    if tag == "TO" and len(left) > 1 and left[1][1] in _FINITE:
        return not context.right_tags or context.right_tags[0] in _AFTER_INFINITIVE
    if left[-1][1] == "DO" and 1 < len(left) < 5 and "?" in context.right:
        return tag in ("PRP", "NNS", "NN", "NN?") and context.right_tags[0] in _AFTER_INFINITIVE
    if word in _NOMINATIVE or (tag == "DO" and len(left) > 1 and left[1][0] in _NOMINATIVE):
        return len(left) < 2 or left[1][1] != "NNP"  # World War I
    has_adverb = len(left) < len(context.left)
    return has_adverb and word in _QUANTIFIERS and _opens_clause(left)


def _has_bare_object(right: Pairs) -> bool:
    """Whether a noun or determiner follows, and no verb: "some use drones"."""
    is_object = bool(right) and right[0][1] in ("NNS", "DT", "PP$", "PRP")
    return is_object and not _has_verb(right)


def is_third_person(context: Context) -> bool:
    """Whether a word in -s must be a verb in the third person singular: "China exports steel"."""
    left = _strip_adverbs(context)
    if left and left[0][0] in _SINGULAR and len(left) > 1 and left[1][0] in _BEFORE_IT:
        return True
    if context.left[:2] == ["longer", "no"]:
        return True
    is_listed = len(left) > 1 and left[1][1] == "CC"
    if not left or is_listed or not _is_singular(left) or not _is_free(left):
        return False
    right = list(zip(context.right, context.right_tags, strict=True))
    objects = bool(right) and (right[0][1] in _OBJECTS or right[0][1] in _NOUNS)
    is_sentence = "." in context.right and (len(left) == 1 or left[1:] == [(left[-1][0], "DT")])
    objects = objects or (is_sentence and right[0][1] in ("IN", "RB", ".") and right[0][0] != "of")
    is_plural = bool(right) and right[0][0] in _PLAIN_VERBS
    return objects and not is_plural and not _has_verb(right)


def find_tense_of_read(context: Context) -> str:
    """ "past" or "present" for the word "read", or an empty string if the clause is ambiguous."""
    left = _strip_adverbs(context)
    if not left:
        return ""
    word, tag = left[0]
    if tag == "CC":
        return _find_tense_before(left[1:])
    if _follows_relative(left):
        is_habit = _NOW.intersection([*context.left, *context.right]) or _IS_NOW.intersection(
            context.right
        )
        return "present" if is_habit else ""
    if not _is_free(left) or word in _RELATIVE:
        return ""
    if _is_singular(left):
        return "past"
    return _find_tense_of_many(context) if _ends_subject(left) else ""


def _find_tense_of_many(context: Context) -> str:
    """After a plural subject, time expressions and other verbs decide the tense."""
    around = [*context.left, *context.right]
    is_rate = any(word == "a" and unit in _PERIODS for word, unit in pairwise(context.right))
    if is_rate or _NOW.intersection(around):
        return "present"
    past = bool((_THEN | _PAST).intersection(around))
    past = past or "VBD" in (*context.left_tags, *context.right_tags)
    return "past" if past and not _PRESENT.intersection(around) else ""


def _follows_relative(left: Pairs) -> bool:
    """Whether the word follows the pronoun of a relative clause: "firms that import steel"."""
    if len(left) < 2 or left[0][0] not in ("that", "who", "which"):
        return False
    return _is_plural(left[1]) or left[1][0] in ("those", "others", "many", "some")


def _strip_adverbs(context: Context) -> Pairs:
    """The words before the word, nearest first, without the adverbs next to it."""
    left = list(zip(context.left, context.left_tags, strict=True))
    while left and left[0][1] == "RB" and left[0][0] not in _PLURAL:
        del left[0]
    return left


def _is_plural(pair: tuple[str, str]) -> bool:
    word, tag = pair
    plural = tag in ("NNS", "NNP") and word.endswith("s") and word.isalpha()
    return word in _PLURAL or (plural and word not in _NO_PLURAL)


def _ends_subject(left: Pairs) -> bool:
    """Whether a plural subject ends here. "uses" in "the firm uses" only looks like a plural."""
    if not left or not _is_plural(left[0]):
        return False
    if left[0][0] in _PLURAL or _opens_clause(left):
        return True
    word, tag = left[1]
    return word in _MANY or (left[0][1] == "NNS" and tag in _HEADED)


def _is_singular(left: Pairs) -> bool:
    word, tag = left[0]
    return word in _SINGULAR or (tag in ("NN", "NN?", "NNP") and not _is_plural(left[0]))


def _opens_clause(left: Pairs) -> bool:
    """Whether the previous word begins a clause."""
    return len(left) == 1 or left[1][1] in (".", '"', "SC") or left[1][0] in _REPORTS


def _is_finite(pair: tuple[str, str]) -> bool:
    return pair[1] in _FINITE or pair[0] in _PAST


def _has_verb(right: Pairs) -> bool:
    """Whether a verb follows in the clause, not the participle of "behind closed doors"."""
    clause = list(_cut_clause(right))
    before = ("", *(tag for _, tag in clause))
    return any(
        _is_finite(pair) and not (pair[1] == "VBD" and tag in _BEFORE_PARTICIPLE)
        for tag, pair in zip(before, clause, strict=False)
    )


def _cut_clause(pairs: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The words up to the end of the clause."""
    for word, tag in pairs:
        is_mark = tag in _BOUNDS and word not in "'’"
        if is_mark or word in _RELATIVE or word in _REPORTS or word == "than":
            return
        yield word, tag


def _is_free(left: Pairs) -> bool:
    """Whether the words before can be a subject, not the object of a verb or preposition."""
    phrase = list(_cut_clause(left))
    if any(_is_finite(pair) or pair[1] in ("TO", "VBG") for pair in phrase):
        return False
    heads = [word for word, tag in phrase if tag == "IN"]
    return not heads or heads[-1] == "of" or phrase[-1][1] != "IN"


def _find_tense_before(left: Pairs) -> str:
    """The tense of the verb that "and" joins to "read": "sat down and read"."""
    for word, tag in _cut_clause(left):
        if word in _PAST or tag == "VBD":
            return "past"
        if tag in ("TO", "MD", "DO"):
            return "present"
    return ""
