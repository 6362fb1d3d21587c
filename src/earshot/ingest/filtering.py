"""Decide which candidates are read aloud, by the same rules for pages and plain texts.

A rule looks at one candidate in its context and says whether to drop it. Its docstring is the
reason that `--explain` prints. To add a rule, write a function and add it to `RULES`; to add a
phrase, add it to `filter_phrases`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from earshot.ingest.context_filters import apply_context_filters
from earshot.ingest.editor_notes import is_editor_note
from earshot.ingest.filter_evidence import (
    find_first_body_index,
    find_item_headings,
    find_last_body_index,
    find_linked_items,
    find_repeated_texts,
    is_confirmed,
    is_sentence,
)
from earshot.ingest.filter_phrases import find_phrase_reason, find_phrase_rule
from earshot.ingest.filter_types import (
    Candidate,
    FilterContext,
    FilterVerdict,
    find_repeated_link_labels,
    find_repeated_quotes,
    is_section_break,
    text_key,
)
from earshot.ingest.footnotes import drop_notes, find_note_numbers, strip_note_marks
from earshot.ingest.inline_credits import strip_glued_date, strip_trailing_credit
from earshot.ingest.metadata.bylines import parse_names
from earshot.ingest.metadata.dates import is_date_line
from earshot.ingest.metadata.headlines import casefold_words
from earshot.ingest.sentence_ends import SENTENCE_END
from earshot.model import BlockKind

FilterRule = Callable[[Candidate, int, FilterContext], bool]

_CELL_TAGS = frozenset(("cell", "td", "th"))
_MIN_CELL_WORDS = 6
_MAX_LINK_SHARE = 0.9
_MAX_ITEM_LINK_SHARE = 0.6
"""Lower for list items: in a list of sources the name of the site precedes each link."""
_TOP_CANDIDATES = 6
_MAX_KICKER_LETTERS = 60
"""Letters that a heading may have besides the headline."""
_END_CANDIDATES = 4
_MAX_LEAD_LETTERS, _MAX_LEAD_LETTERS_BEFORE_VERB = 15, 40
"""Letters before the author's name. More are allowed if a verb such as "is" follows the name."""
_COPULA = re.compile(r"\W{1,2}(?:is|was|ist|war|est|es|è|är|er)\b")


_NOTHING_TO_SAY = "no letters or digits"
_MAX_CAPTION_CHARS = 200
"""A longer paragraph in italics is a preface, not a caption."""
_CONTACT = re.compile(r"\w@[\w-]+\.\w|(?<!\w)@\w{3}|https?://\S|\bwww\.\S")
_MAX_CONTACT_CHARS = 90
_SITE_LABEL = re.compile(r"[^|.!?]{2,30} \| \S")
_MAX_DATE_LINES = 2
"""A page prints a publication and an update date. More dates are a timeline."""


def is_boilerplate_text(text: str) -> bool:
    """Whether the text has nothing to say or matches a phrase rule, whatever its context."""
    return not _is_sayable(text) or bool(find_phrase_reason(text))


def _is_sayable(text: str) -> bool:
    return any(map(str.isalnum, text))


def _text_reason(candidate: Candidate, index: int, context: FilterContext) -> str:
    """Return the reason of a phrase rule, if further evidence confirms it."""
    if is_section_break(candidate.text):
        is_last = index == context.candidate_count - 1
        return _NOTHING_TO_SAY if is_last else ""  # not spoken; it becomes a pause
    if not _is_sayable(candidate.text):
        return _NOTHING_TO_SAY
    rule = find_phrase_rule(candidate.text)
    return rule.reason if rule and is_confirmed(rule, candidate, index, context) else ""


def _is_headline(candidate: Candidate, index: int, context: FilterContext) -> bool:
    """Repeats the headline."""
    if index >= _TOP_CANDIDATES and candidate.tag != "h1":
        return False
    key = text_key(candidate.text)
    return any(_matches_headline(key, text_key(name), candidate.kind) for name in context.headlines)


def _matches_headline(key: str, headline: str, kind: BlockKind) -> bool:
    """Whether the text is the headline, or a heading that adds a kicker or section to it."""
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
    """Byline."""
    if (
        len(candidate.text) > 120
        or _TOP_CANDIDATES <= index < context.candidate_count - _END_CANDIDATES
    ):
        return False
    if is_sentence(candidate.text):
        return False
    names = parse_names([candidate.text])
    return bool(names) and {n.casefold() for n in names} <= {n.casefold() for n in context.authors}


def _is_biography(candidate: Candidate, index: int, context: FilterContext) -> bool:
    """About the author."""
    if index < max(3, context.candidate_count - _END_CANDIDATES):
        return False
    return any(_introduces_author(candidate.text, name) for name in context.authors if " " in name)


def _introduces_author(text: str, author: str) -> bool:
    """Whether it begins like "Ann Lee writes on Asia" or "The Berlin historian Ann Lee is"."""
    before, name, after = text.partition(author)
    return bool(name) and len(before) <= (
        _MAX_LEAD_LETTERS_BEFORE_VERB if _COPULA.match(after) else _MAX_LEAD_LETTERS
    )


def _is_table_cell(candidate: Candidate, index: int, context: FilterContext) -> bool:
    """Table cell without a sentence."""
    return candidate.tag in _CELL_TAGS and not (
        SENTENCE_END.search(candidate.text)
        and len(casefold_words(candidate.text)) >= _MIN_CELL_WORDS
    )


def _is_link(candidate: Candidate, index: int, context: FilterContext) -> bool:
    """The whole line is a link."""
    if index in context.item_headings or index in context.linked_items:
        return False
    max_share = _MAX_ITEM_LINK_SHARE if candidate.kind == "item" else _MAX_LINK_SHARE
    return candidate.link_share > max_share and not SENTENCE_END.search(candidate.text)


def _is_uppercase_link(candidate: Candidate, index: int, context: FilterContext) -> bool:
    """Link in capitals to another story."""
    return candidate.link_share > _MAX_LINK_SHARE and candidate.text.isupper()


def _is_pull_quote(candidate: Candidate, index: int, context: FilterContext) -> bool:
    """Pull quote that repeats the text."""
    return candidate.kind == "quote" and text_key(candidate.text) in context.repeated_quotes


def _has_repeated_label(candidate: Candidate, index: int, context: FilterContext) -> bool:
    """Link to another story with a repeated label."""
    return candidate.link_label in context.repeated_link_labels


def _is_labelled_link(candidate: Candidate, index: int, context: FilterContext) -> bool:
    """Link to another story with the name of a site, below the text."""
    is_below = index > context.last_body_index
    is_link = candidate.link_share > _MAX_ITEM_LINK_SHARE and not is_sentence(candidate.text)
    return is_below and is_link and _SITE_LABEL.match(candidate.text) is not None


def _is_caption(candidate: Candidate, index: int, context: FilterContext) -> bool:
    """Image caption in small type or italics."""
    if context.reads_captions or not (candidate.is_emphasized and candidate.has_image):
        return False
    is_short = len(candidate.text) <= _MAX_CAPTION_CHARS and candidate.text[-1:] not in "?？؟"
    return is_short and index > context.first_body_index


def _is_asterisk_note(candidate: Candidate, index: int, context: FilterContext) -> bool:
    """Note marked with an asterisk below the text."""
    return (
        candidate.is_emphasized
        and index > context.last_body_index
        and candidate.text.startswith("*")
    )


def _is_date(candidate: Candidate, index: int, context: FilterContext) -> bool:
    """Date line above or below the text."""
    edge = index < context.first_body_index or index > context.last_body_index
    if context.date_line_count > _MAX_DATE_LINES:
        return False
    return edge and candidate.kind == "paragraph" and is_date_line(candidate.text)


def _is_contact_line(candidate: Candidate, index: int, context: FilterContext) -> bool:
    """Address or account above or below the text."""
    is_outside = index < context.first_body_index or index > context.last_body_index
    is_short = len(candidate.text) <= _MAX_CONTACT_CHARS and not is_sentence(candidate.text)
    return is_outside and is_short and _CONTACT.search(candidate.text) is not None


def _is_above_headline(candidate: Candidate, index: int, context: FilterContext) -> bool:
    """Above the headline."""
    return index < context.headline_index


RULES: tuple[FilterRule, ...] = (
    _is_above_headline,
    _is_headline,
    _is_byline,
    _is_date,
    _is_contact_line,
    _is_caption,
    _is_asterisk_note,
    _is_biography,
    _is_table_cell,
    _is_link,
    _is_uppercase_link,
    _has_repeated_label,
    _is_labelled_link,
    _is_pull_quote,
)


def filter_candidates(
    candidates: Sequence[Candidate], context: FilterContext
) -> list[FilterVerdict]:
    """Return each candidate with the first reason to drop it, in order."""
    note_numbers = set() if context.reads_notes else find_note_numbers(candidates)
    marked = strip_note_marks(candidates, note_numbers)
    candidates = [strip_trailing_credit(candidate) for candidate in marked]
    candidates[:_TOP_CANDIDATES] = map(strip_glued_date, candidates[:_TOP_CANDIDATES])
    context = replace(
        context,
        candidate_count=len(candidates),
        first_body_index=find_first_body_index(candidates),
        last_body_index=find_last_body_index(candidates),
        repeated_texts=find_repeated_texts(candidates),
        item_headings=find_item_headings(candidates),
        linked_items=find_linked_items(candidates),
        date_line_count=len({each.text for each in candidates if is_date_line(each.text)}),
        repeated_link_labels=find_repeated_link_labels(candidates),
        repeated_quotes=find_repeated_quotes(candidates),
    )
    verdicts = [
        FilterVerdict(_mark_editor_note(c), _find_reason(c, at, context))
        for at, c in enumerate(candidates)
    ]
    return apply_context_filters(
        drop_notes(verdicts, note_numbers), context, _rule_reason(_is_pull_quote)
    )


def _mark_editor_note(candidate: Candidate) -> Candidate:
    """Mark a correction or an editor's note; it is read aloud as a note."""
    is_note = candidate.kind != "heading" and is_editor_note(candidate.text)
    return replace(candidate, kind="note") if is_note else candidate


def _find_reason(candidate: Candidate, index: int, context: FilterContext) -> str:
    """Return the reason of a phrase rule, otherwise of the first matching rule."""
    text_reason = _text_reason(candidate, index, context)
    if text_reason or _is_plain_body(candidate, index, context):
        return text_reason
    return next((_rule_reason(rule) for rule in RULES if rule(candidate, index, context)), "")


def _is_plain_body(candidate: Candidate, index: int, context: FilterContext) -> bool:
    """Whether it is a paragraph or list item amid the text, without links or emphasis. No rule
    matches these."""
    begin = max(_TOP_CANDIDATES, context.headline_index, context.first_body_index)
    end = min(context.candidate_count - _END_CANDIDATES, context.last_body_index + 1)
    return (
        begin <= index < end
        and candidate.tag in ("p", "li")
        and candidate.kind in ("paragraph", "item")
        and not candidate.link_share
        and not candidate.is_emphasized
    )


def _rule_reason(rule: FilterRule) -> str:
    """Return the rule's docstring as a reason in lower case."""
    reason = (rule.__doc__ or "").rstrip(".")
    return reason[:1].lower() + reason[1:]
