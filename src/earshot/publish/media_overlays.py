"""Timeline → the parts of the text that an e-book highlights while they are spoken.

A part is a sentence, or what a sentence has in one block. Parts are contiguous in time, so a
reading app plays the whole recording.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice, pairwise

from markupsafe import Markup

from earshot.model import INTRO, Article, Timeline, Timing
from earshot.publish.captions import find_opening, format_sentence
from earshot.publish.timeline import format_time


@dataclass(frozen=True, slots=True)
class OverlayFragment:
    """A part of the text with its words. `begin` and `end` are clock values of SMIL."""

    id: str
    block: int
    timings: tuple[Timing, ...]
    begin: str
    end: str


@dataclass(frozen=True, slots=True)
class Element:
    """A block of the book: an `intro`, `headline` or a kind of block."""

    kind: str
    text: Markup
    """XHTML with the fragments as `span`."""


def split_fragments(timeline: Timeline) -> list[OverlayFragment]:
    groups = list(_group_words(timeline))
    starts = [0, *(timings[0].start for timings in groups[1:])]
    times = [format_time(timeline.ms(at)) for at in (*starts, timeline.duration)]
    return [
        OverlayFragment(
            f"s{number}", timings[0].word.block, timings, times[number], times[number + 1]
        )
        for number, timings in enumerate(groups)
    ]


def _group_words(timeline: Timeline) -> Iterator[tuple[Timing, ...]]:
    """The spoken words of each sentence, by block."""
    timings = iter(timeline.timings)
    for cue in timeline.cues:
        count = sum(1 for word in cue.utterance.words if word.spoken)
        for _, words in groupby(islice(timings, count), key=lambda timing: timing.word.block):
            yield tuple(words)


def build_elements(article: Article, fragments: Sequence[OverlayFragment]) -> Iterator[Element]:
    """The headline, the blocks, and the spoken intros where they are spoken."""
    by_block: dict[int, list[OverlayFragment]] = {}
    intros: dict[int, list[OverlayFragment]] = {}
    before = INTRO
    for fragment in fragments:
        if fragment.block == INTRO:
            intros.setdefault(before, []).append(fragment)
        else:
            before = fragment.block
            by_block.setdefault(before, []).append(fragment)
    for block in range(INTRO, len(article.blocks)):
        if text := article.text_of(block):
            kind = "headline" if block < 0 else article.blocks[block].kind
            yield Element(kind, _mark_fragments(text, by_block.get(block, ())))
        for fragment in intros.get(block, ()):
            yield Element("intro", _span(fragment, format_sentence(article, fragment.timings)))


def _mark_fragments(text: str, fragments: Sequence[OverlayFragment]) -> Markup:
    """The text with a span for each fragment, without the space between them."""
    bounds = [_find_bound(text, *pair) for pair in pairwise(fragments)]
    marked, at = Markup(), 0
    for fragment, end in zip(fragments, [*bounds, len(text)], strict=False):
        sentence = text[at:end]
        body = sentence.rstrip()
        marked += _span(fragment, body) + sentence[len(body) :]
        at = end
    return marked + text[at:]


def _find_bound(text: str, before: OverlayFragment, after: OverlayFragment) -> int:
    """Where `after` begins: an opening mark belongs to it, other marks to the sentence before."""
    end, start = before.timings[-1].word.end, after.timings[0].word.start
    return max(end, start - len(find_opening(text[end:start], first=False)))


def _span(fragment: OverlayFragment, text: str) -> Markup:
    return Markup('<span id="{}">{}</span>').format(fragment.id, text)
