"""Recover paragraphs that the extraction missed.

Publishers split an article into several boxes around advertisements. Extraction that is tuned for
precision may keep only one box, lose a lead in its own box, or drop bare text between line breaks.
Paragraphs of one article have the same tag path. So a run with the tag path of most extracted runs,
in the same <article>, belongs to it too; so does bare text in one of their boxes, and the headings
beside it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import islice, takewhile

from earshot.ingest.html.document_sections import find_section_runs
from earshot.ingest.html.dom import Element, class_words, tag_set, text_content
from earshot.ingest.html.enclosed_paragraphs import find_enclosed_paragraphs
from earshot.ingest.html.missed_items import find_list_items, list_parent
from earshot.ingest.html.skip_marks import is_in_boilerplate
from earshot.ingest.html.tag_paths import TagPaths
from earshot.ingest.html.text_runs import TextRun
from earshot.ingest.metadata.dates import is_date_line
from earshot.ingest.sentence_ends import ends_sentence
from earshot.ingest.word_counts import count_words
from earshot.model import BlockKind

HEADING_TAGS = tag_set("h2 h3 h4 h5 h6")
_RUNNING_TEXT_TAGS = tag_set("p div section article main td center")
"""Elements with running text, without headings, items and cells."""
_STRUCTURED_TAGS = HEADING_TAGS | tag_set("li blockquote")
_TEXT_TAGS = _RUNNING_TEXT_TAGS | _STRUCTURED_TAGS
_MIN_SENTENCE_WORDS = 2
_MIN_WORDS = 8
"""A line with fewer words is not running text."""
_MIN_UNENDED_WORDS = 20
"""Paragraphs with as many words are running text, even if their full stop is missing."""
_PULL_QUOTE_CLASS = re.compile(r"\bpull ?quote")
_CALLOUT_CLASS = re.compile(r"\b(?:call ?out|toggle|accordion|question|answer|faq|highlight)\b")
_PULL_QUOTE_DEPTH = 3
"""Number of elements, from the run upwards, whose class may name a pull quote."""
_MIN_FOUND = 3
"""With fewer extracted runs their tag path says nothing."""


def find_missed_runs(runs: Sequence[TextRun], found_numbers: Sequence[int]) -> list[int]:
    """Return the numbers of missed runs: same tag path as the found ones, or a callout between."""
    known_numbers = set(found_numbers)
    elements = [
        runs[n].element for n in sorted(known_numbers) if runs[n].element.tag in _RUNNING_TEXT_TAGS
    ]
    tag_paths = TagPaths()
    common = Counter(map(tag_paths.path_of, elements)).most_common(1)
    if not common or common[0][1] < max(_MIN_FOUND, len(elements) / 2):
        return _find_beside(runs, known_numbers, tag_paths)
    common_path = common[0][0]
    parents = {owner.getparent() for owner in elements if tag_paths.path_of(owner) == common_path}
    missed = _find_paragraphs(runs, known_numbers, parents, common_path, tag_paths)
    in_sections = find_section_runs(runs, known_numbers.union(missed), parents, tag_paths)
    parents |= {runs[number].element.getparent() for number in in_sections}
    missed += in_sections
    missed += find_list_items(runs, known_numbers.union(missed), parents, tag_paths)
    missed += _find_quotations(runs, known_numbers.union(missed), parents, tag_paths)
    missed += find_enclosed_paragraphs(runs, known_numbers.union(missed), tag_paths)
    return (
        missed
        + _find_headings(runs, known_numbers.union(missed), missed)
        + _find_timeline_labels(runs, known_numbers.union(missed))
    )


def _find_paragraphs(
    runs: Sequence[TextRun],
    known_numbers: Collection[int],
    parents: Collection[Element | None],
    common_path: tuple[str, Element],
    tag_paths: TagPaths,
) -> list[int]:
    """Return the runs with the common tag path or in callouts, and the short lines between."""
    first, last = min(known_numbers), max(known_numbers)
    headings = {runs[n].key for n in known_numbers if runs[n].element.tag in HEADING_TAGS}

    def is_beside(number: int, owner: Element) -> bool:
        """Whether the run has the common tag path, or is in a callout inside the article."""
        if owner in parents or tag_paths.path_of(owner) == common_path:
            return True
        between = first < number < last and tag_paths.path_of(owner)[1] is common_path[1]
        return between and _CALLOUT_CLASS.search(class_words(owner)) is not None

    def is_short_line(number: int, run: TextRun) -> bool:
        """Whether the run is a short sentence between the paragraphs, such as an answer."""
        return (
            first < number < last
            and tag_paths.path_of(run.element) == common_path
            and count_words(run.text) >= _MIN_SENTENCE_WORDS
            and ends_sentence(run.text)
            and run.key not in headings
        )

    return [
        number
        for number, run in enumerate(runs)
        if number not in known_numbers
        and run.element.tag in _RUNNING_TEXT_TAGS
        and is_beside(number, run.element)
        and (_is_running_text(run.text) or is_short_line(number, run))
        and tag_paths.is_article_text(run.element)
    ]


def _find_beside(
    runs: Sequence[TextRun], known_numbers: set[int], tag_paths: TagPaths
) -> list[int]:
    """Return the items and headings beside known runs whose tag paths differ."""
    beside = {runs[number].element.getparent() for number in known_numbers}
    items = find_list_items(runs, known_numbers, beside, tag_paths) if known_numbers else []
    items += _find_quotations(runs, known_numbers.union(items), beside, tag_paths)
    return items + _find_headings(runs, known_numbers.union(items), [])


def _find_quotations(
    runs: Sequence[TextRun],
    known_numbers: Collection[int],
    parents: Collection[Element | None],
    tag_paths: TagPaths,
) -> list[int]:
    """Return the quotations between known runs in boxes beside those of the paragraphs."""
    containers = {*parents, *(each.getparent() for each in parents if each is not None)}
    containers = {each for each in containers if each is not None and each.tag != "body"}
    return [
        number
        for number in range(min(known_numbers, default=0) + 1, max(known_numbers, default=0))
        if number not in known_numbers
        and any(each.tag == "blockquote" for each in _near_ancestors(runs[number].element))
        and not containers.isdisjoint(_near_ancestors(runs[number].element))
        and tag_paths.is_article_text(runs[number].element)
        and _is_running_text(runs[number].text)
    ]


_MAX_QUOTE_WRAPPERS = 5


def _near_ancestors(element: Element) -> list[Element]:
    return [element, *islice(element.iterancestors(), _MAX_QUOTE_WRAPPERS)]


def find_similar_runs(runs: Sequence[TextRun]) -> list[int]:
    """Return the numbers of runs with the most common tag path, without running an extraction.

    Headings, items and quotations of the same <article> are included.
    """
    tag_paths = TagPaths()
    elements = [
        run.element for run in runs if run.element.tag in _TEXT_TAGS and _is_running_text(run.text)
    ]
    common = Counter(
        tag_paths.path_of(owner) for owner in elements if tag_paths.is_article_text(owner)
    )
    if not common:
        return []
    common_path = common.most_common(1)[0][0]
    found = [
        number
        for number, run in enumerate(runs)
        if tag_paths.is_article_text(run.element)
        and (
            tag_paths.path_of(run.element) == common_path
            or (
                run.element.tag in _STRUCTURED_TAGS
                and tag_paths.path_of(run.element)[1] is common_path[1]
            )
        )
    ]
    return sorted(found + _find_headings(runs, set(found), []))


def find_included_runs(runs: Sequence[TextRun], included: Collection[Element]) -> list[int]:
    """Return the numbers of the runs inside the included elements."""
    tag_paths = TagPaths()
    included_elements = set(included)
    return [
        number
        for number, run in enumerate(runs)
        if not tag_paths.is_in_boilerplate(run.element)
        and (
            run.element in included_elements
            or any(above in included_elements for above in run.element.iterancestors())
        )
    ]


def block_kind(element: Element) -> BlockKind:
    """Return the kind by the element's tag, or by the quotation or list item around it."""
    if element.tag in HEADING_TAGS:
        return "heading"
    is_item = False
    for depth, each in enumerate((element, *element.iterancestors())):
        tag = each.tag
        if tag == "blockquote" or (depth < _PULL_QUOTE_DEPTH and _is_pull_quote(each)):
            return "quote"
        is_item = is_item or tag == "li"
    return "item" if is_item else "paragraph"


def _is_pull_quote(element: Element) -> bool:
    return bool(element.attrib) and _PULL_QUOTE_CLASS.search(class_words(element)) is not None


_TIME_OF_DAY = re.compile(r"\d{1,2}[:.h]\d\d(?:\s*(?:[ap]\.?m\.?|uhr))?", re.I)
_MIN_TIMELINE_ENTRIES = 3


def _find_timeline_labels(runs: Sequence[TextRun], known_numbers: set[int]) -> list[int]:
    """Return the days or times of a timeline, each directly above a known run."""
    found = [
        number
        for number, run in enumerate(runs[:-1])
        if number not in known_numbers and number + 1 in known_numbers
        if _TIME_OF_DAY.fullmatch(run.text.strip()) or is_date_line(run.text)
        if not is_in_boilerplate(run.element)
    ]
    return found if len(found) >= _MIN_TIMELINE_ENTRIES else []


def _find_headings(
    runs: Sequence[TextRun], known_numbers: Collection[int], missed: Sequence[int]
) -> list[int]:
    """Return headings beside missed runs, and headings directly above known runs or a heading of a
    lower level that is returned."""
    containers = {_container(runs[number].element) for number in missed}
    first = min(known_numbers, default=len(runs))
    found = set[int]()
    for number in reversed(range(len(runs))):
        element = runs[number].element
        if (
            number not in known_numbers
            and element.tag in HEADING_TAGS
            and (
                element.getparent() in containers
                or (
                    number + 1 in known_numbers
                    and (
                        _has_same_parent(runs, number)
                        or (number > first and _is_boxed(runs, number))
                    )
                )
                or (number + 1 in found and _is_above_lower_heading(runs, number))
            )
            and not is_in_boilerplate(element)
        ):
            found.add(number)
    return list(found)


def _is_above_lower_heading(runs: Sequence[TextRun], heading: int) -> bool:
    above, below = runs[heading].element, runs[heading + 1].element
    holder, section = above.getparent(), below.getparent()
    is_before_section = section is not None and section.getparent() is holder
    is_near = is_before_section or _has_same_parent(runs, heading)
    return is_near and str(above.tag) < str(below.tag)


def _has_same_parent(runs: Sequence[TextRun], heading: int) -> bool:
    """Whether the run below the heading, or a list around it, has the parent of the heading."""
    element = runs[heading + 1].element
    return runs[heading].element.getparent() in (element.getparent(), list_parent(element))


_MAX_HEADING_WRAPPERS = 4


def _is_boxed(runs: Sequence[TextRun], heading: int) -> bool:
    """Whether the heading fills a box of its own, beside the box of the run below."""
    below = {runs[heading + 1].element, *runs[heading + 1].element.iterancestors()}
    chain = [runs[heading].element, *runs[heading].element.iterancestors()]
    boxes = list(takewhile(lambda each: each not in below, chain))
    return 0 < len(boxes) <= _MAX_HEADING_WRAPPERS and len(text_content(boxes[-1]).split()) == len(
        runs[heading].text.split()
    )


def _container(element: Element) -> Element | None:
    """Return the element that holds the run and its headings."""
    return element.getparent() if element.tag == "p" else element


def _is_running_text(text: str) -> bool:
    words = count_words(text)
    return words >= _MIN_UNENDED_WORDS or (words >= _MIN_WORDS and ends_sentence(text))
