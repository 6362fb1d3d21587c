"""Filter rules that look at neighbouring verdicts: boxes, lists and lead-ins."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from earshot.ingest.biographies import drop_biographies
from earshot.ingest.filter_phrases import APPEAL_REASONS
from earshot.ingest.filter_types import Candidate, FilterContext, FilterVerdict
from earshot.ingest.metadata.headlines import casefold_words
from earshot.ingest.numbered_slides import drop_slides
from earshot.ingest.sentence_ends import SENTENCE_END

_MAX_LEAD_LINK_SHARE = 0.9
_MAX_BOX_SHARE = 0.3
"""A box with a larger share of the candidates is the article itself."""
_MAX_LEAD_IN_WORDS = 3
"""Words of a lead-in such as "See also:"; a longer line is a sentence."""
_MAX_LEAD_IN_WORDS_AT_END = 15
_OFFER = re.compile(
    r"\b(?:interess\w+|interested|lesen|lies|weiterlesen|weitere\w*|mehr|auch|anzeige|aussi|también|"
    r"anche)\b",
    re.I,
)
"""Words of a line that offers other stories; another line may introduce a program or a picture."""
_LEAD_IN_AT_END = re.compile(
    r"(?:to )?(?:read|see|watch|check|view|listen|hear|find)\b.{0,90}:", re.I
)
"""A line such as "Read the full statement:", which introduces dropped text."""


def apply_context_filters(
    verdicts: list[FilterVerdict], context: FilterContext, pull_quote_reason: str
) -> list[FilterVerdict]:
    """Apply the rules in order. `pull_quote_reason` is the reason that pull quotes have."""
    verdicts = drop_slides(_drop_subtitle(verdicts))
    verdicts = _drop_story_lists(_drop_appeal_boxes(verdicts), context)
    verdicts = _drop_attributions(_drop_figure_rows(verdicts), pull_quote_reason)
    return _drop_lead_ins(drop_biographies(verdicts))


def _drop_subtitle(verdicts: list[FilterVerdict]) -> list[FilterVerdict]:
    """Drop a heading between headline and byline."""
    for index, (candidate, reason) in enumerate(verdicts[:_MAX_SUBTITLE_INDEX]):
        if reason:
            continue
        enclosed = index > 0 and index + 1 < len(verdicts) and verdicts[index + 1].reason
        if candidate.kind != "heading" or not enclosed:
            return verdicts
        verdict = FilterVerdict(candidate, "a subtitle")
        return [*verdicts[:index], verdict, *verdicts[index + 1 :]]
    return verdicts


_MAX_SUBTITLE_INDEX = 6


def _drop_appeal_boxes(verdicts: list[FilterVerdict]) -> list[FilterVerdict]:
    """Drop the whole box below a heading that is an appeal, or that opens a box of links."""
    reason_by_box: dict[str, str] = {}
    before = ""
    for candidate, reason in verdicts:
        box = next(_ancestor_paths(candidate), "")
        opens_box = reason == _OTHER_STORIES_REASON and not before.startswith(f"{box}/")
        if candidate.kind == "heading" and (reason in APPEAL_REASONS or opens_box):
            reason_by_box[box] = reason
        before = candidate.xpath or before
    if not reason_by_box:
        return verdicts
    box_counts = Counter(
        box for c, _ in verdicts for box in _ancestor_paths(c) if box in reason_by_box
    )
    small_boxes = {
        box: reason_by_box[box]
        for box, count in box_counts.items()
        if count <= _MAX_BOX_SHARE * len(verdicts)
    }
    return [
        FilterVerdict(c, reason or _first_reason(small_boxes, _ancestor_paths(c)))
        for c, reason in verdicts
    ]


def _ancestor_paths(candidate: Candidate) -> Iterator[str]:
    """Yield the XPaths of the elements around the candidate, innermost first."""
    above = (candidate.xpath or "").rpartition("/")[0]
    while above:
        yield above
        above = above.rpartition("/")[0]


def _first_reason(reasons: dict[str, str], boxes: Iterator[str]) -> str:
    return next((reasons[box] for box in boxes if box in reasons), "")


_OTHER_STORIES_REASON = "a link to another story"
_MAX_LINK_LINE_CHARS = 120
"""A longer line is not a link to another story."""


def _drop_story_lists(verdicts: list[FilterVerdict], context: FilterContext) -> list[FilterVerdict]:
    """Drop the list of links below a line such as "Related stories"."""
    if not any(each.reason == _OTHER_STORIES_REASON for each in verdicts):
        return verdicts
    result: list[FilterVerdict] = []
    in_list = False
    for index, (candidate, reason) in enumerate(verdicts):
        if reason == _OTHER_STORIES_REASON:
            in_list = candidate.link_share < _MAX_LEAD_LINK_SHARE
        elif in_list and not reason:
            in_list = len(candidate.text) <= _MAX_LINK_LINE_CHARS and not SENTENCE_END.search(
                candidate.text
            )
            in_list = in_list and (candidate.link_share > 0 or index > context.last_body_index)
            reason = _OTHER_STORIES_REASON if in_list else ""
        result.append(FilterVerdict(candidate, reason))
    return result


_FIGURES = re.compile(r"[+−-]?\d[\d\s.,%+−-]*")
_MIN_FIGURE_ROWS = 3
"""Fewer lines of figures may be the headings of numbered parts."""


def _drop_figure_rows(verdicts: list[FilterVerdict]) -> list[FilterVerdict]:
    """Drop neighbouring lines that hold only figures, such as a table without its cells."""
    result: list[FilterVerdict] = []
    for has_figures, group in groupby(verdicts, key=_holds_only_figures):
        rows = list(group)
        is_table = has_figures and len(rows) >= _MIN_FIGURE_ROWS
        result += (
            [FilterVerdict(c, reason or "figures in rows") for c, reason in rows]
            if is_table
            else rows
        )
    return result


def _holds_only_figures(verdict: FilterVerdict) -> bool:
    candidate, reason = verdict
    return not reason and candidate.kind != "heading" and bool(_FIGURES.fullmatch(candidate.text))


_MAX_ATTRIBUTION_WORDS = 10
"""A longer line is not an attribution."""


def _drop_attributions(
    verdicts: list[FilterVerdict], pull_quote_reason: str
) -> list[FilterVerdict]:
    """Drop the attribution of a dropped pull quote."""
    if not any(each.reason == pull_quote_reason for each in verdicts):
        return verdicts
    result: list[FilterVerdict] = []
    for candidate, reason in verdicts:
        above = result[-1] if result else None
        if (
            above
            and above.reason == pull_quote_reason
            and not reason
            and _is_attribution(candidate, above)
        ):
            reason = pull_quote_reason
        result.append(FilterVerdict(candidate, reason))
    return result


def _is_attribution(candidate: Candidate, above: FilterVerdict) -> bool:
    is_sibling = next(_ancestor_paths(candidate), "") == next(_ancestor_paths(above.candidate), "-")
    is_short = len(candidate.text.split()) <= _MAX_ATTRIBUTION_WORDS and not SENTENCE_END.search(
        candidate.text
    )
    return is_sibling and is_short and candidate.kind == "quote"


def _drop_lead_ins(verdicts: list[FilterVerdict]) -> list[FilterVerdict]:
    """Drop a heading or short line with a colon if the text after it is dropped."""
    result: list[FilterVerdict] = []
    is_at_end = True
    for candidate, reason in reversed(verdicts):
        is_followed = bool(result) and not result[-1].reason
        if not reason and not is_followed and _is_lead_in(candidate, is_at_end):
            reason = "the text that it introduces is dropped"
        result.append(FilterVerdict(candidate, reason))
        is_at_end = is_at_end and bool(reason)
    return result[::-1]


def _is_lead_in(candidate: Candidate, is_at_end: bool) -> bool:
    is_offer = is_at_end and _OFFER.search(candidate.text) is not None
    max_words = _MAX_LEAD_IN_WORDS_AT_END if is_offer else _MAX_LEAD_IN_WORDS
    ends_in_colon = candidate.text.endswith((":", "：")) and (
        len(casefold_words(candidate.text)) <= max_words
    )
    is_pointer = candidate.kind == "heading" or _LEAD_IN_AT_END.fullmatch(candidate.text)
    return ends_in_colon or (is_at_end and bool(is_pointer))
