"""Recover a lead paragraph that the page prints above the text, in a box of its own.

Many publishing systems store the first paragraph in a separate field and print it in a separate
box. The class names of the box identify it, or its place between the headline and the text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import islice

from earshot.ingest.html.dom import Element, class_words, tag_set
from earshot.ingest.html.tag_paths import TagPaths
from earshot.ingest.html.text_runs import TextRun
from earshot.ingest.sentence_ends import ends_sentence

_CLASS = re.compile(
    r"\b(?:lead|lede|leads?text|perex|ingress|preamble|intro|vorspann|chapo|chapeau|standfirst|"
    r"anons|zajawka|entradilla|spot|sapo|description)\b"
)
_OTHER_CLASS = re.compile(r"\b(?:image|photo|caption|figure|video|media|site|author|bio|meta)\b")
"""What else a class may call a lead or a description."""
_MAX_RUNS_ABOVE = 8
"""The byline, the date and the buttons may be between the lead and the text."""
_MAX_WRAPPERS = 2
_PARAGRAPH_TAGS = tag_set("p div section")
_MIN_PARAGRAPH_LETTERS = 100
_MIN_LETTERS = 40
"""A shorter text is a label."""


def find_lead_runs(runs: Sequence[TextRun], known_numbers: Collection[int]) -> list[int]:
    """Return the numbers of the runs above the known ones that lead: by their class names, or as
    sentences below the headline."""
    first = min((n for n in known_numbers if runs[n].element.tag != "h1"), default=0)
    headline = _find_headline(runs, first)
    tag_paths = TagPaths()
    around = list(runs[first].element.iterancestors()) if known_numbers else []
    return [
        number
        for number in range(max(0, first - _MAX_RUNS_ABOVE), first)
        if len(runs[number].key) >= _MIN_LETTERS
        and ends_sentence(runs[number].text)
        and (
            _is_lead(runs[number].element)
            or (headline is not None and number > headline and _is_paragraph(runs[number]))
        )
        and tag_paths.is_article_text(runs[number].element)
        and tag_paths.path_of(runs[number].element)[1] in (runs[first].element, *around)
    ]


def _find_headline(runs: Sequence[TextRun], first: int) -> int | None:
    """Return the number of the h1 above the first known run."""
    above = range(max(0, first - _MAX_RUNS_ABOVE - 1), first)
    return next((n for n in reversed(above) if runs[n].element.tag == "h1"), None)


def _is_paragraph(run: TextRun) -> bool:
    """Whether it is a paragraph in running text without links, and not a caption or the like."""
    boxes = [run.element, *islice(run.element.iterancestors("div", "p", "section"), _MAX_WRAPPERS)]
    return (
        len(run.key) >= _MIN_PARAGRAPH_LETTERS
        and run.element.tag in _PARAGRAPH_TAGS
        and next(run.element.iter("a"), None) is None
        and not any(each.attrib and _OTHER_CLASS.search(class_words(each)) for each in boxes)
    )


def _is_lead(element: Element) -> bool:
    wrappers = islice(element.iterancestors("div", "p", "section"), _MAX_WRAPPERS)
    return any(
        each.attrib
        and _CLASS.search(names := class_words(each)) is not None
        and not _OTHER_CLASS.search(names)
        for each in (element, *wrappers)
    )
