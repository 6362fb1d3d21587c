"""Markdown → Article. The one file that knows markdown-it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from earshot.ingest.bylines import people
from earshot.ingest.candidates import Candidate, Story
from earshot.ingest.dates import moment
from earshot.ingest.language import tag
from earshot.ingest.masthead import Masthead, beyond
from earshot.ingest.origin import Origin
from earshot.ingest.reading import TextReading
from earshot.ingest.scars import mended
from earshot.ingest.speakable import judged
from earshot.model import Article, Kind

_FRONT = re.compile(r"\A\ufeff?---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*\n", re.S | re.M)
_FIELD = re.compile(r"^([\w-]+)[ \t]*:[ \t]*(.*)$")
_LISTED = re.compile(r"^[ \t]*-[ \t]+(.*)$")
_DEEPEST = 40


def read(text: str, origin: Origin) -> TextReading:
    """The reading of a Markdown text."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    front = _FRONT.match(plain)
    fields = _fields(front[1]) if front else {}
    candidates = list(_candidates(plain[front.end() :] if front else plain))
    headline = mended(" ".join(fields.get("title", ())))
    if not headline and candidates and candidates[0].tag == "h1":
        headline = candidates.pop(0).text
    masthead = Masthead(
        headline=headline,
        authors=people(fields.get("author", ()) or fields.get("authors", ())),
        published=moment(" ".join(fields.get("date", ()) or fields.get("published", ()))),
    )
    while candidates and candidates[0].tag == "p" and not beyond(masthead, candidates[0].text):
        del candidates[0]
    return TextReading(
        source=origin.source,
        known=_known(masthead, fields, origin),
        verdicts=judged(candidates, Story(names=(headline,), authors=masthead.authors)),
    )


def _known(masthead: Masthead, fields: dict[str, list[str]], origin: Origin) -> Article:
    return Article(
        headline=masthead.headline,
        blocks=(),
        authors=masthead.authors,
        published=masthead.published,
        modified=moment(" ".join(fields.get("modified", ()) or fields.get("updated", ()))),
        section=" ".join(fields.get("section", ())),
        language=tag(" ".join(fields.get("lang", ()) or fields.get("language", ()))),
        url=origin.url or " ".join(fields.get("url", ())),
        site=" ".join(fields.get("site", ())),
        image=" ".join(fields.get("image", ())),
    )


def _fields(front: str) -> dict[str, list[str]]:
    """The front matter's fields: `key: value`, `key: [a, b]`, and a list below its key."""
    fields: dict[str, list[str]] = {}
    key = ""
    for line in front.split("\n"):
        field, listed = _FIELD.match(line), _LISTED.match(line)
        if field:
            key = field[1].lower()
            inside = field[2].strip()
            bracketed = inside.startswith("[") and inside.endswith("]")
            values = inside[1:-1].split(",") if bracketed else [inside]
            fields[key] = [bare for bare in map(_bare, values) if bare]
        elif listed and key:
            fields[key].append(_bare(listed[1]))
    return fields


def _bare(value: str) -> str:
    value = value.strip()
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if quoted else value


def _candidates(text: str) -> Iterator[Candidate]:
    """Its blocks in order; pictures, code, tables and HTML are not for the ear."""
    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST})
    opened: list[str] = []
    for token in parser.parse(text):
        if token.nesting == 1:
            opened.append(token.tag)
        elif token.nesting == -1:
            opened.pop()
        elif token.type == "inline":
            words = mended(_inline(token))
            if words:
                yield Candidate(kind=_kind(opened), text=words, tag=opened[-1] if opened else "")


def _kind(opened: list[str]) -> Kind:
    if "blockquote" in opened:
        return "quote"
    if "li" in opened:
        return "item"
    return "heading" if opened and opened[-1].startswith("h") else "paragraph"


def _inline(token: Token) -> str:
    """The words of a line: the text of links, emphasis and code; pictures and HTML say nothing."""
    said = {"text", "code_inline", "text_special"}
    breaks = {"softbreak", "hardbreak"}
    return "".join(
        child.content if child.type in said else " " if child.type in breaks else ""
        for child in token.children or ()
    )
