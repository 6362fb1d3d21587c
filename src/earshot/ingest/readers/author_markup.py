"""Author markup in a text: `[word](/ipa/)` sets a pronunciation, `[pause:1s]` a pause.

The markup is removed from the text and becomes annotations of the block.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from earshot.ingest.filter_types import Candidate
from earshot.model import Annotation

_MARKUP = re.compile(
    r"\[(?P<word>[^\[\]\n]{1,200})\]\(/(?P<ipa>[^/()\[\]\n]{1,200})/\)"
    r"|\[pause:[ ]?(?P<count>\d{1,5}(?:\.\d{1,3})?)[ ]?(?P<unit>ms|s)\]",
    re.IGNORECASE,
)
_UNIT_MS = {"s": 1000, "ms": 1}
_CLOSING_PUNCTUATION = ".,;:!?…)]”’"


def parse_markup(text: str) -> tuple[str, tuple[Annotation, ...]]:
    """Return the text without markup, and the annotations. An incomplete mark stays in the text."""
    plain, annotations, position = "", list[Annotation](), 0
    for m in _MARKUP.finditer(text):
        plain += text[position : m.start()]
        position = m.end()
        if m["word"] and not any(map(str.isalnum, m["word"])):
            plain += m[0]
            continue
        if m["word"]:
            annotations.append(
                Annotation(start=len(plain), end=len(plain) + len(m["word"]), ipa=m["ipa"])
            )
            plain += m["word"]
            continue
        plain, position = _close_gap(plain, text, position)
        _limit_last(annotations, len(plain))
        pause = round(float(m["count"]) * _UNIT_MS[m["unit"].lower()])
        annotations.append(Annotation(start=len(plain), end=len(plain), pause=pause))
    plain += text[position:]
    return plain, tuple(annotations)


def _limit_last(annotations: list[Annotation], end: int) -> None:
    """Keep the annotations inside a text that may have lost the white space at its end."""
    for number in reversed(range(len(annotations))):
        each = annotations[number]
        if each.end <= end:
            return
        annotations[number] = replace(each, start=min(each.start, end), end=end)


def _close_gap(before: str, text: str, position: int) -> tuple[str, int]:
    """Return the text before a pause and the position where it continues, with one word gap
    between."""
    after = text[position : position + 1]
    if not before or before[-1].isspace():
        while text[position : position + 1].isspace():
            position += 1
        is_tight = not after or after in _CLOSING_PUNCTUATION or position == len(text)
        return (before.rstrip() if is_tight else before), position
    return (f"{before} " if after.isalnum() else before), position


def attach_pauses(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Attach each pause on its own line to the candidate before it."""
    result, pauses = list[Candidate](), defaultdict[int, list[Annotation]](list)
    for each in candidates:
        if each.text or not each.annotations:
            result.append(each)
        elif result:
            pauses[len(result) - 1] += each.annotations
    for number, attached in pauses.items():
        before = result[number]
        end = len(before.text)
        moved = (replace(each, start=end, end=end) for each in attached)
        result[number] = replace(before, annotations=(*before.annotations, *moved))
    return result
