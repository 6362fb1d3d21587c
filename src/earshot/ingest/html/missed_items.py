"""Recover the items of lists that the extraction missed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import takewhile

from earshot.ingest.html.dom import Element, tag_set
from earshot.ingest.html.tag_paths import TagPaths
from earshot.ingest.html.text_runs import TextRun
from earshot.ingest.sentence_ends import ends_sentence
from earshot.ingest.word_counts import count_words


def find_list_items(
    runs: Sequence[TextRun],
    known_numbers: Collection[int],
    parents: Collection[Element | None],
    tag_paths: TagPaths,
) -> list[int]:
    """Return the items of lists between known runs in the boxes that hold the paragraphs, and the
    other items of lists that are known by half."""
    items = {
        number: outer
        for number, run in enumerate(runs)
        if run.element.tag in _ITEM_TAGS and (outer := _outer_list(run.element)) is not None
    }
    missed = [
        number
        for number, outer in items.items()
        if number not in known_numbers
        and tag_paths.is_article_text(outer)
        and not tag_paths.is_in_boilerplate(runs[number].element)
    ]
    first, last = min(known_numbers), max(known_numbers)
    holders = {*parents, *_paragraph_holders(runs, known_numbers)}
    above = _find_items_above(runs, first, items)
    between = {
        number
        for number in missed
        if (first < number < last or number in above)
        and items[number].getparent() in holders
        and _is_item_text(runs[number].text)
    }
    known_lists = _find_known_lists(items, between.union(known_numbers))
    return [
        number
        for number in missed
        if number in between or (runs[number].element.tag == "li" and items[number] in known_lists)
    ]


def _find_items_above(
    runs: Sequence[TextRun], first: int, items: Mapping[int, Element]
) -> Collection[int]:
    """Return the items of sentences directly above the first known run, such as key points."""
    above = range(max(0, first - _MAX_ITEMS_ABOVE), first)
    numbers = list(takewhile(items.__contains__, reversed(above)))
    return numbers if all(_is_key_point(runs[number].text) for number in numbers) else []


def _is_key_point(text: str) -> bool:
    return ends_sentence(text) or count_words(text) >= _MIN_KEY_POINT_WORDS


_MAX_ITEMS_ABOVE, _MIN_KEY_POINT_WORDS = 12, 8


def _find_known_lists(
    items: Mapping[int, Element], known_numbers: Collection[int]
) -> Collection[Element]:
    """Return the lists with two or more known items, if those are at least half of the list."""
    counts = Counter(items.values())
    known_counts = Counter(outer for number, outer in items.items() if number in known_numbers)
    return {
        outer for outer, count in known_counts.items() if count > 1 and 2 * count >= counts[outer]
    }


def _is_item_text(text: str) -> bool:
    return count_words(text) >= _MIN_ITEM_WORDS or ends_sentence(text)


def _paragraph_holders(
    runs: Sequence[TextRun], known_numbers: Collection[int]
) -> Iterator[Element | None]:
    """Yield the elements that hold several known paragraphs or lists themselves."""
    known = {
        _outer_list(e) if e.tag == "li" else e for e in (runs[n].element for n in known_numbers)
    }
    blocks = (each for each in known if each is not None and each.tag in _BLOCK_TAGS)
    counts = Counter(each.getparent() for each in blocks)
    return (holder for holder, count in counts.items() if count > 1)


_BLOCK_TAGS = tag_set("p ul ol")
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
