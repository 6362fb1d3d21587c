"""Sections of an article, by their headings."""

from __future__ import annotations

from collections.abc import Collection

from earshot.model import Article


def find_section_blocks(article: Article, headings: Collection[str]) -> frozenset[int]:
    """The blocks of the sections with these headings, in any case: each heading and all blocks up
    to the next one."""
    wanted = {heading.strip().casefold() for heading in headings}
    found, is_inside = set[int](), False
    for index, block in enumerate(article.blocks):
        if block.kind == "heading":
            is_inside = block.text.strip().casefold() in wanted
        if is_inside:
            found.add(index)
    return frozenset(found)
