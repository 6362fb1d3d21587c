"""Parts of a page that a listener asks for, or asks to leave out."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

from earshot.ingest.blocks import FilterVerdict
from earshot.ingest.html.boilerplate import CAPTIONS_REASON, CODE_REASON, REFERENCES_REASON
from earshot.ingest.html.dom import Element
from earshot.ingest.html.text_runs import TextRun

_REASON_BY_PART = {"captions": CAPTIONS_REASON, "code": CODE_REASON, "notes": REFERENCES_REASON}
_SKIPPED_REASON = "it was asked to be left out"
_TABLE_TAGS = frozenset(("table", "tr", "td", "th"))

NumberedVerdicts = list[tuple[int, FilterVerdict]]


def find_requested_runs(
    runs: Sequence[TextRun],
    verdicts: NumberedVerdicts,
    boilerplate_reasons: Mapping[Element, str],
    requested: Container[str],
) -> list[int]:
    """The numbers of the leaves in wanted parts of the article that the story stands in."""
    reasons = {reason for part, reason in _REASON_BY_PART.items() if part in requested}
    spoken = [number for number, verdict in verdicts if number >= 0 and not verdict.reason]
    if not reasons or not spoken:
        return []
    article = _enclosing_article(runs[spoken[0]].element)
    return [
        number
        for number, leaf in enumerate(runs)
        if _enclosing_article(leaf.element) is article
        and _boilerplate_reason(leaf.element, boilerplate_reasons) in reasons
    ]


def _enclosing_article(element: Element) -> Element:
    chain = [element, *element.iterancestors()]
    return next((each for each in chain if each.tag in ("article", "main")), chain[-1])


def _boilerplate_reason(element: Element, boilerplate_reasons: Mapping[Element, str]) -> str:
    marked = next(
        (each for each in (element, *element.iterancestors()) if each in boilerplate_reasons), None
    )
    if marked is None:
        return ""
    return CAPTIONS_REASON if marked.tag == "figcaption" else boilerplate_reasons[marked]


def skip_parts(verdicts: NumberedVerdicts, skipped: Container[str]) -> NumberedVerdicts:
    """What was found, tables and corrections left out where that is asked."""
    return [
        (number, FilterVerdict(verdict.candidate, verdict.reason or _SKIPPED_REASON))
        if _is_skipped(verdict, skipped)
        else (number, verdict)
        for number, verdict in verdicts
    ]


def _is_skipped(verdict: FilterVerdict, skipped: Container[str]) -> bool:
    candidate = verdict.candidate
    tag = (candidate.xpath or "").rpartition("/")[2].partition("[")[0]
    if "tables" in skipped and tag in _TABLE_TAGS:
        return True
    return "corrections" in skipped and candidate.kind == "note" and tag not in _TABLE_TAGS
