"""What may be spoken of the blocks that were found: the same rules for pages and plain texts.

A rule looks at one candidate in its story and says whether it is unspeakable; its docstring is the
reason. A new rule is a function and a place in `RULES`; a new wording is a row of `phrases`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from earshot.ingest.bylines import people
from earshot.ingest.headlines import words
from earshot.ingest.phrases import is_phrase
from earshot.model import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A block that is spoken if nothing speaks against it."""

    kind: Kind
    text: str
    place: str | None = None
    """XPath in its page."""
    tag: str = ""
    """The element it stands in on its page, where there is one."""
    linked: float = 0.0
    """The share of its letters that stand in links."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What is known around the candidates."""

    names: tuple[str, ...] = ()
    """The headline, as the page writes it in its several places."""
    authors: tuple[str, ...] = ()
    length: int = 0
    """How many candidates there are."""


Rule = Callable[[Candidate, int, Story], bool]

_SENTENCE = re.compile(r"[.!?…][\"'”’»)\]]*$")
_CELLS = frozenset(("cell", "td", "th"))
_SPOKEN_CELL = 6
_TOP = 6
_END = 4
_LEAD_IN = 3
"""Words of "See also:"; a longer line with a colon is a sentence of the story."""


def is_unspeakable(text: str) -> bool:
    """Whether the words alone tell: nothing to say, or a wording of `phrases`."""
    return not any(map(str.isalnum, text)) or is_phrase(text)


def _worded(candidate: Candidate, at: int, story: Story) -> bool:
    """Newspapers address readers around the story."""
    return is_unspeakable(candidate.text)


def _is_headline(candidate: Candidate, at: int, story: Story) -> bool:
    """The headline is spoken before the story, not again in it."""
    said = words(candidate.text)
    return (at < _TOP or candidate.tag == "h1") and any(said == words(n) for n in story.names)


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
    return any(name in candidate.text[: len(name) + 15] for name in story.authors if " " in name)


def _is_table_cell(candidate: Candidate, at: int, story: Story) -> bool:
    """Figures in a table cannot be followed by ear; sentences in one can."""
    return candidate.tag in _CELLS and not (
        _SENTENCE.search(candidate.text) and len(words(candidate.text)) >= _SPOKEN_CELL
    )


def _is_link(candidate: Candidate, at: int, story: Story) -> bool:
    """A line that is all link leads to another story; a sentence may be all link."""
    return candidate.linked > 0.9 and not _SENTENCE.search(candidate.text)


def _is_shouted_link(candidate: Candidate, at: int, story: Story) -> bool:
    """Links to other stories are set in capitals between paragraphs."""
    return candidate.linked > 0.9 and candidate.text.isupper()


RULES: tuple[Rule, ...] = (
    _worded,
    _is_headline,
    _is_byline,
    _is_biography,
    _is_table_cell,
    _is_link,
    _is_shouted_link,
)


def spoken(candidates: Sequence[Candidate], story: Story) -> list[Candidate]:
    """The candidates that no rule speaks against, in order."""
    story = replace(story, length=len(candidates))
    silent = [any(rule(c, at, story) for rule in RULES) for at, c in enumerate(candidates)]
    _silence_leads_in(candidates, silent)
    return [c for c, unspoken in zip(candidates, silent, strict=True) if not unspoken]


def _silence_leads_in(candidates: Sequence[Candidate], silent: list[bool]) -> None:
    """A heading, or a short line with a colon, leads into what follows; alone it says nothing."""
    last = True
    for at in range(len(candidates) - 1, -1, -1):
        followed = at + 1 < len(candidates) and not silent[at + 1]
        silent[at] = silent[at] or (not followed and _leads_in(candidates[at], last))
        last = last and silent[at]


def _leads_in(candidate: Candidate, last: bool) -> bool:
    colon = candidate.text.endswith(":") and len(words(candidate.text)) <= _LEAD_IN
    return colon or (last and candidate.kind == "heading")
