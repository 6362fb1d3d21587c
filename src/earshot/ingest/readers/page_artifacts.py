"""Remove page numbers, running heads and note marks from text copied out of a PDF or e-mail."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_PAGE_NUMBER = re.compile(
    r"[-–—\s|]*(?:page|seite|página|pagina|p\.|s\.)?\s*\d{1,4}(?:\s*(?:/|of|von|de|di)\s*\d{1,4})?"
    r"[-–—\s|]*",
    re.I,
)
_CONTENTS_LINE = re.compile(r".{1,160}?(?:[.…·_]\s?){5,}\s*\d{1,4}")
_CONTENTS_HEADING = re.compile(
    r"(?:table of )?contents|inhalt(?:sverzeichnis)?|sommaire|table des matières|índice|indice|"
    r"sommario|inhoud(?:sopgave)?|spis treści|содержание|目次|目录",
    re.I,
)
_MIN_REPEATS = 3
"""A short line that is repeated this often is a running head or foot."""
_MAX_HEAD_CHARS = 80
_BROKEN_SENTENCE = re.compile(r"([^\W\d_](?:,|-)?)\n\s*\n(?=[a-zß-öø-ÿа-я])")
"""A sentence that a page break interrupts."""
_HYPHENATED = re.compile(r"[^\W\d_]{2}-")
"""The end of a line within a word."""
_END_CHARS = 3
_NUMBERED_URL = re.compile(r"^\[(\d{1,3})\]:?\s*<?(?:https?://|www\.)\S+>?[ \t]*$", re.M)
_NUMBER_MARK = re.compile(r"[ \t]?\[(\d{1,3})\](?!\()")


def strip_page_artifacts(text: str) -> str:
    """Remove running heads, page numbers and marks of numbered links."""
    return _strip_url_marks(_strip_running_heads(text))


def _strip_running_heads(text: str) -> str:
    lines = text.split("\n")
    counts = Counter(line.strip() for line in lines if 0 < len(line.strip()) <= _MAX_HEAD_CHARS)
    heads = {
        line for line, count in counts.items() if count >= _MIN_REPEATS and _is_running_head(line)
    }
    numbers = [n for n, line in enumerate(lines) if line.strip() and _PAGE_NUMBER.fullmatch(line)]
    has_pages = len(numbers) >= _MIN_REPEATS or any(map(heads.__contains__, map(str.strip, lines)))
    if not heads and not numbers:
        return text
    kept = [
        line
        for n, line in enumerate(lines)
        if line.strip() not in heads
        and not (is_page_number(line) and (has_pages or _is_alone(lines, n)))
    ]
    return _BROKEN_SENTENCE.sub(r"\1\n", "\n".join(kept))


def _is_running_head(line: str) -> bool:
    """Whether a line may be a running head. The refrain of a poem has no digits."""
    return line[-1] not in ".!?,;:…" and any(map(str.isdigit, line))


def is_page_number(line: str) -> bool:
    return bool(line.strip()) and _PAGE_NUMBER.fullmatch(line) is not None


def is_contents_line(line: str) -> bool:
    """Whether dots lead from a heading to its page."""
    return _CONTENTS_LINE.fullmatch(line.strip()) is not None


def is_contents_heading(line: str) -> bool:
    return _CONTENTS_HEADING.fullmatch(line.strip()) is not None


def _is_alone(lines: list[str], number: int) -> bool:
    """Whether the line is between blank lines or at an end of the text."""
    before = number == 0 or not lines[number - 1].strip()
    return before and (number == len(lines) - 1 or not lines[number + 1].strip())


def _strip_url_marks(text: str) -> str:
    """Remove marks such as [1] if the text also lists the URL of [1]."""
    numbers = set(_NUMBERED_URL.findall(text))
    if not numbers:
        return text
    plain = _NUMBERED_URL.sub("", text)
    return _NUMBER_MARK.sub(lambda found: "" if found[1] in numbers else found[0], plain)


def join_lines(lines: Iterable[str]) -> str:
    """Join the lines of a paragraph, and words that were hyphenated between two of them."""
    parts, end = list[str](), ""
    for line in lines:
        gap = " " if parts else ""
        if _HYPHENATED.fullmatch(end) and line[:1].islower():
            parts[-1], end, gap = parts[-1][:-1], end[:-1], ""
        parts += [gap, line]
        end = f"{end}{gap}{line}"[-_END_CHARS:]
    return "".join(parts)
