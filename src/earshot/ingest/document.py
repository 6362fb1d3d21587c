"""Result of reading a source: the article, and for each fragment why it was kept or dropped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from earshot.errors import NoArticle
from earshot.ingest.filter_types import Candidate, FilterVerdict
from earshot.ingest.metadata.contributors import parse_contributors
from earshot.model import Article, Block


@dataclass(frozen=True, slots=True, kw_only=True)
class Fragment:
    """A piece of a source: a block of the article, or dropped text and the reason."""

    text: str
    reason: str = ""
    """Why it is dropped; empty if it is read aloud."""
    xpath: str | None = None
    """XPath in its page."""
    kind: str = ""


class Document(Protocol):
    """A parsed source."""

    def article(self) -> Article:
        """Return the article. Raises NoArticle and Paywalled."""
        ...

    def fragments(self) -> list[Fragment]:
        """Return every piece of the source, in order."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TextDocument:
    """A plain text with its metadata and the verdict on each block."""

    source: str
    metadata: Article
    """The article without its blocks."""
    verdicts: Sequence[FilterVerdict]

    def article(self) -> Article:
        blocks = spoken_blocks(self.verdicts)
        if not any(block.kind != "heading" for block in blocks):
            reason = "it has no text to read aloud" if self.verdicts else "the text is empty"
            raise NoArticle(source=self.source, reason=reason)
        return replace(
            self.metadata, blocks=blocks, contributors=credited_contributors(self.verdicts)
        )

    def fragments(self) -> list[Fragment]:
        return [to_fragment(verdict) for verdict in self.verdicts]


def to_fragment(verdict: FilterVerdict) -> Fragment:
    candidate = verdict.candidate
    return Fragment(
        text=candidate.text, reason=verdict.reason, xpath=candidate.xpath, kind=candidate.kind
    )


def spoken_blocks(verdicts: Sequence[FilterVerdict]) -> tuple[Block, ...]:
    """Return the blocks that are read aloud."""
    return tuple(_to_block(verdict.candidate) for verdict in verdicts if not verdict.reason)


def credited_contributors(verdicts: Sequence[FilterVerdict]) -> tuple[str, ...]:
    """Return the contributors that dropped lines name."""
    return parse_contributors(verdict.candidate.text for verdict in verdicts if verdict.reason)


def _to_block(candidate: Candidate) -> Block:
    return Block(
        kind=candidate.kind,
        text=candidate.text,
        xpath=candidate.xpath,
        selector=candidate.selector,
        annotations=candidate.annotations,
        number=candidate.number,
    )
