"""Text as it comes out of a PDF or a letter: page numbers, running heads, hyphens, note marks."""

from __future__ import annotations

import re
from collections import Counter

_PAGE = re.compile(
    r"[-–—\s|]*(?:page|seite|página|pagina|p\.|s\.)?\s*\d{1,4}(?:\s*(?:/|of|von|de|di)\s*\d{1,4})?"
    r"[-–—\s|]*",
    re.I,
)
_OFTEN = 3
"""Times from which a short line between others is the head or foot of each page."""
_HEAD = 80
_BREAK = re.compile(r"([^\W\d_](?:,|-)?)\n\s*\n(?=[a-zß-öø-ÿа-я])")
"""A sentence that goes on behind a page break."""
_HYPHENED = re.compile(r"[^\W\d_]{2,}-$")
_ADDRESSED = re.compile(r"^\[(\d{1,3})\]:?\s*<?(?:https?://|www\.)\S+>?[ \t]*$", re.M)
_MARKED = re.compile(r"[ \t]?\[(\d{1,3})\](?!\()")


def without_pages(text: str) -> str:
    """The text without what stands on each of its pages, and without marks of addresses."""
    return _unmarked(_without_heads(text))


def _without_heads(text: str) -> str:
    lines = text.split("\n")
    counts = Counter(line.strip() for line in lines if 0 < len(line.strip()) <= _HEAD)
    heads = {line for line, count in counts.items() if count >= _OFTEN and _is_head(line)}
    numbers = [n for n, line in enumerate(lines) if line.strip() and _PAGE.fullmatch(line)]
    paged = len(numbers) >= _OFTEN or any(map(heads.__contains__, map(str.strip, lines)))
    if not heads and not numbers:
        return text
    left = [
        line
        for n, line in enumerate(lines)
        if line.strip() not in heads and not (_is_number(line) and (paged or _is_alone(lines, n)))
    ]
    return _BREAK.sub(r"\1\n", "\n".join(left))


def _is_head(line: str) -> bool:
    """Whether a line may be a running head: words without a stop, no refrain of a poem."""
    return line[-1] not in ".!?,;:…" and any(map(str.isdigit, line))


def _is_number(line: str) -> bool:
    return bool(line.strip()) and _PAGE.fullmatch(line) is not None


def _is_alone(lines: list[str], number: int) -> bool:
    """Whether blank lines or the ends of the text stand around a line."""
    before = number == 0 or not lines[number - 1].strip()
    return before and (number == len(lines) - 1 or not lines[number + 1].strip())


def _unmarked(text: str) -> str:
    """Without [1] where the address of [1] stands below."""
    noted = set(_ADDRESSED.findall(text))
    if not noted:
        return text
    plain = _ADDRESSED.sub("", text)
    return _MARKED.sub(lambda found: "" if found[1] in noted else found[0], plain)


def join_lines(above: str, line: str) -> str:
    """Two lines of one paragraph, a word that was parted at the end of the first made whole."""
    if _HYPHENED.search(above) and line[:1].islower():
        return above[:-1] + line
    return f"{above} {line}"
