"""Rules that look at what stands around a candidate: boxes, lists, and what leads into what."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from earshot.ingest.blocks import Candidate, FilterContext, FilterVerdict
from earshot.ingest.filter_phrases import APPEAL_REASONS
from earshot.ingest.metadata.headlines import casefold_words

_SENTENCE = re.compile(r"[.!?…。！？][\"'”’»)\]]*$")
_LINKED = 0.9
_BOX = 0.3
"""The share of a story that is never in a box; more is the story."""
_LEAD_IN = 3
"""Words of "See also:"; a longer line with a colon is a sentence of the story."""


def in_context(
    verdicts: list[FilterVerdict], story: FilterContext, quoted: str
) -> list[FilterVerdict]:
    """The verdicts with what their neighbours say of them; `quoted` is the reason against pull
    quotes."""
    verdicts = _without_subtitle(verdicts)
    verdicts = _without_others(_without_appeals(verdicts), story)
    return _without_leads_in(_without_attributions(verdicts, quoted))


def _without_subtitle(verdicts: list[FilterVerdict]) -> list[FilterVerdict]:
    """A heading between headline and byline is a second line of the headline."""
    for at, (candidate, reason) in enumerate(verdicts[:_TOP]):
        if reason:
            continue
        enclosed = at > 0 and at + 1 < len(verdicts) and verdicts[at + 1].reason
        if candidate.kind != "heading" or not enclosed:
            return verdicts
        told = FilterVerdict(candidate, "a second line of the headline")
        return [*verdicts[:at], told, *verdicts[at + 1 :]]
    return verdicts


_TOP = 6


def _without_appeals(verdicts: list[FilterVerdict]) -> list[FilterVerdict]:
    """A heading that asks for something opens a box that goes on asking."""
    appeals = [each for each in verdicts if each.reason in APPEAL_REASONS]
    asked = {next(_boxes(c), ""): why for c, why in appeals if c.kind == "heading"}
    if not asked:
        return verdicts
    held = Counter(box for c, _ in verdicts for box in _boxes(c) if box in asked)
    small = {box: asked[box] for box, count in held.items() if count <= _BOX * len(verdicts)}
    return [FilterVerdict(c, reason or _first(small, _boxes(c))) for c, reason in verdicts]


def _boxes(candidate: Candidate) -> Iterator[str]:
    """The places of the elements around it, from the inside out."""
    above = (candidate.xpath or "").rpartition("/")[0]
    while above:
        yield above
        above = above.rpartition("/")[0]


def _first(reasons: dict[str, str], boxes: Iterator[str]) -> str:
    return next((reasons[box] for box in boxes if box in reasons), "")


_OTHERS = "links to other stories stand between paragraphs"
_OTHER = 120
"""Characters of a line that leads to another story."""


def _without_others(verdicts: list[FilterVerdict], story: FilterContext) -> list[FilterVerdict]:
    """ "Related stories" alone on a line opens a list of them."""
    left: list[FilterVerdict] = []
    listing = False
    for at, (candidate, reason) in enumerate(verdicts):
        if reason == _OTHERS:
            listing = candidate.link_share < _LINKED
        elif listing and not reason:
            listing = len(candidate.text) <= _OTHER and not _SENTENCE.search(candidate.text)
            listing = listing and (candidate.link_share > 0 or at > story.last)
            reason = _OTHERS if listing else ""
        left.append(FilterVerdict(candidate, reason))
    return left


_ATTRIBUTION = 10
"""Words of a line that says who said a pull quote."""


def _without_attributions(verdicts: list[FilterVerdict], quoted: str) -> list[FilterVerdict]:
    """Who said a pull quote is not said without it."""
    left: list[FilterVerdict] = []
    for candidate, reason in verdicts:
        above = left[-1] if left else None
        if above and above.reason == quoted and not reason and _attributes(candidate, above):
            reason = quoted
        left.append(FilterVerdict(candidate, reason))
    return left


def _attributes(candidate: Candidate, above: FilterVerdict) -> bool:
    beside = next(_boxes(candidate), "") == next(_boxes(above.candidate), "-")
    short = len(candidate.text.split()) <= _ATTRIBUTION and not _SENTENCE.search(candidate.text)
    return beside and short and candidate.kind == "quote"


def _without_leads_in(verdicts: list[FilterVerdict]) -> list[FilterVerdict]:
    """A heading, or a short line with a colon, leads into what follows; alone it says nothing."""
    left: list[FilterVerdict] = []
    last = True
    for candidate, reason in reversed(verdicts):
        followed = bool(left) and not left[-1].reason
        if not reason and not followed and _leads_in(candidate, last):
            reason = "what it leads into is not spoken"
        left.append(FilterVerdict(candidate, reason))
        last = last and bool(reason)
    return left[::-1]


def _leads_in(candidate: Candidate, last: bool) -> bool:
    colon = candidate.text.endswith(":") and len(casefold_words(candidate.text)) <= _LEAD_IN
    return colon or (last and candidate.kind == "heading")
