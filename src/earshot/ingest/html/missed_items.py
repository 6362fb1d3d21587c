"""Recover the items of lists that the extraction missed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from earshot.ingest.html.dom import Element, tag_set
from earshot.ingest.html.tag_paths import TagPaths
from earshot.ingest.html.text_heuristics import count_words, ends_sentence
from earshot.ingest.html.text_runs import TextRun


def find_list_items(
    runs: Sequence[TextRun],
    known_numbers: Collection[int],
    parents: Collection[Element | None],
    tag_paths: TagPaths,
) -> list[int]:
    """Return the items of lists between known runs in the boxes that hold the paragraphs."""
    first, last = min(known_numbers), max(known_numbers)
    holders = {*parents, *_paragraph_holders(runs, known_numbers)}
    return [
        number
        for number in range(first + 1, last)
        if number not in known_numbers
        and runs[number].element.tag in _ITEM_TAGS
        and (outer := _outer_list(runs[number].element)) is not None
        and outer.getparent() in holders
        and tag_paths.is_article_text(outer)
        and not tag_paths.is_in_boilerplate(runs[number].element)
        and _is_item_text(runs[number].text)
    ]


def _is_item_text(text: str) -> bool:
    return count_words(text) >= _MIN_ITEM_WORDS or ends_sentence(text)


def _paragraph_holders(
    runs: Sequence[TextRun], known_numbers: Collection[int]
) -> Iterator[Element | None]:
    """Yield the elements that hold several known paragraphs themselves."""
    paragraphs = (runs[number].element for number in known_numbers)
    counts = Counter(each.getparent() for each in paragraphs if each.tag == "p")
    return (holder for holder, count in counts.items() if count > 1)


_ITEM_TAGS = tag_set("li p ul ol")
_MIN_ITEM_WORDS = 3
"""An item with fewer words may be a button."""


def list_parent(element: Element) -> Element | None:
    outer = _outer_list(element)
    return None if outer is None else outer.getparent()


def _outer_list(element: Element) -> Element | None:
    """Return the outermost list around the element, or the element itself; None outside a list."""
    above = (element, *element.iterancestors())
    return next((each for each in reversed(above) if each.tag in ("ul", "ol")), None)
