"""Words outside English: numbers with their separators, signs and units stay as they are written.

A voice knows how its language says "1.200" or "4,7 %". Without rules for the language, any other
form of them could change what they mean.
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
_BEFORE = rf"{_SIGN}?(?:(?:(?:(?<!\w)[A-Z]{{1,3}})?{_MONEY}|[§#№]{{1,2}}){_SPACE}?{_SIGN}?)?"
_UNIT = r"[^\W\d_]{1,4}[²³]?(?!\w)"
_AFTER = (
    rf"(?:{_SPACE}?(?:[%‰٪％℃℉]|°(?:{_SPACE}?[CFK](?!\w))?|{_MONEY})(?:/{_UNIT})?"
    rf"|[ºª′″]|\+(?![^\W{_UNSPACED}]))*"
)
_NUMBER = rf"{_BEFORE}{_GROUPS}(?:{_SEPARATOR}{_GROUPS})*{_AFTER}"
_RATIO = rf"(?:(?<=\d)|(?<=\d{_SPACE})){_UNIT}/{_UNIT}"
_WRITTEN = re.compile(rf"{_NUMBER}|{_RATIO}")
_TOKEN = re.compile(rf"(?:{_NUMBER}|{_RATIO}|(?!--|\.\.)[^\s—–…/|•·⁃，、；：])+")
_ORDINAL = re.compile(r"(?<=\d)\.(?=\s+\w)")
_SPACES = re.compile(" +")


def verbatim_words(
    text: str, start: int, end: int, said: Callable[[str], bool]
) -> Iterator[Verbalization]:
    """The words of `text[start:end]`. Outside numbers they have the characters that are `said`."""
    for token in _TOKEN.finditer(text, start, end):
        if token[0].isalpha():  # as nearly every word is
            yield Verbalization(*token.span(), token[0])
            continue
        left, right = _trimmed(text, *token.span())
        if left < right:
            yield Verbalization(left, right, _spoken(text, left, right, said))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch without the punctuation around it; the full stop of "3. Mai" is none."""
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


def _spoken(text: str, start: int, end: int, said: Callable[[str], bool]) -> str:
    parts, at = [], start
    for number in _WRITTEN.finditer(text, start, end):
        parts += [_cleaned(text[at : number.start()], said), number[0]]
        at = number.end()
    tail = text[at:end]
    parts.append("." if parts and tail == "." else _cleaned(tail, said))
    return _SPACES.sub(" ", "".join(parts)).strip(" ")


def _cleaned(part: str, said: Callable[[str], bool]) -> str:
    return "".join(c if said(c) else "" if unicodedata.category(c) == "Cf" else " " for c in part)
