"""Which stretches of a block are direct speech."""

from __future__ import annotations

import re

_MARK = re.compile(r'["“”„«»]|(?:(?<=\A)|(?<=[\s(—–]))‘(?!\d)|(?<=[.,?!…—])’(?!\w)')
_OPENING = frozenset("“„«‘")
_CLOSING = frozenset('"”“»«’)]')
Span = tuple[int, int]


def unclosed(text: str) -> int:
    """Where a quotation opens that is never closed, or -1."""
    last = quotations(text)[-1:]
    if last and last[0][1] == len(text) and text.rstrip()[-1:] not in _CLOSING:
        return last[0][0]
    return -1


def quotations(text: str) -> list[Span]:
    """Start and end of each outermost quotation, in order.

    A quotation that is never closed runs to the end of the block: speech that goes on in the next
    paragraph is written so, and opens there again. Single quotation marks count where they are
    curly; straight ones cannot be told from apostrophes.
    """
    found: list[Span] = []
    opened, mark = -1, ""
    for m in _MARK.finditer(text):
        if opened < 0:
            if _opens(text, m):
                opened, mark = m.start(), m[0]
        elif _closes(mark, m[0]):
            found.append((opened, m.end()))
            opened = -1
    return [*found, (opened, len(text))] if opened >= 0 else found


def _opens(text: str, m: re.Match[str]) -> bool:
    inches = m[0] == '"' and m.start() > 0 and text[m.start() - 1].isdigit()
    return not inches and m[0] in _OPENING | {'"', "»"}


def _closes(opening: str, mark: str) -> bool:
    return mark in {'"': '"”', "“": '”"', "„": '“”"', "«": "»", "»": "«", "‘": "’"}[opening]


def within(spans: list[Span], start: int, end: int) -> bool:
    """Whether everything from `start` to `end` stands inside one of the quotations."""
    return any(opening < start and end <= closing for opening, closing in spans)
