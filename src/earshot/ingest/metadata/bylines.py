"""Bylines → the names of people."""

from __future__ import annotations

import re
from collections.abc import Iterable

from earshot.ingest.cleanup import clean_text

_BY = re.compile(
    r"^(?:(?:written|reported|story|words|text|posted|published)\s+)?"
    r"(?:by|por|par|von(?!\s+de[rnm]\b))\b[:\s]+",
    re.I,
)
_PARENTHESES = re.compile(r"\s*\([^()]*\)")
_NAME_SEPARATOR = re.compile(
    r"\s*(?:;|\||•|·|\n|/)\s*|\s+(?:and|und|et|y|e|og|och|en|with|&)\s+(?=[^\W\d_])"
)
_JOB_TITLE = re.compile(
    r"\b(?:reporter|editor|correspondent|writer|producer|columnist|contributor|journalist|staff|"
    r"chief|analyst|director|author|desk|bureau|redakteur(?:in)?|redaktion|agency|team)\b",
    re.I,
)
_URL_OR_EMAIL = re.compile(r"\S*(?:://|www\.|\w@\w)\S*", re.I)
_NOT_A_NAME = re.compile(r"\d|^\W*$|[<>{}=:]")
_MAX_NAME_CHARS = 60


def parse_names(lines: Iterable[str]) -> tuple[str, ...]:
    """Clean names, each once, in order: no "By", no job, no address; "A and B" is two."""
    names: dict[str, str] = {}
    for line in lines:
        for name in _split_byline(line):
            names.setdefault(name.casefold(), name)
    return tuple(names.values())


def _split_byline(line: str) -> Iterable[str]:
    if len(line) > 10 * _MAX_NAME_CHARS:
        return []
    line = _PARENTHESES.sub("", _URL_OR_EMAIL.sub(" ", line))
    parts = _NAME_SEPARATOR.split(
        _BY.sub("", "\n".join(map(clean_text, line.strip().splitlines())))
    )
    return filter(None, (name for part in parts for name in _names_in_part(part)))


def _names_in_part(part: str) -> list[str]:
    """ "Ann Lee, Health editor" is one person; "Ann Lee, Bo Ek" are two; "Lee, Ann" is one."""
    pieces = [
        piece
        for piece in (_BY.sub("", clean_text(p)).strip(" ,.-–—") for p in part.split(","))
        if piece
    ]
    return [
        piece for i, piece in enumerate(pieces) if _is_name(piece, alone=len(pieces) == 1 or not i)
    ]


def _is_name(piece: str, alone: bool) -> bool:
    if len(piece) > _MAX_NAME_CHARS or _NOT_A_NAME.search(piece):
        return False
    return alone or (" " in piece and not _JOB_TITLE.search(piece))
