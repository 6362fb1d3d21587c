"""Recover paragraphs in boxes of another kind between two paragraphs of the article."""

from __future__ import annotations

from collections.abc import Sequence, Set

from earshot.ingest.html.dom import tag_set
from earshot.ingest.html.tag_paths import TagPaths
from earshot.ingest.html.text_runs import TextRun
from earshot.ingest.sentence_ends import ends_sentence

_PARAGRAPH_TAGS = tag_set("p div section article main td center")
_MIN_LETTERS = 120
"""A shorter text in a box of its own is a caption or a promotion."""


def find_enclosed_paragraphs(
    runs: Sequence[TextRun], known_numbers: Set[int], tag_paths: TagPaths
) -> list[int]:
    """Return the runs of sentences without links directly between two known runs, after the first
    known paragraph and before the last one."""
    paragraphs = [n for n in known_numbers if runs[n].element.tag in _PARAGRAPH_TAGS]
    return [
        number
        for number in range(min(paragraphs) + 1, max(paragraphs))
        if number not in known_numbers
        and number - 1 in known_numbers
        and number + 1 in known_numbers
        and len(runs[number].key) >= _MIN_LETTERS
        and runs[number].element.tag in _PARAGRAPH_TAGS
        and ends_sentence(runs[number].text)
        and not runs[number].link_share
        and tag_paths.is_article_text(runs[number].element)
    ]
