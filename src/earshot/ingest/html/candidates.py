"""Collect the candidates of a page: text blocks that may belong to the article."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from earshot.ingest.cleanup import clean_text
from earshot.ingest.filter_types import Candidate, NumberedCandidates, text_key
from earshot.ingest.html.dom import Element
from earshot.ingest.html.extraction import extract_candidates
from earshot.ingest.html.features import FeatureExtractor
from earshot.ingest.html.leads import find_lead_runs
from earshot.ingest.html.missed_paragraphs import (
    block_kind,
    find_included_runs,
    find_missed_runs,
    find_similar_runs,
)
from earshot.ingest.html.skip_marks import without_boilerplate
from earshot.ingest.html.text_runs import TextRun, locate_texts
from earshot.ingest.sentence_ends import ends_sentence

MAX_RUNS = 4_000
"""News pages have some hundreds of runs. Extraction of a longer page takes quadratic time."""
_MIN_COVERAGE = 0.5
"""If extraction covers this share of a run, the whole run is used."""


class CandidateFinder:
    """Finds the candidates of one page. Each comes with the number of its text run."""

    def __init__(
        self, root: Element, runs: Sequence[TextRun], url: str, included: Collection[Element]
    ) -> None:
        self._root = root
        self._runs = runs
        self._url = url
        self._included = included
        self._features = FeatureExtractor()

    def find(self) -> NumberedCandidates:
        """Return all candidates in page order, with the features of their elements."""
        if self._included:
            return self.from_runs(find_included_runs(self._runs, self._included))
        if len(self._runs) > MAX_RUNS:
            return self.from_runs(find_similar_runs(self._runs))
        return self._extract_candidates()

    def _extract_candidates(self) -> NumberedCandidates:
        runs = self._runs
        candidates = list(extract_candidates(without_boilerplate(self._root), self._url))
        spans = locate_texts(runs, [candidate.text for candidate in candidates])
        covered_letters = _count_covered_letters(runs, candidates, spans)
        start_counts = Counter(span.start for span in spans if span)
        in_order: NumberedCandidates = []
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
        missed = find_missed_runs(runs, numbers)
        leads = set(find_lead_runs(runs, {*numbers, *missed})) - done
        in_order += self.from_runs([*missed, *leads])
        return sorted(in_order, key=lambda pair: pair[0])

    def _expand_to_runs(
        self,
        candidate: Candidate,
        span: range,
        start_counts: Counter[int],
        covered_letters: Counter[int],
    ) -> Iterator[tuple[int, Candidate]]:
        """Yield the candidate with the page's own text, since extraction loses inline words."""
        runs = [self._runs[number] for number in span]
        if start_counts[span[0]] > 1 or not all(
            map(ends_sentence, (run.text for run in runs[:-1]))
        ):
            yield span[0], self._features.add_features(candidate, runs[0], start_counts[span[0]])
            return
        for number, run in zip(span, runs, strict=True):
            if covered_letters[number] >= _MIN_COVERAGE * len(run.key):
                kind = block_kind(run.element)
                kind = candidate.kind if len(span) == 1 and kind == "paragraph" else kind
                candidate = replace(candidate, kind=kind, text=clean_text(run.text))
            yield number, self._features.add_features(candidate, run, 1)

    def from_runs(self, numbers: Sequence[int]) -> NumberedCandidates:
        """Return each of the runs as a candidate."""
        build = self._features.build_candidate
        runs = ((number, self._runs[number]) for number in numbers)
        return [
            (number, build(block_kind(run.element), clean_text(run.text), run))
            for number, run in runs
        ]


def _count_covered_letters(
    runs: Sequence[TextRun], candidates: Sequence[Candidate], spans: Sequence[range]
) -> Counter[int]:
    """Count the extracted letters of each run."""
    letters: Counter[int] = Counter()
    for candidate, span in zip(candidates, spans, strict=True):
        for number in span:
            run_letters = len(runs[number].key)
            letters[number] += (
                run_letters if len(span) > 1 else min(run_letters, len(text_key(candidate.text)))
            )
    return letters
