"""Number the items of ordered lists. Browsers print these numbers, but they are not in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from earshot.ingest.filter_types import FilterVerdict, NumberedVerdicts
from earshot.ingest.html.dom import Element, class_words, tag_set
from earshot.ingest.html.text_runs import TextRun

NUMBER_ATTRIBUTE = "data-earshot-number"
"""The attribute in which a converted file gives the number of an item."""
_LAYOUT_TAGS = tag_set("article section header footer form time")
"""A list with one of these in an item is a list of stories, posts or comments."""
_NO_MARKER_STYLE = re.compile(r"list-style(?:-type)?\s*:[^;]*\bnone\b", re.I)
_NO_MARKER_CLASS = re.compile(r"\b(?:list none|list unstyled|no bullets?)\b")
_LETTER_STYLE = re.compile(
    r"list-style(?:-type)?\s*:[^;]*\b(?:lower|upper)-(?:alpha|latin)\b", re.I
)
_INTEGER = re.compile(r"\s*([+-]?[0-9]{1,9})(?![0-9])")
_MIN_ITEMS = 2


def add_list_numbers(runs: Sequence[TextRun], verdicts: NumberedVerdicts) -> NumberedVerdicts:
    """Add the number of its list item to the first spoken candidate of each item.

    Lists of fewer than two items, lists without visible numbers and lists that print their numbers
    in the text stay as they are.
    """
    items = _first_of_each_item(runs, verdicts)
    labels: dict[Element, str] = {}
    for ordered_list in {items[index].getparent(): None for index in items}:
        if ordered_list is not None and _has_visible_numbers(ordered_list):
            labels |= dict(_label_items(ordered_list))
    spoken = {items[index]: verdicts[index][1].candidate.text for index in items}
    printed = _lists_with_printed_numbers(spoken, labels)
    result = list(verdicts)
    for index, item in items.items():
        if item in labels and item.getparent() not in printed:
            number, verdict = verdicts[index]
            candidate = replace(verdict.candidate, number=labels[item])
            result[index] = number, FilterVerdict(candidate, verdict.reason)
    return result


def _first_of_each_item(runs: Sequence[TextRun], verdicts: NumberedVerdicts) -> dict[int, Element]:
    """Return the index of the first spoken verdict of each item of an ordered list."""
    found: dict[int, Element] = {}
    seen = set[Element]()
    for index, (number, verdict) in enumerate(verdicts):
        item = None if verdict.reason or number < 0 else _list_item(runs[number].element)
        if item is not None and item not in seen:
            seen.add(item)
            found[index] = item
    return found


def _list_item(element: Element) -> Element | None:
    """Return the nearest item of a list around the element, if the list is ordered."""
    chain = (element, *element.iterancestors())
    item = next((each for each in chain if each.tag == "li"), None)
    parent = None if item is None else item.getparent()
    return item if parent is not None and parent.tag == "ol" else None


def _has_visible_numbers(ordered_list: Element) -> bool:
    if ordered_list.get("role") in ("presentation", "none"):
        return False
    if next(ordered_list.iter(*_LAYOUT_TAGS), None) is not None:
        return False
    return not any(
        _NO_MARKER_STYLE.search(each.get("style", "")) or _NO_MARKER_CLASS.search(class_words(each))
        for each in (ordered_list, *ordered_list.iterchildren("li"))
    )


def _label_items(ordered_list: Element) -> Iterator[tuple[Element, str]]:
    """Yield each item with its number or letter. Roman numerals are read as numbers."""
    items = list(ordered_list.iterchildren("li"))
    given = [(item, number) for item in items if (number := item.get(NUMBER_ATTRIBUTE))]
    if given or len(items) < _MIN_ITEMS:
        yield from given
        return
    step = 1 if ordered_list.get("reversed") is None else -1
    number = _integer(ordered_list.get("start"), 1 if step > 0 else len(items))
    for item in items:
        number = _integer(item.get("value"), number)
        has_letters = (item.get("type") or ordered_list.get("type") or "").lower() == "a"
        has_letters |= _LETTER_STYLE.search(ordered_list.get("style", "")) is not None
        yield item, format_letters(number) if has_letters and number > 0 else str(number)
        number += step


def _integer(value: str | None, default: int) -> int:
    match = _INTEGER.match(value or "")
    return int(match[1]) if match else default


def format_letters(number: int) -> str:
    """1 → A, 26 → Z, 27 → AA."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _lists_with_printed_numbers(
    text_by_item: dict[Element, str], labels: dict[Element, str]
) -> set[Element | None]:
    """Return the lists with at least half of the items beginning with their own number."""
    votes: dict[Element | None, int] = {}
    for item, text in text_by_item.items():
        if item in labels:
            is_printed = _begins_with(text, labels[item])
            ordered_list = item.getparent()
            votes[ordered_list] = votes.get(ordered_list, 0) + (1 if is_printed else -1)
    return {ordered_list for ordered_list, vote in votes.items() if vote >= 0}


def _begins_with(text: str, label: str) -> bool:
    """Whether the label is the first or second word: "2. Dry them", "Step 2: dry them"."""
    return re.match(rf"\W*(?:[^\W\d]+\W+)?0*{re.escape(label)}\b", text, re.I) is not None
