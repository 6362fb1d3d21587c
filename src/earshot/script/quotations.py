"""Finds quotations and direct speech in a block."""

from __future__ import annotations

import re
from collections.abc import Sequence

_QUOTATION_MARK = re.compile(
    r'["“”„«»]|(?:(?<=\A)|(?<=[\s(—–]))‘(?!\d)|(?<=[.,?!…—])’(?!\w)|(?<=\w)’(?=[,.](?:\s|\Z))|(?<=[^\Ws])’(?!\w)'
    r"|(?:(?<=\A)|(?<=[\s(—–]))'(?=[A-Z“\"])(?!T(?:is|was|il|were)\b)|(?<=[.,?!…—])'(?!\w)"
)
_STRAIGHT_END = re.compile(r"[.,?!…—]'(?!\w)")
_OPENING_MARKS = frozenset("“„«‘")
_CLOSING_MARKS = frozenset('"”“»«’)]')
_CLOSING_OF = {'"': '"”', "“": '”"', "„": '“”"', "«": "»", "»": "«", "‘": "’", "'": "'"}
_BEFORE_SPEECH = frozenset(".!?…:,—–)")
_SPEECH_FINAL = frozenset(".!?…,—–-")
_SPEECH_VERB = re.compile(
    r"\b(?:sa(?:id|ys?|ying)|ask(?:s|ed|ing)?|add(?:s|ed|ing)?|t(?:old|ells?)|wr(?:ote|ites?)|repl(?:ied|ies)"
    r"|shout\w*|cr(?:ied|ies)|tweet\w*|post(?:s|ed)|continu(?:es|ed)|explain\w*|answer\w*"
    r"|recall\w*|jok(?:es|ed)|quip\w*|warn\w*|insist\w*|argu(?:es|ed)|yell\w*|announc\w*"
    r"|admit\w*|conced\w*|declar\w*|conclud\w*|stat(?:es|ed)|remember\w*|whisper\w*|sang|sings"
    r"|thought|wonder\w*|call(?:s|ed) out|went on|goes on|began|begins|noted|notes)\b"
)
_ATTRIBUTION_CHARS = 90
"""Characters between direct speech and its reporting verb."""
_SENTENCE_END = re.compile(r"[.!?…](?=\s|[\"”’»]|$)")
Span = tuple[int, int]


def find_unclosed_quotation(text: str) -> int:
    """The start of an unclosed quotation, or -1."""
    last = find_quotations(text)[-1:]
    if last and last[0][1] == len(text) and text.rstrip()[-1:] not in _CLOSING_MARKS:
        return last[0][0]
    return -1


def starts_with_quotation_mark(text: str) -> bool:
    """Whether a paragraph opens with a quotation mark, as continued direct speech does."""
    return text.lstrip()[:1] in ("“", '"', "„", "«", "‘", "'")


def find_quotations(text: str) -> list[Span]:
    """Start and end of each outermost quotation, in order.

    An unclosed quotation extends to the end of the block, because direct speech that continues in
    the next paragraph is written without a closing mark. A straight single quote is usually an
    apostrophe. It opens a quotation only before a capital letter and if a closing one follows.
    """
    found: list[Span] = []
    start, mark = -1, ""
    for m in _QUOTATION_MARK.finditer(text):
        if start < 0:
            if _is_opening_mark(text, m):
                start, mark = m.start(), m[0]
        elif m[0] in _CLOSING_OF[mark]:
            found.append((start, m.end()))
            start = -1
    return [*found, (start, len(text))] if start >= 0 else found


def _is_opening_mark(text: str, m: re.Match[str]) -> bool:
    if m[0] == "'":
        return _STRAIGHT_END.search(text, m.end()) is not None
    is_inch_sign = m[0] == '"' and m.start() > 0 and text[m.start() - 1].isdigit()
    return not is_inch_sign and m[0] in _OPENING_MARKS | {'"', "»"}


def select_direct_speech(text: str, spans: Sequence[Span]) -> list[Span]:
    """The quotations that are direct speech: whole sentences, not quoted words or titles inside a
    sentence of the narrator."""
    found: list[Span] = []
    for start, end in spans:
        quoted = text[start + 1 : end].strip("\"”“»«’' ")
        first = next((c for c in quoted if c.isalnum()), "")
        before = text[:start].rstrip()
        is_adjacent = bool(found) and found[-1][1] == len(before)
        starts_sentence = is_adjacent or not before or before[-1] in _BEFORE_SPEECH
        is_whole_sentence = starts_sentence and not first.islower()
        if (
            first
            and (is_whole_sentence or _continues_quotation(text, found, start))
            and _ends_as_speech(text, quoted, end)
        ):
            found.append((start, end))
    return found


def _continues_quotation(text: str, found: Sequence[Span], start: int) -> bool:
    """“I came,” she said, “and I left.”"""
    end = found[-1][1] if found else start
    between = text[end:start] if text[:end].rstrip("\"”“»«’'")[-1:] == "," else "."
    return (
        len(between) <= _ATTRIBUTION_CHARS
        and "." not in between
        and bool(_SPEECH_VERB.search(between))
    )


def _ends_as_speech(text: str, quoted: str, end: int) -> bool:
    """Whether it ends like a sentence, or with a comma before its attribution."""
    last, after = quoted[-1:], text[end : end + _ATTRIBUTION_CHARS]
    if last in _SPEECH_FINAL and last != ",":
        return True
    if last != "," and after[:1] not in (",", "."):
        return end == len(text)
    stop = _SENTENCE_END.search(after, 1)
    return after[:1] == "." or bool(
        _SPEECH_VERB.search(after, 0, stop.start() if stop else len(after))
    )


def is_inside_quotation(spans: Sequence[Span], start: int, end: int) -> bool:
    """Whether `start` to `end` is inside one of the quotations."""
    return any(opening < start and end <= closing for opening, closing in spans)
