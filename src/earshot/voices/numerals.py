"""Written numbers in the form that eSpeak NG reads in every language.

It knows few group separators outside ASCII. It says "1 200" as two numbers in most languages,
and leaves out the decimals of "٤٫٧", all of "１２００" and the minus sign that a language does not
write. Its dictionaries hold one minus sign each.
"""

from __future__ import annotations

import re

_UNSPACED = "\u0e00-\u0e7f\u3005-\u30ff\u3400-\u9fff"
"""Letters of the scripts that put no space before a number."""
_WIDE = {ord(wide): chr(ord(wide) - 0xFEE0) for wide in "０１２３４５６７８９％＋－．，／：＄"}
_FIRST = r"[1-9\u0661-\u0669\u06f1-\u06f9\u0967-\u096f]"
_GROUPED = re.compile(rf"(?<!\d){_FIRST}\d{{0,2}}(?:[ \u00a0\u2009\u202f]\d{{3}})+(?!\d)")
_GROUP = re.compile(r"(?<=\d)\u066c(?=\d)")
_DECIMAL = re.compile(r"(?<=\d)\u066b(?=\d)")
_MINUS = re.compile(rf"(?:(?<![^\W{_UNSPACED}])[-–]|−)(?=\d)")
HYPHEN, MINUS = "-", "−"


def readable(spoken: str, minus: str = MINUS) -> str:
    """`spoken` with its numbers as eSpeak NG reads them. `minus` is the sign of the language."""
    if not any(character.isdecimal() for character in spoken):
        return spoken
    plain = spoken.translate(_WIDE)
    plain = _GROUPED.sub(lambda match: "".join(match[0].split()), plain)
    plain = _DECIMAL.sub(".", _GROUP.sub("", plain))
    return _MINUS.sub(minus, plain)


def has_negative(spoken: str) -> bool:
    """Whether a number in it is below zero."""
    return _MINUS.search(spoken) is not None
