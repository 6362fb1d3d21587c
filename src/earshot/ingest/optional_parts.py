"""Parts of a page that the caller includes or leaves out, such as captions and tables."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

from earshot.ingest.filter_types import SKIPPED_REASON, FilterVerdict, NumberedVerdicts
from earshot.ingest.html.boilerplate import CAPTIONS_REASON, CODE_REASON, REFERENCES_REASON
from earshot.ingest.html.dom import Element
from earshot.ingest.html.text_runs import TextRun
from earshot.ingest.table_text import TABLE_TAGS

_REASON_BY_PART = {"captions": CAPTIONS_REASON, "code": CODE_REASON, "notes": REFERENCES_REASON}


def find_requested_runs(
    runs: Sequence[TextRun],
    verdicts: NumberedVerdicts,
    boilerplate_reasons: Mapping[Element, str],
    requested: Container[str],
) -> list[int]:
    """Return the numbers of the runs in requested parts of the same <article> as the text."""
    reasons = {reason for part, reason in _REASON_BY_PART.items() if part in requested}
    spoken = [number for number, verdict in verdicts if number >= 0 and not verdict.reason]
    if not reasons or not spoken:
        return []
    article = _enclosing_article(runs[spoken[0]].element)
    return [
        number
        for number, run in enumerate(runs)
        if _enclosing_article(run.element) is article
        and _boilerplate_reason(run.element, boilerplate_reasons) in reasons
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
    """Drop tables and corrections where the caller switched them off."""
    return [
        (number, FilterVerdict(verdict.candidate, verdict.reason or SKIPPED_REASON))
        if _is_skipped(verdict, skipped)
        else (number, verdict)
        for number, verdict in verdicts
    ]


def _is_skipped(verdict: FilterVerdict, skipped: Container[str]) -> bool:
    candidate = verdict.candidate
    tag = (candidate.xpath or "").rpartition("/")[2].partition("[")[0]
    if "tables" in skipped and tag in TABLE_TAGS:
        return True
    return "corrections" in skipped and candidate.kind == "note" and tag not in TABLE_TAGS
