"""Lines below a story that say who else worked on it → their names."""

from __future__ import annotations

import re
from collections.abc import Iterable

from earshot.ingest.metadata.bylines import people

_LONGEST = 400
_GAVE = re.compile(r"^(?P<names>.+?)\s+(?:also\s+)?contributed\b", re.I)
_BY = re.compile(
    r"\b(?:reporting|writing|editing|edited|reported|files?|inputs?|compiled)\s+(?:by|from)\s+"
    r"(?P<names>[^;.()]+)",
    re.I,
)
_WHERE = re.compile(r"\s+in\s+(?-i:[A-Z])[^,;]*?(?=,|;|$|\s+and\s)", re.I)
_EMPLOYER = re.compile(
    r"^.*?(?:['’]s?|\b(?:writers?|reporters?|journalists?|correspondents?|editors?|producers?|"
    r"staff|researchers?))\s+(?=(?-i:[A-Z]))",
)


def contributors(lines: Iterable[str]) -> tuple[str, ...]:
    """The names, each once and in order: "AP writer Ann Lee in Rome contributed." is Ann Lee."""
    names: dict[str, str] = {}
    for line in lines:
        for found in _named(line):
            for name in people([_WHERE.sub("", found)]):
                names.setdefault(name.casefold(), name)
    return tuple(names.values())


def _named(line: str) -> list[str]:
    if len(line) > _LONGEST:
        return []
    gave = _GAVE.search(line)
    named = [gave["names"]] if gave else [match["names"] for match in _BY.finditer(line)]
    return [_EMPLOYER.sub("", name.strip(" —–-()")) for name in named]
