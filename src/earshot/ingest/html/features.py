"""What the place of a candidate on its page says of it."""

from __future__ import annotations

from typing import NamedTuple

from earshot.ingest.blocks import Candidate, key_of
from earshot.ingest.cleanup import mended
from earshot.ingest.html.boilerplate import is_plain
from earshot.ingest.html.dom import Element, Paths, has_children, marker_of, words_of
from earshot.ingest.html.lang_attributes import told_languages
from earshot.ingest.html.text_runs import Leaf

_PART = 1.1
"""An element with so many times the letters of a text holds more than that text."""


class _Facts(NamedTuple):
    place: str
    marker: str | None
    letters: int
    linked: float
    bare: bool
    """Whether no other element stands in it."""
    plain: bool
    """Whether all of it is one stretch of running text."""


class Surroundings:
    """The elements of one page, each looked at once, however many texts stand in it."""

    def __init__(self) -> None:
        self._paths = Paths()
        self._known: dict[Element, _Facts] = {}

    def seen(self, candidate: Candidate, leaf: Leaf, count: int) -> Candidate:
        """The candidate with what its leaf says of it; `count` candidates open in that leaf."""
        element = leaf.owner
        facts = self._known.get(element) or self._facts(leaf)
        text = candidate.text
        letters = facts.letters if count == 1 and facts.bare else len(key_of(text))
        if facts.plain and count == 1 and letters != facts.letters:
            # extraction may have lost what follows an element inside the paragraph
            text, letters = mended(words_of(element)), facts.letters
        part = facts.letters > _PART * letters
        return Candidate(
            kind=candidate.kind,
            text=text,
            place=facts.place,
            marker=facts.marker,
            tag=candidate.tag if part else str(element.tag),
            linked=candidate.linked if part else facts.linked,
            marks=candidate.marks + told_languages(element, text),
        )

    def _facts(self, leaf: Leaf) -> _Facts:
        element = leaf.owner
        bare = not has_children(element)
        letters = len(leaf.key if bare else key_of(words_of(element)))
        links = sum(len(key_of(words_of(link))) for link in element.iter("a"))
        facts = self._known[element] = _Facts(
            place=self._paths.of(element),
            marker=marker_of(element),
            letters=letters,
            linked=min(1.0, links / max(1, letters)),
            bare=bare,
            plain=element.tag == "p" and is_plain(element),
        )
        return facts
