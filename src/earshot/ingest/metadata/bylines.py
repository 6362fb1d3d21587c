"""Bylines → the names of people."""

from __future__ import annotations

import re
from collections.abc import Iterable

from earshot.ingest.cleanup import mended

_BY = re.compile(
    r"^(?:(?:written|reported|story|words|text|posted|published)\s+)?"
    r"(?:by|por|par|von(?!\s+de[rnm]\b))\b[:\s]+",
    re.I,
)
_ASIDE = re.compile(r"\s*\([^()]*\)")
_BETWEEN = re.compile(
    r"\s*(?:;|\||•|·|\n|/)\s*|\s+(?:and|und|et|y|e|og|och|en|with|&)\s+(?=[^\W\d_])"
)
_TITLE = re.compile(
    r"\b(?:reporter|editor|correspondent|writer|producer|columnist|contributor|journalist|staff|"
    r"chief|analyst|director|author|desk|bureau|redakteur(?:in)?|redaktion|agency|team)\b",
    re.I,
)
_ADDRESS = re.compile(r"\S*(?:://|www\.|\w@\w)\S*", re.I)
_NO_NAME = re.compile(r"\d|^\W*$|[<>{}=:]")
_LONGEST = 60


def people(written: Iterable[str]) -> tuple[str, ...]:
    """Clean names, each once, in order: no "By", no job, no address; "A and B" is two."""
    names: dict[str, str] = {}
    for line in written:
        for name in _split(line):
            names.setdefault(name.casefold(), name)
    return tuple(names.values())


def _split(line: str) -> Iterable[str]:
    if len(line) > 10 * _LONGEST:
        return []
    line = _ASIDE.sub("", _ADDRESS.sub(" ", line))
    parts = _BETWEEN.split(_BY.sub("", "\n".join(map(mended, line.strip().splitlines()))))
    return filter(None, (name for part in parts for name in _people_of(part)))


def _people_of(part: str) -> list[str]:
    """ "Ann Lee, Health editor" is one person; "Ann Lee, Bo Ek" are two; "Lee, Ann" is one."""
    pieces = [
        piece
        for piece in (_BY.sub("", mended(p)).strip(" ,.-–—") for p in part.split(","))
        if piece
    ]
    return [
        piece for i, piece in enumerate(pieces) if _is_name(piece, alone=len(pieces) == 1 or not i)
    ]


def _is_name(piece: str, alone: bool) -> bool:
    if len(piece) > _LONGEST or _NO_NAME.search(piece):
        return False
    return alone or (" " in piece and not _TITLE.search(piece))
