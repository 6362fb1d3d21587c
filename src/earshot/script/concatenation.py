"""Concatenates scripts: an opening, then the articles, each under its headline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from earshot.model import HEADLINE, INTRO, Block, Script, Utterance, Word
from earshot.script.intro import intro_spans


def concatenate(opening: Script, scripts: Sequence[Script]) -> Script:
    """Concatenate the scripts under the headline of the opening. The spoken words do not change.

    The headline of each article becomes a heading and its headings become paragraphs, so each
    article is one chapter. Intros keep the byline and lose the date, which the opening states.
    Locations in pages are dropped, because the articles come from different pages.
    """
    blocks = [_without_location(block) for block in opening.article.blocks]
    utterances = list(opening.utterances)
    for script in scripts:
        first = len(blocks)
        blocks.append(Block(kind="heading", text=script.article.title))
        blocks.extend(_without_location(block) for block in script.article.blocks)
        utterances.extend(_shift_utterances(script, first))
    article = replace(opening.article, blocks=tuple(blocks))
    return Script(article=article, utterances=tuple(utterances))


def _without_location(block: Block) -> Block:
    kind = "paragraph" if block.kind == "heading" else block.kind
    return Block(kind=kind, text=block.text)


def _shift_utterances(script: Script, first: int) -> Iterator[Utterance]:
    """The utterances with shifted block numbers: the headline becomes block `first`."""
    _, byline = intro_spans(script.article).get("byline", (0, 0))
    for utterance in script.utterances:
        words = utterance.words
        if utterance.block == INTRO:
            words = tuple(word for word in words if word.start < byline)
        if words:
            yield replace(utterance, words=tuple(_shift_word(word, first) for word in words))


def _shift_word(word: Word, first: int) -> Word:
    if word.block == INTRO:
        return word
    block = first if word.block == HEADLINE else first + 1 + word.block
    return replace(word, block=block)
