"""What a room makes of a source: the story, and why each piece of the source is in it or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from earshot.errors import NoArticle
from earshot.ingest.blocks import Candidate, FilterVerdict
from earshot.ingest.metadata.contributors import parse_contributors
from earshot.model import Article, Block


@dataclass(frozen=True, slots=True, kw_only=True)
class Fragment:
    """A piece of a source: a block of the story, or what was left out of it and why."""

    text: str
    reason: str = ""
    """Why it is not spoken; empty where it is."""
    xpath: str | None = None
    """XPath in its page."""
    kind: str = ""


class Document(Protocol):
    """A source, read."""

    def article(self) -> Article:
        """The story. Raises NoArticle and Paywalled."""
        ...

    def fragments(self) -> list[Fragment]:
        """Every piece of the source, in order."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TextDocument:
    """A text whose candidates were judged, and what is known of it beside them."""

    source: str
    metadata: Article
    """All but the blocks."""
    verdicts: Sequence[FilterVerdict]

    def article(self) -> Article:
        blocks = spoken_blocks(self.verdicts)
        if not any(block.kind != "heading" for block in blocks):
            reason = "nothing in it can be read out" if self.verdicts else "the text is empty"
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
    """The blocks of what nothing speaks against."""
    return tuple(_to_block(verdict.candidate) for verdict in verdicts if not verdict.reason)


def credited_contributors(verdicts: Sequence[FilterVerdict]) -> tuple[str, ...]:
    """Those whom the unspoken lines thank for their work on the story."""
    return parse_contributors(verdict.candidate.text for verdict in verdicts if verdict.reason)


def _to_block(candidate: Candidate) -> Block:
    return Block(
        kind=candidate.kind,
        text=candidate.text,
        xpath=candidate.xpath,
        selector=candidate.selector,
        annotations=candidate.annotations,
    )
