"""American IPA → British: what the two Englishes do differently by rule.

No R but before a vowel; the vowels of goat, lot, bath, near, square, cure and nurse; the glide in
"new" and "duty". The spelling decides where the sound alone cannot. (After J. C. Wells, Accents of
English, vol. 2: lexical sets.)
"""

from __future__ import annotations

import re
from functools import lru_cache

_BATH = re.compile(
    "^(?:after|answer|ask|aunt|bath|basket|blast|branch|brass|calf|cast|castle|chance|clasp|class|command|craft|dance"
    "|demand|draft|fast|fasten|france|giraffe|glance|glass|grant|graph|grasp|grass|half|last|laugh|mask|mast|master"
    "|nasty|pass|past|pastor|path|plaster|raft|rather|sample|shaft|slant|staff|task|vast|advance|advantage|afternoon"
    "|alastair|disaster|example|forecast|broadcast|overpass|photograph|plant|stranded|paths|baths|can't|shan't)"
    "(?:s|es|ed|ing|er|ers|man|men|work|room|ly|y|t)?$"
)
_YOD = re.compile("(?:n|d|t|s(?=u[ei])|st)(?:ew|u|eu)", re.IGNORECASE)
_OWN = {
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
_NOUNS = {
    "process": "ˈpɹəʊsɛs", "progress": "ˈpɹəʊɡɹɛs", "record": "ˈɹɛkɔːd", "records": "ˈɹɛkɔːdz",
}  # fmt: skip
"""As nouns; as verbs they are stressed on their ends and follow the rules."""
_SHORT_O = re.compile(
    "for[ei](?!v)|orang|orig|horr|torr|sorr|borr|morr|corr|florid|mor[ai]l|histor[^yi]|historic|quarr|warr"
    "|laure|oregon|orac|coral|doroth|florence|authori"
)
_REDUCED = (
    ("ˌt[ɛɔ]ɹi(z?)$", r"tɹi\1"),  # military, territory
    ("ˌ([^aeiouæɑɔəɛɪʊʌɝ]*)ɛɹi(z?)$", r"\1əɹi\2"),  # January
    ("ˌmoʊni(z?)$", r"məni\1"),  # ceremony
    ("bɹɛˌɹi", "bɹəɹi"),  # library
)
_SHORT_A = re.compile("arr|ara|ari[tsfc]|arol|(?:app|transp)arent|maril|arin(?!g)|arat")
_SQUARE = re.compile("ar[eiouy]|air|ear|aer")
_NEAR = re.compile("e[aei]?r|ier[ec]")
_VOWEL = "aeiouæɑɔəɛɪʊʌɜɒ"
_LONG = (
    ("oʊ", "əʊ"), ("ɝɹ", "ʌɹ"), ("ɝ", "ɜː"), ("ɚɹ", "əɹ"), ("ɚ", "ə⁽"),
)  # fmt: skip


@lru_cache(maxsize=1 << 13)
def british(ipa: str, word: str) -> str:
    """The British reading of a word whose American IPA is known."""
    low = word.lower()
    if low in _OWN:
        return _OWN[low]
    if low in _NOUNS and ipa.startswith("ˈ"):
        return _NOUNS[low]
    ipa = _before_vowels(ipa, low)
    for american, other in _LONG:
        ipa = ipa.replace(american, other)
    ipa = ipa.replace("⁽", "")
    ipa = _lot(ipa, low)
    ipa = _without_r(ipa)
    if _BATH.match(low):
        ipa = ipa.replace("æ", "ɑː", 1)
    if _YOD.search(low):
        ipa = re.sub(r"(?<=[tdn])u(?![ː])", "ju", ipa)
    return re.sub(r"(?<![ɪʊəʌ])(?<!j)([iu])(?=[^ː]|$)", _length, ipa).replace("ju", "juː")


def _before_vowels(ipa: str, word: str) -> str:
    """Where R stays: "hurry" and "worry", but "stirring"; "forest", but "story"; and the endings
    whose vowel is dull or gone, "military"."""
    for american, reduced in _REDUCED:
        ipa = re.sub(american, reduced, ipa)
    stirred = word.endswith(("ing", "er", "ers", "furry", "blurry"))
    ipa = re.sub(f"ɝ(?=[{_VOWEL}])", "ɜːɹ" if stirred else "ʌɹ", ipa)
    ipa = re.sub(f"ɚ(?=[{_VOWEL}])", "əɹ", ipa)
    for american, spelt, other in (
        ("[ɔɑ]ɹ", _SHORT_O, "ɒɹ"),  # forest, sorry
        ("ɛɹ", _SHORT_A, "æɹ"),  # carry, charity
        ("ɛɹ", _SQUARE, "eəɹ"),  # area, parents
        ("ɪɹ", _NEAR, "ɪəɹ"),  # serious, but mirror
    ):
        if spelt.search(word):
            ipa = re.sub(f"{american}(?=[{_VOWEL}])", other, ipa)
    return ipa


def _length(m: re.Match[str]) -> str:
    """Long but where an unstressed i ends the word, as in "happy"."""
    final = m.end() == len(m.string) or m.string[m.end() : m.end() + 1] in _VOWEL
    return m[1] if m[1] == "i" and final and len(m.string) > 3 else f"{m[1]}ː"


def _lot(ipa: str, word: str) -> str:
    """American ɑ is the vowel of "lot" where it is written o, and ɔ is where f, s, th, g or ng
    follow an o ("off", "long")."""
    written_a = "a" in word and "o" not in word
    ipa = re.sub("ɑ(?!ɹ)", "ɑː" if written_a and not re.search("w[ah]|qua", word) else "ɒ", ipa)
    short = "o" in word and not re.search("o[ru]|oa|aw|au|ough", word)
    return re.sub("ɔ(?![ɹɪ])", "ɒ" if short else "ɔː", ipa)


def _without_r(ipa: str) -> str:
    """R is only heard before a vowel; before it went, it had changed the vowel."""
    follows = f"(?=ˈ?ˌ?[{_VOWEL}])"
    gone = f"(?!ˈ?ˌ?[{_VOWEL}])"
    for vowel, plain, before in (
        ("ɑ", "ɑː", "ɑːɹ"), ("ɔ", "ɔː", "ɔːɹ"), ("ɛ", "eə", "ɛɹ"), ("ɪ", "ɪə", "ɪɹ"),
        ("i", "ɪə", "ɪəɹ"), ("ʊ", "ʊə", "ʊəɹ"), ("u", "ʊə", "ʊəɹ"),
    ):  # fmt: skip
        ipa = re.sub(f"{vowel}ɹ{gone}", plain, ipa)
        ipa = re.sub(f"{vowel}ɹ{follows}", before, ipa)
    return re.sub(f"ɹ{gone}", "", ipa)
