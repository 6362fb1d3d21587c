"""Markdown → Article. The one file that knows markdown-it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token

from earshot.ingest.blocks import Candidate, Story
from earshot.ingest.cleanup import mended
from earshot.ingest.document import TextReading
from earshot.ingest.filtering import judged
from earshot.ingest.metadata.bylines import people
from earshot.ingest.metadata.dates import moment
from earshot.ingest.metadata.language_tags import tag
from earshot.ingest.origin import Origin
from earshot.ingest.readers.author_markup import settled, unmarked
from earshot.ingest.readers.text_header import Masthead, beyond
from earshot.model import Article, Kind
from earshot.phonemes import is_ipa

_FRONT = re.compile(r"\A\ufeff?---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*\n", re.S | re.M)
_FIELD = re.compile(r"^([\w-]+)[ \t]*:[ \t]*(.*)$")
_LISTED = re.compile(r"^[ \t]*-[ \t]+(.*)$")
_DEEPEST = 40
_SLASHED = re.compile(r"/[^/()\[\]\n]{1,200}/")
_SOUND_SIGNS = frozenset("ˈˌː'")
_BARE_BRACKET = "\ufdd0"
"""Stands for a bracket that was escaped, or is code: it opens no mark. No text has this sign."""


def read(text: str, origin: Origin) -> TextReading:
    """The reading of a Markdown text."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    front = _FRONT.match(plain)
    fields = _fields(front[1]) if front else {}
    candidates = settled(_candidates(plain[front.end() :] if front else plain))
    headline, marks = unmarked(mended(" ".join(fields.get("title", ()))))
    if not headline and candidates and candidates[0].tag == "h1":
        first = candidates.pop(0)
        headline, marks = first.text, first.marks
    masthead = Masthead(
        headline=headline,
        authors=people(fields.get("author", ()) or fields.get("authors", ())),
        published=moment(" ".join(fields.get("date", ()) or fields.get("published", ()))),
    )
    while candidates and candidates[0].tag == "p" and not beyond(masthead, candidates[0].text):
        del candidates[0]
    return TextReading(
        source=origin.source,
        known=replace(_known(masthead, fields, origin), headline_marks=marks),
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
    parser.disable("text_join")  # it would hide which brackets were escaped
    opened: list[str] = []
    for token in parser.parse(text):
        if token.nesting == 1:
            opened.append(token.tag)
        elif token.nesting == -1:
            opened.pop()
        elif token.type == "inline":
            said, marks = unmarked(mended(_inline(token)))
            said, tag = said.replace(_BARE_BRACKET, "["), opened[-1] if opened else ""
            if said or marks:
                yield Candidate(kind=_kind(opened), text=said, tag=tag, marks=marks)


def _kind(opened: list[str]) -> Kind:
    if "blockquote" in opened:
        return "quote"
    if "li" in opened:
        return "item"
    return "heading" if opened and opened[-1].startswith("h") else "paragraph"


def _inline(token: Token) -> str:
    """The words of a line: the text of links, emphasis and code; pictures and HTML say nothing.

    A link that leads to IPA is no link and stays as it was written.
    """
    said, destination = "", ""
    for child in token.children or ():
        if child.type == "link_open":
            destination = _ipa(unquote(str(child.attrGet("href") or "")))
            said += "[" if destination else ""
        elif child.type == "link_close":
            said += f"]({destination})" if destination else ""
        elif child.type in ("code_inline", "text_special"):
            said += child.content.replace("[", _BARE_BRACKET)
        elif child.type in ("softbreak", "hardbreak"):
            said += " "
        elif child.type == "text":
            said += child.content
    return said


def _ipa(destination: str) -> str:
    """The destination of a link where it is /ipa/: "/news/" is an address, whose signs would be
    IPA too."""
    inner = destination[1:-1]
    plain = inner.isascii() or not is_ipa(inner)
    address = plain and _SOUND_SIGNS.isdisjoint(inner)
    return destination if _SLASHED.fullmatch(destination) and not address else ""
