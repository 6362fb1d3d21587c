"""Turn a line of right-to-left text from the order in which it is seen into the order in which it
is read.

This reads the Unicode bidirectional algorithm (UAX #9) backwards. Where it draws two texts alike, a
number beside a Latin word belongs to it, as in "Boeing 747".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

_KIND_BY_CLASS = {
    **dict.fromkeys(("R", "AL"), "R"),
    "L": "L",
    **dict.fromkeys(("EN", "AN"), "N"),
    "CS": "C",
    "ES": "E",
    "ET": "T",
    **dict.fromkeys(("WS", "S", "B"), "W"),
}
"""A letter for each class of characters that the order depends on; "O" for all others."""
_NUMBER = r"T*N+(?:[CE]N+)*T*"
_ARABIC_NUMBER = r"N+(?:CN+)*"
"""In Arabic, signs such as % and hyphens between digits follow the direction of the letters."""
_RUN = r"(?:{number}W*)?L(?:[^R]*L)?(?:W*{number})?|{number}"
_RUNS, _ARABIC_RUNS = (
    re.compile(_RUN.format(number=number)) for number in (_NUMBER, _ARABIC_NUMBER)
)
_BRACKETS = "()[]{}"
_TO_CLOSING = str.maketrans("([{«‹", ")]}»›")
_TO_OPENING = str.maketrans(")]}»›", "([{«‹")
_SIGNS = r"[()\[\]{}«»‹›\"'“”]+"
_BEFORE_WORD = re.compile(rf"(?<!\S){_SIGNS}(?=\w)")
_AFTER_WORD = re.compile(rf"(?<=[\w.,!?؟،؛…%]){_SIGNS}(?=[\s.,!?؟،؛:]|$)")


def is_right_to_left(text: str) -> bool:
    """Whether most of the letters are written from right to left."""
    kinds = [_kind_of(char) for char in text]
    return kinds.count("R") > kinds.count("L")


def has_right_to_left(text: str) -> bool:
    return any(_kind_of(char) == "R" for char in text)


def is_arabic(text: str) -> bool:
    """Whether the letters are Arabic rather than Hebrew: their numbers are ordered differently."""
    classes = [unicodedata.bidirectional(char) for char in text]
    return classes.count("AL") > classes.count("R")


def to_logical_order(visual: Sequence[str], *, arabic: bool) -> str:
    """Return the text of a line. `visual` has its characters from left to right, where one with
    its marks, or the letters of a ligature, are one string."""
    characters = visual[::-1]
    kinds = "".join(_kind_of(character[0]) for character in characters)
    if "R" not in kinds and "L" in kinds:
        return "".join(visual)
    texts: list[str] = []
    at = 0
    for start, end in _left_to_right_runs(characters, kinds, arabic):
        texts += characters[at:start]
        texts += reversed(characters[start:end])
        at = end
    return _repair_brackets("".join([*texts, *characters[at:]]))


def _kind_of(character: str) -> str:
    return _KIND_BY_CLASS.get(unicodedata.bidirectional(character), "O")


def _left_to_right_runs(
    characters: Sequence[str], kinds: str, arabic: bool
) -> Iterator[tuple[int, int]]:
    """Yield where the numbers and the Latin words begin and end, seen from the right."""
    for run in (_ARABIC_RUNS if arabic else _RUNS).finditer(kinds):
        start, end = run.span()
        is_cut = sum(each in _BRACKETS for each in characters[start:end]) % 2
        if is_cut and start and characters[start - 1] in _BRACKETS:
            start -= 1
        elif is_cut and end < len(characters) and characters[end] in _BRACKETS:
            end += 1
        yield start, end


def _repair_brackets(text: str) -> str:
    """Turn brackets towards the words that they enclose: some files have their mirror images."""
    text = _BEFORE_WORD.sub(lambda found: found[0].translate(_TO_OPENING), text)
    return _AFTER_WORD.sub(lambda found: found[0].translate(_TO_CLOSING), text)
