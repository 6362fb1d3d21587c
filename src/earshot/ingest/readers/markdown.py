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
from earshot.ingest.options import IngestOptions
from earshot.ingest.readers.author_markup import attach_pauses, parse_markup
from earshot.ingest.readers.frontmatter import FrontMatter, split_front_matter, strip_extensions
from earshot.ingest.readers.markdown_tables import table_candidates
from earshot.ingest.readers.text_header import TextHeader, strip_header_line
from earshot.ingest.skipped_parts import skip_part
from earshot.ingest.source import Origin
from earshot.model import Article, BlockKind
from earshot.phonemes import is_ipa

_MAX_NESTING = 40
_CELLS = frozenset(("td", "th"))
_SLASHED_IPA = re.compile(r"/[^/()\[\]\n]{1,200}/")
_IPA_SIGNS = frozenset("ˈˌː'")
_ESCAPED_BRACKET = "\ufdd0"
"""Placeholder for a bracket that was escaped or is code, so it starts no markup. Texts never
contain this character."""


def read(text: str, origin: Origin, options: IngestOptions | None = None) -> TextDocument:
    """Parse Markdown."""
    options = options or IngestOptions()
    fields, body = split_front_matter(text.replace("\r\n", "\n").replace("\r", "\n"))
    body = strip_extensions(body, keeps_notes=options.notes)
    builder = _BlockBuilder(options, fields, body)
    candidates = attach_pauses(builder.build())
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
    context = FilterContext(headlines=(headline,), authors=header.authors)
    verdicts = filter_candidates(candidates, context)
    return TextDocument(
        source=origin.source,
        metadata=replace(_build_metadata(header, fields, origin), headline_annotations=annotations),
        verdicts=[skip_part(verdict, options.skipped_parts) for verdict in verdicts],
    )


def _build_metadata(header: TextHeader, fields: FrontMatter, origin: Origin) -> Article:
    return Article(
        headline=header.headline,
        blocks=(),
        authors=header.authors,
        published=header.published,
        modified=parse_datetime(" ".join(fields.get("modified", ()) or fields.get("updated", ()))),
        section=" ".join(fields.get("section", ())),
        language=_field_language(fields),
        url=origin.url or " ".join(fields.get("url", ())),
        site=" ".join(fields.get("site", ())),
        image=" ".join(fields.get("image", ())),
    )


def _field_language(fields: FrontMatter) -> str:
    return normalize_tag(" ".join(fields.get("lang", ()) or fields.get("language", ())))


def _parse_tokens(text: str) -> list[Token]:
    parser = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING})
    parser.enable("table")
    parser.disable("text_join")  # it would lose which brackets were escaped
    return parser.parse(text)


class _BlockBuilder:
    """Builds the blocks. HTML is not read aloud; code and captions of images by choice."""

    def __init__(self, options: IngestOptions, fields: FrontMatter, body: str) -> None:
        self._options = options
        self._fields = fields
        self._body = body
        self._open_tags: list[str] = []
        self._number = ""
        self._rows: list[list[str]] = []

    def build(self) -> Iterator[Candidate]:
        """Yield the blocks in order."""
        for token in _parse_tokens(self._body):
            if token.nesting == 1:
                self._open(token)
            elif token.nesting == -1:
                self._open_tags.pop()
                if token.type == "table_close":
                    yield from self._build_table()
            else:
                yield from self._build_single(token)

    def _build_single(self, token: Token) -> Iterator[Candidate]:
        if token.type == "hr":
            yield Candidate(kind="paragraph", text=SECTION_BREAK)
        elif token.type in ("fence", "code_block") and self._options.code:
            yield Candidate(kind="paragraph", text=clean_text(token.content), tag="pre")
        elif token.type == "inline" and _CELLS.intersection(self._open_tags):
            self._rows[-1].append(clean_text(_inline_text(token)))
        elif token.type == "inline":
            yield from self._build_block(token)

    def _open(self, token: Token) -> None:
        self._open_tags.append(token.tag)
        if token.type == "list_item_open":
            self._number = f"{token.info}. " if token.info else ""
        elif token.type == "tr_open":
            self._rows.append([])

    def _build_block(self, token: Token) -> Iterator[Candidate]:
        inline_text = _caption(token) if self._options.captions else ""
        text = clean_text(self._number + (inline_text or _inline_text(token)))
        self._number = ""
        tag = self._open_tags[-1] if self._open_tags else ""
        each = _parse_annotations(Candidate(kind=_block_kind(self._open_tags), text=text, tag=tag))
        if each.text or each.annotations:
            yield each

    def _build_table(self) -> Iterator[Candidate]:
        rows, self._rows = self._rows, []
        for each in table_candidates(
            rows, reads_long=self._options.long_tables, find_language=self._find_language
        ):
            yield _parse_annotations(each)

    def _find_language(self) -> str:
        """The language of the fields, otherwise that of the text."""
        if language := _field_language(self._fields):
            return language
        from earshot.ingest.metadata.language_id import identify_language  # noqa: PLC0415 - it loads a model

        return identify_language(self._body, default="en")


def _parse_annotations(candidate: Candidate) -> Candidate:
    plain, annotations = parse_markup(candidate.text)
    plain = plain.replace(_ESCAPED_BRACKET, "[")
    return replace(candidate, text=plain, annotations=annotations)


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


def _caption(token: Token) -> str:
    """Return the titles of images that are a paragraph of their own."""
    images = [
        child for child in token.children or () if child.type not in ("softbreak", "hardbreak")
    ]
    if any(child.type != "image" for child in images):
        return ""
    return " ".join(str(image.attrGet("title") or "") for image in images)


def _ipa_destination(destination: str) -> str:
    """Return the destination of a link if it is /ipa/. "/news/" is a path, though its letters are
    IPA symbols too."""
    inner = destination[1:-1]
    is_plain = inner.isascii() or not is_ipa(inner)
    is_address = is_plain and _IPA_SIGNS.isdisjoint(inner)
    return destination if _SLASHED_IPA.fullmatch(destination) and not is_address else ""
