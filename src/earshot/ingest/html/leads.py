"""Recover a lead paragraph that the page prints above the text, in a box of its own.

Many publishing systems store the first paragraph in a separate field and print it in a separate
box. The class names of the box identify it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import islice

from earshot.ingest.html.dom import Element, class_words
from earshot.ingest.html.tag_paths import TagPaths
from earshot.ingest.html.text_heuristics import ends_sentence
from earshot.ingest.html.text_runs import TextRun

_CLASS = re.compile(
    r"\b(?:lead|lede|leads?text|perex|ingress|preamble|intro|vorspann|chapo|chapeau|standfirst|"
    r"anons|zajawka|entradilla|spot|sapo|description)\b"
)
_OTHER_CLASS = re.compile(r"\b(?:image|photo|caption|figure|video|media|site|author|bio|meta)\b")
"""What else a class may call a lead or a description."""
_MAX_RUNS_ABOVE = 8
"""The byline, the date and the buttons may be between the lead and the text."""
_MAX_WRAPPERS = 2
_MIN_LETTERS = 40
"""A shorter text is a label."""


def find_lead_runs(runs: Sequence[TextRun], known_numbers: Collection[int]) -> list[int]:
    """Return the numbers of the runs above the known ones whose class names say that they lead."""
    first = min(known_numbers, default=0)
    tag_paths = TagPaths()
    around = list(runs[first].element.iterancestors()) if known_numbers else []
    return [
        number
        for number in range(max(0, first - _MAX_RUNS_ABOVE), first)
        if len(runs[number].key) >= _MIN_LETTERS
        and ends_sentence(runs[number].text)
        and _is_lead(runs[number].element)
        and tag_paths.is_article_text(runs[number].element)
        and tag_paths.path_of(runs[number].element)[1] in (runs[first].element, *around)
    ]


def _is_lead(element: Element) -> bool:
    wrappers = islice(element.iterancestors("div", "p", "section"), _MAX_WRAPPERS)
    return any(
        each.attrib
        and _CLASS.search(names := class_words(each)) is not None
        and not _OTHER_CLASS.search(names)
        for each in (element, *wrappers)
    )
