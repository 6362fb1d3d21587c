"""Paragraphs of the story that the extraction left lying.

Publishers cut a story into several boxes around their advertising, and extraction that is tuned
for precision may keep one box, or lose the lead in a box of its own. Paragraphs of one story are
set alike: same tags all the way down. So a paragraph that is set like most of the found ones, in
the same article, is story too, and so are the headings beside it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from earshot.ingest.page import Element, words_of
from earshot.ingest.pruning import is_marked

_SENTENCE = re.compile(r"[.!?…][\"'”’»)\]]*\s*$")
HEADINGS = ("h2", "h3", "h4")
_WORDS = 8
"""Words from which a line with a stop is running text."""
_FOUND = 3
"""Found paragraphs from which their setting is no accident."""
_LINKED = 0.5


def left_lying(root: Element, found: Sequence[Element | None]) -> list[Element]:
    """Elements of the page that are set like the found paragraphs and were not found."""
    paragraphs = [element for element in found if element is not None and element.tag == "p"]
    setting, count = _commonest([(_shape(p), _article(p)) for p in paragraphs])
    if setting is None or count < _FOUND or count < len(paragraphs) / 2:
        return []
    shape, article = setting
    alike = [p for p in article.iter("p") if _shape(p) == shape and _article(p) is article]
    known = set(found)
    lost = [p for p in alike if p not in known and _is_running(p)]
    boxes = {p.getparent() for p in lost}
    return lost + [
        heading
        for box in boxes
        for heading in box.iterchildren(*HEADINGS)
        if heading not in known and not is_marked(heading)
    ]


def _commonest(
    settings: list[tuple[str, Element]],
) -> tuple[tuple[str, Element] | None, int]:
    common = Counter(settings).most_common(1)
    return common[0] if common else (None, 0)


def _shape(element: Element) -> str:
    """The tags from the page down to the element."""
    return "/".join([str(element.tag), *(str(above.tag) for above in element.iterancestors())])


def _article(element: Element) -> Element:
    """The nearest article or main part that the element stands in, else its page."""
    above = list(element.iterancestors())
    return next((e for e in above if e.tag in ("article", "main")), above[-1])


def _is_running(paragraph: Element) -> bool:
    text = words_of(paragraph)
    if len(text.split()) < _WORDS or not _SENTENCE.search(text) or is_marked(paragraph):
        return False
    links = sum(len(words_of(link)) for link in paragraph.iter("a"))
    return links <= _LINKED * len(text)
