"""Parts of a page that are read if the caller asks for them, such as captions."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

from earshot.ingest.filter_types import NumberedVerdicts
from earshot.ingest.html.boilerplate import CAPTIONS_REASON, CODE_REASON, REFERENCES_REASON
from earshot.ingest.html.dom import Element
from earshot.ingest.html.dom_normalization import PART_ATTRIBUTE
from earshot.ingest.html.text_runs import TextRun

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
    if marked.get(PART_ATTRIBUTE) == "notes":
        return REFERENCES_REASON  # in an <aside>
    return CAPTIONS_REASON if marked.tag == "figcaption" else boilerplate_reasons[marked]
