"""Words of languages without rules: numbers, with separators, signs and units, stay unchanged.

The voice verbalizes "1.200" or "4,7 %" in its language. Any change here could change the meaning.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

from earshot.script.normalize.matching import Verbalization

_SPACE = "[ \u00a0\u2009\u202f]"
_DIGIT = r"[\d\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u2079\u2150-\u215e]"
_MONEY = "[$\u00a2-\u00a5\u0e3f\u20a0-\u20cf\ufdfc\uff04\uff05\uffe0-\uffe6]"
_UNSPACED = "\u0e00-\u0e7f\u3005-\u30ff\u3400-\u9fff"
"""Letters of the scripts that put no space before a number."""
_SIGN = rf"(?:(?<![^\W{_UNSPACED}])[-–~<>]|[+−±≈≤≥＋－])"
_OPERATOR = "[-–−‐‑/+×÷=:*~〜～±＋－／：]"
_SEPARATOR = (
    rf"(?:[.,'’·٫٬،．]|，(?=\d{{3}}(?!\d))|\.?(?:{_OPERATOR}|{_SPACE}{_OPERATOR}{_SPACE}))"
    rf"(?={_DIGIT})"
)
_GROUPS = rf"(?:(?<!\d)\d{{1,3}}(?:{_SPACE}\d{{3}})+(?!\d)|{_DIGIT}+)"
_BEFORE = rf"{_SIGN}?(?:(?:(?:(?<!\w)[A-Z]{{1,3}})?{_MONEY}|[§#№%٪]{{1,2}}){_SPACE}?{_SIGN}?)?"
_UNIT = r"[^\W\d_]{1,4}[²³]?(?!\w)"
_AFTER = (
    rf"(?:{_SPACE}?(?:[%‰٪％℃℉]|°(?:{_SPACE}?[CFK](?!\w))?|{_MONEY})(?:/{_UNIT})?"
    rf"|[ºª′″]|\+(?![^\W{_UNSPACED}]))*"
)
_NUMBER = rf"{_BEFORE}{_GROUPS}(?:{_SEPARATOR}{_GROUPS})*{_AFTER}"
_RATIO = rf"(?:(?<=\d)|(?<=\d{_SPACE})){_UNIT}/{_UNIT}"
_WRITTEN = re.compile(rf"{_NUMBER}|{_RATIO}")
_LETTERS = rf"(?<!\d)(?<!\d{_SPACE})[^\W\d_]+"
"""Letters that are not a unit after a number. The search for numbers may skip them."""
_TOKEN = re.compile(rf"(?:{_LETTERS}|{_NUMBER}|{_RATIO}|(?!--|\.\.)[^\s—–…/|•·⁃，、；：])+")
_ORDINAL = re.compile(r"(?<=\d)\.(?=\s+\w)")
_SPACES = re.compile(" +")
_PUNCTUATION = ".,;:!?\"'()[]«»‹›„“”‚‘’¿¡"


def verbatim_words(
    text: str, start: int, end: int, is_spoken: Callable[[str], bool]
) -> Iterator[Verbalization]:
    """The words of `text[start:end]`. Outside numbers, only characters that pass `is_spoken` are
    kept."""
    for token in _TOKEN.finditer(text, start, end):
        if token[0].isalpha():  # fast path for almost every word
            yield Verbalization(*token.span(), token[0])
            continue
        word = token[0].strip(_PUNCTUATION)
        if word.isalpha():  # and for almost all others
            left = token.start() + token[0].index(word[0])
            yield Verbalization(left, left + len(word), word)
            continue
        left, right = _trim_token(text, *token.span())
        if left < right:
            yield Verbalization(left, right, _verbalize_token(text, left, right, is_spoken))


def _trim_token(text: str, start: int, end: int) -> tuple[int, int]:
    """Strip the punctuation around a token. The full stop of "3. Mai" stays."""
    numbers = [each.span() for each in _WRITTEN.finditer(text, start, end)]
    first = min((each[0] for each in numbers), default=end)
    last = max((each[1] for each in numbers), default=start)
    left, right = start, end
    while left < first and not text[left].isalnum():
        left += 1
    while right > max(left, last) and not _is_letter(text[right - 1]):
        right -= 1
    return left, right + bool(_ORDINAL.match(text, right))


def _is_letter(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character)[0] == "M"


def _verbalize_token(text: str, start: int, end: int, is_spoken: Callable[[str], bool]) -> str:
    parts, at = [], start
    for number in _WRITTEN.finditer(text, start, end):
        parts += [_drop_unspoken(text[at : number.start()], is_spoken), number[0]]
        at = number.end()
    tail = text[at:end]
    parts.append("." if parts and tail == "." else _drop_unspoken(tail, is_spoken))
    return _SPACES.sub(" ", "".join(parts)).strip(" ")


def _drop_unspoken(part: str, is_spoken: Callable[[str], bool]) -> str:
    return "".join(
        c if is_spoken(c) else "" if unicodedata.category(c) == "Cf" else " " for c in part
    )
