"""Derives pronunciations from known words: plurals, possessives, affixes and compounds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from earshot.phonemes import arpabet, ipa_of

Lookup = Callable[[str], str]
"""Returns the IPA of a lower-case word, or an empty string."""
_SIBILANTS = ("s", "z", "ʃ", "ʒ", "tʃ", "dʒ")
_VOICELESS = ("p", "t", "k", "f", "θ")
_SUFFIXES = (
    ("ly", "li"), ("ness", "nəs"), ("less", "ləs"), ("like", "ˌlaɪk"), ("ship", "ʃɪp"),
    ("ize", "ˌaɪz"), ("izer", "ˌaɪzɚ"), ("izers", "ˌaɪzɚz"), ("ization", "əˈzeɪʃən"),
    ("hood", "ˌhʊd"), ("ful", "fəl"), ("ment", "mənt"), ("wise", "ˌwaɪz"), ("ward", "wɚd"),
    ("wide", "ˌwaɪd"), ("gate", "ˌɡeɪt"), ("ism", "ˌɪzəm"), ("ist", "ɪst"), ("ists", "ɪsts"),
    ("ish", "ɪʃ"), ("able", "əbəl"), ("er", "ɚ"), ("ers", "ɚz"), ("ing", "ɪŋ"), ("ville", "ˌvɪl"),
    ("son", "sən"), ("sons", "sənz"), ("man", "mən"), ("ton", "tən"), ("land", "lənd"),
    ("esque", "ˌɛsk"),
)  # fmt: skip
_PREFIXES = (
    ("un", "ˌʌn"), ("re", "ˌɹi"), ("non", "ˌnɑn"), ("anti", "ˌænti"), ("pre", "ˌpɹi"),
    ("post", "ˌpoʊst"), ("over", "ˌoʊvɚ"), ("under", "ˌʌndɚ"), ("super", "ˌsupɚ"),
    ("multi", "ˌmʌlti"), ("semi", "ˌsɛmi"), ("micro", "ˌmaɪkɹoʊ"), ("mis", "ˌmɪs"),
    ("inter", "ˌɪntɚ"), ("trans", "ˌtɹænz"), ("cyber", "ˌsaɪbɚ"), ("bio", "ˌbaɪoʊ"),
    ("geo", "ˌdʒioʊ"), ("eco", "ˌikoʊ"), ("neuro", "ˌnʊɹoʊ"), ("crypto", "ˌkɹɪptoʊ"),
    ("de", "ˌdi"), ("co", "ˌkoʊ"), ("sub", "ˌsʌb"), ("ultra", "ˌʌltɹə"), ("mc", "mək"),
)  # fmt: skip
PARTICLES = {
    "De": "də", "Di": "di", "Da": "də", "Du": "du", "La": "lə", "Le": "lə", "Lo": "loʊ",
    "Mc": "mək", "Mac": "mək", "Van": "væn", "Von": "vɑn", "Fitz": "fɪts",
}  # fmt: skip
SEAM = re.compile(f"({'|'.join(PARTICLES)})([A-Z][^\\W\\d_A-Z]{{2,}})")
"""A particle and a capitalized name: DeSaulnier, McBath."""
PLACE_ENDINGS = {
    "mouth": "məθ", "abad": "əˌbɑd", "stan": "ˌstæn", "grad": "ˌɡɹæd", "nagar": "ˌnʌɡɚ",
}  # fmt: skip
PLACE = re.compile(f"([a-z]{{4,20}})({'|'.join(PLACE_ENDINGS)})")
"""Endings of places with the same pronunciation after any stem: Tynemouth, Faisalabad."""


_AMERICAN_SPELLINGS = tuple(
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
"""British spellings of words that the dictionary has in American spelling."""


def derive_ipa(word: str, lookup: Lookup, compounds: bool = True) -> str:
    """The IPA of a word derived from known ones, or an empty string. `compounds` are words of two
    known ones, which names only seem to be."""
    derived = next((ipa for ipa in _derivations(word, lookup, compounds) if ipa), "")
    return derived or _derive_from_american(word, lookup)


def inflect_ipa(word: str, lookup: Lookup) -> str:
    """The IPA of a known word with an ending, or an empty string."""
    return next((ipa for ipa in _inflections(word, lookup) if ipa), "")


def _derive_from_american(word: str, lookup: Lookup) -> str:
    """organisers → organizers, paedophile → pedophile."""
    respelled = (british.sub(american, word) for british, american in _AMERICAN_SPELLINGS)
    others = [other for other in respelled if other != word]
    listed = next((ipa for other in others if (ipa := lookup(other))), "")
    return listed or next(
        (ipa for other in others for ipa in _derivations(other, lookup) if ipa), ""
    )


def _with_affixes(lookup: Lookup) -> Lookup:
    """A lookup that also derives words with affixes, "weaponize" from "weapon"."""
    return lambda word: lookup(word) or next((ipa for ipa in _affixations(word, lookup) if ipa), "")


def _derivations(word: str, lookup: Lookup, compounds: bool = True) -> Iterator[str]:
    if "'" in word:
        yield _possessive_ipa(word, lookup)
    if "-" in word:
        yield _hyphenated_ipa(word, lookup)
    yield from _inflections(word, lookup)
    if word.endswith("onian"):
        yield _add_onian(word, lookup)
    yield from _affixations(word, lookup)
    if compounds:
        yield compound_ipa(word, lookup)
    yield from _inflections(word, _with_affixes(lookup))


def _inflections(word: str, lookup: Lookup) -> Iterator[str]:
    if word.endswith("s") and len(word) > 3 and not word.endswith("ss"):
        yield add_s(lookup(_singular(word)) or lookup(word[:-1]))
    if word.endswith("ed") and len(word) > 4:
        yield _add_ed(lookup(word[:-1]) or lookup(word[:-2]) or lookup(_undouble(word[:-2])))
    if word.endswith("ing") and len(word) > 5:
        stem = lookup(word[:-3]) or lookup(word[:-3] + "e") or lookup(_undouble(word[:-3]))
        yield stem and f"{mark_stress(stem)}ɪŋ"
    agent = re.fullmatch("(.{4,})[eo]r(s?)", word)
    if agent:
        stem = re.sub("ət$", "ˌeɪt", lookup(agent[1] + "e"))
        yield stem and f"{mark_stress(stem)}ɚ{'z' if agent[2] else ''}"


def _add_onian(word: str, find: Lookup) -> str:
    """Newton → Newtonian: the ending is stressed and has a long vowel."""
    stem = find(word[:-3])
    weak = re.fullmatch("(.+)(?:ən|ɑn|ɪn)", stem)
    if not weak:
        return ""
    phones = [phone.replace("1", "2") for phone in arpabet(weak[1])]
    return ipa_of([*phones, "OW1", "N", "IY0", "AH0", "N"])


def _possessive_ipa(word: str, lookup: Lookup) -> str:
    stem, _, tail = word.rpartition("'")
    return add_s(lookup(stem)) if tail == "s" else lookup(stem) if not tail else ""


def _hyphenated_ipa(word: str, lookup: Lookup) -> str:
    parts = [lookup(part) for part in word.split("-") if part]
    return "-".join(parts).replace("-", " ") if parts and all(parts) else ""


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-2] if re.search("(?:[sxz]|ch|sh)es$", word) else word[:-1]


def _undouble(stem: str) -> str:
    return stem[:-1] if len(stem) > 2 and stem[-1] == stem[-2] else ""


def add_s(ipa: str) -> str:
    """The plural, possessive or third person of a word: -ɪz, -s or -z by its last sound."""
    if not ipa:
        return ""
    is_sibilant = ipa.endswith(_SIBILANTS)
    return (
        f"{mark_stress(ipa)}ɪz" if is_sibilant else ipa + ("s" if ipa.endswith(_VOICELESS) else "z")
    )


def _add_ed(ipa: str) -> str:
    if not ipa:
        return ""
    if ipa.endswith(("t", "d")):
        return f"{mark_stress(ipa)}ɪd"
    return ipa + ("t" if ipa.endswith((*_VOICELESS, "s", "ʃ", "tʃ")) else "d")


def _affixations(word: str, lookup: Lookup) -> Iterator[str]:
    for ending, sound in _SUFFIXES:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > 3:
            stem_ipa = lookup(stem)
            yield stem_ipa and mark_stress(stem_ipa) + sound
    for opening, sound in _PREFIXES:
        stem = word.removeprefix(opening)
        if stem != word and len(stem) > 3:
            stem_ipa = lookup(stem)
            yield stem_ipa and sound + mark_stress(stem_ipa)


def compound_ipa(word: str, lookup: Lookup, min_letters: int = 4) -> str:
    """livestream → live + stream: the split nearest the middle whose parts are words."""
    cut = split_compound(word, lookup, min_letters)
    if not cut:
        return ""
    return mark_stress(lookup(word[:cut])) + mark_stress(lookup(word[cut:])).replace("ˈ", "ˌ")


def split_compound(word: str, lookup: Lookup, min_letters: int = 4) -> int:
    """The position that splits a word of at most 24 letters into two known words, or 0."""
    cuts = sorted(range(min_letters, len(word) - 2), key=lambda cut: abs(2 * cut - len(word)))
    fitting = (cut for cut in cuts if _is_said(word[:cut], lookup) and _is_said(word[cut:], lookup))
    return next(fitting, 0) if len(word) <= 24 and word.isalpha() else 0


_VOWEL_SOUNDS = re.compile("[aeiouɑæɛɪɔʊəɚɝʌ]+")


def _is_said(word: str, find: Lookup) -> bool:
    """Whether a word is known and not an initialism, which has more vowels than letters: "rna"."""
    ipa = find(word)
    letters = sum(letter in "aeiouy" for letter in word)
    return bool(ipa) and len(_VOWEL_SOUNDS.findall(ipa)) <= letters


def mark_stress(ipa: str) -> str:
    """Add the stress mark, which the dictionary omits for words of one syllable."""
    return ipa if "ˈ" in ipa or " " in ipa else f"ˈ{ipa}"


_CAMEL_CASE_PART = re.compile(r"[A-Z]?[^\W\d_A-Z]+|[A-Z]+(?![^\W\d_A-Z])|['’]")
_NAME_PREFIX = re.compile("(?:Mc|Mac|De|Di|Da|Du|La|Le|Lo|Van|Von|Fitz|Al|El|Ul|O|D)[A-Z'’-]")


def split_parts(token: str) -> list[str]:
    """The parts of a compound: "Qinghai-Tibet", "WeWork", "iFixit"; not "DiNapoli"."""
    if "-" in token:
        return [part for part in token.split("-") if part]
    camel = (
        not (token.isupper() or _NAME_PREFIX.match(token)) and "'" not in token and "’" not in token
    )
    return _CAMEL_CASE_PART.findall(token) if camel else []
