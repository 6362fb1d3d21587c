"""Words that no dictionary lists, made of words that one does: plurals, possessives, compounds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

Find = Callable[[str], str]
"""The IPA of a word in small letters, or nothing."""
_HISSES = ("s", "z", "ʃ", "ʒ", "tʃ", "dʒ")
_BREATHED = ("p", "t", "k", "f", "θ")
_SUFFIXES = (
    ("ly", "li"), ("ness", "nəs"), ("less", "ləs"), ("like", "ˌlaɪk"), ("ship", "ʃɪp"),
    ("ize", "ˌaɪz"), ("izer", "ˌaɪzɚ"), ("izers", "ˌaɪzɚz"), ("ization", "əˈzeɪʃən"),
    ("hood", "ˌhʊd"), ("ful", "fəl"), ("ment", "mənt"), ("wise", "ˌwaɪz"), ("ward", "wɚd"),
    ("wide", "ˌwaɪd"), ("gate", "ˌɡeɪt"), ("ism", "ˌɪzəm"), ("ist", "ɪst"), ("ists", "ɪsts"),
    ("ish", "ɪʃ"), ("able", "əbəl"), ("er", "ɚ"), ("ers", "ɚz"), ("ing", "ɪŋ"), ("ville", "ˌvɪl"),
    ("son", "sən"), ("sons", "sənz"), ("man", "mən"), ("ton", "tən"), ("land", "lənd"),
)  # fmt: skip
_PREFIXES = (
    ("un", "ˌʌn"), ("re", "ˌɹi"), ("non", "ˌnɑn"), ("anti", "ˌænti"), ("pre", "ˌpɹi"),
    ("post", "ˌpoʊst"), ("over", "ˌoʊvɚ"), ("under", "ˌʌndɚ"), ("super", "ˌsupɚ"),
    ("multi", "ˌmʌlti"), ("semi", "ˌsɛmi"), ("micro", "ˌmaɪkɹoʊ"), ("mis", "ˌmɪs"),
    ("inter", "ˌɪntɚ"), ("trans", "ˌtɹænz"), ("cyber", "ˌsaɪbɚ"), ("bio", "ˌbaɪoʊ"),
    ("geo", "ˌdʒioʊ"), ("eco", "ˌikoʊ"), ("neuro", "ˌnʊɹoʊ"), ("crypto", "ˌkɹɪptoʊ"),
    ("de", "ˌdi"), ("co", "ˌkoʊ"), ("sub", "ˌsʌb"), ("ultra", "ˌʌltɹə"), ("mc", "mək"),
)  # fmt: skip


_AMERICAN = tuple(
    (re.compile(british), american)
    for british, american in (
        (r"is(e[drs]?|ing|ation|ations|ers)$", r"iz\1"),
        (r"ys(e[drs]?|ing)$", r"yz\1"),
        (r"(?<=[a-z]{2})our(?=(?:s|ed|ing|ful|able|less|ite|ites|hood|ly|y)?$)", "or"),
        (r"(?<=[bt])re(s?)$", r"er\1"),
        (r"ence(s?)$", r"ense\1"),
        (r"ogue(s?)$", r"og\1"),
        (r"ll(?=(?:ed|ing|er|ers|or|ors)$)", "l"),
        (r"(?<=l)(?=(?:ment|ful)s?$)", "l"),
        (r"ae|oe", "e"),
        (r"mme(s?)$", r"m\1"),
    )
)
"""How Britain spells what the dictionary has in American."""


def derived(word: str, find: Find) -> str:
    """The IPA of a word made from known ones, or nothing."""
    return next((ipa for ipa in _ways(word, find) if ipa), "") or _respelled(word, find)


def _respelled(word: str, find: Find) -> str:
    """organisers → organizers, paedophile → pedophile."""
    spelt = (british.sub(american, word) for british, american in _AMERICAN)
    others = [other for other in spelt if other != word]
    whole = next((ipa for other in others if (ipa := find(other))), "")
    return whole or next((ipa for other in others for ipa in _ways(other, find) if ipa), "")


def _made(find: Find) -> Find:
    """What finds "weaponize" too, where only "weapon" is known."""
    return lambda word: find(word) or next((ipa for ipa in _affixed(word, find) if ipa), "")


def _ways(word: str, find: Find) -> Iterator[str]:
    if "'" in word:
        yield _possessive(word, find)
    if "-" in word:
        yield _hyphened(word, find)
    yield from _inflected(word, find)
    yield from _affixed(word, find)
    yield compound(word, find)
    yield from _inflected(word, _made(find))


def _inflected(word: str, find: Find) -> Iterator[str]:
    if word.endswith("s") and len(word) > 3 and not word.endswith("ss"):
        yield with_s(find(_singular(word)) or find(word[:-1]))
    if word.endswith("ed") and len(word) > 4:
        yield _past(find(word[:-1]) or find(word[:-2]) or find(_undoubled(word[:-2])))
    if word.endswith("ing") and len(word) > 5:
        stem = find(word[:-3]) or find(word[:-3] + "e") or find(_undoubled(word[:-3]))
        yield stem and f"{marked(stem)}ɪŋ"
    agent = re.fullmatch("(.{4,})[eo]r(s?)", word)
    if agent:
        stem = re.sub("ət$", "ˌeɪt", find(agent[1] + "e"))
        yield stem and f"{marked(stem)}ɚ{'z' if agent[2] else ''}"


def _possessive(word: str, find: Find) -> str:
    stem, _, tail = word.rpartition("'")
    return with_s(find(stem)) if tail == "s" else find(stem) if not tail else ""


def _hyphened(word: str, find: Find) -> str:
    parts = [find(part) for part in word.split("-") if part]
    return "-".join(parts).replace("-", " ") if parts and all(parts) else ""


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-2] if re.search("(?:[sxz]|ch|sh)es$", word) else word[:-1]


def _undoubled(stem: str) -> str:
    return stem[:-1] if len(stem) > 2 and stem[-1] == stem[-2] else ""


def with_s(ipa: str) -> str:
    """The plural, possessive or third person of a word: -ɪz, -s or -z by its last sound."""
    if not ipa:
        return ""
    hissed = ipa.endswith(_HISSES)
    return f"{marked(ipa)}ɪz" if hissed else ipa + ("s" if ipa.endswith(_BREATHED) else "z")


def _past(ipa: str) -> str:
    if not ipa:
        return ""
    if ipa.endswith(("t", "d")):
        return f"{marked(ipa)}ɪd"
    return ipa + ("t" if ipa.endswith((*_BREATHED, "s", "ʃ", "tʃ")) else "d")


def _affixed(word: str, find: Find) -> Iterator[str]:
    for ending, sound in _SUFFIXES:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > 3:
            known = find(stem)
            yield known and marked(known) + sound
    for opening, sound in _PREFIXES:
        stem = word.removeprefix(opening)
        if stem != word and len(stem) > 3:
            known = find(stem)
            yield known and sound + marked(known)


def compound(word: str, find: Find, shortest: int = 4) -> str:
    """livestream → live + stream: the cut nearest the middle whose halves are words."""
    cut = halves(word, find, shortest)
    if not cut:
        return ""
    return marked(find(word[:cut])) + marked(find(word[cut:])).replace("ˈ", "ˌ")


def halves(word: str, find: Find, shortest: int = 4) -> int:
    """Where a word of at most 24 letters falls into two known ones, or 0."""
    cuts = sorted(range(shortest, len(word) - 2), key=lambda cut: abs(2 * cut - len(word)))
    fitting = (cut for cut in cuts if find(word[:cut]) and find(word[cut:]))
    return next(fitting, 0) if len(word) <= 24 and word.isalpha() else 0


def marked(ipa: str) -> str:
    """With its stress shown: words of one syllable go without as long as they stand alone."""
    return ipa if "ˈ" in ipa or " " in ipa else f"ˈ{ipa}"
