"""A page → its reading. The one file that knows trafilatura."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

import trafilatura

from earshot.errors import NoArticle, Paywalled
from earshot.ingest.bylines import people
from earshot.ingest.candidates import Candidate, Story, Verdict, key_of
from earshot.ingest.dates import moment
from earshot.ingest.headlines import words
from earshot.ingest.leaves import Leaf, leaves_of, placed
from earshot.ingest.metadata import Metadata, described
from earshot.ingest.origin import Origin
from earshot.ingest.page import Element, Paths, copied, marker_of, parsed, runs, words_of
from earshot.ingest.paywall import is_walled
from earshot.ingest.pruning import is_plain, mark, unmarked
from earshot.ingest.reading import Fragment, credited, fragment_of, spoken_blocks
from earshot.ingest.recovery import HEADINGS, left_lying
from earshot.ingest.scars import mended
from earshot.ingest.speakable import judged
from earshot.model import Article, Kind

# Their warnings are our errors; without a handler Python would print them
for _name in ("trafilatura", "htmldate", "courlan"):
    logging.getLogger(_name).addHandler(logging.NullHandler())

# Trafilatura's own tags
_BLOCKS = frozenset(("body", "div", "p", "head", "list", "item", "quote", "code", "cell"))
_BREAKS = frozenset(("lb",))
_KINDS: dict[str, Kind] = {"head": "heading", "quote": "quote", "item": "item"}
_ABOVE = 0.25
_OUTSIDE = "it stands outside the main text of the page"


def read(text: str, origin: Origin) -> Page:
    """The reading of an HTML page. Raises NoArticle for an empty one and SourceUnreadable."""
    return Page(parsed(text, origin.source), origin)


class Page:
    """A page, its running text leaf by leaf, and what was found to be its story."""

    def __init__(self, root: Element, origin: Origin) -> None:
        self._root = root
        self._origin = origin
        self._known = _completed(described(root, origin.url), root)
        self._pruned = mark(root)
        self._leaves = leaves_of(root)

    def article(self) -> Article:
        """The story. Raises NoArticle and Paywalled."""
        verdicts = [verdict for _, verdict in self._verdicts]
        blocks = spoken_blocks(verdicts)
        source = self._origin.source
        if is_walled(self._root, self._known.story, " ".join(block.text for block in blocks)):
            raise Paywalled(source=source)
        if not any(block.kind != "heading" for block in blocks):
            raise NoArticle(source=source, reason=_reason(self._root))
        return replace(self._known.article(), blocks=blocks, contributors=credited(verdicts))

    def fragments(self) -> list[Fragment]:
        """Every leaf of the page in order: blocks of the story, and why the others are none."""
        paths = Paths()
        judged_at = {number for number, _ in self._verdicts}
        placed_fragments = [(number, fragment_of(verdict)) for number, verdict in self._verdicts]
        placed_fragments += [
            (number, self._unread(leaf, paths))
            for number, leaf in enumerate(self._leaves)
            if number not in judged_at
        ]
        return [fragment for _, fragment in sorted(placed_fragments, key=lambda pair: pair[0])]

    def _unread(self, leaf: Leaf, paths: Paths) -> Fragment:
        """A leaf that never was a candidate."""
        chain = (leaf.owner, *leaf.owner.iterancestors())
        reason = next((self._pruned[each] for each in chain if each in self._pruned), _OUTSIDE)
        return Fragment(text=mended(leaf.text), reason=reason, place=paths.of(leaf.owner))

    @cached_property
    def _verdicts(self) -> list[tuple[int, Verdict]]:
        """The candidates in page order, each with the number of its leaf."""
        found = self._candidates()
        top = self._above_headline([(number, candidate.text) for number, candidate in found])
        story = Story(names=self._names(), authors=self._known.authors, top=top)
        verdicts = judged([candidate for _, candidate in found], story)
        return [(number, verdict) for (number, _), verdict in zip(found, verdicts, strict=True)]

    def _names(self) -> tuple[str, ...]:
        first = [mended(words_of(element)) for element in self._root.iter("h1")][:1]
        return (self._known.headline, *first)

    def _above_headline(self, found: list[tuple[int, str]]) -> int:
        """How many of the found texts stand above the headline as it is printed; none where they
        are a good part of all: then the page prints it elsewhere."""
        named = words(self._known.headline)
        printed = (
            number
            for number, leaf in enumerate(self._leaves)
            if leaf.owner.tag == "h1" and words(leaf.text) == named
        )
        at = next(printed, 0)
        above = [len(text) for number, text in found if number < at]
        return len(above) if sum(above) <= _ABOVE * sum(len(text) for _, text in found) else 0

    def _candidates(self) -> list[tuple[int, Candidate]]:
        """All that may be story, in page order, with what its place says of it."""
        leaves = self._leaves
        found = list(_extracted(unmarked(self._root), self._origin.url))
        numbers = placed(leaves, [candidate.text for candidate in found])
        counts = Counter(numbers)
        paths = Paths()
        in_order: list[tuple[int, Candidate]] = []
        last = -1
        for candidate, number in zip(found, numbers, strict=True):
            if number is not None:
                last = number
                candidate = _seen(candidate, leaves[number], counts[number], paths)
            in_order.append((last, candidate))
        for number in left_lying(leaves, numbers):
            lost = _lost(leaves[number])
            in_order.append((number, _seen(lost, leaves[number], 1, paths)))
        return sorted(in_order, key=lambda pair: pair[0])


def _completed(known: Metadata, root: Element) -> Metadata:
    """What the page does not say in so many words, as trafilatura and htmldate guess it."""
    if known.published and known.authors:
        return known
    guessed = trafilatura.extract_metadata(copied(root), default_url=known.url or None)
    return replace(
        known,
        published=known.published or moment(guessed.date or ""),
        authors=known.authors or people((guessed.author or "").split(";")),
    )


def _reason(root: Element) -> str:
    if not any(words_of(element).strip() for element in root.iter("body")):
        return "the page is empty, or its text is put there by a script"
    return "the page holds no running text"


def _lost(leaf: Leaf) -> Candidate:
    kind: Kind = "heading" if leaf.owner.tag in HEADINGS else "paragraph"
    return Candidate(kind=kind, text=mended(leaf.text))


def _seen(candidate: Candidate, leaf: Leaf, count: int, paths: Paths) -> Candidate:
    """The candidate with what its leaf says of it; `count` candidates open in that leaf."""
    element = leaf.owner
    candidate = replace(candidate, place=paths.of(element), marker=marker_of(element))
    whole = words_of(element)
    if element.tag == "p" and count == 1 and is_plain(element):
        # extraction may have lost what follows an element inside the paragraph
        candidate = replace(candidate, text=mended(whole))
    letters = len(key_of(whole))
    if letters > 1.1 * len(key_of(candidate.text)):
        return candidate  # it is only a part of what stands there
    links = "".join(words_of(link) for link in element.iter("a"))
    return replace(candidate, tag=str(element.tag), linked=len(key_of(links)) / max(1, letters))


def _extracted(root: Element, url: str) -> Iterator[Candidate]:
    document = trafilatura.bare_extraction(
        root, url=url or None, favor_precision=True, include_comments=False
    )
    body = getattr(document, "body", None)
    if body is None:
        return
    for owner, written in runs(body, _BLOCKS, lambda element: element.tag == "graphic", _BREAKS):
        text = mended(written)
        if text:
            yield Candidate(kind=_kind(owner), text=text, tag=str(owner.tag))


def _kind(element: Element) -> Kind:
    """By the element's own tag, or by the quotation or list that it stands in."""
    above = (ancestor.tag for ancestor in element.iterancestors())
    tags = {element.tag, *above}
    return next((kind for tag, kind in _KINDS.items() if tag in tags), "paragraph")
