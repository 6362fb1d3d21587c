"""Read web pages."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

from earshot.errors import NoArticle, Paywalled
from earshot.garbage_collection import paused_collection
from earshot.ingest.alt_texts import add_alt_texts
from earshot.ingest.cleanup import clean_text
from earshot.ingest.document import Fragment, credited_contributors, spoken_blocks, to_fragment
from earshot.ingest.feeds.entries import HTML_TAG, Entry
from earshot.ingest.filter_phrases import find_phrase_reason
from earshot.ingest.filter_types import (
    FilterContext,
    FilterVerdict,
    NumberedCandidates,
    NumberedVerdicts,
    text_key,
)
from earshot.ingest.filtering import filter_candidates
from earshot.ingest.html.boilerplate import mark_boilerplate, mark_excluded
from earshot.ingest.html.candidates import MAX_RUNS, CandidateFinder
from earshot.ingest.html.dom import Element, parse_html, text_content
from earshot.ingest.html.dom_normalization import normalize_dom
from earshot.ingest.html.embedded_data import find_script_body, jsonld_article_body
from earshot.ingest.html.error_pages import explain_empty_page, find_refusal_reason, is_story_list
from earshot.ingest.html.extraction import complete_metadata
from earshot.ingest.html.extraction_comparison import is_about, is_fuller_version, spoken_letters
from earshot.ingest.html.images import find_images
from earshot.ingest.html.list_numbers import add_list_numbers
from earshot.ingest.html.missed_paragraphs import find_similar_runs
from earshot.ingest.html.paywall import is_paywalled
from earshot.ingest.html.preformatted_text import break_preformatted_text
from earshot.ingest.html.selectors import Selection, select_elements
from earshot.ingest.html.story_end import drop_below_story
from earshot.ingest.html.tables import replace_tables
from earshot.ingest.html.text_runs import TextRun, find_text_runs
from earshot.ingest.html.xpaths import XPathBuilder
from earshot.ingest.metadata.headlines import casefold_words
from earshot.ingest.metadata.page import PageMetadata, extract_metadata
from earshot.ingest.optional_parts import find_requested_runs
from earshot.ingest.options import IngestOptions
from earshot.ingest.skipped_parts import skip_part
from earshot.ingest.source import Origin
from earshot.model import Article, Image

_MAX_SHARE_ABOVE = 0.25
"""If more of the text is above the printed headline, the article begins before it."""
_LARGE_PAGE_SIZE = 10_000
"""On a page with more elements trafilatura does not guess metadata."""
_MIN_STORY_LETTERS = 1_500
"""With fewer letters the article may have been lost, so other methods are tried."""
_MIN_LETTERS = 300
"""With fewer letters the extraction may be of another box, such as the author's."""
_MIN_FALLBACK_RATIO = 2
"""How many times more text another method must find."""
_SAME_STORY_LETTERS = 30
"""Number of opening letters that are compared in two texts."""
_MAX_RUNS_BEHIND = 12
_STORY_LIST_REASON = "it is a list of stories"
_OUTSIDE_REASON = "outside the main text of the page"


@paused_collection()
def read(text: str, origin: Origin, options: IngestOptions | None = None) -> HtmlDocument:
    """Parse an HTML page.

    Raises NoArticle for an empty page, SourceUnreadable, and InvalidOption for an invalid selector.
    """
    root = parse_html(text, origin.source)
    elements = list(root.iter())  # held, so lxml creates their objects once
    metadata = extract_metadata(root, origin.url)
    if len(elements) <= _LARGE_PAGE_SIZE:
        metadata = complete_metadata(metadata, root)
    options = options or IngestOptions()
    return HtmlDocument(
        root, origin, metadata, select_elements(root, metadata.url, options), options
    )


def read_article_html(
    text: str, origin: Origin, metadata: PageMetadata, options: IngestOptions | None = None
) -> HtmlDocument:
    """Parse HTML that holds only an article, such as a feed entry or an e-mail."""
    root = parse_html(f"<html><body>{text}</body></html>", origin.source)
    return HtmlDocument(
        root, origin, metadata, Selection(included=tuple(root.iter("body"))), options
    )


def read_entry(entry: Entry, origin: Origin, options: IngestOptions | None = None) -> HtmlDocument:
    """Parse the text of a feed entry, with the feed's metadata."""
    return read_article_html(entry.html, origin, PageMetadata(**entry.metadata), options)


class HtmlDocument:
    """A page, its text runs, and the verdict on each."""

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
        self._held_elements = list(root.iter())
        """lxml creates an object at each access to an element that nothing holds."""
        self._origin = origin
        self._metadata = metadata
        self._included = selection.included
        excluded = mark_excluded(selection.excluded)
        break_preformatted_text(root)
        normalize_dom(root)
        self._boilerplate_reasons = mark_boilerplate(root) | excluded
        self._runs = find_text_runs(root)
        self._finder = CandidateFinder(root, self._runs, origin.url, self._included)

    @paused_collection()
    def article(self) -> Article:
        """Return the article. Raises NoArticle and Paywalled."""
        verdicts = [verdict for _, verdict in self._verdicts]
        blocks = spoken_blocks(verdicts)
        self._raise_if_refused(
            [block.text for block in blocks], any(b.kind != "heading" for b in blocks)
        )
        article = Article(
            **self._metadata.metadata,
            blocks=blocks,
            contributors=credited_contributors(verdicts),
            images=self._collect_images(),
        )
        return add_alt_texts(article, self._language()) if self._options.alt_texts else article

    def _raise_if_refused(self, texts: list[str], has_body: bool) -> None:
        source = self._origin.source
        if is_paywalled(self._root, self._metadata.article_node, texts, self._texts_after_story()):
            raise Paywalled(source=source)
        reason = "" if self._included else self._find_refusal_reason(texts)
        if reason or not has_body:
            raise NoArticle(source=source, reason=reason or explain_empty_page(self._root))

    def _find_refusal_reason(self, texts: list[str]) -> str:
        spoken = [number for number, verdict in self._verdicts if not verdict.reason]
        is_marked_article = bool(self._metadata.article_node)
        is_located = min(spoken, default=-1) >= 0
        if is_located and not is_marked_article and is_story_list(self._runs, spoken):
            return _STORY_LIST_REASON
        return find_refusal_reason(self._root, self._metadata.headline, texts)

    def _texts_after_story(self) -> list[str]:
        """Return the texts that the page shows after the last spoken one."""
        spoken = [number for number, verdict in self._verdicts if not verdict.reason]
        last = max(spoken, default=-1)
        return [run.text for run in self._runs[last + 1 :][:_MAX_RUNS_BEHIND]]

    def _collect_images(self) -> tuple[Image, ...]:
        """Return the images between the blocks; none if a block has no place on the page."""
        spoken_numbers = [number for number, verdict in self._verdicts if not verdict.reason]
        if min(spoken_numbers) < 0:
            return ()
        elements = [self._runs[number].element for number in spoken_numbers]
        return find_images(self._root, elements, self._origin.url)

    @paused_collection()
    def fragments(self) -> list[Fragment]:
        """Return every run in page order, each with its kind or the reason why it is dropped."""
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
        """Return the fragment for a run that was not a candidate."""
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
    def _verdicts(self) -> NumberedVerdicts:
        """The verdicts in page order, each with the number of its run."""
        return add_list_numbers(self._runs, self._judge_candidates())

    def _judge_candidates(self) -> NumberedVerdicts:
        candidates = self._filter_candidates(self._finder.find())
        if not self._included and len(self._runs) <= MAX_RUNS:
            candidates = self._choose_fullest(candidates)
        if not (self._options.requested_parts or self._options.skipped_parts):
            return candidates
        asked = find_requested_runs(
            self._runs, candidates, self._boilerplate_reasons, self._options.requested_parts
        )
        parts = [
            (number, FilterVerdict(each, "")) for number, each in self._finder.from_runs(asked)
        ]
        skipped = self._options.skipped_parts
        kept = [(number, skip_part(verdict, skipped)) for number, verdict in candidates]
        return sorted(kept + parts, key=lambda pair: pair[0])

    def _filter_candidates(self, candidates: NumberedCandidates) -> NumberedVerdicts:
        reads_long = self._options.long_tables
        numbered = replace_tables(self._runs, candidates, self._language(), reads_long=reads_long)
        texts = [(number, candidate.text) for number, candidate in numbered]
        context = FilterContext(
            headlines=self._headlines(),
            authors=self._metadata.authors,
            headline_index=self._count_above_headline(texts),
            reads_notes=self._options.notes,
            reads_captions=self._options.captions,
        )
        verdicts = filter_candidates([candidate for _, candidate in numbered], context)
        judged = [(n, verdict) for (n, _), verdict in zip(numbered, verdicts, strict=True)]
        return judged if self._included else drop_below_story(self._runs, judged)

    def _choose_fullest(self, verdicts: NumberedVerdicts) -> NumberedVerdicts:
        """Try other methods if the extraction found little.

        These are runs with the same tag path, JSON-LD's articleBody and the page's script data.
        """
        letters = spoken_letters(verdicts)
        if len(letters) >= _MIN_STORY_LETTERS:
            return verdicts
        openings = [letters[:_SAME_STORY_LETTERS]]
        similar = self._filter_candidates(self._finder.from_runs(find_similar_runs(self._runs)))
        if is_fuller_version(similar, verdicts) and len(
            spoken_letters(similar)
        ) > _MIN_FALLBACK_RATIO * len(letters):
            verdicts = similar
            openings.append(spoken_letters(similar)[:_SAME_STORY_LETTERS])
        body = jsonld_article_body(self._metadata.article_node) or find_script_body(self._root)
        body_key = text_key(HTML_TAG.sub("", body))
        is_same_story = any(opening in body_key for opening in openings) or (
            len(letters) < _MIN_LETTERS and is_about(self._metadata.headline, body)
        )
        return self._read_embedded_body(verdicts, body) if body and is_same_story else verdicts

    def _read_embedded_body(self, verdicts: NumberedVerdicts, body: str) -> NumberedVerdicts:
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
        """The page's language, for texts that Earshot adds; English if it is unknown."""
        return self._metadata.language or "en"

    def _headlines(self) -> tuple[str, ...]:
        h1_texts = [clean_text(text_content(element)) for element in self._root.iter("h1")][:1]
        return (self._metadata.headline, *h1_texts)

    @cached_property
    def _headline_run(self) -> int | None:
        """The number of the run with the printed headline."""
        named = casefold_words(self._metadata.headline)
        printed = (
            number
            for number, run in enumerate(self._runs)
            if run.element.tag in ("h1", "h2") and casefold_words(run.text) == named
        )
        return next(printed, None)

    def _count_above_headline(self, texts: list[tuple[int, str]]) -> int:
        """Count the texts above the printed headline; 0 if they are a large part of all text."""
        lengths_above = [len(text) for number, text in texts if number < (self._headline_run or 0)]
        return (
            len(lengths_above)
            if sum(lengths_above) <= _MAX_SHARE_ABOVE * sum(len(text) for _, text in texts)
            else 0
        )
