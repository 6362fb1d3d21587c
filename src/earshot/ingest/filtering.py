"""What may be spoken of the blocks that were found: the same rules for pages and plain texts.

A rule looks at one candidate in its story and says whether it is unspeakable; its docstring is the
reason. A new rule is a function and a place in `RULES`; a new wording is a row of `phrases`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from earshot.ingest.blocks import Candidate, Story, Verdict, announcements, key_of, repeated_quotes
from earshot.ingest.editor_notes import is_note
from earshot.ingest.filter_phrases import APPEALS, phrase_of
from earshot.ingest.metadata.bylines import people
from earshot.ingest.metadata.headlines import words
from earshot.model import Kind

Rule = Callable[[Candidate, int, Story], bool]

_SENTENCE = re.compile(r"[.!?…][\"'”’»)\]]*$")
_CELLS = frozenset(("cell", "td", "th"))
_SPOKEN_CELL = 6
_LINKED = 0.9
_LINKED_ITEM = 0.6
"""In a list of sources each link has the name of its site before it."""
_TOP = 6
_KICKER = 60
"""Letters that a heading may hold beside the headline."""
_END = 4
_SHORT_BEFORE, _BEFORE = 15, 40
"""Letters that may stand before the writer's name; more where it is said who that is."""
_IS = re.compile(r"\W{1,2}(?:is|was|ist|war|est|es|è|är|er)\b")
_BOX = 0.3
"""The share of a story that is never in a box; more is the story."""
_LEAD_IN = 3
"""Words of "See also:"; a longer line with a colon is a sentence of the story."""


def is_unspeakable(text: str) -> bool:
    """Whether the words alone tell: nothing to say, or a wording of `phrases`."""
    return bool(_wording(text))


def _wording(text: str) -> str:
    return phrase_of(text) if any(map(str.isalnum, text)) else "there is nothing in it to say"


def _is_headline(candidate: Candidate, at: int, story: Story) -> bool:
    """The headline is spoken before the story, not again in it."""
    if at >= _TOP and candidate.tag != "h1":
        return False
    said = key_of(candidate.text)
    return any(_is_named(said, key_of(name), candidate.kind) for name in story.names)


def _is_named(said: str, name: str, kind: Kind) -> bool:
    """Whether it is the name, or a heading that is the name with a kicker or the section."""
    if not name or said == name:
        return said == name
    kicker = len(said) - len(name)
    ends = said.endswith(name) or said.startswith(name)
    return kind == "heading" and ends and 0 < kicker <= min(_KICKER, len(name))


def _is_byline(candidate: Candidate, at: int, story: Story) -> bool:
    """The byline stands on top, or below as a signature."""
    if len(candidate.text) > 120 or _TOP <= at < story.length - _END:
        return False
    said = people([candidate.text])
    return bool(said) and {n.casefold() for n in said} <= {n.casefold() for n in story.authors}


def _is_biography(candidate: Candidate, at: int, story: Story) -> bool:
    """Below a story stands who wrote it."""
    if at < max(3, story.length - _END):
        return False
    return any(_presents(candidate.text, name) for name in story.authors if " " in name)


def _presents(text: str, author: str) -> bool:
    """As in "Ann Lee writes on Asia", "The Berlin historian Ann Lee is the author of"."""
    before, found, after = text.partition(author)
    return bool(found) and len(before) <= (_BEFORE if _IS.match(after) else _SHORT_BEFORE)


def _is_table_cell(candidate: Candidate, at: int, story: Story) -> bool:
    """Figures in a table cannot be followed by ear; sentences in one can."""
    return candidate.tag in _CELLS and not (
        _SENTENCE.search(candidate.text) and len(words(candidate.text)) >= _SPOKEN_CELL
    )


def _is_link(candidate: Candidate, at: int, story: Story) -> bool:
    """A line that is all link leads to another story; a sentence may be all link."""
    share = _LINKED_ITEM if candidate.kind == "item" else _LINKED
    return candidate.linked > share and not _SENTENCE.search(candidate.text)


def _is_shouted_link(candidate: Candidate, at: int, story: Story) -> bool:
    """Links to other stories are set in capitals between paragraphs."""
    return candidate.linked > _LINKED and candidate.text.isupper()


def _is_pull_quote(candidate: Candidate, at: int, story: Story) -> bool:
    """A pull quote says again what the story says."""
    return candidate.kind == "quote" and key_of(candidate.text) in story.repeated


def _is_announced_alike(candidate: Candidate, at: int, story: Story) -> bool:
    """Links to other stories are announced each time by the same words."""
    return candidate.announcement in story.announcements


def _is_above_headline(candidate: Candidate, at: int, story: Story) -> bool:
    """What stands above the headline belongs to the page and not to the story."""
    return at < story.top


RULES: tuple[Rule, ...] = (
    _is_above_headline,
    _is_headline,
    _is_byline,
    _is_biography,
    _is_table_cell,
    _is_link,
    _is_shouted_link,
    _is_announced_alike,
    _is_pull_quote,
)


def spoken(candidates: Sequence[Candidate], story: Story) -> list[Candidate]:
    """The candidates that no rule speaks against, in order."""
    return [verdict.candidate for verdict in judged(candidates, story) if not verdict.reason]


def judged(candidates: Sequence[Candidate], story: Story) -> list[Verdict]:
    """Each candidate with the first reason against it, in order."""
    story = replace(
        story,
        length=len(candidates),
        announcements=announcements(candidates),
        repeated=repeated_quotes(candidates),
    )
    verdicts = [Verdict(_noted(c), _reason(c, at, story)) for at, c in enumerate(candidates)]
    return _without_leads_in(_without_appeals(verdicts))


def _noted(candidate: Candidate) -> Candidate:
    """The newspaper's own word on its story is kept, and marked as such."""
    noted = candidate.kind != "heading" and is_note(candidate.text)
    return replace(candidate, kind="note") if noted else candidate


def _reason(candidate: Candidate, at: int, story: Story) -> str:
    """What the words alone tell, else what the first of the rules does."""
    wording = _wording(candidate.text)
    against = (rule for rule in RULES if rule(candidate, at, story))
    return wording or next(map(_told, against), "")


def _told(rule: Rule) -> str:
    """The rule as the reason that it gives: its docstring, to stand in a line."""
    told = (rule.__doc__ or "").rstrip(".")
    return told[:1].lower() + told[1:]


def _without_appeals(verdicts: list[Verdict]) -> list[Verdict]:
    """A heading that asks for something opens a box that goes on asking."""
    appeals = [each for each in verdicts if each.reason in APPEALS]
    asked = {next(_boxes(c), ""): why for c, why in appeals if c.kind == "heading"}
    if not asked:
        return verdicts
    held = Counter(box for c, _ in verdicts for box in _boxes(c) if box in asked)
    small = {box: asked[box] for box, count in held.items() if count <= _BOX * len(verdicts)}
    return [Verdict(c, reason or _first(small, _boxes(c))) for c, reason in verdicts]


def _boxes(candidate: Candidate) -> Iterator[str]:
    """The places of the elements around it, from the inside out."""
    above = (candidate.place or "").rpartition("/")[0]
    while above:
        yield above
        above = above.rpartition("/")[0]


def _first(reasons: dict[str, str], boxes: Iterator[str]) -> str:
    return next((reasons[box] for box in boxes if box in reasons), "")


def _without_leads_in(verdicts: list[Verdict]) -> list[Verdict]:
    """A heading, or a short line with a colon, leads into what follows; alone it says nothing."""
    left: list[Verdict] = []
    last = True
    for candidate, reason in reversed(verdicts):
        followed = bool(left) and not left[-1].reason
        if not reason and not followed and _leads_in(candidate, last):
            reason = "what it leads into is not spoken"
        left.append(Verdict(candidate, reason))
        last = last and bool(reason)
    return left[::-1]


def _leads_in(candidate: Candidate, last: bool) -> bool:
    colon = candidate.text.endswith(":") and len(words(candidate.text)) <= _LEAD_IN
    return colon or (last and candidate.kind == "heading")
