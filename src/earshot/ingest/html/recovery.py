"""Paragraphs of the story that the extraction left lying.

Publishers cut a story into several boxes around their advertising, and extraction that is tuned
for precision may keep one box, lose the lead in a box of its own, or drop text that stands bare
between line breaks. Paragraphs of one story are set alike: same tags all the way down. So a stretch
that is set like most of the found ones, in the same article, is story too; and so is running text
that stands bare in a box of theirs, and the headings beside it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence

from earshot.ingest.html.boilerplate import is_marked, is_skipped
from earshot.ingest.html.dom import Element, has_children, names, words_of
from earshot.ingest.html.text_runs import Leaf
from earshot.model import Kind

HEADINGS = names("h2 h3 h4")
_RUNNING = names("p div section article main td center")
"""Elements that running text stands in; headings, items and cells are no paragraphs."""
_STRUCTURED = names("h2 h3 h4 li blockquote")
_WORDED = _RUNNING | _STRUCTURED
_SENTENCE = re.compile(r"[.!?…][\"'”’»)\]]*\s*$")
_WORDS = 8
"""Words from which a line with a stop is running text."""
_FOUND = 3
"""Found stretches from which their setting is no accident."""
_LINKED = 0.5


def left_lying(leaves: Sequence[Leaf], found: Sequence[int | None]) -> list[int]:
    """Numbers of the leaves that are set like the found ones and were not found."""
    known = {number for number in found if number is not None}
    running = [leaves[n].owner for n in sorted(known) if leaves[n].owner.tag in _RUNNING]
    settings = _Settings()
    common = Counter(map(settings.of, running)).most_common(1)
    if not common or common[0][1] < max(_FOUND, len(running) / 2):
        return []
    setting = common[0][0]
    boxes = {owner.getparent() for owner in running if settings.of(owner) == setting}
    lost = [
        number
        for number, leaf in enumerate(leaves)
        if number not in known
        and leaf.owner.tag in _RUNNING
        and _is_running(leaf.text)
        and (leaf.owner in boxes or settings.of(leaf.owner) == setting)
        and settings.is_story(leaf.owner)
    ]
    return lost + _headings(leaves, known, lost)


def set_alike(leaves: Sequence[Leaf]) -> list[int]:
    """Numbers of the leaves that are set like most of the page's running text, with the headings,
    items and quotations of the same article: a first look that needs no extraction."""
    settings = _Settings()
    running = [
        leaf.owner for leaf in leaves if leaf.owner.tag in _WORDED and _is_running(leaf.text)
    ]
    common = Counter(settings.of(owner) for owner in running if settings.is_story(owner))
    if not common:
        return []
    setting = common.most_common(1)[0][0]
    return [
        number
        for number, leaf in enumerate(leaves)
        if settings.is_story(leaf.owner)
        and (
            settings.of(leaf.owner) == setting
            or (leaf.owner.tag in _STRUCTURED and settings.of(leaf.owner)[1] is setting[1])
        )
    ]


def inside(leaves: Sequence[Leaf], included: Collection[Element]) -> list[int]:
    """Numbers of the leaves in the elements that are said to be the story."""
    settings = _Settings()
    chosen = set(included)
    return [
        number
        for number, leaf in enumerate(leaves)
        if not settings.is_marked(leaf.owner)
        and (leaf.owner in chosen or any(above in chosen for above in leaf.owner.iterancestors()))
    ]


def kind_of(element: Element) -> Kind:
    """By the element's own tag, or by the quotation or list item that it stands in."""
    if element.tag in HEADINGS:
        return "heading"
    tags = {element.tag, *(above.tag for above in element.iterancestors())}
    return "quote" if "blockquote" in tags else "item" if "li" in tags else "paragraph"


def _headings(leaves: Sequence[Leaf], known: set[int], lost: Sequence[int]) -> list[int]:
    """Headings beside what was lost, and those right above a stretch of the story."""
    boxes = {_box(leaves[number].owner) for number in lost}
    return [
        number
        for number, leaf in enumerate(leaves)
        if number not in known
        and leaf.owner.tag in HEADINGS
        and (leaf.owner.getparent() in boxes or _is_above(leaves, number, known))
        and not is_marked(leaf.owner)
    ]


def _is_above(leaves: Sequence[Leaf], heading: int, known: set[int]) -> bool:
    """Whether the next stretch is of the story and in the same box."""
    below = heading + 1
    parent = leaves[heading].owner.getparent()
    return below in known and leaves[below].owner.getparent() is parent


def _box(owner: Element) -> Element | None:
    """What a stretch stands in beside headings."""
    return owner.getparent() if owner.tag == "p" else owner


class _Settings:
    """How elements are set, found once for all the leaves of one box."""

    def __init__(self) -> None:
        self._above: dict[Element | None, tuple[str, Element]] = {}
        self._marked: dict[Element | None, bool] = {}
        self._story: dict[Element, bool] = {}

    def of(self, element: Element) -> tuple[str, Element]:
        """The tags from the page down to the element, and the nearest article or main part that
        it stands in, else its page."""
        parent = element.getparent()
        if parent not in self._above:
            above = list(element.iterancestors())
            nearest = next(
                (e for e in above if e.tag in ("article", "main")), (element, *above)[-1]
            )
            self._above[parent] = "/".join(str(each.tag) for each in above), nearest
        tags, article = self._above[parent]
        return f"{element.tag}/{tags}", article

    def is_story(self, owner: Element) -> bool:
        """Whether no rule speaks against the element and it is not mostly links."""
        if owner not in self._story:
            self._story[owner] = not self.is_marked(owner) and not _mostly_links(owner)
        return self._story[owner]

    def is_marked(self, owner: Element) -> bool:
        """Whether a rule speaks against the element or what it stands in."""
        parent = owner.getparent()
        if parent is not None and parent not in self._marked:
            self._marked[parent] = is_marked(parent)
        return is_skipped(owner) or (parent is not None and self._marked[parent])


def _mostly_links(element: Element) -> bool:
    if not has_children(element):
        return False
    links = sum(len(words_of(link)) for link in element.iter("a"))
    return links > _LINKED * len(words_of(element))


def _is_running(text: str) -> bool:
    return len(text.split()) >= _WORDS and bool(_SENTENCE.search(text.strip()))
