"""Puts blocks back into an article that extraction dropped."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from earshot.model import Article, Block, DroppedBlock


def restore_blocks(article: Article, restored: Collection[str]) -> Article:
    """The article with the dropped blocks that have these text hashes, at their places. Other
    blocks that were put back before are dropped again."""
    blocks, dropped, new_indices = list[Block](), list[DroppedBlock](), list[int]()
    for block, is_dropped in _list_in_page_order(article):
        if not is_dropped:
            new_indices.append(len(blocks))
        if block.dropped_reason and block.text_hash not in restored:
            dropped.append(DroppedBlock(block=block, before=len(blocks)))
        else:
            blocks.append(block)
    new_indices.append(len(blocks))
    images = tuple(replace(each, block=new_indices[each.block]) for each in article.images)
    return replace(article, blocks=tuple(blocks), dropped=tuple(dropped), images=images)


def _list_in_page_order(article: Article) -> Iterator[tuple[Block, bool]]:
    """Every block, and whether it is dropped."""
    waiting = list(reversed(article.dropped))
    for index, block in enumerate(article.blocks):
        while waiting and waiting[-1].before <= index:
            yield waiting.pop().block, True
        yield block, False
    yield from ((each.block, True) for each in reversed(waiting))
