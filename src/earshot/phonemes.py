"""Phonemes in the alphabets of dictionaries and engines.

`Word.phonemes` is broad IPA; the words of a compound are separated by spaces. It is converted to
CMU's ARPAbet (Flite, PocketSphinx), eSpeak NG's mnemonics, or a list of phones. Parsing is
lenient, since editors and dictionaries write IPA in many ways: length marks, syllable dots and
ties are optional, stress may come before the syllable or the vowel, and sounds that English lacks
become their nearest English ones.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

STRESSES = {"ˈ": "1", "'": "1", "ˌ": "2"}
_VOWELS = {
    "AA": "ɑ", "AE": "æ", "AH": "ʌ", "AO": "ɔ", "AW": "aʊ", "AY": "aɪ", "EH": "ɛ", "ER": "ɝ",
    "EY": "eɪ", "IH": "ɪ", "IY": "i", "OW": "oʊ", "OY": "ɔɪ", "UH": "ʊ", "UW": "u",
}  # fmt: skip
_CONSONANTS = {
    "B": "b", "CH": "tʃ", "D": "d", "DH": "ð", "F": "f", "G": "ɡ", "HH": "h", "JH": "dʒ", "K": "k",
    "L": "l", "M": "m", "N": "n", "NG": "ŋ", "P": "p", "R": "ɹ", "S": "s", "SH": "ʃ", "T": "t",
    "TH": "θ", "V": "v", "W": "w", "Y": "j", "Z": "z", "ZH": "ʒ",
}  # fmt: skip
_UNSTRESSED = {"AH": "ə", "ER": "ɚ"}
_READ: dict[str, str] = {
    **{ipa: name for name, ipa in (_VOWELS | _CONSONANTS).items()},
    "ə": "AX", "ɚ": "ER0", "ɜ": "ER", "ɜɹ": "ER", "ɜr": "ER", "ər": "ER0", "əɹ": "ER0",
    "ʌɹ": "ER", "ɐ": "AX", "ᵊ": "AX", "ᵻ": "IH0", "ɨ": "IH", "a": "AA", "ɒ": "OH", "e": "EH",
    "o": "OW", "əʊ": "OW", "ɔː": "AO", "ɑː": "AA", "aː": "AA", "iː": "IY", "uː": "UW", "ɜː": "ER",
    "eː": "EY", "oː": "OW", "ei": "EY", "ai": "AY", "au": "AW", "ou": "OW", "oi": "OY", "ɛɪ": "EY",
    "ɑɪ": "AY", "ɑʊ": "AW", "ʊə": "UA", "ɪə": "IA", "eə": "EA", "ɛə": "EA",
    "y": "UW", "ʉ": "UW", "ɯ": "UW", "ø": "ER", "œ": "ER", "ɤ": "AH", "ɵ": "ER", "ʏ": "UH",
    "ɑ̃": "AA N", "ã": "AA N", "ɔ̃": "AO N", "õ": "OW N", "ɛ̃": "AE N", "ẽ": "EY N", "œ̃": "AH N",
    "ɹ": "R", "r": "R", "ɾ": "R", "ʁ": "R", "ʀ": "R", "ɻ": "R", "ɽ": "R", "g": "G", "ɣ": "G",
    "ɢ": "G", "q": "K", "c": "K", "x": "K", "χ": "K", "ç": "HH", "ħ": "HH", "ɦ": "HH", "ɥ": "W",
    "ʍ": "W", "ʋ": "V", "β": "V", "ɸ": "F", "ɫ": "L", "ɬ": "L", "ʎ": "L Y", "ɲ": "N Y", "ɳ": "N",
    "ɴ": "NG", "ɱ": "M", "ʈ": "T", "ɖ": "D", "ʂ": "SH", "ɕ": "SH", "ʐ": "ZH", "ʑ": "ZH",
    "tɕ": "CH", "dʑ": "JH", "ʈʂ": "CH", "ts": "T S", "dz": "D Z", "ʧ": "CH", "ʤ": "JH",
    "l̩": "AX L", "n̩": "AX N", "m̩": "AX M", "ɹ̩": "ER0", "r̩": "ER0", "ʔ": "", "ʕ": "",
    "tʲ": "T", "j": "Y",
}  # fmt: skip
_SOUNDS = "|".join(sorted(map(re.escape, _READ), key=len, reverse=True))
_UNIT = re.compile(rf"(?P<stress>[ˈˌ'])|(?P<sound>{_SOUNDS})|(?P<mark>[ː.ˑ‿͜ʰʲˠˤ̪̯̥ ]|\s)")
_ONSETS = frozenset(
    (
        "P B T D K G CH JH F V TH DH S Z SH ZH HH M N L R W Y P_L P_R P_Y B_L B_R B_Y T_R T_W D_R "
        "D_W K_L K_R K_W K_Y G_L G_R G_W F_L F_R F_Y V_Y TH_R TH_W S_P S_T S_K S_M S_N S_L S_W S_F "
        "SH_R SH_N SH_W SH_L SH_M M_Y N_Y HH_Y HH_W S_P_L S_P_R S_T_R S_K_R S_K_W S_P_Y S_K_Y L_Y "
        "S_T_Y T_Y D_Y V_R V_L"
    ).split()
)
_INITIAL_ONSETS = _ONSETS.union(
    "SH_V SH_F T_S K_V D_V B_W M_W P_W SH_F_Y SH_V_Y Z_B Z_L Z_V".split()
)
"""Foreign names also begin with these: Dvorak, Tsipras. English words do not divide there."""
_ESPEAK = {
    "AA": "A:", "AE": "a", "AH": "V", "AO": "O:", "AW": "aU", "AY": "aI", "EH": "E", "ER": "3:",
    "EY": "eI", "IH": "I", "IY": "i:", "OW": "oU", "OY": "OI", "UH": "U", "UW": "u:", "AH0": "@",
    "OH": "0", "IA": "i@", "EA": "e@", "UA": "U@",
    "ER0": "3", "IY0": "i", "B": "b", "CH": "tS", "D": "d", "DH": "D", "F": "f", "G": "g",
    "HH": "h", "JH": "dZ", "K": "k", "L": "l", "M": "m", "N": "n", "NG": "N", "P": "p", "R": "r",
    "S": "s", "SH": "S", "T": "t", "TH": "T", "V": "v", "W": "w", "Y": "j", "Z": "z", "ZH": "Z",
}  # fmt: skip
_ESPEAK_R = {"AA": "A@", "AO": "O@", "EH": "e@", "IH": "i@3", "UH": "U@"}
"""An American vowel and the R after it are one sound in eSpeak NG."""
_BRITISH = {"OH": ("AA",), "IA": ("IH", "AH"), "EA": ("EH", "AH"), "UA": ("UH", "AH")}
"""Vowels of British English only, and their ARPAbet equivalents."""


class NotIpa(ValueError):
    """An unknown IPA symbol; the message names it."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.position = position
        """The index of the symbol in the text as written."""


@lru_cache(maxsize=1 << 14)
def arpabet(ipa: str) -> tuple[str, ...]:
    """IPA of one word → CMU's phones with stress: "ˈstɑɹmɚ" → ("S", "T", "AA1", "R", "M", "ER0").

    Raises NotIpa.
    """
    phones: list[str] = []
    for phone in _phones(ipa):
        first, *rest = _BRITISH.get(phone[:2], (phone,))
        phones.append(first if len(first) > 2 or first not in _VOWELS else first + phone[2:])
        phones += [each + "0" for each in rest]
    return tuple(phones)


def is_ipa(words: str) -> bool:
    """Whether every word is valid IPA."""
    try:
        return bool(words.split()) and all(map(arpabet, words.split()))
    except NotIpa:
        return False


def _phones(ipa: str) -> list[str]:
    """The phones of a word, British ones included; one vowel has the main stress."""
    phones: list[str] = []
    stress, at = "", 0
    text = _normalize(ipa)
    while at < len(text):
        unit = _UNIT.match(text, at)
        if not unit:
            position = _original_position(ipa, text[:at])
            raise NotIpa(f"“{text[at]}” in “{ipa}” is not an IPA symbol", position)
        at = unit.end()
        stress = STRESSES[unit["stress"]] if unit["stress"] else stress
        for phone in _READ[unit["sound"]].split() if unit["sound"] else ():
            vowel = phone[:2] in _VOWELS or phone in _BRITISH or phone == "AX"
            phones.append(phone[:2] + (stress or "0") if vowel else phone)
            stress = "" if vowel else stress
    return [phone.replace("AX", "AH") for phone in _with_stress(phones)]


def _normalize(ipa: str) -> str:
    return unicodedata.normalize("NFC", ipa).translate({0x361: "", 0x2019: "ˈ", 0x02BC: "ˈ"})


def _original_position(ipa: str, before: str) -> int:
    """The length of the part of `ipa` that was normalized to `before`."""
    lengths = range(len(ipa), -1, -1)
    return next((n for n in lengths if _normalize(ipa[:n]) == before), len(before))


def _with_stress(phones: list[str]) -> list[str]:
    """Stress the first vowel if none is marked, except a lone ə."""
    vowels = [number for number, phone in enumerate(phones) if phone[-1].isdigit()]
    unmarked = vowels and not any(phone.endswith("1") for phone in phones)
    if unmarked and not (len(vowels) == 1 and phones[vowels[0]] == "AX0"):
        phones[vowels[0]] = phones[vowels[0]][:-1] + "1"
    return phones


def ipa_of(phones: Iterable[str]) -> str:
    """CMU's phones → IPA, each stress mark before the consonants of its syllable's onset."""
    sounds: list[str] = []
    names: list[str] = []
    for phone in phones:
        name, stress = (phone[:2], phone[2:]) if phone[-1].isdigit() else (phone, "")
        if stress in ("1", "2"):
            sounds.insert(_onset(names), "ˈ" if stress == "1" else "ˌ")
            names.insert(_onset(names), "")
        unstressed = stress == "0" and name in _UNSTRESSED
        sounds.append(_UNSTRESSED[name] if unstressed else {**_VOWELS, **_CONSONANTS}[name])
        names.append(name)
    single = sum(name in _VOWELS for name in names) == 1
    return "".join(sounds).replace("ˈ", "") if single else "".join(sounds)


def _onset(names: list[str]) -> int:
    """The index at which the syllable of the next vowel begins. It takes as many consonants as can
    begin a word, but after a vowel not all of them if they form a cluster."""
    start = len(names)
    while start and names[start - 1] in _CONSONANTS:
        onsets = _ONSETS if start > 1 else _INITIAL_ONSETS
        if "_".join(names[start - 1 :]) not in onsets:
            break
        start -= 1
    return start


@lru_cache(maxsize=1 << 12)
def espeak(ipa: str) -> str:
    """IPA of one word → eSpeak NG's mnemonics, as written between [[ and ]].

    Raises NotIpa.
    """
    mnemonics, phones, at = "", _phones(ipa), 0
    while at < len(phones):
        name = phones[at].rstrip("012")
        mnemonics += {"1": "'", "2": ","}.get(phones[at][-1], "")
        after = (*phones[at + 1 : at + 3], "", "")
        if name in _ESPEAK_R and after[0] == "R" and not after[1][-1:].isdigit():
            mnemonics, at = mnemonics + _ESPEAK_R[name], at + 2
        else:
            mnemonics, at = mnemonics + (_ESPEAK.get(phones[at]) or _ESPEAK[name]), at + 1
    return mnemonics
