"""What may be spoken of the blocks that were found: the same rules for pages and plain texts.

A rule looks at one candidate in its story and says whether it is unspeakable; its docstring is the
reason. A new rule is a function and a place in `RULES`; a new wording is a row of `phrases`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from earshot.ingest.blocks import (
    Candidate,
    FilterContext,
    FilterVerdict,
    repeated_link_labels,
    repeated_quotes,
    text_key,
)
from earshot.ingest.editor_notes import is_editor_note
from earshot.ingest.filter_phrases import APPEAL_REASONS, find_phrase_reason
from earshot.ingest.metadata.bylines import parse_names
from earshot.ingest.metadata.headlines import casefold_words
from earshot.model import BlockKind

FilterRule = Callable[[Candidate, int, FilterContext], bool]

_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*$")
_CELL_TAGS = frozenset(("cell", "td", "th"))
_MIN_CELL_WORDS = 6
_MAX_LINK_SHARE = 0.9
_MAX_ITEM_LINK_SHARE = 0.6
"""In a list of sources each link has the name of its site before it."""
_TOP_CANDIDATES = 6
_MAX_KICKER_LETTERS = 60
"""Letters that a heading may hold beside the headline."""
_END_CANDIDATES = 4
_MAX_LEAD_LETTERS, _MAX_LEAD_LETTERS_BEFORE_VERB = 15, 40
"""Letters that may stand before the writer's name; more where it is said who that is."""
_COPULA = re.compile(r"\W{1,2}(?:is|was|ist|war|est|es|è|är|er)\b")
_MAX_BOX_SHARE = 0.3
"""The share of a story that is never in a box; more is the story."""
_MAX_LEAD_IN_WORDS = 3
"""Words of "See also:"; a longer line with a colon is a sentence of the story."""


def is_boilerplate_text(text: str) -> bool:
    """Whether the words alone tell: nothing to say, or a wording of `phrases`."""
    return bool(_text_reason(text))


def _text_reason(text: str) -> str:
    return (
        find_phrase_reason(text) if any(map(str.isalnum, text)) else "there is nothing in it to say"
    )


def _is_headline(candidate: Candidate, index: int, context: FilterContext) -> bool:
    """The headline is spoken before the story, not again in it."""
    if index >= _TOP_CANDIDATES and candidate.tag != "h1":
        return False
    key = text_key(candidate.text)
    return any(_matches_headline(key, text_key(name), candidate.kind) for name in context.headlines)


def _matches_headline(key: str, headline: str, kind: BlockKind) -> bool:
    """Whether it is the name, or a heading that is the name with a kicker or the section."""
    if not headline or key == headline:
        return key == headline
    kicker_length = len(key) - len(headline)
    is_affixed = key.endswith(headline) or key.startswith(headline)
    return (
        kind == "heading"
        and is_affixed
        and 0 < kicker_length <= min(_MAX_KICKER_LETTERS, len(headline))
    )


def _is_byline(candidate: Candidate, index: int, context: FilterContext) -> bool:
    """The byline stands on top, or below as a signature."""
    if (
        len(candidate.text) > 120
        or _TOP_CANDIDATES <= index < context.candidate_count - _END_CANDIDATES
    ):
        return False
    names = parse_names([candidate.text])
    return bool(names) and {n.casefold() for n in names} <= {n.casefold() for n in context.authors}


def _is_biography(candidate: Candidate, index: int, context: FilterContext) -> bool:
    """Below a story stands who wrote it."""
    if index < max(3, context.candidate_count - _END_CANDIDATES):
        return False
    return any(_introduces_author(candidate.text, name) for name in context.authors if " " in name)


def _introduces_author(text: str, author: str) -> bool:
    """As in "Ann Lee writes on Asia", "The Berlin historian Ann Lee is the author of"."""
    before, name, after = text.partition(author)
    return bool(name) and len(before) <= (
        _MAX_LEAD_LETTERS_BEFORE_VERB if _COPULA.match(after) else _MAX_LEAD_LETTERS
    )


def _is_table_cell(candidate: Candidate, index: int, context: FilterContext) -> bool:
    """Figures in a table cannot be followed by ear; sentences in one can."""
    return candidate.tag in _CELL_TAGS and not (
        _SENTENCE_END.search(candidate.text)
        and len(casefold_words(candidate.text)) >= _MIN_CELL_WORDS
    )


def _is_link(candidate: Candidate, index: int, context: FilterContext) -> bool:
    """A line that is all link leads to another story; a sentence may be all link."""
    max_share = _MAX_ITEM_LINK_SHARE if candidate.kind == "item" else _MAX_LINK_SHARE
    return candidate.link_share > max_share and not _SENTENCE_END.search(candidate.text)


def _is_uppercase_link(candidate: Candidate, index: int, context: FilterContext) -> bool:
    """Links to other stories are set in capitals between paragraphs."""
    return candidate.link_share > _MAX_LINK_SHARE and candidate.text.isupper()


def _is_pull_quote(candidate: Candidate, index: int, context: FilterContext) -> bool:
    """A pull quote says again what the story says."""
    return candidate.kind == "quote" and text_key(candidate.text) in context.repeated_quotes


def _has_repeated_label(candidate: Candidate, index: int, context: FilterContext) -> bool:
    """Links to other stories are announced each time by the same words."""
    return candidate.link_label in context.repeated_link_labels


def _is_above_headline(candidate: Candidate, index: int, context: FilterContext) -> bool:
    """What stands above the headline belongs to the page and not to the story."""
    return index < context.headline_index


RULES: tuple[FilterRule, ...] = (
    _is_above_headline,
    _is_headline,
    _is_byline,
    _is_biography,
    _is_table_cell,
    _is_link,
    _is_uppercase_link,
    _has_repeated_label,
    _is_pull_quote,
)


def accepted_candidates(candidates: Sequence[Candidate], context: FilterContext) -> list[Candidate]:
    """The candidates that no rule speaks against, in order."""
    return [
        verdict.candidate
        for verdict in filter_candidates(candidates, context)
        if not verdict.reason
    ]


def filter_candidates(
    candidates: Sequence[Candidate], context: FilterContext
) -> list[FilterVerdict]:
    """Each candidate with the first reason against it, in order."""
    context = replace(
        context,
        candidate_count=len(candidates),
        repeated_link_labels=repeated_link_labels(candidates),
        repeated_quotes=repeated_quotes(candidates),
    )
    verdicts = [
        FilterVerdict(_mark_editor_note(c), _find_reason(c, at, context))
        for at, c in enumerate(candidates)
    ]
    return _reject_dangling_lead_ins(_reject_appeal_boxes(verdicts))


def _mark_editor_note(candidate: Candidate) -> Candidate:
    """The newspaper's own word on its story is kept, and marked as such."""
    is_note = candidate.kind != "heading" and is_editor_note(candidate.text)
    return replace(candidate, kind="note") if is_note else candidate


def _find_reason(candidate: Candidate, index: int, context: FilterContext) -> str:
    """What the words alone tell, else what the first of the rules does."""
    text_reason = _text_reason(candidate.text)
    matching_rules = (rule for rule in RULES if rule(candidate, index, context))
    return text_reason or next(map(_rule_reason, matching_rules), "")


def _rule_reason(rule: FilterRule) -> str:
    """The rule as the reason that it gives: its docstring, to stand in a line."""
    reason = (rule.__doc__ or "").rstrip(".")
    return reason[:1].lower() + reason[1:]


def _reject_appeal_boxes(verdicts: list[FilterVerdict]) -> list[FilterVerdict]:
    """A heading that asks for something opens a box that goes on asking."""
    appeals = [each for each in verdicts if each.reason in APPEAL_REASONS]
    reason_by_box = {
        next(_ancestor_xpaths(c), ""): why for c, why in appeals if c.kind == "heading"
    }
    if not reason_by_box:
        return verdicts
    counts = Counter(
        box for c, _ in verdicts for box in _ancestor_xpaths(c) if box in reason_by_box
    )
    small_boxes = {
        box: reason_by_box[box]
        for box, count in counts.items()
        if count <= _MAX_BOX_SHARE * len(verdicts)
    }
    return [
        FilterVerdict(c, reason or _first_reason(small_boxes, _ancestor_xpaths(c)))
        for c, reason in verdicts
    ]


def _ancestor_xpaths(candidate: Candidate) -> Iterator[str]:
    """The places of the elements around it, from the inside out."""
    above = (candidate.xpath or "").rpartition("/")[0]
    while above:
        yield above
        above = above.rpartition("/")[0]


def _first_reason(reasons: dict[str, str], boxes: Iterator[str]) -> str:
    return next((reasons[box] for box in boxes if box in reasons), "")


def _reject_dangling_lead_ins(verdicts: list[FilterVerdict]) -> list[FilterVerdict]:
    """A heading, or a short line with a colon, leads into what follows; alone it says nothing."""
    result: list[FilterVerdict] = []
    is_last = True
    for candidate, reason in reversed(verdicts):
        is_followed = bool(result) and not result[-1].reason
        if not reason and not is_followed and _is_lead_in(candidate, is_last):
            reason = "what it leads into is not spoken"
        result.append(FilterVerdict(candidate, reason))
        is_last = is_last and bool(reason)
    return result[::-1]


def _is_lead_in(candidate: Candidate, is_last: bool) -> bool:
    has_colon = (
        candidate.text.endswith(":") and len(casefold_words(candidate.text)) <= _MAX_LEAD_IN_WORDS
    )
    return has_colon or (is_last and candidate.kind == "heading")
