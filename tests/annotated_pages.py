"""Small pages in the markup of many systems. ⟦Marks⟧ enclose what a newsreader would read, ⟨these⟩
optional text, such as a subtitle.

A file of `data/pages` has several pages. The comment before each has its name, headline, authors
and date, or its name and a part of the message if it must be refused. An empty date is not
compared.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from html import unescape
from pathlib import Path

FOLDER = Path(__file__).parent / "data" / "pages"
_PAGE = re.compile(r"<!-- (page|refused): (.+?) -->\n(.*?)(?=<!-- (?:page|refused): |\Z)", re.S)
_MARKED = re.compile("⟦(.*?)⟧", re.S)
_OPTIONAL = re.compile("⟨(.*?)⟩", re.S)
_MARKS = str.maketrans("", "", "⟦⟧⟨⟩")
_TAG = re.compile(r"<[^>]+>")
_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnotatedPage:
    """A page and how it must be read, or why it must be refused."""

    name: str
    html: str
    spoken: tuple[str, ...]
    optional: tuple[str, ...] = ()
    headline: str = ""
    authors: tuple[str, ...] = ()
    date: str = ""
    refusal: str = ""


def load_pages() -> list[AnnotatedPage]:
    return [
        _parse_page(*found.groups())
        for file in sorted(FOLDER.glob("*.html"))
        for found in _PAGE.finditer(file.read_text("utf-8"))
    ]


def _parse_page(kind: str, heading: str, html: str) -> AnnotatedPage:
    name, *facts = (part.strip() for part in heading.split("|"))
    spoken, optional = (_find_texts(marks, html) for marks in (_MARKED, _OPTIONAL))
    page = html.translate(_MARKS)
    if kind == "refused":
        return AnnotatedPage(name=name, html=page, spoken=(), refusal=facts[0])
    headline, authors, date = facts
    return AnnotatedPage(
        name=name,
        html=page,
        spoken=spoken,
        optional=optional,
        headline=headline,
        authors=tuple(filter(None, authors.split(", "))),
        date=date,
    )


def _find_texts(marks: re.Pattern[str], html: str) -> tuple[str, ...]:
    return tuple(unescape(_TAG.sub("", text)) for text in marks.findall(html))


def spoken_letters(page: AnnotatedPage, texts: list[str]) -> str:
    """Return the letters of the texts without the optional ones."""
    optional = {letters([text]) for text in page.optional}
    return letters([text for text in texts if letters([text]) not in optional])


def letters(texts: list[str] | tuple[str, ...]) -> str:
    """Return the letters and digits of the texts, so their division does not matter."""
    return _NOT_ALPHANUMERIC.sub("", unicodedata.normalize("NFKC", "".join(texts))).casefold()
