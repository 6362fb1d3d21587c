"""Parts of a page that a listener asks for, or asks to leave out."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

from earshot.ingest.blocks import FilterVerdict
from earshot.ingest.html.boilerplate import CAPTIONS, CODE, REFERENCES
from earshot.ingest.html.dom import Element
from earshot.ingest.html.text_runs import TextRun

_REASONS = {"captions": CAPTIONS, "code": CODE, "notes": REFERENCES}
_UNASKED = "it was asked to be left out"
_TABLES = frozenset(("table", "tr", "td", "th"))

Judged = list[tuple[int, FilterVerdict]]


def asked_for(
    leaves: Sequence[TextRun], found: Judged, pruned: Mapping[Element, str], wanted: Container[str]
) -> list[int]:
    """The numbers of the leaves in wanted parts of the article that the story stands in."""
    reasons = {reason for part, reason in _REASONS.items() if part in wanted}
    spoken = [number for number, verdict in found if number >= 0 and not verdict.reason]
    if not reasons or not spoken:
        return []
    article = _article(leaves[spoken[0]].element)
    return [
        number
        for number, leaf in enumerate(leaves)
        if _article(leaf.element) is article and _reason(leaf.element, pruned) in reasons
    ]


def _article(owner: Element) -> Element:
    chain = [owner, *owner.iterancestors()]
    return next((each for each in chain if each.tag in ("article", "main")), chain[-1])


def _reason(owner: Element, pruned: Mapping[Element, str]) -> str:
    marked = next((each for each in (owner, *owner.iterancestors()) if each in pruned), None)
    if marked is None:
        return ""
    return CAPTIONS if marked.tag == "figcaption" else pruned[marked]


def without_parts(found: Judged, unwanted: Container[str]) -> Judged:
    """What was found, tables and corrections left out where that is asked."""
    return [
        (number, FilterVerdict(verdict.candidate, verdict.reason or _UNASKED))
        if _is_unwanted(verdict, unwanted)
        else (number, verdict)
        for number, verdict in found
    ]


def _is_unwanted(verdict: FilterVerdict, unwanted: Container[str]) -> bool:
    candidate = verdict.candidate
    place = (candidate.xpath or "").rpartition("/")[2].partition("[")[0]
    if "tables" in unwanted and place in _TABLES:
        return True
    return "corrections" in unwanted and candidate.kind == "note" and place not in _TABLES
