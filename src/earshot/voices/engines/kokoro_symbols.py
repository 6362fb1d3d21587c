"""IPA → symbols and token ids of Kokoro.

Kokoro-82M (Apache-2.0) lists its ids as `vocab` in config.json. Its symbols are IPA with single
letters for English diphthongs and affricates, as its own G2P writes them.
"""

from __future__ import annotations

import re
import unicodedata

_VOCABULARY_RUNS = (
    (";:,.!?", 1), ("—…\"()“” \u0303ʣʥʦʨᵝ\uab67AI", 9), ("O", 31), ("Q", 33), ("ST", 35),
    ("W", 39), ("Y", 41), ("ᵊabcdef", 42), ("hijklmnopqrstuvwxyzɑɐɒæ", 50), ("βɔɕç", 75),
    ("ɖðʤə", 80), ("ɚɛɜ", 85), ("ɟ", 90), ("ɡ", 92), ("ɥ", 99), ("ɨɪʝ", 101), ("ɯɰŋɳɲɴø", 110),
    ("ɸθœ", 118), ("ɹ", 123), ("ɾɻ", 125), ("ʁɽʂʃʈʧ", 128), ("ʊʋ", 135), ("ʌɣɤ", 138),
    ("χʎ", 142), ("ʒʔ", 147), ("ˈˌː", 156), ("ʰ", 162), ("ʲ", 164), ("↓", 169), ("→↗↘", 171),
    ("ᵻ", 177),
)  # fmt: skip
VOCABULARY = {
    symbol: first + offset for run, first in _VOCABULARY_RUNS for offset, symbol in enumerate(run)
}
_COMMON = {
    "tʃ": "ʧ", "dʒ": "ʤ", "ts": "ʦ", "dz": "ʣ", "eɪ": "A", "aɪ": "I", "aʊ": "W", "ɔɪ": "Y",
    "oʊ": "O", "əʊ": "Q", "g": "ɡ",
}  # fmt: skip
_ENGLISH = {key: _COMMON[key] for key in _COMMON if key not in ("ts", "dz")} | {
    "əl": "ᵊl", "ɬ": "l", "x": "k", "ç": "k", "ʔ": "t", "r": "ɹ", "ɐ": "ə", "n̩": "ᵊn",
    "l̩": "ᵊl", "o": "ɔ",
}  # fmt: skip
_AMERICAN = _ENGLISH | {"ɜː": "ɜɹ", "ɚ": "əɹ", "ɝ": "ɜɹ", "ː": "", "ɾ": "T", "e": "A"}
_BRITISH = _ENGLISH | {"eə": "ɛː", "ɚ": "ə"}


def to_symbols(ipa: str, language: str) -> str:
    """Convert IPA to Kokoro's symbols; sounds without a symbol are dropped."""
    table = {"en-us": _AMERICAN, "en-gb": _BRITISH}.get(language.lower(), _COMMON)
    by_length = sorted(table, key=len, reverse=True)
    decomposed = unicodedata.normalize("NFD", ipa)
    replaced = re.sub("|".join(map(re.escape, by_length)), lambda m: table[m[0]], decomposed)
    composed = "".join(unicodedata.normalize("NFC", replaced))
    return "".join(symbol if symbol in VOCABULARY else _strip_marks(symbol) for symbol in composed)


def _strip_marks(symbol: str) -> str:
    """A letter without diacritics, if that is a symbol."""
    return "".join(part for part in unicodedata.normalize("NFD", symbol) if part in VOCABULARY)
