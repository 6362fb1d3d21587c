"""A page → its reading."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from itertools import islice

from earshot.errors import NoArticle, Paywalled
from earshot.ingest.blocks import Candidate, FilterContext, FilterVerdict
from earshot.ingest.cleanup import clean_text
from earshot.ingest.document import Fragment, credited_contributors, spoken_blocks, to_fragment
from earshot.ingest.feeds.entries import Entry
from earshot.ingest.filter_phrases import find_phrase_reason
from earshot.ingest.filtering import filter_candidates
from earshot.ingest.html.boilerplate import mark_boilerplate, mark_excluded, without_boilerplate
from earshot.ingest.html.dom import Element, XPathBuilder, parse_html, text_content
from earshot.ingest.html.extraction import complete_metadata, extract_candidates
from earshot.ingest.html.features import FeatureExtractor
from earshot.ingest.html.images import find_images
from earshot.ingest.html.paywall import is_paywalled
from earshot.ingest.html.recovery import (
    block_kind,
    find_included_runs,
    find_missed_runs,
    find_similar_runs,
)
from earshot.ingest.html.selectors import Selection, select_elements
from earshot.ingest.html.tables import replace_tables
from earshot.ingest.html.text_runs import TextRun, find_text_runs, locate_texts
from earshot.ingest.metadata.headlines import casefold_words
from earshot.ingest.metadata.page import PageMetadata, extract_metadata
from earshot.ingest.options import IngestOptions
from earshot.ingest.origin import Origin
from earshot.model import Article, Image

_MAX_SHARE_ABOVE = 0.25
"""The share of the text above a headline from which the story begins before it."""
_LARGE_PAGE_SIZE = 10_000
"""Leaves or elements. Pages of news have some hundreds; extraction takes 40 µs for each."""
_OUTSIDE_REASON = "it stands outside the main text of the page"
_NumberedCandidates = list[tuple[int, Candidate]]


def read(text: str, origin: Origin, options: IngestOptions | None = None) -> HtmlDocument:
    """The reading of an HTML page.

    Raises NoArticle for an empty one, SourceUnreadable, and BadOption for a broken selector.
    """
    root = parse_html(text, origin.source)
    metadata = extract_metadata(root, origin.url)
    if next(islice(root.iter(), _LARGE_PAGE_SIZE, None), None) is None:
        metadata = complete_metadata(metadata, root)
    return HtmlDocument(
        root, origin, metadata, select_elements(root, metadata.url, options or IngestOptions())
    )


def read_article_html(text: str, origin: Origin, metadata: PageMetadata) -> HtmlDocument:
    """The reading of HTML that is a story and nothing else: of a feed's entry or a letter."""
    root = parse_html(f"<html><body>{text}</body></html>", origin.source)
    return HtmlDocument(root, origin, metadata, Selection(included=tuple(root.iter("body"))))


def read_entry(entry: Entry, origin: Origin) -> HtmlDocument:
    """The reading of the text that stands in a feed, with what the feed says of it."""
    return read_article_html(entry.html, origin, PageMetadata(**entry.metadata))


class HtmlDocument:
    """A page, its running text leaf by leaf, and what was found to be its story."""

    def __init__(
        self, root: Element, origin: Origin, metadata: PageMetadata, selection: Selection
    ) -> None:
        self._root = root
        self._origin = origin
        self._metadata = metadata
        self._included = selection.included
        excluded = mark_excluded(selection.excluded)
        self._boilerplate_reasons = mark_boilerplate(root) | excluded
        self._runs = find_text_runs(root)
        self._features = FeatureExtractor()

    def article(self) -> Article:
        """The story. Raises NoArticle and Paywalled."""
        verdicts = [verdict for _, verdict in self._verdicts]
        blocks = spoken_blocks(verdicts)
        source = self._origin.source
        if is_paywalled(
            self._root, self._metadata.article_node, " ".join(block.text for block in blocks)
        ):
            raise Paywalled(source=source)
        if not any(block.kind != "heading" for block in blocks):
            raise NoArticle(source=source, reason=_empty_reason(self._root))
        return Article(
            **self._metadata.metadata,
            blocks=blocks,
            contributors=credited_contributors(verdicts),
            images=self._collect_images(),
        )

    def _collect_images(self) -> tuple[Image, ...]:
        """In their places among the blocks; none where a block stands nowhere on the page."""
        spoken_numbers = [number for number, verdict in self._verdicts if not verdict.reason]
        if min(spoken_numbers) < 0:
            return ()
        elements = [self._runs[number].element for number in spoken_numbers]
        return find_images(self._root, elements, self._origin.url)

    def fragments(self) -> list[Fragment]:
        """Every leaf of the page in order: blocks of the story, and why the others are none."""
        paths = XPathBuilder()
        judged_numbers = {number for number, _ in self._verdicts}
        placed_fragments = [(number, to_fragment(verdict)) for number, verdict in self._verdicts]
        placed_fragments += [
            (number, self._fragment_for_run(run, paths))
            for number, run in enumerate(self._runs)
            if number not in judged_numbers
        ]
        return [fragment for _, fragment in sorted(placed_fragments, key=lambda pair: pair[0])]

    def _fragment_for_run(self, run: TextRun, paths: XPathBuilder) -> Fragment:
        """A leaf that never was a candidate."""
        elements = (run.element, *run.element.iterancestors())
        marked_reason = next(
            (
                self._boilerplate_reasons[each]
                for each in elements
                if each in self._boilerplate_reasons
            ),
            "",
        )
        text = clean_text(run.text)
        reason = marked_reason or find_phrase_reason(text) or _OUTSIDE_REASON
        return Fragment(text=text, reason=reason, xpath=paths.xpath(run.element))

    @cached_property
    def _verdicts(self) -> list[tuple[int, FilterVerdict]]:
        """The candidates in page order, each with the number of its leaf."""
        candidates = replace_tables(self._runs, self._find_candidates(), self._language())
        headline_index = self._count_above_headline(
            [(number, candidate.text) for number, candidate in candidates]
        )
        context = FilterContext(
            headlines=self._headlines(),
            authors=self._metadata.authors,
            headline_index=headline_index,
        )
        verdicts = filter_candidates([candidate for _, candidate in candidates], context)
        return [
            (number, verdict) for (number, _), verdict in zip(candidates, verdicts, strict=True)
        ]

    def _language(self) -> str:
        """What the page says it is in, for words of our own; English where it does not say."""
        return self._metadata.language or "en"

    def _headlines(self) -> tuple[str, ...]:
        h1_texts = [clean_text(text_content(element)) for element in self._root.iter("h1")][:1]
        return (self._metadata.headline, *h1_texts)

    def _count_above_headline(self, texts: list[tuple[int, str]]) -> int:
        """How many of the found texts stand above the headline as it is printed; none where they
        are a good part of all: then the page prints it elsewhere."""
        headline_words = casefold_words(self._metadata.headline)
        h1_numbers = (
            number
            for number, run in enumerate(self._runs)
            if run.element.tag == "h1" and casefold_words(run.text) == headline_words
        )
        headline_number = next(h1_numbers, 0)
        lengths_above = [len(text) for number, text in texts if number < headline_number]
        return (
            len(lengths_above)
            if sum(lengths_above) <= _MAX_SHARE_ABOVE * sum(len(text) for _, text in texts)
            else 0
        )

    def _find_candidates(self) -> _NumberedCandidates:
        """All that may be story, in page order, with what its place says of it."""
        if self._included:
            return self._candidates_from_runs(find_included_runs(self._runs, self._included))
        if len(self._runs) > _LARGE_PAGE_SIZE:
            return self._candidates_from_runs(find_similar_runs(self._runs))
        return self._extract_candidates()

    def _extract_candidates(self) -> _NumberedCandidates:
        runs = self._runs
        candidates = list(extract_candidates(without_boilerplate(self._root), self._origin.url))
        numbers = locate_texts(runs, [candidate.text for candidate in candidates])
        counts = Counter(numbers)
        in_order: _NumberedCandidates = []
        last = -1
        for candidate, number in zip(candidates, numbers, strict=True):
            if number is not None:
                last = number
                candidate = self._features.add_features(candidate, runs[number], counts[number])
            in_order.append((last, candidate))
        in_order += self._candidates_from_runs(find_missed_runs(runs, numbers))
        return sorted(in_order, key=lambda pair: pair[0])

    def _candidates_from_runs(self, numbers: Sequence[int]) -> _NumberedCandidates:
        """Leaves as candidates, each all of its leaf."""
        runs = ((number, self._runs[number]) for number in numbers)
        return [
            (number, self._features.add_features(_candidate_from_run(run), run, 1))
            for number, run in runs
        ]


def _candidate_from_run(run: TextRun) -> Candidate:
    return Candidate(kind=block_kind(run.element), text=clean_text(run.text))


def _empty_reason(root: Element) -> str:
    if not any(text_content(element).strip() for element in root.iter("body")):
        return "the page is empty, or its text is put there by a script"
    return "the page holds no running text"
