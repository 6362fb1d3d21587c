"""Collects the blocks that extraction drops, so an editor can put them back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

from earshot.ingest.document import Fragment
from earshot.model import Article, Block, BlockKind, DroppedBlock

MAX_BLOCKS = 200
MAX_BLOCK_CHARS = 5_000
"""Longer text is a page's data or its navigation."""
MAX_BEFORE, MAX_AFTER = 30, 60
"""How many fragments before the first and after the last block of the article are looked at. The
rest of a page belongs to other articles."""


def collect_dropped(article: Article, fragments: Sequence[Fragment]) -> tuple[DroppedBlock, ...]:
    """The dropped fragments in and around the article, without texts that it has already."""
    kept = [number for number, each in enumerate(fragments) if not each.reason]
    if not kept:
        return ()
    start = max(0, kept[0] - MAX_BEFORE)
    nearby = fragments[start : kept[-1] + 1 + MAX_AFTER]
    headline = Block(kind="heading", text=article.headline)
    known = {each.letters for each in (headline, *article.blocks)}
    return tuple(_find_new(nearby, known))[:MAX_BLOCKS]


def _find_new(fragments: Sequence[Fragment], known: set[str]) -> Iterator[DroppedBlock]:
    before = 0
    for fragment in fragments:
        if not fragment.reason:
            before += 1
            continue
        block = Block(
            kind=cast(BlockKind, fragment.kind or "paragraph"),
            text=fragment.text,
            xpath=fragment.xpath,
            dropped_reason=fragment.reason,
        )
        has_words = len(block.text) <= MAX_BLOCK_CHARS and any(map(str.isalnum, block.text))
        if has_words and (letters := block.letters) not in known:
            known.add(letters)
            yield DroppedBlock(block=block, before=before)
