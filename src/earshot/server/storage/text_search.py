"""Full-text search: FTS5 in SQLite, tsvector in Postgres. Both find the same words.

The table `story_search` has a row for each story, by its number (`rowid`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Protocol
from unicodedata import combining, normalize

_WORD = re.compile(r"[^\W_]+")
MIN_PREFIX_LETTERS = 4
MAX_SEARCHED_WORDS = 12
PHRASE_COLUMNS = "title byline text"
FIELD_WEIGHTS = "ABCD"
"""The weights of title, byline, site and text in a tsvector."""
PHRASE_WEIGHTS = "ABD"
MAX_POSITION = 16_383
"""The last place of a word that a tsvector can have."""
MAX_POSITIONS = 255
"""The most places of one word in a tsvector."""
MAX_WORD_CHARS = 500
MAX_VECTOR_BYTES = 1_000_000
"""Postgres limits a tsvector to 1 MiB. The end of a longer text is not searched."""


class TextSearch(Protocol):
    condition: str
    """The SQL condition of the stories that match a query, its only value."""
    insertion: str
    """The SQL that adds the text of a story; its values are `build_document` and the id."""

    def build_document(self, fields: Sequence[str]) -> Sequence[str]:
        """The values of the table for title, byline, site and text."""
        ...

    def build_word_query(self, text: str) -> str:
        """A query for all words; a last word of several letters matches also as a prefix. Empty for
        a text without words.

        A prefix needs all matches of all words that start with it, which are too many for short
        ones.
        """
        ...

    def build_phrase_query(self, text: str) -> str:
        """A query for the words in this order in title, byline or text; empty without words."""
        ...

    def narrow_to_site(self, query: str, site: str) -> str:
        """The query for stories of this site only, or of sites with a longer name, if the index
        finds them faster than those of all sites."""
        ...


class SqliteTextSearch:
    condition = "story_search MATCH ?"
    insertion = (
        "INSERT INTO story_search (rowid, title, byline, site, text)"
        " SELECT number, ?, ?, ?, ? FROM stories WHERE id = ?"
    )

    def build_document(self, fields: Sequence[str]) -> Sequence[str]:
        return fields

    def build_word_query(self, text: str) -> str:
        words = _WORD.findall(text)[:MAX_SEARCHED_WORDS]
        quoted = [f'"{word}"' for word in words]
        if _has_prefix(words):
            quoted[-1] += "*"
        return " ".join(quoted)

    def build_phrase_query(self, text: str) -> str:
        words = " ".join(_WORD.findall(text))
        return f'{{{PHRASE_COLUMNS}}} : "{words}"' if words else ""

    def narrow_to_site(self, query: str, site: str) -> str:
        words = " ".join(_WORD.findall(site))
        return f'{query} AND {{site}} : "{words}"' if words else query


class PostgresTextSearch:
    """The words are split here, as FTS5 splits them. The parser of Postgres would take a host name
    or a number with a fraction as one word."""

    condition = "story_search.document @@ CAST(? AS tsquery)"
    insertion = (
        "INSERT INTO story_search (rowid, document)"
        " SELECT number, CAST(? AS tsvector) FROM stories WHERE id = ?"
    )

    def build_document(self, fields: Sequence[str]) -> Sequence[str]:
        places: dict[str, list[str]] = {}
        position = 0
        for weight, field in zip(FIELD_WEIGHTS, fields, strict=True):
            for word in _fold_words(field):
                position = min(position + 1, MAX_POSITION)
                found = places.setdefault(word, [])
                if len(found) < MAX_POSITIONS:
                    found.append(f"{position}{weight}")
            position = min(position + 1, MAX_POSITION)  # no phrase reaches over two fields
        return [_format_vector(places)]

    def build_word_query(self, text: str) -> str:
        words = _fold_words(text)[:MAX_SEARCHED_WORDS]
        if _has_prefix(words):
            words[-1] += ":*"
        return " & ".join(words)

    def build_phrase_query(self, text: str) -> str:
        return " <-> ".join(f"{word}:{PHRASE_WEIGHTS}" for word in _fold_words(text))

    def narrow_to_site(self, query: str, site: str) -> str:
        return query  # to the index of Postgres, each word of the site is one more list to read


def _has_prefix(words: Sequence[str]) -> bool:
    return bool(words) and len(words[-1]) >= MIN_PREFIX_LETTERS


def _fold_words(text: str) -> list[str]:
    """The words in lower case and without accents."""
    letters = normalize("NFKD", text.lower())
    plain = "".join(each for each in letters if not combining(each))
    return [word[:MAX_WORD_CHARS] for word in _WORD.findall(plain)]


def _format_vector(places: Mapping[str, Sequence[str]]) -> str:
    parts, size = [], 0
    for word, found in places.items():
        size += len(word.encode()) + 2 * len(found) + 4
        if size > MAX_VECTOR_BYTES:
            break
        parts.append(f"{word}:{','.join(found)}")
    return " ".join(parts)
