"""What an author writes between the words of a text: `[word](/ipa/)` says how it is said,
`[pause:1s]` keeps silent. Here it leaves the text and becomes marks on the block."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from earshot.ingest.blocks import Candidate
from earshot.model import Mark

_MARK = re.compile(
    r"\[(?P<word>[^\[\]\n]{1,200})\]\(/(?P<ipa>[^/()\[\]\n]{1,200})/\)"
    r"|\[pause:[ ]?(?P<count>\d{1,5}(?:\.\d{1,3})?)[ ]?(?P<unit>ms|s)\]",
    re.IGNORECASE,
)
_MS = {"s": 1000, "ms": 1}
_CLOSERS = ".,;:!?…)]”’"


def unmarked(text: str) -> tuple[str, tuple[Mark, ...]]:
    """The text as it is read and shown, and its marks; what is no whole mark stays text."""
    said, marks, at = "", list[Mark](), 0
    for m in _MARK.finditer(text):
        said += text[at : m.start()]
        at = m.end()
        if m["word"] and not any(map(str.isalnum, m["word"])):
            said += m[0]
            continue
        if m["word"]:
            marks.append(Mark(start=len(said), end=len(said) + len(m["word"]), ipa=m["ipa"]))
            said += m["word"]
            continue
        said, at = _closed(said, text, at)
        pause = round(float(m["count"]) * _MS[m["unit"].lower()])
        marks.append(Mark(start=len(said), end=len(said), pause=pause))
    said += text[at:]
    return said, tuple(marks)


def _closed(before: str, text: str, at: int) -> tuple[str, int]:
    """The text before a pause and where it goes on, with the space of one word gap between."""
    after = text[at : at + 1]
    if not before or before[-1].isspace():
        while text[at : at + 1].isspace():
            at += 1
        tight = not after or after in _CLOSERS or at == len(text)
        return (before.rstrip() if tight else before), at
    return (f"{before} " if after.isalnum() else before), at


def settled(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The candidates, a pause that stands on a line of its own kept by the one before it."""
    found: list[Candidate] = []
    for each in candidates:
        if each.text or not each.marks:
            found.append(each)
        elif found:
            end = len(found[-1].text)
            moved = tuple(replace(mark, start=end, end=end) for mark in each.marks)
            found[-1] = replace(found[-1], marks=found[-1].marks + moved)
    return found
