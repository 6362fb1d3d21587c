"""Parse the names of contributors from credit lines below an article."""

from __future__ import annotations

import re
from collections.abc import Iterable

from earshot.ingest.metadata.bylines import parse_names

_MAX_LINE_CHARS = 400
_CONTRIBUTED = re.compile(r"^(?P<names>.+?)\s+(?:also\s+)?contributed\b", re.I)
_CREDIT_BY = re.compile(
    r"\b(?:reporting|writing|editing|edited|reported|files?|inputs?|compiled)\s+(?:by|from)\s+"
    r"(?P<names>[^;.()]+)",
    re.I,
)
_LOCATION = re.compile(r"\s+in\s+(?-i:[A-Z])[^,;]*?(?=,|;|$|\s+and\s)", re.I)
_EMPLOYER = re.compile(
    r"^.*?(?:['’]s?|\b(?:writers?|reporters?|journalists?|correspondents?|editors?|producers?|"
    r"staff|researchers?))\s+(?=(?-i:[A-Z]))",
)


def parse_contributors(lines: Iterable[str]) -> tuple[str, ...]:
    """Return the names, each once and in order: "AP writer Ann Lee in Rome contributed." is Ann
    Lee."""
    names: dict[str, str] = {}
    for line in lines:
        for found in _credited_names(line):
            for name in parse_names([_LOCATION.sub("", found)]):
                names.setdefault(name.casefold(), name)
    return tuple(names.values())


def _credited_names(line: str) -> list[str]:
    if len(line) > _MAX_LINE_CHARS:
        return []
    contributed = _CONTRIBUTED.search(line)
    names = (
        [contributed["names"]]
        if contributed
        else [match["names"] for match in _CREDIT_BY.finditer(line)]
    )
    return [_EMPLOYER.sub("", name.strip(" —–-()")) for name in names]
