"""Read Markdown. Only this module uses markdown-it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token

from earshot.ingest.cleanup import clean_text
from earshot.ingest.document import TextDocument
from earshot.ingest.filter_types import SECTION_BREAK, Candidate, FilterContext
from earshot.ingest.filtering import filter_candidates
from earshot.ingest.metadata.bylines import parse_names
from earshot.ingest.metadata.dates import parse_datetime
from earshot.ingest.metadata.language_tags import normalize_tag
from earshot.ingest.readers.author_markup import attach_pauses, parse_markup
from earshot.ingest.readers.frontmatter import split_front_matter, strip_extensions
from earshot.ingest.readers.text_header import TextHeader, strip_header_line
from earshot.ingest.source import Origin
from earshot.model import Article, BlockKind
from earshot.phonemes import is_ipa

_MAX_NESTING = 40
_CELLS = frozenset(("td", "th"))
_SLASHED_IPA = re.compile(r"/[^/()\[\]\n]{1,200}/")
_IPA_SIGNS = frozenset("ˈˌː'")
_ESCAPED_BRACKET = "\ufdd0"
"""Placeholder for a bracket that was escaped or is code, so that it starts no markup. Texts never
contain this character."""


def read(text: str, origin: Origin) -> TextDocument:
    """Parse Markdown."""
    fields, body = split_front_matter(text.replace("\r\n", "\n").replace("\r", "\n"))
    candidates = attach_pauses(_block_candidates(strip_extensions(body)))
    headline, annotations = parse_markup(clean_text(" ".join(fields.get("title", ()))))
    if not headline and candidates and candidates[0].tag == "h1":
        first = candidates.pop(0)
        headline, annotations = first.text, first.annotations
    header = TextHeader(
        headline=headline,
        authors=parse_names(fields.get("author", ()) or fields.get("authors", ())),
        published=parse_datetime(" ".join(fields.get("date", ()) or fields.get("published", ()))),
    )
    while (
        candidates
        and candidates[0].tag == "p"
        and not strip_header_line(header, candidates[0].text)
    ):
        del candidates[0]
    return TextDocument(
        source=origin.source,
        metadata=replace(_build_metadata(header, fields, origin), headline_annotations=annotations),
        verdicts=filter_candidates(
            candidates, FilterContext(headlines=(headline,), authors=header.authors)
        ),
    )


def _build_metadata(header: TextHeader, fields: dict[str, list[str]], origin: Origin) -> Article:
    return Article(
        headline=header.headline,
        blocks=(),
        authors=header.authors,
        published=header.published,
        modified=parse_datetime(" ".join(fields.get("modified", ()) or fields.get("updated", ()))),
        section=" ".join(fields.get("section", ())),
        language=normalize_tag(" ".join(fields.get("lang", ()) or fields.get("language", ()))),
        url=origin.url or " ".join(fields.get("url", ())),
        site=" ".join(fields.get("site", ())),
        image=" ".join(fields.get("image", ())),
    )


def _block_candidates(text: str) -> Iterator[Candidate]:
    """Return the blocks in order. Images, code, tables and HTML are not read aloud."""
    parser = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING})
    parser.enable("table")
    parser.disable("text_join")  # it would lose which brackets were escaped
    open_tags: list[str] = []
    number = ""
    for token in parser.parse(text):
        if token.nesting == 1:
            open_tags.append(token.tag)
            if token.type == "list_item_open":
                number = f"{token.info}. " if token.info else ""
        elif token.nesting == -1:
            open_tags.pop()
        elif token.type == "hr":
            yield Candidate(kind="paragraph", text=SECTION_BREAK)
        elif token.type == "inline" and not _CELLS.intersection(open_tags):
            plain, annotations = parse_markup(clean_text(number + _inline_text(token)))
            number = ""
            plain, tag = plain.replace(_ESCAPED_BRACKET, "["), open_tags[-1] if open_tags else ""
            if plain or annotations:
                yield Candidate(
                    kind=_block_kind(open_tags), text=plain, tag=tag, annotations=annotations
                )


def _block_kind(open_tags: list[str]) -> BlockKind:
    if "blockquote" in open_tags:
        return "quote"
    if "li" in open_tags:
        return "item"
    return "heading" if open_tags and open_tags[-1].startswith("h") else "paragraph"


def _inline_text(token: Token) -> str:
    """Return the text of links, emphasis and code, without images and HTML.

    A link to IPA is author markup and stays unchanged.
    """
    text, destination = "", ""
    for child in token.children or ():
        if child.type == "link_open":
            destination = _ipa_destination(unquote(str(child.attrGet("href") or "")))
            text += "[" if destination else ""
        elif child.type == "link_close":
            text += f"]({destination})" if destination else ""
        elif child.type in ("code_inline", "text_special"):
            text += child.content.replace("[", _ESCAPED_BRACKET)
        elif child.type in ("softbreak", "hardbreak"):
            text += " "
        elif child.type == "text":
            text += child.content
    return text


def _ipa_destination(destination: str) -> str:
    """Return the destination of a link if it is /ipa/. "/news/" is a path, though its letters are
    IPA symbols too."""
    inner = destination[1:-1]
    is_plain = inner.isascii() or not is_ipa(inner)
    is_address = is_plain and _IPA_SIGNS.isdisjoint(inner)
    return destination if _SLASHED_IPA.fullmatch(destination) and not is_address else ""
