"""Converts written numbers to a form that eSpeak NG reads in every language.

It supports few group separators outside ASCII. It reads "1 200" as two numbers in most languages,
and skips the decimals of "٤٫٧", all of "１２００" and minus signs unknown to the language. Its
dictionaries have one minus sign each.
"""

from __future__ import annotations

import re

_UNSPACED = "\u0e00-\u0e7f\u3005-\u30ff\u3400-\u9fff"
"""Letters of scripts that write no space before a number."""
_WIDE = {ord(wide): chr(ord(wide) - 0xFEE0) for wide in "０１２３４５６７８９％＋－．，／：＄"}
_FIRST = r"[1-9\u0661-\u0669\u06f1-\u06f9\u0967-\u096f]"
_GROUPED = re.compile(rf"(?<!\d){_FIRST}\d{{0,2}}(?:[ \u00a0\u2009\u202f]\d{{3}})+(?!\d)")
_GROUP = re.compile(r"(?<=\d)\u066c(?=\d{3}(?!\d))")
_DECIMAL = re.compile(r"(?<=\d)\u066b(?=\d)")
_MINUS = re.compile(rf"(?:(?<![^\W{_UNSPACED}])[-–]|−)(?=\d)")
HYPHEN, MINUS = "-", "−"


def readable(spoken: str, minus: str = MINUS) -> str:
    """Rewrite the numbers in `spoken` for eSpeak NG. `minus` is the minus sign of the language."""
    if not any(character.isdecimal() for character in spoken):
        return spoken
    plain = spoken.translate(_WIDE)
    plain = _GROUPED.sub(lambda match: "".join(match[0].split()), plain)
    plain = _DECIMAL.sub(".", _GROUP.sub("", plain))
    return _MINUS.sub(minus, plain)


def has_negative(spoken: str) -> bool:
    """Whether it contains a negative number."""
    return _MINUS.search(spoken) is not None
