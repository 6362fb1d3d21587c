"""A page → its reading."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from itertools import islice

from earshot.errors import NoArticle, Paywalled
from earshot.ingest.blocks import Candidate, Story, Verdict
from earshot.ingest.cleanup import mended
from earshot.ingest.document import Fragment, credited, fragment_of, spoken_blocks
from earshot.ingest.feeds.entries import Entry
from earshot.ingest.filter_phrases import phrase_of
from earshot.ingest.filtering import judged
from earshot.ingest.html.boilerplate import mark, skip, unmarked
from earshot.ingest.html.dom import Element, Paths, parsed, words_of
from earshot.ingest.html.extraction import completed, extracted
from earshot.ingest.html.features import Surroundings
from earshot.ingest.html.images import pictures_of
from earshot.ingest.html.paywall import is_walled
from earshot.ingest.html.recovery import inside, kind_of, left_lying, set_alike
from earshot.ingest.html.selectors import Selection, selection
from earshot.ingest.html.tables import read_out
from earshot.ingest.html.text_runs import Leaf, leaves_of, placed
from earshot.ingest.metadata.headlines import words
from earshot.ingest.metadata.page import Metadata, described
from earshot.ingest.options import Wishes
from earshot.ingest.origin import Origin
from earshot.model import Article, Picture

_ABOVE = 0.25
"""The share of the text above a headline from which the story begins before it."""
_LARGE = 10_000
"""Leaves or elements. Pages of news have some hundreds; extraction takes 40 µs for each."""
_OUTSIDE = "it stands outside the main text of the page"
_Numbered = list[tuple[int, Candidate]]


def read(text: str, origin: Origin, wishes: Wishes | None = None) -> Page:
    """The reading of an HTML page.

    Raises NoArticle for an empty one, SourceUnreadable, and BadOption for a broken selector.
    """
    root = parsed(text, origin.source)
    known = described(root, origin.url)
    if next(islice(root.iter(), _LARGE, None), None) is None:
        known = completed(known, root)
    return Page(root, origin, known, selection(root, known.url, wishes or Wishes()))


def read_whole(text: str, origin: Origin, known: Metadata) -> Page:
    """The reading of HTML that is a story and nothing else: of a feed's entry or a letter."""
    root = parsed(f"<html><body>{text}</body></html>", origin.source)
    return Page(root, origin, known, Selection(included=tuple(root.iter("body"))))


def read_entry(entry: Entry, origin: Origin) -> Page:
    """The reading of the text that stands in a feed, with what the feed says of it."""
    return read_whole(entry.html, origin, Metadata(**entry.facts))


class Page:
    """A page, its running text leaf by leaf, and what was found to be its story."""

    def __init__(self, root: Element, origin: Origin, known: Metadata, selected: Selection) -> None:
        self._root = root
        self._origin = origin
        self._known = known
        self._included = selected.included
        left_out = skip(selected.excluded)
        self._pruned = mark(root) | left_out
        self._leaves = leaves_of(root)
        self._around = Surroundings()

    def article(self) -> Article:
        """The story. Raises NoArticle and Paywalled."""
        verdicts = [verdict for _, verdict in self._verdicts]
        blocks = spoken_blocks(verdicts)
        source = self._origin.source
        if is_walled(self._root, self._known.story, " ".join(block.text for block in blocks)):
            raise Paywalled(source=source)
        if not any(block.kind != "heading" for block in blocks):
            raise NoArticle(source=source, reason=_reason(self._root))
        return Article(
            **self._known.facts,
            blocks=blocks,
            contributors=credited(verdicts),
            pictures=self._pictures(),
        )

    def _pictures(self) -> tuple[Picture, ...]:
        """In their places among the blocks; none where a block stands nowhere on the page."""
        spoken = [number for number, verdict in self._verdicts if not verdict.reason]
        if min(spoken) < 0:
            return ()
        owners = [self._leaves[number].owner for number in spoken]
        return pictures_of(self._root, owners, self._origin.url)

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
        pruned = next((self._pruned[each] for each in chain if each in self._pruned), "")
        text = mended(leaf.text)
        reason = pruned or phrase_of(text) or _OUTSIDE
        return Fragment(text=text, reason=reason, place=paths.of(leaf.owner))

    @cached_property
    def _verdicts(self) -> list[tuple[int, Verdict]]:
        """The candidates in page order, each with the number of its leaf."""
        found = read_out(self._leaves, self._candidates(), self._language())
        top = self._above_headline([(number, candidate.text) for number, candidate in found])
        story = Story(names=self._names(), authors=self._known.authors, top=top)
        verdicts = judged([candidate for _, candidate in found], story)
        return [(number, verdict) for (number, _), verdict in zip(found, verdicts, strict=True)]

    def _language(self) -> str:
        """What the page says it is in, for words of our own; English where it does not say."""
        return self._known.language or "en"

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

    def _candidates(self) -> _Numbered:
        """All that may be story, in page order, with what its place says of it."""
        if self._included:
            return self._seen(inside(self._leaves, self._included))
        if len(self._leaves) > _LARGE:
            return self._seen(set_alike(self._leaves))
        return self._extracted()

    def _extracted(self) -> _Numbered:
        leaves = self._leaves
        found = list(extracted(unmarked(self._root), self._origin.url))
        numbers = placed(leaves, [candidate.text for candidate in found])
        counts = Counter(numbers)
        in_order: _Numbered = []
        last = -1
        for candidate, number in zip(found, numbers, strict=True):
            if number is not None:
                last = number
                candidate = self._around.seen(candidate, leaves[number], counts[number])
            in_order.append((last, candidate))
        in_order += self._seen(left_lying(leaves, numbers))
        return sorted(in_order, key=lambda pair: pair[0])

    def _seen(self, numbers: Sequence[int]) -> _Numbered:
        """Leaves as candidates, each all of its leaf."""
        leaves = ((number, self._leaves[number]) for number in numbers)
        return [(number, self._around.seen(_candidate(leaf), leaf, 1)) for number, leaf in leaves]


def _candidate(leaf: Leaf) -> Candidate:
    return Candidate(kind=kind_of(leaf.owner), text=mended(leaf.text))


def _reason(root: Element) -> str:
    if not any(words_of(element).strip() for element in root.iter("body")):
        return "the page is empty, or its text is put there by a script"
    return "the page holds no running text"
