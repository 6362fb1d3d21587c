"""A page → its reading."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import islice

from earshot.errors import NoArticle, Paywalled
from earshot.ingest.blocks import Candidate, FilterContext, FilterVerdict, text_key
from earshot.ingest.cleanup import clean_text
from earshot.ingest.document import Fragment, credited_contributors, spoken_blocks, to_fragment
from earshot.ingest.feeds.entries import HTML_TAG, Entry
from earshot.ingest.filter_phrases import find_phrase_reason
from earshot.ingest.filtering import filter_candidates
from earshot.ingest.html.boilerplate import mark_boilerplate, mark_excluded, without_boilerplate
from earshot.ingest.html.dom import Element, XPathBuilder, parse_html, text_content
from earshot.ingest.html.dom_normalization import normalize_dom
from earshot.ingest.html.embedded_data import find_script_body, jsonld_article_body
from earshot.ingest.html.error_pages import find_refusal_reason
from earshot.ingest.html.extraction import complete_metadata, extract_candidates
from earshot.ingest.html.extraction_comparison import is_fuller_version, spoken_letters
from earshot.ingest.html.features import FeatureExtractor
from earshot.ingest.html.images import find_images
from earshot.ingest.html.paywall import is_paywalled
from earshot.ingest.html.recovery import (
    block_kind,
    ends_sentence,
    find_included_runs,
    find_missed_runs,
    find_similar_runs,
)
from earshot.ingest.html.selectors import Selection, select_elements
from earshot.ingest.html.tables import replace_tables
from earshot.ingest.html.text_runs import TextRun, find_text_runs, locate_texts
from earshot.ingest.metadata.headlines import casefold_words
from earshot.ingest.metadata.page import PageMetadata, extract_metadata
from earshot.ingest.optional_parts import find_requested_runs, skip_parts
from earshot.ingest.options import IngestOptions
from earshot.ingest.source import Origin
from earshot.model import Article, Image

_MAX_SHARE_ABOVE = 0.25
"""The share of the text above a headline from which the story begins before it."""
_LARGE_PAGE_SIZE = 10_000
"""Elements of a page of which no date is guessed."""
_MAX_RUNS = 4_000
"""Leaves. Pages of news have some hundreds; extraction takes quadratic time."""
_MIN_COVERAGE = 0.5
"""The share of a leaf from which all of it is story."""
_MIN_STORY_LETTERS = 1_500
"""Letters under which a story may have been lost, and a second way is tried."""
_MIN_FALLBACK_RATIO = 2
"""How many times as much a second way must find."""
_SAME_STORY_LETTERS = 30
"""Opening letters by which two texts are the same story."""
_MAX_RUNS_BEHIND = 12
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
    options = options or IngestOptions()
    return HtmlDocument(
        root, origin, metadata, select_elements(root, metadata.url, options), options
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
        self,
        root: Element,
        origin: Origin,
        metadata: PageMetadata,
        selection: Selection,
        options: IngestOptions | None = None,
    ) -> None:
        self._options = options or IngestOptions()
        self._root = root
        self._origin = origin
        self._metadata = metadata
        self._included = selection.included
        excluded = mark_excluded(selection.excluded)
        normalize_dom(root)
        self._boilerplate_reasons = mark_boilerplate(root) | excluded
        self._runs = find_text_runs(root)
        self._features = FeatureExtractor()

    def article(self) -> Article:
        """The story. Raises NoArticle and Paywalled."""
        verdicts = [verdict for _, verdict in self._verdicts]
        blocks = spoken_blocks(verdicts)
        self._raise_if_refused(
            [block.text for block in blocks], any(b.kind != "heading" for b in blocks)
        )
        return Article(
            **self._metadata.metadata,
            blocks=blocks,
            contributors=credited_contributors(verdicts),
            images=self._collect_images(),
        )

    def _raise_if_refused(self, texts: list[str], has_body: bool) -> None:
        source = self._origin.source
        if is_paywalled(self._root, self._metadata.article_node, texts, self._texts_after_story()):
            raise Paywalled(source=source)
        is_automatic = not self._included
        reason = (
            find_refusal_reason(self._root, self._metadata.headline, " ".join(texts))
            if is_automatic
            else ""
        )
        if reason or not has_body:
            raise NoArticle(source=source, reason=reason or _empty_reason(self._root))

    def _texts_after_story(self) -> list[str]:
        """What the page shows behind the last spoken text."""
        spoken = [number for number, verdict in self._verdicts if not verdict.reason]
        last = max(spoken, default=-1)
        return [leaf.text for leaf in self._runs[last + 1 :][:_MAX_RUNS_BEHIND]]

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
        candidates = self._filter_candidates(self._find_candidates())
        if not self._included and len(self._runs) <= _MAX_RUNS:
            candidates = self._choose_fullest(candidates)
        if not (self._options.read or self._options.skip):
            return candidates
        asked = find_requested_runs(
            self._runs, candidates, self._boilerplate_reasons, self._options.read
        )
        parts = [
            (number, FilterVerdict(each, "")) for number, each in self._candidates_from_runs(asked)
        ]
        kept = skip_parts(candidates, self._options.skip)
        return sorted(kept + parts, key=lambda pair: pair[0])

    def _filter_candidates(
        self, candidates: _NumberedCandidates
    ) -> list[tuple[int, FilterVerdict]]:
        numbered = replace_tables(self._runs, candidates, self._language())
        headline_index = self._count_above_headline(
            [(number, candidate.text) for number, candidate in numbered]
        )
        context = FilterContext(
            headlines=self._headlines(),
            authors=self._metadata.authors,
            headline_index=headline_index,
        )
        verdicts = filter_candidates([candidate for _, candidate in numbered], context)
        return [(number, verdict) for (number, _), verdict in zip(numbered, verdicts, strict=True)]

    def _choose_fullest(
        self, verdicts: list[tuple[int, FilterVerdict]]
    ) -> list[tuple[int, FilterVerdict]]:
        """What was found, or what a second way finds where little was: our own reading of the
        leaves, the body that the page gives to machines, the data of its scripts."""
        letters = spoken_letters(verdicts)
        if len(letters) >= _MIN_STORY_LETTERS:
            return verdicts
        similar = self._filter_candidates(self._candidates_from_runs(find_similar_runs(self._runs)))
        if is_fuller_version(similar, verdicts) and len(
            spoken_letters(similar)
        ) > _MIN_FALLBACK_RATIO * len(letters):
            verdicts, letters = similar, spoken_letters(similar)
        body = jsonld_article_body(self._metadata.article_node) or find_script_body(self._root)
        is_same_story = not letters or letters[:_SAME_STORY_LETTERS] in text_key(
            HTML_TAG.sub("", body)
        )
        return self._read_embedded_body(verdicts, body) if body and is_same_story else verdicts

    def _read_embedded_body(
        self, verdicts: list[tuple[int, FilterVerdict]], body: str
    ) -> list[tuple[int, FilterVerdict]]:
        document = read_article_html(body, self._origin, self._metadata)
        embedded = [
            (
                -1,
                FilterVerdict(
                    replace(verdict.candidate, xpath=None, selector=None), verdict.reason
                ),
            )
            for _, verdict in document._verdicts
        ]
        is_fuller = len(spoken_letters(embedded)) > _MIN_FALLBACK_RATIO * len(
            spoken_letters(verdicts)
        )
        return embedded if is_fuller else verdicts

    def _language(self) -> str:
        """What the page says it is in, for words of our own; English where it does not say."""
        return self._metadata.language or "en"

    def _headlines(self) -> tuple[str, ...]:
        h1_texts = [clean_text(text_content(element)) for element in self._root.iter("h1")][:1]
        return (self._metadata.headline, *h1_texts)

    @cached_property
    def _headline_run(self) -> int | None:
        """The number of the leaf in which the headline is printed."""
        named = casefold_words(self._metadata.headline)
        printed = (
            number
            for number, leaf in enumerate(self._runs)
            if leaf.element.tag in ("h1", "h2") and casefold_words(leaf.text) == named
        )
        return next(printed, None)

    def _count_above_headline(self, texts: list[tuple[int, str]]) -> int:
        """How many of the found texts stand above the headline as it is printed; none where they
        are a good part of all: then the page prints it elsewhere."""
        lengths_above = [len(text) for number, text in texts if number < (self._headline_run or 0)]
        return (
            len(lengths_above)
            if sum(lengths_above) <= _MAX_SHARE_ABOVE * sum(len(text) for _, text in texts)
            else 0
        )

    def _find_candidates(self) -> _NumberedCandidates:
        """All that may be story, in page order, with what its place says of it."""
        if self._included:
            return self._candidates_from_runs(find_included_runs(self._runs, self._included))
        if len(self._runs) > _MAX_RUNS:
            return self._candidates_from_runs(find_similar_runs(self._runs))
        return self._extract_candidates()

    def _extract_candidates(self) -> _NumberedCandidates:
        runs = self._runs
        candidates = list(extract_candidates(without_boilerplate(self._root), self._origin.url))
        spans = locate_texts(runs, [candidate.text for candidate in candidates])
        covered_letters = _count_covered_letters(runs, candidates, spans)
        start_counts = Counter(span.start for span in spans if span)
        in_order: _NumberedCandidates = []
        done = set[int]()
        last = -1
        for candidate, span in zip(candidates, spans, strict=True):
            if not span:
                in_order.append((last, candidate))
                continue
            last = span[-1]
            for number, whole in self._expand_to_runs(
                candidate, span, start_counts, covered_letters
            ):
                if number not in done:
                    in_order.append((number, whole))
                    done |= {number} if start_counts[number] == 1 else set()
        numbers = [number for span in spans for number in span]
        in_order += self._candidates_from_runs(find_missed_runs(runs, numbers))
        return sorted(in_order, key=lambda pair: pair[0])

    def _expand_to_runs(
        self,
        candidate: Candidate,
        span: range,
        start_counts: Counter[int],
        covered_letters: Counter[int],
    ) -> Iterator[tuple[int, Candidate]]:
        """The candidate as the page has it: all of the leaves that it stands in, since extraction
        loses words in a line."""
        runs = [self._runs[number] for number in span]
        if start_counts[span[0]] > 1 or not all(
            map(ends_sentence, (leaf.text for leaf in runs[:-1]))
        ):
            yield span[0], self._features.add_features(candidate, runs[0], start_counts[span[0]])
            return
        for number, run in zip(span, runs, strict=True):
            if covered_letters[number] >= _MIN_COVERAGE * len(run.key):
                kind = block_kind(run.element)
                kind = candidate.kind if len(span) == 1 and kind == "paragraph" else kind
                candidate = replace(candidate, kind=kind, text=clean_text(run.text))
            yield number, self._features.add_features(candidate, run, 1)

    def _candidates_from_runs(self, numbers: Sequence[int]) -> _NumberedCandidates:
        """Leaves as candidates, each all of its leaf."""
        runs = ((number, self._runs[number]) for number in numbers)
        return [
            (number, self._features.add_features(_candidate_from_run(run), run, 1))
            for number, run in runs
        ]


def _count_covered_letters(
    runs: Sequence[TextRun], candidates: Sequence[Candidate], spans: Sequence[range]
) -> Counter[int]:
    """How many letters of each leaf were extracted."""
    letters: Counter[int] = Counter()
    for candidate, span in zip(candidates, spans, strict=True):
        for number in span:
            run_letters = len(runs[number].key)
            letters[number] += (
                run_letters if len(span) > 1 else min(run_letters, len(text_key(candidate.text)))
            )
    return letters


def _candidate_from_run(run: TextRun) -> Candidate:
    return Candidate(kind=block_kind(run.element), text=clean_text(run.text))


def _empty_reason(root: Element) -> str:
    if not any(text_content(element).strip() for element in root.iter("body")):
        return "the page is empty, or its text is put there by a script"
    return "the page holds no running text"
