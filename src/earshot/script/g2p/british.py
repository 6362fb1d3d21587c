"""American IPA → British IPA, by rules.

R only before a vowel; the vowels of GOAT, LOT, BATH, NEAR, SQUARE, CURE and NURSE; the glide in
"new" and "duty". The spelling decides if the phonemes are ambiguous. Lexical sets are those of
J. C. Wells, Accents of English, vol. 2.
"""

from __future__ import annotations

import re
from functools import lru_cache

_BATH_WORD = re.compile(
    "^(?:after|answer|ask|aunt|bath|basket|blast|branch|brass|calf|cast|castle|chance|clasp|class|command|craft|dance"
    "|demand|draft|fast|fasten|france|giraffe|glance|glass|grant|graph|grasp|grass|half|last|laugh|mask|mast|master"
    "|nasty|pass|past|pastor|path|plaster|raft|rather|sample|shaft|slant|staff|task|vast|advance|advantage|afternoon"
    "|alastair|disaster|example|forecast|broadcast|overpass|photograph|plant|stranded|paths|baths|can't|shan't)"
    "(?:s|es|ed|ing|er|ers|man|men|work|room|ly|y|t)?$"
)
_YOD_SPELLING = re.compile("(?:n|d|t|s(?=u[ei])|st)(?:ew|u|eu)", re.IGNORECASE)
_EXCEPTIONS = {
    "schedule": "ˈʃɛdjuːl", "lieutenant": "lɛfˈtɛnənt", "vase": "vɑːz", "tomato": "təˈmɑːtəʊ",
    "tomatoes": "təˈmɑːtəʊz", "leisure": "ˈlɛʒə", "privacy": "ˈpɹɪvəsi", "vitamin": "ˈvɪtəmɪn",
    "herb": "hɜːb", "herbs": "hɜːbz", "missile": "ˈmɪsaɪl", "missiles": "ˈmɪsaɪlz",
    "mobile": "ˈməʊbaɪl", "fragile": "ˈfɹædʒaɪl", "hostile": "ˈhɒstaɪl", "fertile": "ˈfɜːtaɪl",
    "either": "ˈaɪðə", "neither": "ˈnaɪðə", "clerk": "klɑːk", "derby": "ˈdɑːbi",
    "aluminium": "ˌæljʊˈmɪniəm", "garage": "ˈɡæɹɑːʒ", "advertisement": "ədˈvɜːtɪsmənt",
    "route": "ɹuːt", "routes": "ɹuːts", "ate": "ɛt", "shone": "ʃɒn", "zebra": "ˈzɛbɹə",
    "dynasty": "ˈdɪnəsti", "laboratory": "ləˈbɒɹətɹi", "was": "wɒz", "because": "bɪˈkɒz",
    "z": "zɛd", "sarah": "ˈseəɹə", "what": "wɒt", "been": "biːn", "figure": "ˈfɪɡə",
    "figures": "ˈfɪɡəz",
}  # fmt: skip
_NOUN_EXCEPTIONS = {
    "process": "ˈpɹəʊsɛs", "progress": "ˈpɹəʊɡɹɛs", "record": "ˈɹɛkɔːd", "records": "ˈɹɛkɔːdz",
}  # fmt: skip
"""Pronunciations as nouns. As verbs they have final stress and follow the rules."""
_SHORT_O_SPELLING = re.compile(
    "for[ei](?!v)|orang|orig|horr|torr|sorr|borr|morr|corr|florid|mor[ai]l|histor[^yi]|historic|quarr|warr"
    "|laure|oregon|orac|coral|doroth|florence|authori"
)
_REDUCED_ENDINGS = (
    ("ˌt[ɛɔ]ɹi(z?)$", r"tɹi\1"),  # military, territory
    ("ˌ([^aeiouæɑɔəɛɪʊʌɝ]*)ɛɹi(z?)$", r"\1əɹi\2"),  # January
    ("ˌmoʊni(z?)$", r"məni\1"),  # ceremony
    ("bɹɛˌɹi", "bɹəɹi"),  # library
)
_SHORT_A_SPELLING = re.compile("arr|ara|ari[tsfc]|arol|(?:app|transp)arent|maril|arin(?!g)|arat")
_SQUARE_SPELLING = re.compile("ar[eiouy]|air|ear|aer")
_NEAR_SPELLING = re.compile("e[aei]?r|ier[ec]")
_VOWELS = "aeiouæɑɔəɛɪʊʌɜɒ"
_VOWEL_REPLACEMENTS = (
    ("oʊ", "əʊ"), ("ɝɹ", "ʌɹ"), ("ɝ", "ɜː"), ("ɚɹ", "əɹ"), ("ɚ", "ə⁽"),
)  # fmt: skip


@lru_cache(maxsize=1 << 13)
def to_british(ipa: str, word: str) -> str:
    """The British pronunciation of a word, from its American IPA."""
    low = word.lower()
    if low in _EXCEPTIONS:
        return _EXCEPTIONS[low]
    if low in _NOUN_EXCEPTIONS and ipa.startswith("ˈ"):
        return _NOUN_EXCEPTIONS[low]
    ipa = _adapt_r_before_vowels(ipa, low)
    for american, other in _VOWEL_REPLACEMENTS:
        ipa = ipa.replace(american, other)
    ipa = ipa.replace("⁽", "")
    ipa = _adapt_lot_vowel(ipa, low)
    ipa = _drop_r(ipa)
    if _BATH_WORD.match(low):
        ipa = ipa.replace("æ", "ɑː", 1)
    if _YOD_SPELLING.search(low):
        ipa = re.sub(r"(?<=[tdn])u(?![ː])", "ju", ipa)
    return re.sub(r"(?<![ɪʊəʌ])(?<!j)([iu])(?=[^ː]|$)", _lengthen, ipa).replace("ju", "juː")


def _adapt_r_before_vowels(ipa: str, word: str) -> str:
    """Adapt vowels before an R that stays: "hurry" and "worry", but "stirring"; "forest", but
    "story"; and endings with a reduced or dropped vowel, "military"."""
    for american, reduced in _REDUCED_ENDINGS:
        ipa = re.sub(american, reduced, ipa)
    has_long_vowel = word.endswith(("ing", "er", "ers", "furry", "blurry"))
    ipa = re.sub(f"ɝ(?=[{_VOWELS}])", "ɜːɹ" if has_long_vowel else "ʌɹ", ipa)
    ipa = re.sub(f"ɚ(?=[{_VOWELS}])", "əɹ", ipa)
    for american, spelling, other in (
        ("[ɔɑ]ɹ", _SHORT_O_SPELLING, "ɒɹ"),  # forest, sorry
        ("ɛɹ", _SHORT_A_SPELLING, "æɹ"),  # carry, charity
        ("ɛɹ", _SQUARE_SPELLING, "eəɹ"),  # area, parents
        ("ɪɹ", _NEAR_SPELLING, "ɪəɹ"),  # serious, but mirror
    ):
        if spelling.search(word):
            ipa = re.sub(f"{american}(?=[{_VOWELS}])", other, ipa)
    return ipa


def _lengthen(m: re.Match[str]) -> str:
    """Lengthen the vowel, except a final unstressed i as in "happy"."""
    final = m.end() == len(m.string) or m.string[m.end() : m.end() + 1] in _VOWELS
    return m[1] if m[1] == "i" and final and len(m.string) > 3 else f"{m[1]}ː"


def _adapt_lot_vowel(ipa: str, word: str) -> str:
    """American ɑ becomes the LOT vowel if it is written o, and ɔ does if it is an o before f, s,
    th, g or ng ("off", "long")."""
    written_a = "a" in word and "o" not in word
    ipa = re.sub("ɑ(?!ɹ)", "ɑː" if written_a and not re.search("w[ah]|qua", word) else "ɒ", ipa)
    short = "o" in word and not re.search("o[ru]|oa|aw|au|ough", word)
    return re.sub("ɔ(?![ɹɪ])", "ɒ" if short else "ɔː", ipa)


def _drop_r(ipa: str) -> str:
    """Drop R except before a vowel, and adapt the vowel before it."""
    before_vowel = f"(?=ˈ?ˌ?[{_VOWELS}])"
    not_before_vowel = f"(?!ˈ?ˌ?[{_VOWELS}])"
    for vowel, plain, before in (
        ("ɑ", "ɑː", "ɑːɹ"), ("ɔ", "ɔː", "ɔːɹ"), ("ɛ", "eə", "ɛɹ"), ("ɪ", "ɪə", "ɪɹ"),
        ("i", "ɪə", "ɪəɹ"), ("ʊ", "ʊə", "ʊəɹ"), ("u", "ʊə", "ʊəɹ"),
    ):  # fmt: skip
        ipa = re.sub(f"{vowel}ɹ{not_before_vowel}", plain, ipa)
        ipa = re.sub(f"{vowel}ɹ{before_vowel}", before, ipa)
    return re.sub(f"ɹ{not_before_vowel}", "", ipa)
