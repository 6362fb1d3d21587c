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
    "process": "ˈpɹəʊsɛs", "progress": "ˈpɹəʊɡɹɛs", "z": "zɛd",
}  # fmt: skip
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
        ("i", "ɪə", "ɪəɹ"), ("ʊ", "ʊə", "ʊəɹ"),
    ):  # fmt: skip
        ipa = re.sub(f"{vowel}ɹ{gone}", plain, ipa)
        ipa = re.sub(f"{vowel}ɹ{follows}", before, ipa)
    return re.sub(f"ɹ{gone}", "", ipa)
